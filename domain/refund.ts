import type { Instant } from './ports/clock.ts';

export type RefundState =
  /** Saved before the provider was asked. */
  'creating' | 'unknown' | 'pending' | 'succeeded' | 'failed';

/** Money on its way back to whoever paid it. One refund belongs to one payment. */
export interface Refund {
  readonly id: string;
  readonly dealId: number;
  readonly invoiceId: string;
  readonly paymentId: string;
  readonly provider: string;
  readonly state: RefundState;
  readonly amount: bigint;
  readonly currency: string;
  /** True when it returns money paid twice: the sale itself is not touched. */
  readonly overpayment: boolean;
  readonly reason: string;
  readonly requestedBy: string | null;
  readonly idempotencyKey: string;
  readonly reference: string | null;
  readonly createdAt: Instant;
  readonly finishedAt: Instant | null;
  readonly nextCheckAt: Instant | null;
  readonly checks: number;
  readonly failure: string | null;
  /** What is returned, when it was said by item: position on the invoice, thousandths, minor units. */
  readonly items: readonly RefundItem[] | null;
}

/** Some of one line of an invoice. */
export interface RefundItem {
  /** Position of the line, from 0. */
  readonly line: number;
  readonly quantity: bigint;
  readonly amount: bigint;
}

/** Everything but `failed` counts against what may still be returned, so that two presses never return too much. */
export const RESERVING: ReadonlySet<RefundState> = new Set(['creating', 'unknown', 'pending', 'succeeded']);

/** Keys of refunds that were made in the provider's own office, of which nobody asked us. */
export const FOREIGN = { sale: ':sale', credit: ':credit' } as const;

/** It was made in the provider's own office. */
export function isForeign({ idempotencyKey }: Pick<Refund, 'idempotencyKey'>): boolean {
  return Object.values(FOREIGN).some((end) => idempotencyKey.endsWith(end));
}
