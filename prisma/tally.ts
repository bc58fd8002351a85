import type { Cell, RowSource, Shape } from './rows.ts';

/** What two copies of the same rows have in common, whatever the order of their rows. */
export interface Tally {
  /** Rows by table. */
  readonly counts: ReadonlyMap<string, number>;
  /** Minor units by `account currency`: the ledger's own totals. */
  readonly sums: ReadonlyMap<string, bigint>;
  /** A number by table that any change of a value in it changes. */
  readonly prints: ReadonlyMap<string, number>;
}

/** Reads everything once more and adds it up. */
export async function tallyOf(source: RowSource): Promise<Tally> {
  const tally = {
    counts: new Map<string, number>(),
    sums: new Map<string, bigint>(),
    prints: new Map<string, number>(),
  };
  for (const shape of source.shapes) {
    let count = 0;
    let print = 0;
    for await (const batch of source.rows(shape)) {
      for (const row of batch) {
        count++;
        print = (print + printOf(shape, row)) % Number.MAX_SAFE_INTEGER;
        if (shape.table === 'postings') addPosting(tally.sums, shape, row);
      }
    }
    tally.counts.set(shape.table, count);
    tally.prints.set(shape.table, print);
  }
  return tally;
}

function addPosting(sums: Map<string, bigint>, { columns }: Shape, row: readonly Cell[]): void {
  const cell = (column: string) => row[columns.indexOf(column)] ?? '';
  const key = `${cell('account')} ${cell('currency')}`;
  sums.set(key, (sums.get(key) ?? 0n) + BigInt(cell('amount')));
}

/** FNV-1a of the row with its columns by name, as two databases may keep them in another order. */
function printOf({ columns }: Shape, row: readonly Cell[]): number {
  const text = JSON.stringify(columns.map((column, index) => [column, row[index]]).sort(byName));
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

function byName([a]: (Cell | undefined)[], [b]: (Cell | undefined)[]): number {
  return String(a) < String(b) ? -1 : 1;
}

/** Where two tallies differ, in words. Empty: they are of the same rows. */
export function differencesOf(from: Tally, to: Tally): string[] {
  const differ = (what: string, a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>) =>
    [...new Set([...a.keys(), ...b.keys()])]
      .filter((key) => a.get(key) !== b.get(key))
      .map(
        (key) =>
          `${what} ${key}: ${String(a.get(key) ?? 'none')} there, ${String(b.get(key) ?? 'none')} here`,
      );
  return [
    ...differ('rows of', from.counts, to.counts),
    ...differ('sum of', from.sums, to.sums),
    ...differ('content of', from.prints, to.prints),
  ];
}
