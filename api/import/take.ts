import { z } from 'zod';
import type { Changes } from '../../domain/changes.ts';
import type { Contact } from '../../domain/contact.ts';
import { openDeal } from '../../domain/decisions/open-deal.ts';
import { handle } from '../../domain/handle.ts';
import type { Context } from '../../domain/settings.ts';
import { contextOf, type Deps } from '../context.ts';
import { digestOf } from '../intake/memory.ts';
import { contactFor } from '../intake/person.ts';
import { textOf } from '../statements/text.ts';
import { Unreadable } from '../statements/values.ts';
import { type Line, readTable } from './table.ts';

/** More rows are several files: each row is a step of its own. */
const MOST = 5_000;
/** Refused rows that are named; the others are counted. */
const NAMED = 100;
const MEMORY = 'api:import';

export const importReportSchema = z.object({
  dry: z.boolean().describe('Nothing was kept: this is what would come of it'),
  rows: z.number().int(),
  columns: z.record(z.string(), z.string()).describe('What is read, by the file’s own names of its columns'),
  contacts: z.number().int().describe('People who were not there before'),
  deals: z.number().int(),
  seen: z.number().int().describe('Rows of an earlier file: nothing came of them'),
  refused: z.number().int().describe('Rows that are left out'),
  problems: z
    .array(z.object({ line: z.number().int(), column: z.string(), expected: z.string() }))
    .describe('The first hundred of them'),
});
export type ImportReport = z.infer<typeof importReportSchema>;

export type Imported =
  | { readonly ok: true; readonly report: ImportReport }
  | { readonly ok: false; readonly why: string };

/**
 * Takes people and their deals out of a CSV, each row once however often its file comes: a row is known by its id,
 * else by what it says. Deals come in as leads, without a card for each; money is never imported.
 * @param dry only says what would come of it.
 */
export async function importPeople(
  deps: Deps,
  bytes: Uint8Array,
  { dry, requestId }: { readonly dry: boolean; readonly requestId: string },
): Promise<Imported> {
  const table = tableOf(bytes);
  if ('why' in table) return { ok: false, why: table.why };
  const counts = { contacts: 0, deals: 0, seen: 0 };
  const people = new Set<string>();
  for (const line of table.lines) {
    const done = await (dry ? preview(deps, line, people) : take(deps, line, requestId));
    counts.contacts += done.contact ? 1 : 0;
    counts.deals += done.deal ? 1 : 0;
    counts.seen += done.seen ? 1 : 0;
  }
  const { columns, refused, lines } = table;
  const rows = lines.length + refused.length;
  const problems = refused.slice(0, NAMED);
  return { ok: true, report: { dry, rows, columns, ...counts, refused: refused.length, problems } };
}

function tableOf(bytes: Uint8Array) {
  try {
    const table = readTable(textOf(bytes));
    if (!table) return { why: 'The first row names no column of a name, a phone or an e-mail address' };
    return table.lines.length > MOST ? { why: `More than ${MOST} rows: please send them in parts` } : table;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { why: `A quote is not closed, or the file is too large (line ${error.problem.line ?? 1})` };
  }
}

interface Done {
  readonly contact: boolean;
  readonly deal: boolean;
  readonly seen: boolean;
}

const SEEN: Done = { contact: false, deal: false, seen: true };

async function preview(deps: Deps, line: Line, people: Set<string>): Promise<Done> {
  const key = await keyOf(line);
  if (people.has(key) || (await deps.store.inboxEntry(MEMORY, key))) return SEEN;
  people.add(key);
  const { contact } = line.id ? await deps.store.person('site', addressOf(line.id)) : { contact: null };
  return { contact: contact === null, deal: line.title !== null, seen: false };
}

async function take(deps: Deps, line: Line, requestId: string): Promise<Done> {
  const key = await keyOf(line);
  const handled = await handle<Done>(deps.store, async () => {
    if (await deps.store.inboxEntry(MEMORY, key)) return { ok: true, changes: null, value: SEEN };
    const context = contextOf(deps, { type: 'api', id: null }, requestId);
    const { contact, changes, dealId } = await decide(deps, line, context);
    const row = { source: MEMORY, key, state: 'done', body: null, dealId, nextAt: null } as const;
    const inbox = [{ ...row, receivedAt: context.now, requestId }];
    const value = { contact: contact.version === 0, deal: dealId !== null, seen: false };
    return { ok: true, changes: { ...changes, inbox }, value };
  });
  return handled.ok === true ? handled.value : SEEN;
}

async function decide(
  deps: Deps,
  { id, title, source, company, ...said }: Line,
  context: Context,
): Promise<{ contact: Contact; changes: Changes; dealId: number | null }> {
  const { store, config, settings } = deps;
  const person = { name: said.name, phone: said.phone, email: said.email, locale: config.locale };
  const found = await contactFor(deps, person, { identity: null, address: id && addressOf(id) }, context);
  const contact = found.company || !company ? found : { ...found, company };
  if (title === null) return { contact, changes: { contacts: [contact] }, dealId: null };
  const dealId = await store.nextNumber('deal');
  const opened = openDeal(
    {
      ...{ id: dealId, contact, title, responsibleId: null },
      source: source ? `import:${source}` : 'import',
      policy: await store.policy(settings.funnel),
      team: (await store.staff()).filter((member) => member.active),
    },
    context,
  );
  // A card for each of a thousand rows would bury what is new; other systems are told all the same.
  const messages = (opened.changes.messages ?? []).filter(({ kind }) => kind === 'outgoing_event');
  return { contact, changes: { ...opened.changes, messages }, dealId };
}

function addressOf(id: string): string {
  return `import:${id}`;
}

async function keyOf({ line: _place, ...row }: Line): Promise<string> {
  return row.id ? `id:${row.id}:${row.title ?? ''}` : `row:${await digestOf(row)}`;
}
