import type { Instant } from './ports/clock.ts';

/** What the customer picks; a provider is never shown. */
export const PAYMENT_KINDS = [
  'sbp',
  'card',
  'wallet',
  'instalments',
  'transfer',
  'stars',
  'cash',
  /** The buyer pays a marketplace, and it pays the shop: never offered, only told. */
  'marketplace',
] as const;
export type PaymentKind = (typeof PAYMENT_KINDS)[number];

export type PaymentState =
  /** Saved before the provider was asked. */
  | 'creating'
  /** Nobody knows whether the provider made it: ask again with the same key. */
  | 'unknown'
  | 'pending'
  /** Money is held, not taken: it is not paid. */
  | 'authorized'
  | 'succeeded'
  | 'failed'
  | 'expired'
  | 'cancelled';

/** One attempt to pay an invoice, or one charge that came of it. */
export interface Payment {
  readonly id: string;
  readonly dealId: number;
  readonly invoiceId: string;
  readonly provider: string;
  readonly kind: PaymentKind;
  readonly state: PaymentState;
  readonly amount: bigint;
  readonly currency: string;
  /** Sent with every call that creates it, so that a repeat makes no second one. */
  readonly idempotencyKey: string;
  /** The provider's id of the attempt; null until its answer is known. */
  readonly reference: string | null;
  /** The provider's id of the money itself: the key under which it is booked once. */
  readonly chargeId: string | null;
  /** Where the customer pays. */
  readonly url: string | null;
  /** Payload of a QR picture, when it is not the address. */
  readonly qr: string | null;
  readonly expiresAt: Instant | null;
  readonly createdAt: Instant;
  readonly succeededAt: Instant | null;
  /** When the provider should be asked about it; null when there is nothing left to ask. */
  readonly nextCheckAt: Instant | null;
  readonly checks: number;
  readonly failure: string | null;
  /** Money is held first, and taken when staff say so. */
  readonly hold: boolean;
  /** Last moment to take held money. */
  readonly captureBefore: Instant | null;
  /** How much of the held money is to be taken, minor units; 0: it is to be given back; null: nobody has said so. */
  readonly captureAmount: bigint | null;
  /** Its fiscal receipt goes along with it to the provider. */
  readonly withReceipt: boolean;
  /** Staff id of whoever entered it by hand or gave it to this deal; null: it came from a provider. */
  readonly enteredBy: string | null;
}

/** Attempts that can still bring money or whose fate is open. */
export const LIVE: ReadonlySet<PaymentState> = new Set(['creating', 'unknown', 'pending', 'authorized']);

/**
 * Our id of the attempt as the provider knows it. A second charge of one attempt (paid twice) is a
 * payment of its own here, while the provider still has one.
 */
export function attemptIdOf(payment: Pick<Payment, 'idempotencyKey'>): string {
  return payment.idempotencyKey.split(':')[0] ?? payment.idempotencyKey;
}
