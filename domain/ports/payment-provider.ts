import type { Money } from '../money.ts';
import type { PaymentKind } from '../payment.ts';
import type { Receipt } from '../receipt.ts';
import type { Outcome } from '../result.ts';
import type { Seller } from '../seller.ts';
import type { AccountReport } from './account.ts';
import type { Instant } from './clock.ts';
import type { Notice } from './notice.ts';
import type { ReceiptNotice, ReceiptRequest, ReceiptState } from './provider-receipt.ts';
import type {
  Acknowledgement,
  ChatMoney,
  CheckoutRefusal,
  CheckQuestion,
  Hint,
  RawWebhook,
} from './webhook.ts';

export type {
  Acknowledgement,
  ChatMoney,
  CheckoutRefusal,
  CheckQuestion,
  Hint,
  Notice,
  RawWebhook,
  ReceiptNotice,
  ReceiptRequest,
  ReceiptState,
};

/** What a provider can do. The contract suite tests what is claimed and nothing else. */
export interface ProviderAbilities {
  readonly kinds: readonly PaymentKind[];
  /** ISO codes that it takes; null: any. */
  readonly currencies: readonly string[] | null;
  readonly refund: 'none' | 'whole' | 'part';
  /** It can void an attempt that nobody paid yet; some only one whose money is held (`hold`). */
  readonly cancel: boolean;
  /** False: only money that is held can be voided. Where it is not told, `cancel` voids what waits, too. */
  readonly cancelsUnpaid?: boolean;
  /** It holds money first and takes it on `capture`. */
  readonly hold: boolean;
  /** It registers fiscal receipts itself. */
  readonly receipts: boolean;
  /** It charges a method that the customer saved, without the customer. */
  readonly saved?: boolean;
  /** It collects a sum again every so many days by itself, until told not to (`setRenewal`). */
  readonly renewsEveryDays?: number;
  /** No vendor stands behind it (cash, bank transfers): there is nobody to ask, and no webhook comes. */
  readonly offline?: boolean;
  /** No webhook comes: it tells only what it is asked. */
  readonly asked?: boolean;
  /** `look` tells of money that came nothing but that: no refund of the office, no dispute, no second charge. */
  readonly silentAfterwards?: boolean;
  /** Longest purpose that it carries, characters; 128 where it is not told. */
  readonly longestPurpose?: number;
  /**
   * `signature`: the webhook itself is proof. `refetch`: it is a hint; the raw event is stored,
   * acknowledged, and settled by `look`.
   */
  readonly proof: 'signature' | 'refetch';
}

export interface StartRequest {
  /** Our id of the payment; goes to the provider as metadata or order id. */
  readonly paymentId: string;
  readonly idempotencyKey: string;
  readonly kind: PaymentKind;
  readonly amount: Money;
  readonly invoiceNumber: string;
  readonly dealId: number;
  /** What the payment is for, with the invoice's number and VAT; the provider cuts it to its limit. */
  readonly purpose: string;
  /** Who sells, where it is not the provider's own shop: whose account a transfer goes to. */
  readonly seller?: Seller;
  readonly items: readonly {
    readonly title: string;
    readonly quantity: bigint;
    readonly price: bigint;
    readonly amount: bigint;
  }[];
  readonly customer: {
    readonly phone: string | null;
    readonly email: string | null;
    readonly locale: string;
  };
  /** Where the customer goes after paying: the pay page. */
  readonly returnUrl: string;
  /** Where webhooks are to be sent, for providers that take it with the call. */
  readonly webhookUrl: string;
  readonly expiresAt: Instant | null;
  /** Hold the money and take it by `capture`. Only where `can.hold`. */
  readonly hold?: boolean;
  /** Keep the method for later charges. Only where `can.saved`. */
  readonly saveMethod?: boolean;
  /** A subscription: the same sum is collected again every `can.renewsEveryDays`. Only where that is there. */
  readonly renews?: boolean;
  /** The fiscal receipt that the provider registers with the payment. Only where `can.receipts`. */
  readonly receipt?: Receipt | null;
}

/** A live attempt at the provider. */
export interface Started {
  readonly reference: string;
  /** Where the customer pays. */
  readonly url: string;
  /** Payload of the QR picture; null when it is `url`. */
  readonly qr: string | null;
  readonly expiresAt: Instant | null;
}

export type WebhookReading =
  | {
      readonly ok: true;
      readonly notices: readonly Notice[];
      /** Where `can.proof` is `refetch` (`notices` is empty then), or a signed webhook tells too little. */
      readonly hints?: readonly Hint[];
      /** News of receipts, where a signed webhook brings them. */
      readonly receipts?: readonly ReceiptNotice[];
      /** Present where the provider asks whether it may take money. */
      readonly question?: CheckQuestion;
      readonly acknowledge: Acknowledgement;
    }
  /** 401: forged; 400: unreadable. Nothing is stored. */
  | { readonly ok: false; readonly status: 400 | 401 | 403; readonly reason: string };

export interface RefundRequest {
  readonly refundId: string;
  readonly idempotencyKey: string;
  readonly reference: string;
  readonly chargeId: string;
  readonly amount: Money;
  /** What was paid in all by this charge. */
  readonly charged: Money;
  readonly reason: string;
  /** The fiscal receipt of return. Only where `can.receipts`. */
  readonly receipt?: Receipt | null;
  /** An earlier try of this key may have been carried out: who has no keys must not repeat it blindly. */
  readonly again?: boolean;
}

