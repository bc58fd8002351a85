import { DateTime } from 'luxon';
import type { Instant } from './ports/clock.ts';

const FORMATS = ['d.M.yyyy', 'd.M.yy', 'd.M', 'yyyy-M-d', 'd/M/yyyy', 'd/M'];

/**
 * Reads a day as people write it (`28.11`, `28.11.2026`, `2026-11-28`) and gives its last moment in
 * `timeZone`. Without a year it is the next such day. Null when it is no day.
 */
export function readDay(text: string, now: Instant, timeZone: string): Instant | null {
  const today = DateTime.fromMillis(now, { zone: timeZone }).startOf('day');
  for (const format of FORMATS) {
    const day = DateTime.fromFormat(text.trim(), format, { zone: timeZone });
    if (!day.isValid) continue;
    const hasYear = format.includes('y');
    const dated = hasYear ? day : day.set({ year: today.year });
    const next = hasYear || dated >= today ? dated : dated.plus({ years: 1 });
    return next.endOf('day').toMillis();
  }
  return null;
}
