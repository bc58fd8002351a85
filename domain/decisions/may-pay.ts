import type { DealCase } from '../case.ts';
import { dueOf, type Invoice, isPayable } from '../invoice.ts';
import type { Money } from '../money.ts';
import type { Payment } from '../payment.ts';
import type { Instant } from '../ports/clock.ts';
import type { CheckoutRefusal } from '../ports/payment-provider.ts';

/** A payment that a messenger is about to carry out, as its invoice says it. */
export interface Checkout {
  readonly provider: string;
  readonly paymentId: string;
  readonly amount: Money;
}

/**
 * Whether money may be taken now for an attempt. The messenger's invoice stays payable for ever, also after
 * ours was paid in another way, cancelled or changed: this is where that ends.
 */
export function mayPay(facts: DealCase, checkout: Checkout, now: Instant): 'ok' | CheckoutRefusal {
  const { provider, paymentId, amount } = checkout;
  const payment = facts.payments.find((each) => each.id === paymentId && each.provider === provider);
  const invoice = facts.invoices.find((each) => each.id === payment?.invoiceId);
  if (!payment || !invoice) return 'unknown';
  return (
    closed(invoice, now) ?? outdated(payment, invoice, amount) ?? (isHeld(facts, payment) ? 'busy' : 'ok')
  );
}

function closed(invoice: Invoice, now: Instant): CheckoutRefusal | null {
  if (isPayable(invoice, now)) return null;
  if (invoice.state === 'cancelled') return 'cancelled';
  const late = invoice.state === 'open' || invoice.state === 'partially_paid' || invoice.state === 'planned';
  return late || invoice.state === 'expired' ? 'expired' : 'paid';
}

/** The attempt has had its money, was given up, or is of another sum than is owed by now. */
function outdated(payment: Payment, invoice: Invoice, amount: Money): CheckoutRefusal | null {
  const over = payment.state === 'succeeded' || payment.state === 'cancelled' || payment.state === 'expired';
  const asked = amount.minor === payment.amount && amount.currency === payment.currency;
  return over || !asked || payment.amount > dueOf(invoice) ? 'changed' : null;
}

/** Another attempt holds the customer's money already. */
function isHeld(facts: DealCase, payment: Payment): boolean {
  return facts.payments.some(
    (other) =>
      other.id !== payment.id && other.invoiceId === payment.invoiceId && other.state === 'authorized',
  );
}