/** A refund of ours that a provider has answered: some tell of a refund only to who names it. */
export interface KnownRefund {
  readonly refundId: string;
  readonly refundReference: string;
  readonly chargeId: string;
  readonly amount: Money;
}

/** A charge without the customer, by a method saved before. */
export type ChargeRequest = StartRequest & { readonly savedMethod: string };

/** One movement in a provider's own books, to be compared with ours. */
export interface BookRecord {
  readonly type: 'payment' | 'refund';
  /** Charge id or refund reference: what our ledger's entry is named by. */
  readonly id: string;
  /** The attempt that it came of or went back on, where the list tells it: what to ask about. */
  readonly reference?: string;
  readonly amount: Money;
  readonly fee: Money | null;
  readonly at: Instant;
}

export interface RefundStarted {
  readonly refundReference: string;
  readonly state: 'pending' | 'succeeded';
  /** Somebody of staff must send it: no provider will. */
  readonly byHand?: boolean;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** One payment provider. Expected failure is an `Outcome`; throws only when `signal` aborts. */
export interface PaymentProvider {
  readonly id: string;
  readonly can: ProviderAbilities;
  /** Repeatable: the same key gives the same attempt. */
  start(request: StartRequest, options?: CallOptions): Promise<Outcome<Started>>;
  /**
   * The present truth about one attempt: its state, every charge, refund and dispute on it. What a
   * webhook may have told already comes under the same event keys. `key` finds attempts whose answer
   * was lost: a provider that can look up by our id does, and answers `not_found` when it made none.
   */
  look(
    key: {
      readonly reference: string | null;
      readonly paymentId: string;
      readonly idempotencyKey: string;
      /** Refunds on it that are not finished, for providers that tell of none unasked. */
      readonly refunds?: readonly KnownRefund[];
      /**
       * What our books say of its charge, for providers that tell sums and not events: what came in, and
       * what of it went back already. A refund made in the provider's office is found by the difference.
       */
      readonly booked?: { readonly charged: Money; readonly returned: Money };
    },
    options?: CallOptions,
  ): Promise<Outcome<readonly Notice[]>>;
  readWebhook(raw: RawWebhook): Promise<WebhookReading>;
  /**
   * Present for a messenger's own payments, whose `id` is the channel's: puts what it tells in a chat into
   * a notice, under the event key that `look` and `readWebhook` give it too.
   */
  readChat?(what: 'paid' | 'refunded', money: ChatMoney): Notice;
  /** Present when `can.renewsEveryDays`: whether a subscription is collected again. Repeatable. */
  setRenewal?(chargeId: string, on: boolean, options?: CallOptions): Promise<Outcome<null>>;
  /**
   * Present when `can.refund` is not `none`. Repeatable by key. Staff are told the way out of two failures,
   * whose `message` is `whole_only`, or `return_at_bank: <the payment's id there>`.
   */
  refund?(request: RefundRequest, options?: CallOptions): Promise<Outcome<RefundStarted>>;
  /**
   * Present when `can.hold`: takes held money, all of it or less. Repeatable by key. Who takes less of a
   * payment with a receipt gives the receipt of what is taken.
   */
  capture?(
    reference: string,
    amount: Money,
    idempotencyKey: string,
    options?: CallOptions & { readonly receipt?: Receipt | null },
  ): Promise<Outcome<null>>;
  /** Present when `can.saved`. The outcome of the money itself comes as notices. Repeatable by key. */
  charge?(request: ChargeRequest, options?: CallOptions): Promise<Outcome<{ readonly reference: string }>>;
  /** Registers a receipt by itself, where the vendor can. Repeatable by key. */
  register?(request: ReceiptRequest, options?: CallOptions): Promise<Outcome<ReceiptState>>;
  /** Asks what became of it: not every vendor tells by webhook. */
  lookReceipt?(receiptReference: string, options?: CallOptions): Promise<Outcome<ReceiptState>>;
  /**
   * The receipt that went along with a payment, or with its refund (`refundReference`). `not_found`: none is
   * made yet; with the code `not_told`: the provider does not tell of this kind. Where it is missing, the provider
   * tells of such receipts by webhook, or never.
   */
  receiptOf?(
    of: { readonly reference: string; readonly chargeId: string; readonly refundReference: string | null },
    options?: CallOptions,
  ): Promise<Outcome<ReceiptState>>;
  /** What the provider booked from `from` (inclusive) to `to` (exclusive), where it can list that. */
  list?(from: Instant, to: Instant, options?: CallOptions): Promise<Outcome<readonly BookRecord[]>>;
  /**
   * Proves the keys by a call that changes nothing, and tells what the vendor says of the account.
   * @param webhookUrl where our webhooks should be sent.
   */
  check?(webhookUrl: string, options?: CallOptions): Promise<Outcome<AccountReport>>;
  /** Present when `can.cancel`. Succeeds for what is void already; `refused` when it is paid. */
  cancel?(reference: string, idempotencyKey: string, options?: CallOptions): Promise<Outcome<null>>;
}
