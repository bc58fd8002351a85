import type { Instant } from './ports/clock.ts';
import type { Receipt } from './receipt.ts';

/** Why a receipt is made (54-FZ, article 4.7; tags 1054 and 1214). */
export type ReceiptPurpose =
  /** Money came in. */
  | 'sale'
  /** What was paid in advance is handed over: the second receipt, no new money. */
  | 'closing'
  /** Money went back. */
  | 'refund';

export type ReceiptStatus =
  /** It has nowhere to go yet: an e-mail or a phone is asked for. */
  | 'no_contact'
  /** Saved before anybody was asked. */
  | 'creating'
  /** Nobody knows whether it was taken: asked again with the same key. */
  | 'unknown'
  /** Taken, not registered yet. */
  | 'pending'
  | 'registered'
  | 'failed';

/** One fiscal receipt of a movement of money. It never holds up the money: it follows it. */
export interface FiscalReceipt {
  readonly id: string;
  readonly dealId: number;
  readonly invoiceId: string;
  readonly paymentId: string;
  readonly refundId: string | null;
  readonly purpose: ReceiptPurpose;
  readonly state: ReceiptStatus;
  /** Who registers it: a provider's id, or a cash register's (`atol`). */
  readonly register: string;
  /** It went along with the call that moved the money, and is only looked for. */
  readonly along: boolean;
  /** What is on it; `amount` is its sum in minor units. */
  readonly content: Receipt;
  readonly amount: bigint;
  readonly currency: string;
  readonly settledBy: 'electronic' | 'prepaid' | 'cash';
  readonly idempotencyKey: string;
  /** The register's id of it. */
  readonly reference: string | null;
  /** Numbers of the registered document (tags 1040, 1041, 1077). */
  readonly fiscal: {
    readonly documentNumber: string;
    readonly storageNumber: string;
    readonly attribute: string;
  } | null;
  /** Where the customer sees it, when the register says so. */
  readonly url: string | null;
  readonly createdAt: Instant;
  readonly registeredAt: Instant | null;
  readonly nextCheckAt: Instant | null;
  readonly checks: number;
  readonly failure: string | null;
}
