import type { EvidenceView } from './evidence-view.ts';
import type { FiscalReceipt, ReceiptPurpose } from './fiscal-receipt.ts';
import type { HoldEnd } from './hold.ts';
import type { Media } from './media.ts';
import type { MoneyJson } from './money.ts';
import type { OrderRefused } from './order-refused.ts';
import type { OutgoingEvent } from './outgoing-event.ts';
import type { Outgoing } from './ports/channel.ts';
import type { Instant } from './ports/clock.ts';
import type { BooksView } from './reconcile.ts';
import type { Counterparty, StatementReport } from './statement-report.ts';

export type { Media } from './media.ts';

/** An item as a message shows it. `quantity` is decimal text: `1`, `0.5`. */
export interface ItemView {
  readonly title: string;
  readonly quantity: string;
  readonly amount: MoneyJson;
}

/** Where a part stands in its staged payment. */
export interface PlanView {
  readonly part: number;
  readonly parts: number;
  readonly total: MoneyJson;
  readonly paid: MoneyJson;
  readonly left: MoneyJson;
  /** When the next part is asked for, where a day was named. */
  readonly nextAt: Instant | null;
}

/** What every message about an invoice can say. */
export interface InvoiceView {
  readonly dealId: number;
  readonly number: string;
  readonly items: readonly ItemView[];
  readonly total: MoneyJson;
  readonly paid: MoneyJson;
  readonly due: MoneyJson;
  readonly dueAt: Instant | null;
  readonly payToken: string;
  /** Kinds that the customer may pick, in order. */
  readonly kinds: readonly string[];
  /** The staged payment that it is a part of; null for an invoice of its own. */
  readonly plan: PlanView | null;
  /** Name of the customer, for staff. */
  readonly customer: string | null;
}

/** A deal as staff see it on its card. */
export interface DealView {
  readonly id: number;
  readonly stage: string;
  readonly title: string;
  readonly source: string;
  readonly customer: string | null;
  readonly phone: string | null;
  readonly responsible: string | null;
  readonly responsibleId: string | null;
  readonly unreachable: boolean;
  /** They are known from the site or an order, and have not opened a chat. */
  readonly noChat?: boolean;
  readonly email?: string | null;
  /** An order of a marketplace that is to be handed over. */
  readonly toShip?: boolean;
  /** The company that the customer buys for. */
  readonly company?: { readonly name: string; readonly inn: string } | null;
  readonly invoices: readonly { number: string; state: string; total: MoneyJson; due: MoneyJson }[];
  /** Refunds that are on their way (`failure` is null), and those that failed and were not tried again. */
  readonly moneyBack?: readonly {
    readonly id: string;
    readonly number: string;
    readonly amount: MoneyJson;
    /** When it was asked for, or failed. */
    readonly at: Instant;
    readonly failure: string | null;
  }[];
}

/** A request that came over the site or another system, beside the card of its deal. */
export interface LeadView {
  readonly dealId: number;
  readonly customer: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  /** The customer's words. */
  readonly text: string;
  /** Address of the page, without what stands behind `?`. */
  readonly page: string | null;
  /** UTM marks by their names without `utm_`. */
  readonly marks: Readonly<Record<string, string>>;
  /** Newest deals of others who gave the same phone or e-mail: nobody has proved that it is one person. */
  readonly maybe: readonly number[];
}

/** What came in and belongs to nothing that we know. */
export interface UnmatchedView {
  readonly source: string;
  readonly key: string;
  readonly type: 'payment' | 'refund' | 'dispute';
  readonly reference: string;
  readonly amount: MoneyJson;
  readonly receivedAt: Instant;
  readonly payer: { readonly name: string; readonly inn: string | null } | null;
  readonly purpose: string | null;
}

/**
 * What must be said, never how: the bot's screens turn each kind into words and buttons in the
 * reader's language. Data are a snapshot of the moment, so that a late message still tells the truth.
 */
