import type { Instant } from '../../../domain/ports/clock.ts';

/** Moscow, where the cloud's registers stand: UTC+3 without summer time since 2014 (federal law 248-FZ). */
const AHEAD = 3 * 3_600_000;

/** `15.01.2026 14:30:05`, as ATOL writes time. */
export function momentText(at: Instant): string {
  const [date = '', time = ''] = new Date(at + AHEAD).toISOString().split('T');
  return `${date.split('-').toReversed().join('.')} ${time.slice(0, 8)}`;
}

/** Null for what is no such time. */
export function momentOf(text: string | null): Instant | null {
  const match = /^(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d)$/.exec(text ?? '');
  if (!match) return null;
  const [, day, month, year, time] = match;
  const at = Date.parse(`${year}-${month}-${day}T${time}Z`);
  return Number.isNaN(at) ? null : at - AHEAD;
}
