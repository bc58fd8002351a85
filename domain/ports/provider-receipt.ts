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

/**
 * News of a receipt that a webhook proves by itself. It names the money, not the receipt: a receipt that went
 * along with a payment is known to nobody by its id before.
 */
export interface ReceiptNotice {
  /** Unique per event at this provider: the inbox key. */
  readonly eventKey: string;
  /** The attempt, by whatever of the four the vendor names. */
  readonly reference: string;
  readonly paymentId: string | null;
  readonly chargeId: string | null;
  /** The refund that a receipt of return belongs to, when the vendor says which. */
  readonly refundReference: string | null;
  readonly type: 'payment' | 'refund';
  /** `prepaid`: the second receipt. Null when the vendor does not tell. */
  readonly settledBy: 'prepaid' | 'electronic' | null;
  /** Its id is the one that `register` gave: a receipt with another id is another receipt. */
  readonly namesItself: boolean;
  readonly state: ReceiptState;
}
