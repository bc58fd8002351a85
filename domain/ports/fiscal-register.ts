import type { Receipt, TaxSystem } from '../receipt.ts';
import type { Outcome } from '../result.ts';
import type { Instant } from './clock.ts';
import type { Acknowledgement, CallOptions, RawWebhook, ReceiptState } from './payment-provider.ts';

/** Whose register prints: 54-FZ, article 4.7, wants each of these on the receipt. */
export interface Seller {
  /** Tag 1018: 10 or 12 digits. */
  readonly inn: string;
  /** Tag 1117: where the receipt is sent from. */
  readonly email: string;
  /** Tag 1187: place of settlement; for a shop on the internet its address there. */
  readonly paymentAddress: string;
  /** Tag 1055. Null: the register is set up for one tax system and knows it. */
  readonly taxSystem: TaxSystem | null;
}

/** One receipt to be registered. The lines add up to what was settled, to the kopeck. */
export interface RegisterRequest {
  /**
   * Ours, unique for ever, at most 128 characters, the same when repeated. Must not come back after a
   * restored backup: built on a random id, never on a counter.
   */
  readonly idempotencyKey: string;
  readonly receipt: Receipt;
  readonly currency: string;
  /**
   * `electronic`: money that moved without cash (tag 1081). `prepaid`: what was paid in advance is handed
   * over, no new money (tag 1215). `cash`: tag 1031. Of a refund: the way the money goes back.
   */
  readonly settledBy: 'electronic' | 'prepaid' | 'cash';
  /**
   * Minor units of the sum that were paid in advance (tag 1215), when the rest is settled now by `settledBy`.
   * Above zero and below the whole.
   */
  readonly paidBefore?: bigint;
  /** What is not given is as the register is set up. `receipt.taxSystem` goes before the seller's. */
  readonly seller?: Partial<Seller>;
  /** Where the register tells that it is done; null: it is only asked. */
  readonly callbackUrl: string | null;
  /** When the money moved. */
  readonly at: Instant;
}

/** What a callback points at. It is no proof: the receipt is asked for at the register. */
export interface ReceiptHint {
  /** Unique per event: the inbox key. */
  readonly eventKey: string;
  readonly reference: string;
  /** The key that the callback names, for a receipt whose reference was lost with the answer. As unproven. */
  readonly idempotencyKey: string | null;
}

export type ReceiptReading =
  | { readonly ok: true; readonly hints: readonly ReceiptHint[]; readonly acknowledge: Acknowledgement }
  /** 400: unreadable; 401, 403: forged. Nothing is stored. */
  | { readonly ok: false; readonly status: 400 | 401 | 403; readonly reason: string };

/**
 * One cash register in the cloud, for payments whose provider makes no receipt. Expected failure is an
 * `Outcome`; throws only when `signal` aborts.
 */
export interface FiscalRegister {
  readonly id: string;
  /** ISO codes that it takes. */
  readonly currencies: readonly string[];
  /**
   * Repeatable: the same key gives the same receipt, never a second one. The answer is mostly `pending`:
   * ask `look` after some ten seconds, then with growing pauses. `unknown`: it may have been taken, so repeat
   * with the same key; code `reference_lost` among these: it was taken for certain, and only the callback
   * (or a later repeat) can tell its reference. A `failed` receipt stays failed under its key: it is made
   * anew under another.
   */
  register(request: RegisterRequest, options?: CallOptions): Promise<Outcome<ReceiptState>>;
  /**
   * The present truth about one receipt, by its reference. Its `idempotencyKey` must be compared with ours
   * when the reference came from a callback. `not_found`: the register knows of none.
   */
  look(reference: string, options?: CallOptions): Promise<Outcome<ReceiptState>>;
  readWebhook(raw: RawWebhook): Promise<ReceiptReading>;
}
