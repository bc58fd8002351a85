import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend, type Draft } from '../draft.ts';
import { isToShip } from '../elsewhere.ts';
import type { HistoryEvent } from '../history.ts';
import type { Invoice } from '../invoice.ts';
import type { OrderRefused } from '../order-refused.ts';
import type { Payment } from '../payment.ts';
import { done, type Result, refuse } from '../result.ts';
import { mayWork } from '../rights.ts';
import type { Context } from '../settings.ts';
import type { Staff } from '../staff.ts';
import { isCancellable } from './cancel-invoice.ts';

/** Whoever read the order says itself whether it is paid; this long after it the marketplace is asked all the same. */
const FIRST_LOOK = 60_000;

/** The attempt by which a marketplace's order is paid: open until the marketplace says that it has the money. */
export function attemptElsewhere(
  invoice: Invoice,
  { source, number }: { readonly source: string; readonly number: string },
  context: Context,
): Payment {
  const id = context.newId();
  return {
    id,
    dealId: invoice.dealId,
    invoiceId: invoice.id,
    provider: source,
    kind: 'marketplace',
    state: 'pending',
    amount: invoice.total,
    currency: invoice.currency,
    idempotencyKey: id,
    reference: number,
    chargeId: null,
    url: null,
    qr: null,
    expiresAt: null,
    createdAt: context.now,
    succeededAt: null,
    nextCheckAt: context.now + FIRST_LOOK,
    checks: 0,
    failure: null,
    hold: false,
    captureBefore: null,
    captureAmount: null,
    withReceipt: false,
    enteredBy: null,
  };
}

/** The order is over at the marketplace and nobody paid for it: so is what the invoice asks for. In a draft that goes on. */
export function cancelUnpaidOrder(draft: Draft, payment: Payment, context: Context): void {
  const invoice = draft.facts().invoices.find(({ id }) => id === payment.invoiceId);
  if (!invoice || !isCancellable(invoice)) return;
  draft.invoice({ ...invoice, cancelledAt: context.now, nextReminderAt: null });
  draft.event('invoice_cancelled', { number: invoice.number });
  draft.toStaff(`order-over:${invoice.id}`, ({ deal }) => ({
    kind: 'staff_order_over',
    data: { dealId: deal.id, title: deal.title, source: deal.source },
  }));
}

/** The order was handed over, as its history says. */
export function isShipped(history: readonly HistoryEvent[]): boolean {
  return history.some(({ type }) => type === 'order_shipped');
}

/**
 * Staff have handed an order of a marketplace over: its history keeps it, and the marketplace is told. Refusals:
 * `not_allowed`, `deal_taken`, and `nothing_to_do` where there is no such order, or it was done before.
 */
export function shipOrder(
  facts: DealCase,
  { by, history }: { readonly by: Staff; readonly history: readonly HistoryEvent[] },
  context: Context,
): Result<Changes> {
  const allowed = mayWork(by, facts);
  if (!allowed.ok) return allowed;
  if (!isToShip(facts) || isShipped(history)) return refuse('nothing_to_do');
  const draft = amend(facts, context);
  draft.event('order_shipped', { staff: by.id });
  return done(draft.seal());
}

/** What a marketplace does not do, or has not heard of for days: whoever has the deal must see to it. */
export function noteOrderRefused(
  facts: DealCase,
  refused: Pick<OrderRefused, 'what' | 'reason'> & { readonly key: string },
  context: Context,
): Changes {
  const { key, what, reason } = refused;
  const draft = amend(facts, context);
  draft.event('order_status_refused', { what, reason });
  draft.toStaff(`refused:${key}`, ({ deal }) => ({
    kind: 'staff_order_refused',
    data: { dealId: deal.id, title: deal.title, source: deal.source, what, reason },
  }));
  return draft.seal();
}
