import type { Company } from '../../domain/contact.ts';
import { emailAddress, phoneNumber } from '../../domain/reach.ts';
import { isInn } from '../../domain/requisites.ts';
import { csvRows, type Row } from '../statements/csv.ts';

/** Columns by the names that CRMs give them, best fit first; each column of a file is taken once. */
const COLUMNS = {
  id: /^(?:id|код|external.?id|внешний.?(?:id|код))$/i,
  title: /сделк|deal|lead|запрос|заявк|^(?:title|название)$/i,
  phone: /телефон|phone|mobile|^тел\.?$/i,
  email: /e-?mail|почт/i,
  inn: /(?<!\p{L})(?:инн|inn)(?!\p{L})/iu,
  kpp: /(?<!\p{L})(?:кпп|kpp)(?!\p{L})/iu,
  company: /компани|организаци|company/i,
  source: /источник|source/i,
  name: /имя|фио|контакт|клиент|name|contact|customer/i,
} as const;
type Column = keyof typeof COLUMNS;

/** A person and perhaps a deal, out of one row. */
export interface Line {
  readonly line: number;
  /** The other system's id of the row; null: the row is known by what it says. */
  readonly id: string | null;
  readonly title: string | null;
  readonly source: string | null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly company: Company | null;
}

/** Why a row is left out: its line from 1, the column, and what is expected there. Never what stood there. */
export interface Refused {
  readonly line: number;
  readonly column: string;
  readonly expected: string;
}

export interface Table {
  /** The file's own names of the columns that are read, by ours. */
  readonly columns: Readonly<Partial<Record<Column, string>>>;
  readonly lines: readonly Line[];
  readonly refused: readonly Refused[];
}

/** Reads a table of people and deals. Null for a file whose first row names no person. @throws Unreadable */
export function readTable(text: string): Table | null {
  const [head, ...rows] = csvRows(text);
  const at = placesIn(head?.cells ?? []);
  if (!at.has('name') && !at.has('phone') && !at.has('email')) return null;
  const lines: Line[] = [];
  const refused: Refused[] = [];
  for (const row of rows) {
    const read = lineOf(row, at);
    if ('expected' in read) refused.push(read);
    else lines.push(read);
  }
  const columns = [...at].map(([column, place]) => [column, head?.cells[place]?.trim() ?? '']);
  return { columns: Object.fromEntries(columns), lines, refused };
}

function placesIn(cells: readonly string[]): Map<Column, number> {
  const places = new Map<Column, number>();
  const taken = new Set<number>();
  for (const [column, name] of Object.entries(COLUMNS) as [Column, RegExp][]) {
    const place = cells.findIndex((cell, index) => !taken.has(index) && name.test(cell.trim()));
    if (place < 0) continue;
    places.set(column, place);
    taken.add(place);
  }
  return places;
}

function lineOf(row: Row, places: ReadonlyMap<Column, number>): Line | Refused {
  const get = (column: Column): string | null => row.cells[places.get(column) ?? -1]?.trim() || null;
  const refuse = (column: Column, expected: string): Refused => ({ line: row.line, column, expected });
  const [phone, email, inn, source] = [get('phone'), get('email'), get('inn'), get('source')];
  const number = phone && phoneNumber(phone);
  if (phone && !number) return refuse('phone', 'one phone number');
  const address = email && emailAddress(email);
  if (email && !address) return refuse('email', 'one e-mail address');
  if (inn && !isInn(inn)) return refuse('inn', 'an INN of 10 or 12 digits');
  const name = get('name')?.slice(0, 80) ?? null;
  if (!name && !phone && !email) return refuse('name', 'a name, a phone or an e-mail address');
  return {
    ...{ line: row.line, id: get('id')?.slice(0, 100) ?? null, title: get('title')?.slice(0, 200) ?? null },
    source: source?.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 60) || null,
    ...{ name, phone: number || null, email: address ? address.toLowerCase() : null },
    company: inn ? { name: get('company') ?? inn, inn, kpp: get('kpp') } : null,
  };
}
