import { DateTime } from 'luxon';
import type { RollupDelta } from './history.ts';
import type { Instant } from './ports/clock.ts';

/** One month's four numbers of a funnel in one currency. Sums in minor units, times in minutes. */
export interface Numbers {
  readonly funnel: string;
  readonly currency: string;
  readonly issued: { readonly count: number; readonly sum: bigint };
  readonly paid: { readonly count: number; readonly sum: bigint };
  /** From issuing to paid; null when nothing was paid. The median is the upper end of its bucket (rollup.ts). */
  readonly meanMinutes: number | null;
  readonly medianMinutes: number | null;
  /** By kind of payment, largest first. */
  readonly methods: readonly { readonly kind: string; readonly count: number; readonly sum: bigint }[];
  /** Returned sales; returned overpayments are not counted. */
  readonly refunds: { readonly count: number; readonly sum: bigint };
}

/** A calendar month of the business: `2026-11`. */
export type Month = string;

/** First and last day of a month, as rollups name days. */
export function daysOf(month: Month): { from: string; to: string } {
  const first = DateTime.fromISO(`${month}-01`, { zone: 'utc' });
  return { from: first.toISODate() ?? '', to: first.endOf('month').toISODate() ?? '' };
}

/** The month of a moment in the business's zone. */
function monthOf(at: Instant, timeZone: string): Month {
  return DateTime.fromMillis(at, { zone: timeZone }).toFormat('yyyy-MM');
}

export function monthBefore(month: Month): Month {
  return DateTime.fromISO(`${month}-01`, { zone: 'utc' }).minus({ months: 1 }).toFormat('yyyy-MM');
}

/**
 * Reads a month as people write it: `2026-11`, `11.2026`, `11` (the last such month that has begun). An
 * empty text is the present month; null for what is no month.
 */
export function readMonth(text: string, now: Instant, timeZone: string): Month | null {
  const present = monthOf(now, timeZone);
  if (text.trim() === '') return present;
  const match = /^(?:(\d{4})-(\d{1,2})|(\d{1,2})[./](\d{4})|(\d{1,2}))$/.exec(text.trim());
  if (!match) return null;
  const month = Number(match[2] ?? match[3] ?? match[5]);
  if (month < 1 || month > 12) return null;
  const padded = String(month).padStart(2, '0');
  const given = match[1] ?? match[4];
  if (given) return `${given}-${padded}`;
  const year = Number(present.slice(0, 4));
  return `${year}-${padded}` <= present ? `${year}-${padded}` : `${year - 1}-${padded}`;
}

/** The numbers of every funnel and currency that has any, from the sums kept by the writes themselves. */
export function numbersOf(rollups: readonly RollupDelta[]): Numbers[] {
  const keys = new Map(
    rollups.map(({ funnel, currency }) => [`${funnel} ${currency}`, { funnel, currency }]),
  );
  return [...keys.values()].map(({ funnel, currency }) =>
    numbers(
      funnel,
      currency,
      rollups.filter((row) => row.funnel === funnel && row.currency === currency),
    ),
  );
}

function numbers(funnel: string, currency: string, rows: readonly RollupDelta[]): Numbers {
  const paid = total(rows, 'invoices_paid');
  const minutes = total(rows, 'pay_minutes');
  return {
    funnel,
    currency,
    issued: total(rows, 'invoices_issued'),
    paid,
    meanMinutes: minutes.count === 0 ? null : Math.round(Number(minutes.sum) / minutes.count),
    medianMinutes: median(rows.filter((row) => row.metric === 'pay_time')),
    methods: methods(rows.filter((row) => row.metric === 'payments')),
    refunds: total(
      rows.filter((row) => row.label === ''),
      'refunds',
    ),
  };
}

function total(rows: readonly RollupDelta[], metric: RollupDelta['metric']): { count: number; sum: bigint } {
  const own = rows.filter((row) => row.metric === metric);
  return {
    count: own.reduce((sum, row) => sum + row.count, 0),
    sum: own.reduce((sum, row) => sum + row.sum, 0n),
  };
}

function methods(rows: readonly RollupDelta[]): Numbers['methods'] {
  const kinds = [...new Set(rows.map((row) => row.label))];
  return kinds
    .map((kind) => ({
      kind,
      ...total(
        rows.filter((row) => row.label === kind),
        'payments',
      ),
    }))
    .sort((a, b) => (a.sum < b.sum ? 1 : -1));
}

/** The bucket in which the middle payment lies (the lower middle of an even number). */
function median(rows: readonly RollupDelta[]): number | null {
  const buckets = new Map<string, number>();
  for (const { label, count } of rows) buckets.set(label, (buckets.get(label) ?? 0) + count);
  const all = [...buckets.values()].reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const label of [...buckets.keys()].sort()) {
    seen += buckets.get(label) ?? 0;
    if (seen * 2 >= all) return Number(label);
  }
  return null;
}
