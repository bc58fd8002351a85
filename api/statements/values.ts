import { readDigits } from '../../domain/digits.ts';
import type { StatementProblem } from '../../domain/statement-report.ts';

/** A file that cannot be taken, with its place; caught where parsing begins. */
export class Unreadable extends Error {
  constructor(readonly problem: StatementProblem) {
    super(`${problem.code} at line ${problem.line ?? '?'}: ${problem.field ?? ''}`);
  }
}

export function unreadable(
  code: StatementProblem['code'],
  line: number | null = null,
  field: string | null = null,
): Unreadable {
  return new Unreadable({ code, line, field });
}

/** Where a value stands, for whoever has to find it. */
export interface Place {
  readonly line: number;
  readonly field: string;
}

/**
 * Kopecks of `1540.50`, `1 540,5`, `1,540.50` or `-1540`. @throws Unreadable for anything else: a sum that might be
 * read in two ways is not guessed.
 */
export function kopecksOf(text: string, { line, field }: Place): bigint {
  const tidy = text
    .replace(/[\s\u00a0\u202f]+/gu, ' ')
    .replace(/ ?(?:₽|руб\.?|rub)$/iu, '')
    .trim();
  const [, sign = '', digits = ''] = /^([-–−+]?) ?(\d[\d .,']*)$/u.exec(tidy) ?? [];
  const read = digits ? readDigits(digits.trim(), 'refuse') : null;
  if (!read || read.fraction.length > 2 || read.whole.length > 15) throw unreadable('bad_sum', line, field);
  const kopecks = BigInt(read.whole) * 100n + BigInt(read.fraction.padEnd(2, '0'));
  return sign && sign !== '+' ? -kopecks : kopecks;
}

/** `2026-11-24` of `24.11.2026`, `24/11/26` or `2026-11-24`, with or without a time after it. @throws Unreadable */
export function dayOf(text: string, { line, field }: Place): string {
  const [, d = '', m = '', y = ''] =
    /^(\d{1,2})[./](\d{1,2})[./](\d{2}|\d{4})(?:\D|$)/.exec(text.trim()) ?? [];
  const [, iso = ''] = /^(\d{4}-\d{2}-\d{2})(?:\D|$)/.exec(text.trim()) ?? [];
  const day = iso || `${y.length === 2 ? `20${y}` : y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`;
  const at = Date.parse(`${day}T00:00:00Z`);
  // A day that is not in the calendar would roll over into the next month.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day)
    throw unreadable('bad_day', line, field);
  return day;
}

/** One line of words, as long as banks write them. */
export function wordsOf(text: string): string {
  return text
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, 500);
}

/** The account in a cell that may hold a name and an INN as well; null for none. */
export function accountIn(text: string): string | null {
  return (
    /(?<!\d)\d{5}[\dABCEHKMPTX]\d{14}(?!\d)/.exec(
      text.replace(/[\s\u00a0]+/gu, (gap) => (gap.includes('\n') ? '\n' : '')),
    )?.[0] ?? null
  );
}

/** The INN in a cell; null for none. */
export function innIn(text: string): string | null {
  return /(?<!\d)(?:\d{12}|\d{10})(?!\d)/.exec(text)?.[0] ?? null;
}
