import type { Instant } from './ports/clock.ts';

/** Who did it. */
export interface Actor {
  readonly type: 'customer' | 'staff' | 'provider' | 'system' | 'api';
  /** Staff id, contact id, provider name. */
  readonly id: string | null;
}

/** One fact on a stream's timeline. Append-only; the store chains the rows by hash. */
export interface HistoryEvent {
  /** `deal:17`, `staff:<id>`, `team`. */
  readonly stream: string;
  /** Past tense: `invoice_issued`, `payment_succeeded`, `stage_changed`. */
  readonly type: string;
  readonly actor: Actor;
  /** Plain JSON; sums as MoneyJson; no personal data. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: Instant;
  readonly requestId: string;
}

/** An addition to a sum kept per day; see domain/rollup.ts. */
export interface RollupDelta {
  /** Local day of the business, `2026-11-24`. */
  readonly day: string;
  readonly funnel: string;
  readonly currency: string;
  readonly metric: 'invoices_issued' | 'invoices_paid' | 'payments' | 'refunds' | 'pay_minutes' | 'pay_time';
  /** Kind of payment for `payments`, bucket for `pay_time`, empty else. */
  readonly label: string;
  readonly count: number;
  /** Minor units; minutes for `pay_minutes`. */
  readonly sum: bigint;
}