export interface MessageData {
  // to the customer
  invoice_issued: InvoiceView;
  invoice_paid: InvoiceView & { amount: MoneyJson; nextStep: string | null };
  invoice_part_paid: InvoiceView & { amount: MoneyJson };
  invoice_reminder: InvoiceView & { index: number };
  invoice_cancelled: InvoiceView;
  invoice_expired: InvoiceView;
  payment_failed: InvoiceView & { reason: string };
  /** The money is held, not taken: staff have until `until` to say what happens to it. */
  money_held: InvoiceView & { amount: MoneyJson; until: Instant };
  /** A hold is over and nothing was taken; `asks`: the invoice is still to be paid. */
  hold_released: InvoiceView & { amount: MoneyJson; asks: boolean };
  overpaid: InvoiceView & { amount: MoneyJson };
  refund_sent: InvoiceView & {
    amount: MoneyJson;
    overpayment: boolean;
    returned?: readonly ItemView[];
    /** Somebody handed it over: no bank is on its way. */
    byHand?: boolean;
  };
  /** A member of staff writes; the customer sees only the words. */
  from_staff: { text: string; media: Media | null };
  /** A fiscal receipt is registered: its address, or the three numbers by which it is found. */
  receipt_ready: InvoiceView & {
    amount: MoneyJson;
    purpose: ReceiptPurpose;
    url: string | null;
    fiscal: FiscalReceipt['fiscal'];
  };
  /** Money came, and nobody knows where its receipt goes. */
  receipt_contact_wanted: InvoiceView & { amount: MoneyJson };
  // to staff
  /** A receipt that will not be made by itself; `reason` is a word of ours or of the register. */
  staff_receipt_failed: InvoiceView & {
    amount: MoneyJson;
    purpose: ReceiptPurpose;
    reason: string;
    receiptId: string;
    /** It is still being tried. */
    waits: boolean;
  };
  /** A QR for a customer who stands at the counter; redrawn when it is paid or closed. */
  counter_qr: InvoiceView & { state: 'open' | 'paid' | 'closed' };
  /** `handedOver`: it has gone to somebody, or to somebody else. */
  deal_card: DealView & { isNew: boolean; handedOver?: boolean };
  from_customer: {
    dealId: number;
    customer: string | null;
    text: string;
    media: Media | null;
    edited: boolean;
  };
  staff_invoice_paid: InvoiceView & { amount: MoneyJson; kind: string };
  staff_invoice_part_paid: InvoiceView & { amount: MoneyJson; kind: string };
  staff_payment_failed: InvoiceView & { reason: string };
  staff_money_held: InvoiceView & { amount: MoneyJson; until: Instant; paymentId: string; kind: string };
  staff_hold_ending: InvoiceView & { amount: MoneyJson; until: Instant; paymentId: string };
  /** The provider refused to take held money; it is undecided again. `reason`: the vendor's code. */
  staff_hold_failed: InvoiceView & { amount: MoneyJson; reason: string; paymentId: string };
  staff_hold_released: InvoiceView & { amount: MoneyJson; reason: HoldEnd; asks: boolean };
  staff_overpaid: InvoiceView & { amount: MoneyJson; paymentId: string };
  staff_refund_sent: InvoiceView & {
    amount: MoneyJson;
    overpayment: boolean;
    returned?: readonly ItemView[];
  };
  staff_refund_failed: InvoiceView & { amount: MoneyJson; reason: string; refundId?: string };
  /** `respondBefore` and `reason` as far as the bank has said; `disputeId` for the evidence. */
  staff_disputed: InvoiceView & {
    amount: MoneyJson;
    state: 'open' | 'won' | 'lost';
    respondBefore?: Instant | null;
    reason?: string | null;
    disputeId?: string;
  };
  /** The time to answer a dispute runs out: so many days are left. */
  staff_dispute_due: InvoiceView & {
    amount: MoneyJson;
    respondBefore: Instant;
    days: number;
    disputeId: string;
  };
  /** What we know of a disputed payment, as a document. */
  evidence: EvidenceView;
  staff_mismatch: InvoiceView & {
    amount: MoneyJson;
    reason: 'currency' | 'cancelled' | 'expired' | 'kept';
    paymentId: string;
  };
  /** Money or its way back without a deal; `source` and `key` name its row in the inbox. */
  staff_unmatched: UnmatchedView;
  staff_unreachable: { dealId: number; customer: string | null; reason: string };
  /** What is kept about a person, for them: made when it is delivered. */
  personal_data: { contactId: string; dealId: number };
  /** A provider's books and ours differ. */
  books_differ: BooksView;
  /** Payments wait, and no webhook has come for long; `url`: where they should be sent. */
  webhooks_silent: {
    provider: string;
    count: number;
    oldest: Instant;
    heard: Instant | null;
    url: string;
  };
  /** Another CRM does not take news of deals; `waits`: they are tried again until somebody mends it. */
  mirror_refused: { mirror: string; dealId: number; why: string; waits: boolean };
  /** `transfer`: they have opened a bank transfer, which only a statement shows. */
  staff_says_paid: InvoiceView & { found: boolean; transfer?: boolean };
  /** A refund that somebody must send by transfer; `payer`: whoever paid, as far as it is known. */
  staff_refund_by_hand: InvoiceView & {
    amount: MoneyJson;
    refundId: string;
    purpose: string;
    payer: Counterparty | null;
  };
  /** What came of a bank statement that a program brought. */
  staff_statement: StatementReport;
  staff_declined: InvoiceView;
  staff_expired: InvoiceView;
  approval_wanted: {
    approvalId: string;
    kind: 'invoice' | 'refund';
    dealId: number;
    by: string;
    amount: MoneyJson;
    about: string;
  };
  approval_decided: {
    kind: 'invoice' | 'refund';
    dealId: number;
    approved: boolean;
    by: string;
    amount: MoneyJson;
  };
  /** What came from the site: words, where from, and deals of others with the same phone or e-mail. */
  staff_lead: LeadView;
  /** An order was called off at its marketplace before anybody paid. */
  staff_order_over: { dealId: number; title: string; source: string };
  /** A marketplace does not take what the shop says of an order; `reason`: the marketplace's own words. */
  staff_order_refused: OrderRefused;
  /** For another system; no person reads it. */
  outgoing_event: OutgoingEvent;
  /** An answer that the bot has put into words already; `edit` is the message that it is drawn over. */
  screen: { screen: Outgoing; edit: string | null };
}

