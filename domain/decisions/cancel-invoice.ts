import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend, type Draft } from '../draft.ts';
import { heldPayments } from '../hold.ts';
import type { Invoice } from '../invoice.ts';
import { done, type Result, refuse } from '../result.ts';
import type { Context } from '../settings.ts';
import { invoiceView, livePayments } from '../views.ts';
import { showCounterQr } from './counter-qr.ts';
import { letGoOf } from './hold.ts';

/**
 * Cancels an unpaid invoice and tells the customer. Its live payments must have been voided at the
 * provider by the caller; those that could not be are checked again, and money that comes all the
 * same is booked as credit and shown to staff.
 */
export function cancelInvoice(facts: DealCase, number: string, context: Context): Result<Changes> {
  const invoice = facts.invoices.find((each) => each.number === number);
  if (!invoice) return refuse('invoice_not_found', { number });
  if (!isCancellable(invoice)) return refuse('invoice_not_open', { number, state: invoice.state });
  // Held money that staff are taking this very moment: the invoice is about to be paid.
  if (heldPayments(facts, invoice).some(({ captureAmount }) => captureAmount !== null))
    return refuse('already_decided');
  const draft = amend(facts, context);
  cancel(draft, invoice, context);
  return done(draft.seal());
}

/** Cancels every open invoice of the deal in a draft that goes on. */
export function cancelOpenInvoices(draft: Draft, context: Context): void {
  for (const invoice of draft.facts().invoices) {
    if (isCancellable(invoice)) cancel(draft, invoice, context);
  }
}

/** Nobody paid anything of it. */
export function isCancellable(invoice: Pick<Invoice, 'state'>): boolean {
  return invoice.state === 'open' || invoice.state === 'planned';
}

function cancel(draft: Draft, invoice: Invoice, context: Context): void {
  draft.invoice({ ...invoice, cancelledAt: context.now, nextReminderAt: null });
  for (const payment of livePayments(draft.facts(), invoice.id)) {
    draft.payment({ ...payment, nextCheckAt: context.now });
  }
  letGoOf(draft, invoice.id, 'not_needed', context);
  draft.event('invoice_cancelled', { number: invoice.number });
  if (!draft.facts().contact) showCounterQr(draft, invoice.id, 'closed', context);
  draft.toCustomer(`cancelled:${invoice.id}`, (facts) => ({
    kind: 'invoice_cancelled',
    data: invoiceView(facts, invoice.id, context.settings),
  }));
}
