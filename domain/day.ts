import { DateTime } from 'luxon';
import type { Instant } from './ports/clock.ts';

const DATED = ['d.M.yyyy', 'd.M.yy', 'yyyy-M-d', 'd/M/yyyy'];
const YEARLESS = ['d.M', 'd/M'];
/** 29 February may be eight years away (2096 to 2104). */
const YEARS_AHEAD = 8;

/**
 * Reads a day as people write it (`28.11`, `28.11.2026`, `2026-11-28`) and gives its last moment in
 * `timeZone`. Without a year it is the next such day. Null when it is no day.
 */
export function readDay(text: string, now: Instant, timeZone: string): Instant | null {
  const read = (words: string, format: string): DateTime | null => {
    const day = DateTime.fromFormat(words, format, { zone: timeZone });
    return day.isValid ? day : null;
  };
  const words = text.trim();
  const dated = first(DATED, (format) => read(words, format));
  if (dated) return dated.endOf('day').toMillis();
  const today = DateTime.fromMillis(now, { zone: timeZone }).startOf('day');
  const years = Array.from({ length: YEARS_AHEAD + 1 }, (_, ahead) => today.year + ahead);
  const next = first(years, (year) => {
    const day = first(YEARLESS, (format) => read(`${words} ${year}`, `${format} yyyy`));
    return day && day >= today ? day : null;
  });
  return next?.endOf('day').toMillis() ?? null;
}

function first<T, R>(all: readonly T[], read: (each: T) => R | null): R | null {
  for (const each of all) {
    const found = read(each);
    if (found !== null) return found;
  }
  return null;
}