export type MessageKind = keyof MessageData;

/** What `data` may be, tied to `kind`. */
export type MessageBody = {
  [K in MessageKind]: { readonly kind: K; readonly data: MessageData[K] };
}[MessageKind];

/** Money goes before service, service before bulk. */
export const PRIORITY = { money: 0, service: 1, bulk: 2 } as const;

/** A row of the outbox as a decision makes it. */
export type NewMessage = MessageBody & {
  readonly id: string;
  /** The same cause never speaks twice: `paid:<payment id>:customer`. */
  readonly dedupeKey: string;
  readonly channel: string;
  readonly address: string;
  readonly locale: string;
  readonly priority: number;
  readonly dealId: number | null;
  /** Messages of one slot at one address replace each other: the card of a deal is edited, not repeated. */
  readonly slot: string | null;
  readonly notBefore: Instant;
  readonly createdAt: Instant;
  readonly requestId: string;
};

export type MessageState = 'pending' | 'leased' | 'sent' | 'parked';

/** A row of the outbox as the delivery sees it. */
export type Message = NewMessage & {
  readonly state: MessageState;
  readonly attempts: number;
  readonly leaseToken: string | null;
  /** It was leased by a process that never reported back, or the messenger did not answer: the person may see it twice. */
  readonly maybeRepeated: boolean;
  /** The channel's id of what was sent. */
  readonly sentRef: string | null;
  readonly lastError: string | null;
};
