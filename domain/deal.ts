import type { Instant } from './ports/clock.ts';

/** Money stages (DESIGN, part 2). The order is the order of a board's columns. */
export const STAGES = [
  'lead',
  'in_work',
  'invoice_issued',
  'awaiting_payment',
  'partially_paid',
  'paid',
  'partially_refunded',
  'refunded',
  'disputed',
  'cancelled',
  'lost',
] as const;

export type Stage = (typeof STAGES)[number];

/** What we agreed to sell, and to whom. The deal's version guards all its money. */
export interface Deal {
  /** Small number that people type: `/deal 17`. */
  readonly id: number;
  readonly funnel: string;
  /** Null for a counter sale. */
  readonly contactId: string | null;
  readonly title: string;
  /** `telegram`, `telegram:autumn` for a campaign link, `site`, `api`. */
  readonly source: string;
  readonly responsibleId: string | null;
  readonly currency: string;
  readonly stage: Stage;
  /** Set by staff: the customer will not buy. Money that comes all the same wins over it. */
  readonly lostReason: string | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly version: number;
}
