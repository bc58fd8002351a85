import type { Instant } from './ports/clock.ts';
import type { SettlementSubject, VatRate } from './receipt.ts';

export interface InvoiceItem {
  readonly title: string;
  /** In thousandths, so that 0.5 hours and 1.25 kg are exact: 1000 is one. */
  readonly quantity: bigint;
  /** Price of one, minor units. */
  readonly price: bigint;
  /** What the line costs, minor units: price times quantity, rounded half up. */
  readonly amount: bigint;
  /** Tags 1199 and 1212 of its receipts, where they differ from the seller's. */
  readonly vat?: VatRate;
  readonly subject?: SettlementSubject;
}

export type InvoiceState =
  /** A later part of a staged payment: owed, not asked for yet. */
  | 'planned'
  | 'open'
  | 'partially_paid'
  | 'paid'
  | 'partially_refunded'
  | 'refunded'
  | 'disputed'
  | 'cancelled'
  | 'expired';

/** What is owed. `paid` and `refunded` are copies of what the ledger says. */
export interface Invoice {
  readonly id: string;
  /** Number that people see and type, without gaps: `1`, `2`. */
  readonly number: string;
  readonly dealId: number;
  readonly state: InvoiceState;
  readonly currency: string;
  readonly items: readonly InvoiceItem[];
  /** All sums in minor units of `currency`. */
  readonly total: bigint;
  readonly paid: bigint;
  readonly refunded: bigint;
  /** Last moment to pay; null: as long as nobody cancels it. */
  readonly dueAt: Instant | null;
  readonly payToken: string;
  /** Which of the owner's legal entities sells: the seller's short name. */
  readonly entity: string;
  /** The customer may pay it in pieces of their own choice. */
  readonly inPieces: boolean;
  /** E-mail or phone (E.164) that was given for this invoice's receipts. */
  readonly receiptTo: string | null;
  /** Staff id, or null for one made by an API. */
  readonly createdBy: string | null;
  readonly issuedAt: Instant;
  readonly paidAt: Instant | null;
  readonly cancelledAt: Instant | null;
  /** Parts of one staged payment share a plan (the id of its first part); null for an invoice of its own. */
  readonly planId: string | null;
  /** Place in the plan, from 1. */
  readonly part: number;
  /** When a planned part is asked for by itself; null: when staff say so, or now. */
  readonly startsAt: Instant | null;
  /** When it was sent to the customer; null while it is planned. Reminders count from here. */
  readonly askedAt: Instant | null;
  /** When the next reminder is due, or a planned part is to be asked for; null: neither. */
  readonly nextReminderAt: Instant | null;
  /** How many of the configured reminders are behind us (sent or passed over). */
  readonly remindersDone: number;
}

/** Something is owed. */
const UNPAID: ReadonlySet<InvoiceState> = new Set(['planned', 'open', 'partially_paid']);

/** States in which the customer can still pay. */
export function isPayable(invoice: Invoice, now: Instant): boolean {
  const open = UNPAID.has(invoice.state);
  // Whoever has paid a part may pay the rest, also late: nothing else could become of it.
  return open && (invoice.state === 'partially_paid' || invoice.dueAt === null || now <= invoice.dueAt);
}

/** The state as people see it: what is still owed after its last moment has expired, also before a sweep says so. */
export function stateAt(invoice: Invoice, now: Instant): InvoiceState {
  return UNPAID.has(invoice.state) && !isPayable(invoice, now) ? 'expired' : invoice.state;
}

/** What is still owed, minor units, never negative. Nothing once cancelled, expired or paid. */
export function dueOf(invoice: Invoice): bigint {
  if (!UNPAID.has(invoice.state)) return 0n;
  return invoice.total > invoice.paid ? invoice.total - invoice.paid : 0n;
}
