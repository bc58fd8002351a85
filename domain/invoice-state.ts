import type { DealCase } from './case.ts';
import type { Invoice, InvoiceState } from './invoice.ts';
import { type InvoiceSums, invoiceSums } from './ledger.ts';

/**
 * The invoice with its copies of the ledger brought up to date: `paid`, `refunded` and `state`.
 * Gives the same object when nothing differs.
 */
export function invoiceState(invoice: Invoice, facts: Pick<DealCase, 'postings' | 'disputes'>): Invoice {
  const sums = invoiceSums(facts.postings, invoice.id, invoice.currency);
  const open = facts.disputes.some((each) => each.invoiceId === invoice.id && each.state === 'open');
  // Only money that paid the invoice can put it in dispute: late or double money is beside it.
  const disputed = open && sums.paid > 0n && sums.disputed > 0n;
  const state = disputed ? 'disputed' : stateOf(invoice, sums);
  if (state === invoice.state && sums.paid === invoice.paid && sums.refunded === invoice.refunded)
    return invoice;
  return { ...invoice, state, paid: sums.paid, refunded: sums.refunded };
}

function stateOf(invoice: Invoice, sums: InvoiceSums): InvoiceState {
  const returned = sums.refunded + sums.disputed;
  if (sums.paid > 0n && returned >= sums.paid) return 'refunded';
  if (sums.paid > 0n && sums.paid + sums.writtenOff >= invoice.total) {
    return returned > 0n ? 'partially_refunded' : 'paid';
  }
  if (invoice.cancelledAt !== null) return 'cancelled';
  if (invoice.state === 'expired') return 'expired';
  if (sums.paid > 0n) return 'partially_paid';
  return invoice.askedAt === null ? 'planned' : 'open';
}
