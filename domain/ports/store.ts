import type { DealCase } from '../case.ts';
import type { Changes, CommitResult, InboxEntry } from '../changes.ts';
import type { Contact, Dialogue } from '../contact.ts';
import type { Deal, Stage } from '../deal.ts';
import type { SaidMessage } from '../evidence.ts';
import type { FiscalReceipt } from '../fiscal-receipt.ts';
import type { HistoryEvent, RollupDelta } from '../history.ts';
import type { Invoice, InvoiceState } from '../invoice.ts';
import type { Message } from '../message.ts';
import type { Payment } from '../payment.ts';
import type { Policy } from '../policy.ts';
import type { Refund } from '../refund.ts';
import type { Approval, Invite, Staff } from '../staff.ts';
import type { Instant } from './clock.ts';

/** Whoever is behind an address in a channel. */
export interface Person {
  readonly contact: Contact | null;
  readonly staff: Staff | null;
  readonly dialogue: Dialogue | null;
  /** Newest deal of the contact that is not closed (stage is not paid, refunded, cancelled, lost …), in any funnel. */
  readonly openDealId: number | null;
}

/** How to find a case by what a provider says. Every field given must lead to the same deal. */
export interface PaymentKey {
  readonly provider: string;
  /** The provider's id of the attempt. */
  readonly reference?: string | undefined;
  readonly chargeId?: string | undefined;
  /** Our own payment id, as sent to the provider with the attempt; a hint for finding, not a key for booking. */
  readonly paymentId?: string | undefined;
  readonly refundReference?: string | undefined;
  readonly refundId?: string | undefined;
  readonly disputeReference?: string | undefined;
}

export interface DealFilter {
  readonly stages?: readonly Stage[];
  readonly responsibleId?: string;
  readonly contactId?: string;
  /** Newest first; default 20. */
  readonly limit?: number;
  readonly offset?: number;
}

export interface InvoiceFilter {
  readonly states?: readonly InvoiceState[];
  readonly dealId?: number;
  readonly limit?: number;
  readonly offset?: number;
}

/** A row of a list: the deal and the name to show with it. */
export interface DealRow {
  readonly deal: Deal;
  readonly contactName: string | null;
  readonly responsibleName: string | null;
}

/** What a delivery reports back; takes effect only while the lease is still its own. */
export type DeliveryReport =
  | { readonly state: 'sent'; readonly sentRef: string }
  /** `maybeShown`: nobody knows whether the person sees it already, so that it is marked as one that may come twice. */
  | { readonly state: 'retry'; readonly at: Instant; readonly error: string; readonly maybeShown?: boolean }
  | { readonly state: 'parked'; readonly error: string };

/** How many rows of each kind wait, and how old the oldest is (ms); for readiness and metrics. */
export interface QueueDepths {
  readonly outboxPending: number;
  readonly outboxOldestMs: number;
  readonly outboxParked: number;
  readonly outboxMaybeRepeated: number;
  readonly inboxWaiting: number;
  readonly inboxOldestMs: number;
  readonly inboxUnmatched: number;
  readonly unmatchedOldestMs: number;
  /** Attempts whose outcome is open; those that succeeded and are looked after are not among them. */
  readonly paymentsPending: number;
  readonly paymentsOldestMs: number;
  readonly receiptsPending: number;
  readonly receiptsOldestMs: number;
  readonly receiptsFailed: number;
}

/** Attempts at one provider that wait for their money for a long time. */
export interface SilentPayments {
  readonly provider: string;
  readonly count: number;
  /** When the oldest of them was made. */
  readonly oldest: Instant;
}

/** How the database keeps what it was told, for whoever checks a till before it goes live. */
export interface Checkup {
  /** What was committed outlives a power cut. */
  readonly durable: boolean;
  /** The settings that decide it, as the database names them: `synchronous=FULL`. */
  readonly settings: string;
  /** What its own clock says; null: it has none but ours. */
  readonly now: Instant | null;
}

/**
 * The memory. Writes of a decision go through `commit`, all or nothing; everything else here reads,
 * or moves a lease.
 */
export interface Store {
  /** Writes are carried out in the order in which they are asked for: a claim sees a commit that was begun before it. */
  readonly inOrder?: true;
  /**
   * One transaction, durable when the promise resolves. Rejects when the database could not do it;
   * then nothing was written, or (connection cut at COMMIT) a repeat finds out by its own keys.
   */
  commit(changes: Changes): Promise<CommitResult>;
  /** The next small number of a series with gaps allowed, from 1. */
  nextNumber(series: string): Promise<number>;
  /** Current value of a gap-free counter (0 at first), for `Changes.counters`. */
  counter(name: string): Promise<number>;

  caseByDeal(id: number): Promise<DealCase | null>;
  caseByInvoice(number: string): Promise<DealCase | null>;
  caseByPayToken(token: string): Promise<DealCase | null>;
  caseByPayment(key: PaymentKey): Promise<DealCase | null>;
  /** By a register's id of a receipt, or by our key of it. */
  caseByReceipt(
    register: string,
    key: { reference: string; idempotencyKey: string | null },
  ): Promise<DealCase | null>;
  /** By our own id of a payment, as buttons carry it. */
  caseByPaymentId(id: string): Promise<DealCase | null>;

  person(channel: string, address: string): Promise<Person>;
  contact(id: string): Promise<Contact | null>;
  /** Every address under which a contact wrote. */
  identities(contactId: string): Promise<readonly { readonly channel: string; readonly address: string }[]>;
  /**
   * Numbers of the newest deals whose customers gave this phone or e-mail, whether or not they proved it: for people
   * to look at. A phone (E.164) is found in the spellings in which it may be kept.
   */
  dealsGiven(
    given: { readonly phone: string | null; readonly email: string | null },
    limit: number,
  ): Promise<readonly number[]>;
  /** All staff, inactive too, oldest first. */
  staff(): Promise<readonly Staff[]>;
  invite(tokenHash: string): Promise<Invite | null>;
  approval(id: string): Promise<Approval | null>;

