import type { DealCase } from './case.ts';
import type { Dispute } from './dispute.ts';
import { isPaidElsewhere } from './elsewhere.ts';
import { dueOf, type Invoice, type InvoiceState } from './invoice.ts';
import { type NewMessage, PRIORITY } from './message.ts';
import { type MoneyJson, money, toJson } from './money.ts';
import type { InvoiceFacts, Listener, OutgoingEvent, OutgoingEventType } from './outgoing-event.ts';
import type { Payment } from './payment.ts';
import type { Instant } from './ports/clock.ts';
import type { Refund } from './refund.ts';
import type { Context } from './settings.ts';

/** All listeners together take turns in so many queues: what hangs there leaves room for people's messages. */
const LANES = 16;

/**
 * The rows of the outbox that tell other systems what one decision has done; none where nobody is to be told.
 * An address is the listener's with the number of a queue behind `#`: a deal's news keep their order, and one that
 * is not taken holds up only its queue. A mirror's rows have the deal as their slot: what the first one made there
 * is what the next ones change.
 */
export function outgoingMessages(
  before: DealCase,
  after: DealCase,
  { settings, newId, now, requestId }: Context,
  /** Types of what the decision wrote down. */
  noted: readonly string[] = [],
): NewMessage[] {
  const { id, source } = after.deal;
  const all = settings.tell ?? [];
  const listeners = all.flatMap((each, index) => (isFor(each, source) ? [{ ...each, index }] : []));
  if (listeners.length === 0) return [];
  const lane = id % Math.max(1, Math.floor(LANES / all.length));
  return happened(before, after, noted).flatMap(({ subject, ...news }) => {
    const event: OutgoingEvent = { ...blank(after, now), ...news, id: newId() };
    return listeners.map(({ channel, address, mirror, index }) => ({
      kind: 'outgoing_event' as const,
      data: event,
      id: newId(),
      dedupeKey: `event:${id}:${event.sequence}:${event.type}:${subject}:${index}`,
      channel,
      address: `${address}#${lane}`,
      locale: 'en',
      priority: PRIORITY.service,
      dealId: id,
      slot: mirror ? `deal:${id}` : null,
      notBefore: now,
      createdAt: now,
      requestId,
    }));
  });
}

function isFor({ source }: Listener, of: string): boolean {
  return source === null || source === of;
}

function blank({ deal }: DealCase, at: Instant): Omit<OutgoingEvent, 'id' | 'type'> {
  const { id, stage, source, funnel, currency, version } = deal;
  return {
    at,
    sequence: version + 1,
    deal: { id, stage, source, funnel, currency },
    previousStage: null,
    invoice: null,
    payment: null,
    refund: null,
    dispute: null,
  };
}

type News = Partial<OutgoingEvent> & { readonly type: OutgoingEventType; readonly subject: string };

/** Causes before their effects. */
function happened(before: DealCase, after: DealCase, noted: readonly string[]): News[] {
  const opened = before.deal.version === 0;
  const isTaken = before.deal.responsibleId === null && after.deal.responsibleId !== null;
  // Elsewhere it is nobody's business who works on a deal.
  const taken = !opened && isTaken && isPaidElsewhere(after);
  const from = before.deal.stage;
  return [
    ...(opened ? [{ type: 'deal.opened', subject: '' } as const] : []),
    ...(taken ? [{ type: 'order.confirmed', subject: '' } as const] : []),
    ...(noted.includes('order_shipped') ? [{ type: 'order.shipped', subject: '' } as const] : []),
    ...changes(before.payments, after.payments, paymentNews(after)),
    ...changes(before.refunds, after.refunds, refundNews(after)),
    ...changes(before.disputes, after.disputes, disputeNews(after)),
    ...changes(before.invoices, after.invoices, invoiceNews),
    ...(!opened && from !== after.deal.stage
      ? [{ type: 'deal.stage_changed', subject: '', previousStage: from } as const]
      : []),
  ];
}

/** What became of rows whose state is another than before. */
function changes<T extends { readonly id: string; readonly state: string }>(
  before: readonly T[],
  after: readonly T[],
  news: (row: T, was: T['state'] | null) => Omit<News, 'subject'> | null,
): News[] {
  return after.flatMap((row) => {
    const was = before.find(({ id }) => id === row.id)?.state ?? null;
    const told = was === row.state ? null : news(row, was);
    return told ? [{ ...told, subject: row.id }] : [];
  });
}

const INVOICE_NEWS: Partial<Record<InvoiceState, OutgoingEventType>> = {
  paid: 'invoice.paid',
  cancelled: 'invoice.cancelled',
  expired: 'invoice.expired',
};

const PAID_BEFORE: ReadonlySet<string> = new Set(['paid', 'partially_refunded', 'refunded', 'disputed']);

function invoiceNews(invoice: Invoice, was: string | null): Omit<News, 'subject'> | null {
  // A part of a plan is issued when it is asked for; and what comes back to open was issued long ago.
  const asked = invoice.state === 'open' && (was === null || was === 'planned');
  // Nor is it paid a second time when a dispute is won, or a refund fails after all.
  const settled = was !== null && PAID_BEFORE.has(was);
  const type = asked ? 'invoice.issued' : settled ? undefined : INVOICE_NEWS[invoice.state];
  return type ? { type, invoice: invoiceFacts(invoice) } : null;
}

const about = (after: DealCase, { invoiceId }: { readonly invoiceId: string }) => {
  const invoice = after.invoices.find(({ id }) => id === invoiceId);
  return { invoice: invoice ? invoiceFacts(invoice) : null };
};

const paymentNews = (after: DealCase) => (payment: Payment) => {
  if (payment.state !== 'succeeded') return null;
  const { id, provider, kind, chargeId } = payment;
  const told = { id, provider, kind, chargeId, amount: sum(payment) };
  return { type: 'payment.succeeded', payment: told, ...about(after, payment) } as const;
};

const refundNews = (after: DealCase) => (refund: Refund) => {
  if (refund.state !== 'succeeded') return null;
  const { id, overpayment } = refund;
  const told = { id, amount: sum(refund), overpayment };
  return { type: 'refund.succeeded', refund: told, ...about(after, refund) } as const;
};

const disputeNews = (after: DealCase) => (dispute: Dispute) => {
  const type = dispute.state === 'open' ? ('dispute.opened' as const) : ('dispute.closed' as const);
  const told = { id: dispute.id, state: dispute.state, amount: sum(dispute) };
  return { type, dispute: told, ...about(after, dispute) };
};

function sum({ amount, currency }: { readonly amount: bigint; readonly currency: string }): MoneyJson {
  return toJson(money(amount, currency));
}

function invoiceFacts(invoice: Invoice): InvoiceFacts {
  const { id, number, state, payToken, currency } = invoice;
  const of = (amount: bigint) => sum({ amount, currency });
  const sums = { total: of(invoice.total), paid: of(invoice.paid), refunded: of(invoice.refunded) };
  return { id, number, state, ...sums, due: of(dueOf(invoice)), payToken };
}
