import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend, type Draft } from '../draft.ts';
import { isPaidElsewhere } from '../elsewhere.ts';
import type { Invoice } from '../invoice.ts';
import { firstReminderAt } from '../reminder-times.ts';
import { done, type Result, refuse } from '../result.ts';
import type { Context } from '../settings.ts';
import { invoiceView } from '../views.ts';
import { showCounterQr } from './counter-qr.ts';

/** Asks for a planned part of a staged payment now: the customer gets its invoice, reminders begin. */
export function askPart(facts: DealCase, number: string, context: Context): Result<Changes> {
  const invoice = facts.invoices.find((each) => each.number === number);
  if (!invoice) return refuse('invoice_not_found', { number });
  if (invoice.state !== 'planned') return refuse('invoice_not_open', { number, state: invoice.state });
  const draft = amend(facts, context);
  ask(draft, invoice, context);
  return done(draft.seal());
}

/** The same inside a draft that goes on. */
export function ask(draft: Draft, invoice: Invoice, context: Context): void {
  const elsewhere = isPaidElsewhere(draft.facts());
  const nextReminderAt = elsewhere ? null : firstReminderAt(context.now, context.settings);
  draft.invoice({ ...invoice, askedAt: context.now, nextReminderAt });
  draft.event('invoice_asked', { number: invoice.number });
  draft.toCustomer(`invoice:${invoice.id}`, (facts) => ({
    kind: 'invoice_issued',
    data: invoiceView(facts, invoice.id, context.settings),
  }));
  // Nobody to send it to: whoever sells shows the QR.
  if (!draft.facts().contact) showCounterQr(draft, invoice.id, 'open', context);
}
