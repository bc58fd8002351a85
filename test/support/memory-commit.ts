import type { Changes, CommitResult } from '../../domain/changes.ts';

/** What a check needs to see of the tables. */
export interface Tables {
  readonly inbox: ReadonlyMap<string, unknown>;
  readonly identities: ReadonlyMap<string, string>;
  readonly staff: ReadonlyMap<
    string,
    { readonly id: string; readonly channel: string; readonly address: string }
  >;
  readonly invoices: ReadonlyMap<
    string,
    { readonly id: string; readonly number: string; readonly payToken: string }
  >;
  readonly payments: ReadonlyMap<string, Provided & { readonly chargeId: string | null }>;
  readonly refunds: ReadonlyMap<string, Provided>;
  readonly disputes: ReadonlyMap<string, Provided>;
  readonly postings: ReadonlyMap<string, unknown>;
  readonly counters: ReadonlyMap<string, number>;
  versionOf(table: string, key: string): number;
}

interface Provided {
  readonly id: string;
  readonly provider: string;
  readonly reference: string | null;
}

export const keyed = (...parts: readonly (string | number)[]): string => JSON.stringify(parts);

/** Guards in the order in which the databases meet them. @throws Error for what no decision may write. */
export function judge(changes: Changes, tables: Tables): CommitResult {
  mustBeGuarded(changes);
  if (
    repeats(
      (changes.inbox ?? []).map((row) => keyed(row.source, row.key)),
      tables.inbox,
    )
  )
    return 'duplicate';
  for (const [table, key, version] of guards(changes)) {
    if (tables.versionOf(table, key) !== version) return 'stale';
  }
  if (taken(changes.staff, tables.staff, (row) => keyed(row.channel, row.address))) return 'stale';
  for (const { channel, address, id } of changes.contacts ?? []) {
    if ((tables.identities.get(keyed(channel, address)) ?? id) !== id) return 'stale';
  }
  for (const { name, value } of changes.counters ?? []) {
    if ((tables.counters.get(name) ?? 0) !== value) return 'stale';
  }
  if (taken(changes.invoices, tables.invoices, (row) => row.number)) return 'stale';
  if (taken(changes.payments, tables.payments, (row) => row.chargeId && keyed(row.provider, row.chargeId)))
    return 'duplicate';
  if (taken(changes.invoices, tables.invoices, (row) => row.payToken)) return 'stale';
  const reference = (row: Provided): string | null => row.reference && keyed(row.provider, row.reference);
  if (taken(changes.payments, tables.payments, reference)) throw new Error('payment reference is taken');
  if (taken(changes.refunds, tables.refunds, reference)) throw new Error('refund reference is taken');
  if (taken(changes.disputes, tables.disputes, reference)) throw new Error('dispute reference is taken');
  const lines = (changes.postings ?? []).map((row) => keyed(row.entryKey, row.line));
  return repeats(lines, tables.postings) ? 'duplicate' : 'committed';
}

function mustBeGuarded(changes: Changes): void {
  const deals = new Set((changes.deals ?? []).map((deal) => deal.id));
  for (const table of ['invoices', 'payments', 'refunds', 'disputes', 'receipts', 'postings'] as const) {
    for (const row of changes[table] ?? []) {
      if (!deals.has(row.dealId))
        throw new Error(`${table} of deal ${row.dealId} without the deal that guards them`);
    }
  }
}

function guards(changes: Changes): [table: string, key: string, version: number][] {
  return [
    ...(changes.contacts ?? []).map((row) => ['contacts', keyed(row.id), row.version] as const),
    ...(changes.dialogues ?? []).map(
      (row) => ['dialogues', keyed(row.channel, row.address), row.version] as const,
    ),
    ...(changes.staff ?? []).map((row) => ['staff', keyed(row.id), row.version] as const),
    ...(changes.invites ?? []).map((row) => ['invites', keyed(row.tokenHash), row.version] as const),
    ...(changes.approvals ?? []).map((row) => ['approvals', keyed(row.id), row.version] as const),
    ...(changes.policies ?? []).map((row) => ['policies', keyed(row.funnel), row.version] as const),
    ...(changes.deals ?? []).map((row) => ['deals', keyed(row.id), row.version] as const),
  ].map((each) => [...each]);
}

function repeats(keys: readonly string[], present: ReadonlyMap<string, unknown>): boolean {
  return new Set(keys).size < keys.length || keys.some((key) => present.has(key));
}

/** True when a row would get a unique value that a row of another id has. */
function taken<T extends { readonly id: string }>(
  rows: readonly T[] | undefined,
  present: ReadonlyMap<string, T>,
  read: (row: T) => string | null,
): boolean {
  if (!rows || rows.length === 0) return false;
  const after = new Map([...present.values(), ...rows].map((row) => [row.id, read(row)] as const));
  const values = [...after.values()].filter((value) => value !== null);
  return new Set(values).size < values.length;
}
