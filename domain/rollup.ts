import { DateTime } from 'luxon';
import type { RollupDelta } from './history.ts';
import type { Instant } from './ports/clock.ts';

/** Zones are whole quarters of an hour away from UTC, so a day changes only at one. */
const QUARTER = 900_000;
const days = new Map<string, string>();

/** The business's own calendar day of a moment: `2026-11-24`. Remembered: it is asked for at every payment. */
export function localDay(at: Instant, timeZone: string): string {
  const key = `${timeZone} ${Math.floor(at / QUARTER)}`;
  const known = days.get(key);
  if (known !== undefined) return known;
  const day = DateTime.fromMillis(at, { zone: timeZone }).toISODate() ?? '';
  if (days.size > 1_000) days.clear();
  days.set(key, day);
  return day;
}

/**
 * Bucket of a time to payment, for medians: minutes up to an hour, then quarters of an hour up to a
 * day, hours up to thirty days. The label is the bucket's upper end in minutes, padded to sort as text.
 */
function payTimeBucket(minutes: number): string {
  const step = minutes <= 60 ? 1 : minutes <= 1440 ? 15 : 60;
  const end = Math.min(Math.max(Math.ceil(minutes / step) * step, 1), 43_200);
  return String(end).padStart(5, '0');
}

/** What an issued invoice adds to the numbers of its day. */
export function issuedDelta(currency: string, total: bigint): Omit<RollupDelta, 'day' | 'funnel'> {
  return { currency, metric: 'invoices_issued', label: '', count: 1, sum: total };
}

/** What an invoice that has just become paid adds. */
export function paidDeltas(
  currency: string,
  total: bigint,
  issuedAt: Instant,
  now: Instant,
): Omit<RollupDelta, 'day' | 'funnel'>[] {
  const minutes = Math.max(0, Math.round((now - issuedAt) / 60_000));
  return [
    { currency, metric: 'invoices_paid', label: '', count: 1, sum: total },
    { currency, metric: 'pay_minutes', label: '', count: 1, sum: BigInt(minutes) },
    { currency, metric: 'pay_time', label: payTimeBucket(minutes), count: 1, sum: 0n },
  ];
}
