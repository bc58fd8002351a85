import type { Instant } from './ports/clock.ts';

/** A chargeback: the bank took the money back until somebody decides. */
export interface Dispute {
  readonly id: string;
  readonly dealId: number;
  readonly invoiceId: string;
  readonly paymentId: string;
  readonly provider: string;
  /** The provider's id of the dispute. */
  readonly reference: string;
  readonly state: 'open' | 'won' | 'lost';
  readonly amount: bigint;
  readonly currency: string;
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
  /** Last moment for evidence, when the provider says so. */
  readonly respondBefore: Instant | null;
  readonly reason: string | null;
}
