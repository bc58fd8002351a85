import type { Stage } from './deal.ts';
import type { Dispute } from './dispute.ts';
import type { InvoiceState } from './invoice.ts';
import type { MoneyJson } from './money.ts';
import type { Instant } from './ports/clock.ts';

/** What other systems are told of. The names are part of the API: none changes its meaning. */
export const OUTGOING_EVENTS = [
  'deal.opened',
  'deal.stage_changed',
  /** An order of a marketplace: somebody of staff has taken it, and has handed it over. */
  'order.confirmed',
  'order.shipped',
  'invoice.issued',
  'invoice.paid',
  'invoice.cancelled',
  'invoice.expired',
  'payment.succeeded',
  'refund.succeeded',
  'dispute.opened',
  'dispute.closed',
] as const;
export type OutgoingEventType = (typeof OUTGOING_EVENTS)[number];

/** The channel of messages that go to other systems' addresses instead of people. */
export const OUTGOING_CHANNEL = 'webhook';

/** Another system that is told what happens to deals. */
export interface Listener {
  /** The channel of the outbox that reaches it. */
  readonly channel: string;
  readonly address: string;
  /** Only of deals that came from this source; null: of all. */
  readonly source: string | null;
  /** It keeps a deal of its own for each of ours: later news go onto what the first one made there. */
  readonly mirror: boolean;
}

/** An invoice as other systems see it. Sums are of its currency. */
export interface InvoiceFacts {
  readonly id: string;
  readonly number: string;
  readonly state: InvoiceState;
  readonly total: MoneyJson;
  readonly paid: MoneyJson;
  readonly refunded: MoneyJson;
  readonly due: MoneyJson;
  readonly payToken: string;
}

/** Something that has happened to a deal, as it was at that moment, and without anything about persons. */
export interface OutgoingEvent {
  /** The same at every address and at every repeat. */
  readonly id: string;
  readonly type: OutgoingEventType;
  readonly at: Instant;
  /** Grows with every change of a deal: what carries less than a reader has seen is old news. */
  readonly sequence: number;
  readonly deal: {
    readonly id: number;
    readonly stage: Stage;
    readonly source: string;
    readonly funnel: string;
    readonly currency: string;
  };
  /** Of `deal.stage_changed`. */
  readonly previousStage: Stage | null;
  readonly invoice: InvoiceFacts | null;
  readonly payment: {
    readonly id: string;
    readonly provider: string;
    readonly kind: string;
    readonly chargeId: string | null;
    readonly amount: MoneyJson;
  } | null;
  readonly refund: {
    readonly id: string;
    readonly amount: MoneyJson;
    /** It gave back what was paid beyond the invoice; the sale stands. */
    readonly overpayment: boolean;
  } | null;
  readonly dispute: {
    readonly id: string;
    readonly state: Dispute['state'];
    readonly amount: MoneyJson;
  } | null;
}
