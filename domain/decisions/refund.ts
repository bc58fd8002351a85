import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend } from '../draft.ts';
import type { Invoice } from '../invoice.ts';
import { paymentSums } from '../ledger.ts';
import { money, toJson } from '../money.ts';
import type { Payment } from '../payment.ts';
import { RESERVING, type Refund } from '../refund.ts';
import { done, type Result, refuse } from '../result.ts';
import type { Context } from '../settings.ts';
import type { Staff } from '../staff.ts';

/** What of a payment may still be returned: booked, less what is on its way back already; minor units. */
export function refundable(facts: DealCase, payment: Payment, overpayment: boolean): bigint {
  if (payment.state !== 'succeeded') return 0n;
  const held = paymentSums(facts.postings, payment.id);
  const onItsWay = facts.refunds
    .filter((refund) => refund.paymentId === payment.id && refund.overpayment === overpayment)
    .filter((refund) => RESERVING.has(refund.state) && refund.state !== 'succeeded')
    .reduce((sum, refund) => sum + refund.amount, 0n);
  const left = (overpayment ? held.credit : held.sales) - onItsWay;
  // What went back elsewhere may be more than this; another payment does not pay for it.
  return left > 0n ? left : 0n;
}

/** What of an invoice may still be returned, minor units of its currency. */
export function refundableOf(facts: DealCase, invoice: Invoice): bigint {
  return facts.payments
    .filter((payment) => payment.invoiceId === invoice.id && payment.currency === invoice.currency)
    .reduce((sum, payment) => sum + refundable(facts, payment, false), 0n);
}

export interface RequestRefund {
  readonly number: string;
  /** Minor units; null for everything that is left. */
  readonly amount: bigint | null;
  readonly reason: string;
  readonly by: Staff | null;
}

/** Checks a refund before it is confirmed: the sum that would go back. */
export function checkRefund(
  facts: DealCase,
  command: Omit<RequestRefund, 'reason'>,
): Result<{ invoice: Invoice; amount: bigint }> {
  const invoice = facts.invoices.find((each) => each.number === command.number);
  if (!invoice) return refuse('invoice_not_found', { number: command.number });
  const left = refundableOf(facts, invoice);
  if (left <= 0n) return refuse('nothing_to_refund', { number: invoice.number });
  const amount = command.amount ?? left;
  if (amount <= 0n) return refuse('sum_not_positive');
  const sum = toJson(money(amount, invoice.currency));
  if (amount > left) {
    return refuse('refund_too_large', {
      number: invoice.number,
      sum,
      left: toJson(money(left, invoice.currency)),
    });
  }
  const ceiling = command.by?.role === 'owner' ? null : (command.by?.refundCeiling ?? null);
  if (ceiling !== null && amount > ceiling) {
    return refuse('above_ceiling', { sum, ceiling: toJson(money(ceiling, invoice.currency)) });
  }
  return done({ invoice, amount });
}

/**
 * Saves the intent to return money, newest payments first; the provider is asked afterwards. What is
 * saved counts at once, so two presses never return more than was paid.
 */
export function requestRefund(facts: DealCase, command: RequestRefund, context: Context): Result<Changes> {
  const checked = checkRefund(facts, command);
  if (!checked.ok) return checked;
  const { invoice, amount } = checked.value;
  const draft = amend(facts, context);
  let left = amount;
  for (const payment of facts.payments.filter((each) => each.invoiceId === invoice.id).reverse()) {
    const part = least(left, payment.currency === invoice.currency ? refundable(facts, payment, false) : 0n);
    if (part <= 0n) continue;
    draft.refund(intent(payment, part, { overpayment: false, ...command }, context));
    left -= part;
  }
  draft.event('refund_asked', {
    number: invoice.number,
    amount: toJson(money(amount, invoice.currency)),
    reason: command.reason,
  });
  return done(draft.seal());
}

/** Returns what was paid beyond the invoice, in the currency in which it came. */
export function returnOverpayment(
  facts: DealCase,
  paymentId: string,
  by: Staff | null,
  context: Context,
): Result<Changes> {
  const payment = facts.payments.find((each) => each.id === paymentId);
  const amount = payment ? refundable(facts, payment, true) : 0n;
  if (!payment || amount <= 0n) return refuse('nothing_to_refund', { number: invoiceNumber(facts, payment) });
  const draft = amend(facts, context);
  draft.refund(intent(payment, amount, { overpayment: true, reason: 'overpayment', by }, context));
  draft.event('refund_asked', { amount: toJson(money(amount, payment.currency)), reason: 'overpayment' });
  return done(draft.seal());
}

function invoiceNumber(facts: DealCase, payment: Payment | undefined): string {
  return facts.invoices.find((each) => each.id === payment?.invoiceId)?.number ?? '';
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function intent(
  payment: Payment,
  amount: bigint,
  why: { overpayment: boolean; reason: string; by: Staff | null },
  context: Context,
): Refund {
  const id = context.newId();
  return {
    id,
    dealId: payment.dealId,
    invoiceId: payment.invoiceId,
    paymentId: payment.id,
    provider: payment.provider,
    state: 'creating',
    amount,
    currency: payment.currency,
    overpayment: why.overpayment,
    reason: why.reason,
    requestedBy: why.by?.id ?? null,
    idempotencyKey: id,
    reference: null,
    createdAt: context.now,
    finishedAt: null,
    nextCheckAt: context.now,
    checks: 0,
    failure: null,
    items: null,
  };
}
