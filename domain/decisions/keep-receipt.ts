import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import type { Contact } from '../contact.ts';
import { amend } from '../draft.ts';
import { money, toJson } from '../money.ts';
import type { Context } from '../settings.ts';
import { invoiceView } from '../views.ts';
import { wakeReceipts } from './receipts.ts';

/**
 * Somebody who paid at the counter scans once more and keeps the receipt in their chat. The first one who
 * does is the deal's customer; null for everybody else and for what is not paid.
 */
export function keepReceipt(
  facts: DealCase,
  payToken: string,
  contact: Contact,
  context: Context,
): Changes | null {
  const invoice = facts.invoices.find((each) => each.payToken === payToken);
  if (!invoice || invoice.paidAt === null || facts.deal.contactId !== null) return null;
  const draft = amend(facts, context);
  draft.contact(contact);
  draft.deal({ contactId: contact.id });
  draft.event('receipt_kept', { number: invoice.number });
  const amount = toJson(money(invoice.paid, invoice.currency));
  draft.toCustomer(`kept:${invoice.id}`, (now) => ({
    kind: 'invoice_paid',
    data: { ...invoiceView(now, invoice.id, context.settings), amount, nextStep: null },
  }));
  // At the counter there was nobody to ask where the fiscal receipt goes.
  wakeReceipts(draft, invoice.id, context);
  return draft.seal();
}
