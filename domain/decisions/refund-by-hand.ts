import type { Draft } from '../draft.ts';
import { money, toJson } from '../money.ts';
import { sellerFor } from '../policy.ts';
import { returnPurposeOf } from '../purpose.ts';
import type { Refund } from '../refund.ts';
import type { Context } from '../settings.ts';
import type { Counterparty } from '../statement-report.ts';
import { invoiceView } from '../views.ts';

/**
 * Tells staff to send a refund themselves: to whom, how much, and with which words, so that its line in the bank's
 * statement is known again. In a draft that goes on.
 */
export function askByHand(draft: Draft, refund: Refund, payer: Counterparty | null, context: Context): void {
  const invoice = draft.facts().invoices.find(({ id }) => id === refund.invoiceId);
  if (!invoice) return;
  const purpose = returnPurposeOf(invoice, refund.amount, sellerFor(draft.facts(), context.settings));
  draft.toStaff(`refund:${refund.id}:by-hand`, (facts) => ({
    kind: 'staff_refund_by_hand',
    data: {
      ...invoiceView(facts, invoice.id, context.settings),
      amount: toJson(money(refund.amount, refund.currency)),
      refundId: refund.id,
      purpose,
      payer,
    },
  }));
}