  deals(filter: DealFilter): Promise<readonly DealRow[]>;
  invoices(filter: InvoiceFilter): Promise<readonly Invoice[]>;
  /** Timeline of a stream, oldest first. */
  history(stream: string): Promise<readonly HistoryEvent[]>;
  rollups(fromDay: string, toDay: string): Promise<readonly RollupDelta[]>;
  policy(funnel: string): Promise<Policy | null>;
  /** Open invoices of which exactly this much is due, minor units, newest first: candidates for money without a name. */
  invoicesDue(currency: string, due: bigint, limit: number): Promise<readonly Invoice[]>;
  /** What we booked at a provider from `from` (inclusive) to `to` (exclusive), by when it succeeded, oldest first. */
  bookedAt(
    provider: string,
    from: Instant,
    to: Instant,
  ): Promise<{
    readonly payments: readonly Payment[];
    readonly refunds: readonly Refund[];
  }>;
  /** Open attempts made before `before` whose outcome is still asked about, by provider. */
  silentPayments(before: Instant): Promise<readonly SilentPayments[]>;

  /**
   * Leases up to `limit` due messages: pending ones, and leased ones whose lease ran out (these come
   * back with `maybeRepeated`). By priority, then age; at most one per address, and none of an address
   * that has a live lease, so that a chat keeps its order. Of those in no hurry (`PRIORITY.bulk`) at most `bulk`;
   * as many as fit when it is not given.
   */
  claimMessages(claim: {
    now: Instant;
    leaseMs: number;
    limit: number;
    token: string;
    bulk?: number;
  }): Promise<readonly Message[]>;
  /** False when the lease was lost meanwhile: somebody else has the message now. */
  reportDelivery(
    messageId: string,
    leaseToken: string,
    report: DeliveryReport,
    now: Instant,
  ): Promise<boolean>;
  /**
   * The messenger answers again: what waits to be tried again only because it did not (errors that begin with
   * `unavailable` or `unknown`) is due now.
   */
  wakeMessages(channel: string, now: Instant): Promise<void>;
  /** Channel's id of the newest sent message of a slot at an address, to edit it. */
  sentRef(channel: string, address: string, slot: string): Promise<string | null>;
  /** The deal that a sent message was about, to answer a reply to it. */
  dealOfSent(channel: string, address: string, sentRef: string): Promise<number | null>;
  /** A message to an address is being sent, or was and is not noted as sent yet: people can be that fast. */
  isSending(channel: string, address: string): Promise<boolean>;
  /** What was said about a deal, to anybody, oldest first. */
  messagesOf(dealId: number, limit: number): Promise<readonly SaidMessage[]>;
  /** A message by its dedupe key, in whatever state. */
  messageByKey(dedupeKey: string): Promise<Message | null>;
  /**
   * Takes or renews a lease on work that one process does at a time, until `now + leaseMs`. False: another
   * holder has it. Zero milliseconds let go of it.
   */
  lease(name: string, holder: string, now: Instant, leaseMs: number): Promise<boolean>;
  /** When the next message becomes due, or null. */
  nextMessageAt(): Promise<Instant | null>;

  /** Deals that have an invoice with `nextReminderAt` passed; each id once. */
  dueReminders(now: Instant, limit: number): Promise<readonly { dealId: number; invoiceId: string }[]>;
  /** Deals with an open invoice whose `dueAt` passed. */
  dueExpiries(now: Instant, limit: number): Promise<readonly { dealId: number; invoiceId: string }[]>;
  /**
   * Payments and refunds whose `nextCheckAt` passed. Claiming moves `nextCheckAt` on by `leaseMs`, so
   * that two processes do not ask about the same one.
   */
  claimPaymentChecks(now: Instant, leaseMs: number, limit: number): Promise<readonly Payment[]>;
  claimRefundChecks(now: Instant, leaseMs: number, limit: number): Promise<readonly Refund[]>;
  claimReceiptChecks(now: Instant, leaseMs: number, limit: number): Promise<readonly FiscalReceipt[]>;
  /** Inbox rows in state `waiting` or `unmatched` whose `nextAt` passed; claiming moves it on. */
  claimInbox(now: Instant, leaseMs: number, limit: number): Promise<readonly InboxEntry[]>;
  /** Moves an inbox row; `nextAt` null ends its being asked about. One that is done stays so. */
  settleInbox(
    source: string,
    key: string,
    to: { state: InboxEntry['state']; nextAt: Instant | null; dealId: number | null },
  ): Promise<void>;

  /** Inbox rows that nobody knows what they are for, newest first. */
  unmatched(limit: number, offset: number): Promise<readonly InboxEntry[]>;
  inboxEntry(source: string, key: string): Promise<InboxEntry | null>;
  /** Ids of payments of which the ledger still holds some as credit, newest first. */
  creditHeld(limit: number, offset: number): Promise<readonly string[]>;
  /** When a provider or messenger was last heard of; null: never. */
  lastHeard(source: string): Promise<Instant | null>;

  queueDepths(now: Instant): Promise<QueueDepths>;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  checkup(): Promise<Checkup>;
  /** All deals' ids from `after` on, ascending, for the audit. */
  dealIds(after: number, limit: number): Promise<readonly number[]>;
  /** Recomputes the hash chain of every stream; rows that do not follow from the one before. Empty: untouched. */
  verifyHistory(): Promise<readonly { stream: string; seq: number }[]>;
  /** Finishes what was begun, then lets go of the database. */
  close(): Promise<void>;
}
