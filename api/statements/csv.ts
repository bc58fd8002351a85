import { unreadable } from './values.ts';

/** A row with the line that it begins on, from 1. */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** More rows than these are no statement of a shop. */
const MOST_ROWS = 200_000;

/**
 * Rows of a CSV (RFC 4180, with any of `;`, tab, `,` and `|`): a quoted cell may hold breaks, and quotes written
 * twice. The separator is the one that makes the most cells of the file's first lines. Empty rows fall out.
 * @throws Unreadable for a quote that is never closed.
 */
export function csvRows(text: string): Row[] {
  const separator = separatorOf(text);
  const rows: Row[] = [];
  let cells: string[] = [];
  let line = 1;
  let began = 1;
  let at = 0;
  while (at <= text.length) {
    const { cell, end, breaks } = cellAt(text, at, separator, line);
    cells.push(cell);
    line += breaks;
    const mark = text[end];
    at = end + 1;
    if (mark === separator) continue;
    if (mark === '\r' && text[at] === '\n') at++;
    if (cells.some((each) => each.trim() !== '')) rows.push({ line: began, cells });
    if (rows.length > MOST_ROWS) throw unreadable('too_large');
    cells = [];
    line++;
    began = line;
    if (mark === undefined) break;
  }
  return rows;
}

/** The cell that begins at a place, where it ends, and how many lines it broke. */
function cellAt(text: string, at: number, separator: string, line: number) {
  if (text[at] !== '"') {
    let end = at;
    while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++;
    return { cell: text.slice(at, end), end, breaks: 0 };
  }
  let close = text.indexOf('"', at + 1);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (close < 0) throw unreadable('not_closed', line, '"');
  const cell = text.slice(at + 1, close).replaceAll('""', '"');
  let end = close + 1;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++;
  return { cell: cell + text.slice(close + 1, end), end, breaks: cell.split('\n').length - 1 };
}

function separatorOf(text: string): string {
  const head = text.slice(0, 20_000);
  const most = (mark: string) => Math.max(...head.split('\n').map((line) => line.split(mark).length));
  return [';', '\t', ',', '|'].reduce((best, mark) => (most(mark) > most(best) ? mark : best));
}
