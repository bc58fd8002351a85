import type { Money } from '../money.ts';
import type { Receipt } from '../receipt.ts';
import type { Instant } from './clock.ts';

/** A fiscal receipt apart from the call that moves money. Only where `can.receipts`. */
export interface ReceiptRequest {
  readonly idempotencyKey: string;
  readonly reference: string;
  readonly chargeId: string;
  /** The refund that a receipt of return belongs to; null for a receipt of sale. */
  readonly refundReference: string | null;
  readonly receipt: Receipt;
  readonly currency: string;
  /**
   * `prepaid`: the second receipt, when what was paid in advance is handed over; no new money (54-FZ, tag
   * 1215). `electronic`: of money that moved without a receipt (tag 1081).
   */
  readonly settledBy: 'prepaid' | 'electronic';
}

/** What became of a receipt. The three fiscal numbers are known once it is registered. */
export interface ReceiptState {
  readonly receiptReference: string;
  readonly state: 'pending' | 'succeeded' | 'failed';
  readonly fiscal: {
    readonly documentNumber: string;
    readonly storageNumber: string;
    readonly attribute: string;
  } | null;
  /** Where the customer can see it, at the operator of fiscal data. */
  readonly url?: string | null;
  readonly registeredAt?: Instant | null;
  /** Why it failed, in the vendor's words; free of personal data. */
  readonly reason?: string | null;
  /** Our key of it and its sum, when the vendor tells them: to be compared with ours. */
  readonly idempotencyKey?: string | null;
  readonly amount?: Money | null;
}
