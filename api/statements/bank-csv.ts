import { money } from '../../domain/money.ts';
import type { StatementLine } from '../../domain/statement.ts';
import { csvRows, type Row } from './csv.ts';
import { type Column, type Columns, columnsOf, lacking } from './csv-columns.ts';
import type { StatementFile } from './one-c.ts';
import { accountIn, dayOf, innIn, kopecksOf, type Place, unreadable, wordsOf } from './values.ts';

/** Rows above the names of columns: the bank's letterhead, the account, the period. */
const PREAMBLE = 40;

/** Words of a column that says which way money went. */
const CAME = /^\s*(?:(?:cr?|к|in|\+)\s*$|кредит|credit|приход|поступлени|зачислени|входящ|incom)/iu;
const WENT = /^\s*(?:(?:dr?|д|out|-)\s*$|дебет|debit|расход|списани|исходящ|outgo|expense)/iu;

interface Table {
  readonly columns: Columns;
  /** The names as the bank writes them, for whoever has to find a place. */
  readonly titles: readonly string[];
  readonly rows: readonly Row[];
  /** Accounts that stand above the table. */
  readonly above: readonly string[];
}

/**
 * Reads a bank's CSV: the columns are found by their names, wherever they stand. Rows that have no day, such as
 * totals, end the table's lines. @throws Unreadable
 */
export function readBankCsv(text: string, own: ReadonlySet<string>): StatementFile {
  const table = tableOf(csvRows(text));
  const { columns, rows, above } = table;
  const lines = rows.flatMap((row) => lineOf(row, table, own) ?? []);
  const told = rows.flatMap((row) => accountIn(cell(row, columns, 'own')) ?? []);
  return { accounts: [...new Set([...above, ...told])], lines, balanced: true };
}

function tableOf(rows: readonly Row[]): Table {
  const heads = rows.slice(0, PREAMBLE).map(({ cells }) => columnsOf(cells));
  const at = heads.findIndex((columns) => lacking(columns) === null);
  const columns = heads[at];
  if (!columns) throw nothingFound(rows, heads);
  const above = rows.slice(0, at).flatMap(({ cells }) => cells.flatMap((each) => accountIn(each) ?? []));
  return { columns, titles: rows[at]?.cells ?? [], rows: rows.slice(at + 1), above };
}

/** What comes closest to a row of names says what it lacks; a file without any is no statement at all. */
function nothingFound(rows: readonly Row[], heads: readonly Columns[]) {
  const most = Math.max(0, ...heads.map(({ size }) => size));
  const at = heads.findIndex(({ size }) => size === most);
  const best = heads[at];
  if (!best || most < 3) return unreadable('no_statement');
  return unreadable('missing', rows[at]?.line ?? 1, lacking(best));
}

function cell({ cells }: Row, columns: Columns, column: Column): string {
  const at = columns.get(column);
  return at === undefined ? '' : (cells[at] ?? '').trim();
}

/** Where a value stands: the line, and the column as the bank names it. */
function placeOf({ line }: Row, { columns, titles }: Table, column: Column): Place {
  return { line, field: wordsOf(titles[columns.get(column) ?? -1] ?? column) };
}

function lineOf(row: Row, table: Table, own: ReadonlySet<string>): StatementLine | null {
  const { columns, above } = table;
  const get = (column: Column) => cell(row, columns, column);
  // Totals and the bank's small print have no day.
  if (!/\d/.test(get('day'))) return null;
  const day = dayOf(get('day'), placeOf(row, table, 'day'));
  const [payer, payee] = [accountIn(get('payer')), accountIn(get('payee'))];
  const moved = movement(row, table, { payer, payee }, own);
  if (!moved) return null;
  const [side, us] = moved.direction === 'in' ? (['payer', payee] as const) : (['payee', payer] as const);
  return {
    ...moved,
    account: us ?? accountIn(get('own')) ?? above[0] ?? [...own][0] ?? '',
    number: wordsOf(get('number')),
    day,
    other: {
      name: wordsOf(get(`${side}Name`) || get('name')),
      inn: innIn(get(`${side}Inn`)) ?? innIn(get('inn')) ?? innIn(get(side)),
      account: otherThan(own, accountIn(get(side)) ?? accountIn(get('account'))),
    },
    purpose: wordsOf(get('purpose')),
  };
}

function otherThan(own: ReadonlySet<string>, account: string | null): string | null {
  return account !== null && own.has(account) ? null : account;
}

/** Which way and how much, by two columns of sums, by one with a sign, or by whose account is whose. */
function movement(
  row: Row,
  table: Table,
  sides: { readonly payer: string | null; readonly payee: string | null },
  own: ReadonlySet<string>,
): Pick<StatementLine, 'direction' | 'amount'> | null {
  const { columns } = table;
  const sum = (column: Column): bigint => {
    const text = cell(row, columns, column);
    return text === '' || text === '-' ? 0n : kopecksOf(text, placeOf(row, table, column));
  };
  const credit = sum('credit');
  const debit = sum('debit');
  if (credit > 0n) return { direction: 'in', amount: money(credit, 'RUB') };
  if (debit !== 0n) return { direction: 'out', amount: money(debit < 0n ? -debit : debit, 'RUB') };
  const amount = sum('amount');
  const size = money(amount < 0n ? -amount : amount, 'RUB');
  if (amount === 0n) return null;
  return { direction: directionOf(row, columns, amount, { ...sides, own }), amount: size };
}

function directionOf(
  row: Row,
  columns: Columns,
  amount: bigint,
  { payer, payee, own }: { payer: string | null; payee: string | null; own: ReadonlySet<string> },
): StatementLine['direction'] {
  const kind = cell(row, columns, 'kind');
  if (amount < 0n || WENT.test(kind)) return 'out';
  if (CAME.test(kind)) return 'in';
  if (payee !== null && own.has(payee)) return 'in';
  if (payer !== null && own.has(payer)) return 'out';
  // Words that nobody understands are no reason to take money for ours.
  if (kind !== '' || columns.has('payee')) throw unreadable('missing', row.line, 'kind');
  // A column of sums with signs, and no other word of it: what is not less than nothing came in.
  return 'in';
}
