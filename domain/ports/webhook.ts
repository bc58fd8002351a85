import type { Money } from '../money.ts';
import type { Instant } from './clock.ts';

/** Money that a messenger moved by its own payment sheet, as it tells of it in a chat. */
export interface ChatMoney {
  /** What our invoice carried: our id of the payment. */
  readonly payload: string;
  /** The messenger's id of the money. */
  readonly chargeId: string;
  /** The same at the bank behind the messenger; null where there is none. */
  readonly bankChargeId: string | null;
  /** Whose money it is, by the messenger's id: not always whom the invoice was sent to. */
  readonly payerId: string;
  readonly amount: Money;
  readonly at: Instant;
}

/** A request as it arrived: raw bytes for signatures. */
export interface RawWebhook {
  readonly method: string;
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The last part of the path, for vendors with an address per kind of event. */
  readonly kind: string | null;
  readonly remoteAddress: string | null;
}

/** The exact answer that the vendor expects. */
export interface Acknowledgement {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an unsigned webhook points at. It is no proof: the object is asked for at the provider. */
export interface Hint {
  /** Unique per event: the inbox key. */
  readonly eventKey: string;
  readonly reference: string;
  readonly paymentId: string | null;
}

/**
 * Why a payment that is asked about before it is made may not go on. `changed`: another sum or currency is owed by now; `busy`:
 * another payment of the invoice is under way; `unknown`: no invoice of ours.
 */
export type CheckoutRefusal = 'paid' | 'cancelled' | 'expired' | 'changed' | 'busy' | 'unknown';

/**
 * A provider that asks before it takes money from somebody who has just pressed "pay", and declines what the answer
 * forbids. It waits for the answer: nothing slow may stand before it.
 */
export interface CheckQuestion {
  readonly paymentId: string;
  readonly amount: Money;
  answer(verdict: 'ok' | CheckoutRefusal): Acknowledgement;
}
