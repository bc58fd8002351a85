import { refundable } from '../../domain/decisions/refund.ts';
import { money, toJson } from '../../domain/money.ts';
import type { Held, Page } from '../../domain/ports/inbox-desk.ts';
import type { Store } from '../../domain/ports/store.ts';

/** Credit that nobody has decided about, newest first; what is on its way back is passed over. */
export async function heldCredit(store: Store, limit: number, offset: number): Promise<Page<Held>> {
  const found = await store.creditHeld(limit + 1, offset);
  const rows = await Promise.all(found.slice(0, limit).map((paymentId) => heldOf(store, paymentId)));
  return { rows: rows.filter((row) => row !== null), more: found.length > limit };
}

async function heldOf(store: Store, paymentId: string): Promise<Held | null> {
  const facts = await store.caseByPaymentId(paymentId);
  const payment = facts?.payments.find(({ id }) => id === paymentId);
  const invoice = facts?.invoices.find(({ id }) => id === payment?.invoiceId);
  if (!facts || !payment || !invoice) return null;
  const credit = refundable(facts, payment, true);
  if (credit <= 0n) return null;
  return {
    paymentId,
    dealId: invoice.dealId,
    number: invoice.number,
    customer: facts.contact?.name ?? null,
    amount: toJson(money(credit, payment.currency)),
    mayCount: payment.currency === invoice.currency && invoice.paid < invoice.total,
  };
}
