import type { DealCase } from './case.ts';
import type { Dispute } from './dispute.ts';
import type { EvidenceEvent, EvidenceLine, EvidenceView } from './evidence-view.ts';
import { sellerOf } from './fiscal.ts';
import type { HistoryEvent } from './history.ts';
import type { Invoice } from './invoice.ts';
import type { Message } from './message.ts';
import { type MoneyJson, money, toJson } from './money.ts';
import type { Instant } from './ports/clock.ts';
import type { Settings } from './settings.ts';
import type { Staff } from './staff.ts';
import { returnedViews } from './views.ts';

/** A message about a deal with when it reached its messenger; null while it has not. */
export interface SaidMessage {
  readonly message: Message;
  readonly sentAt: Instant | null;
}

/** What the store adds to a deal's own facts. */
export interface EvidenceSources {
  readonly history: readonly HistoryEvent[];
  readonly said: readonly SaidMessage[];
  /** All staff, also those who have left. */
  readonly staff: readonly Staff[];
}

/** Gathers what we know about a disputed payment. @throws Error when the dispute's invoice is not there: a bug. */
export function evidenceOf(
  facts: DealCase,
  dispute: Dispute,
  sources: EvidenceSources,
  made: { readonly token: string; readonly at: Instant; readonly settings: Settings },
): EvidenceView {
  const invoice = facts.invoices.find(({ id }) => id === dispute.invoiceId);
  if (!invoice) throw new Error(`Deal ${facts.deal.id} has no invoice ${dispute.invoiceId}`);
  const { provider, reference, state, openedAt, closedAt, respondBefore, reason } = dispute;
  const nameOf = (id: string | null) => sources.staff.find((each) => each.id === id)?.name ?? null;
  const { name, inn, email } = sellerOf(facts, made.settings);
  const { deal } = facts;
  return {
    token: made.token,
    madeAt: made.at,
    dispute: {
      ...{ provider, reference, state, openedAt, closedAt, respondBefore, reason },
      amount: sum(dispute),
    },
    seller: { name, inn, email },
    deal: {
      id: deal.id,
      title: deal.title,
      source: deal.source,
      openedAt: deal.createdAt,
      responsible: nameOf(deal.responsibleId),
    },
    customer: customerOf(facts),
    invoice: invoiceOf(invoice, nameOf(invoice.createdBy)),
    payments: paymentsOf(facts, dispute),
    refunds: refundsOf(facts, invoice),
    receipts: receiptsOf(facts, invoice),
    timeline: sources.history.map((event) => eventOf(event, facts, nameOf)),
    conversation: conversationOf(sources.said),
  };
}

function sum(moved: { readonly amount: bigint; readonly currency: string }): MoneyJson {
  return toJson(money(moved.amount, moved.currency));
}

function customerOf({ contact }: DealCase): EvidenceView['customer'] {
  if (!contact) return null;
  const { name, phone, phoneVerified, email, company, channel, address, createdAt } = contact;
  return { name, phone, phoneVerified, email, company, channel, address, since: createdAt };
}

function invoiceOf(invoice: Invoice, issuedBy: string | null): EvidenceView['invoice'] {
  const { number, issuedAt, askedAt, dueAt, paidAt, currency } = invoice;
  const all = invoice.items.map(({ quantity, amount }, line) => ({ line, quantity, amount }));
  const of = (amount: bigint) => sum({ amount, currency });
  return {
    ...{ number, issuedAt, askedAt, dueAt, paidAt, issuedBy },
    items: returnedViews(invoice, all),
    total: of(invoice.total),
    paid: of(invoice.paid),
    refunded: of(invoice.refunded),
  };
}

function paymentsOf(facts: DealCase, dispute: Dispute): EvidenceView['payments'] {
  return facts.payments
    .filter(({ invoiceId }) => invoiceId === dispute.invoiceId)
    .map((payment) => {
      const { provider, kind, state, reference, chargeId, createdAt, succeededAt } = payment;
      return {
        ...{ provider, kind, state, reference, chargeId, createdAt, succeededAt },
        amount: sum(payment),
        disputed: payment.id === dispute.paymentId,
      };
    });
}

function refundsOf(facts: DealCase, invoice: Invoice): EvidenceView['refunds'] {
  return facts.refunds
    .filter(({ invoiceId }) => invoiceId === invoice.id)
    .map((refund) => {
      const { state, reference, reason, createdAt, finishedAt } = refund;
      const items = returnedViews(invoice, refund.items ?? []);
      return { ...{ state, reference, reason, createdAt, finishedAt }, amount: sum(refund), items };
    });
}

function receiptsOf(facts: DealCase, invoice: Invoice): EvidenceView['receipts'] {
  return facts.receipts
    .filter(({ invoiceId }) => invoiceId === invoice.id)
    .map((receipt) => {
      const { purpose, state, fiscal, url, createdAt, registeredAt } = receipt;
      return { ...{ purpose, state, fiscal, url, createdAt, registeredAt }, amount: sum(receipt) };
    });
}

function eventOf(
  { at, type, actor, data }: HistoryEvent,
  facts: DealCase,
  nameOf: (id: string | null) => string | null,
): EvidenceEvent {
  const known = actor.type === 'customer' ? (facts.contact?.name ?? null) : actor.id;
  const name = actor.type === 'staff' ? nameOf(actor.id) : known;
  return { at, type, by: { type: actor.type, name }, data };
}

/** Messages of the till to the customer that say something about the sale. */
const TOLD: ReadonlySet<string> = new Set([
  'invoice_issued',
  'invoice_reminder',
  'invoice_part_paid',
  'invoice_paid',
  'invoice_cancelled',
  'invoice_expired',
  'payment_failed',
  'overpaid',
  'refund_sent',
  'receipt_ready',
]);

/** What both sides wrote, and what the till told the customer, oldest first; each once, however many read it. */
function conversationOf(said: readonly SaidMessage[]): EvidenceLine[] {
  const causes = new Set<string>();
  return said.flatMap(({ message, sentAt }) => {
    const line = lineOf(message, sentAt);
    // The customer's words go to several of staff: one message each, of one cause.
    const cause = line?.from === 'customer' ? message.dedupeKey.replace(/:[^:]*$/, '') : message.dedupeKey;
    if (!line || causes.has(cause)) return [];
    causes.add(cause);
    return [line];
  });
}

function lineOf(message: Message, sentAt: Instant | null): EvidenceLine | null {
  const plain = { kind: null, number: null, amount: null, text: '', media: null, deliveredAt: sentAt };
  const at = message.createdAt;
  if (message.kind === 'from_customer') {
    const { text, media } = message.data;
    return { ...plain, at, from: 'customer', text, media: media?.type ?? null, deliveredAt: null };
  }
  if (message.kind === 'from_staff') {
    const { text, media } = message.data;
    return { ...plain, at, from: 'shop', text, media: media?.type ?? null };
  }
  if (!TOLD.has(message.kind)) return null;
  const data = message.data as { number?: string; amount?: MoneyJson; total?: MoneyJson };
  const amount = data.amount ?? data.total ?? null;
  return { ...plain, at, from: 'till', kind: message.kind, number: data.number ?? null, amount };
}
