import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend } from '../draft.ts';
import { isPayable, stateAt } from '../invoice.ts';
import { done, type Result, refuse } from '../result.ts';
import type { Context } from '../settings.ts';
import { invoiceView, livePayments } from '../views.ts';

/** "I have paid", but the provider knows of nothing: staff are told, nothing moves. */
export function noteSaysPaid(facts: DealCase, number: string, context: Context): Changes {
  const draft = amend(facts, context);
  const invoice = facts.invoices.find((each) => each.number === number);
  if (!invoice) return {};
  draft.event('customer_says_paid', { number });
  draft.toStaff(
    `says-paid:${invoice.id}:${Math.floor(context.now / 600_000)}`,
    (now) => ({
      kind: 'staff_says_paid',
      data: {
        ...invoiceView(now, invoice.id, context.settings),
        found: false,
        transfer: hasTransfer(now, invoice.id),
      },
    }),
    { priority: 'service' },
  );
  return draft.seal();
}

/** The customer has opened a bank transfer: what they say may well be true, and nobody can ask. */
export function hasTransfer(facts: DealCase, invoiceId: string): boolean {
  return livePayments(facts, invoiceId).some(({ kind }) => kind === 'transfer');
}

/** "I don't want it": reminders end and staff are told; the invoice stays until staff cancel it. */
export function noteDeclined(facts: DealCase, number: string, context: Context): Result<Changes> {
  const invoice = facts.invoices.find((each) => each.number === number);
  if (!invoice) return refuse('invoice_not_found', { number });
  if (!isPayable(invoice, context.now))
    return refuse('invoice_not_open', { number, state: stateAt(invoice, context.now) });
  const draft = amend(facts, context);
  draft.invoice({ ...invoice, nextReminderAt: null });
  draft.event('customer_declined', { number });
  draft.toStaff(`declined:${invoice.id}`, (now) => ({
    kind: 'staff_declined',
    data: invoiceView(now, invoice.id, context.settings),
  }));
  return done(draft.seal());
}
