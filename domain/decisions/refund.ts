import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend } from '../draft.ts';
import type { Invoice } from '../invoice.ts';
import { money, toJson } from '../money.ts';
import type { Payment } from '../payment.ts';
import type { Refund, RefundItem } from '../refund.ts';
import { done, type Refusal, type Result, refuse } from '../result.ts';
import {
  dealOut,
  failedRefunds,
  type PickedItem,
  priceItems,
  refundable,
  refundableOf,
} from '../returnable.ts';
import type { Context } from '../settings.ts';
import type { Staff } from '../staff.ts';
import { quantityText } from '../views.ts';

export { refundable, refundableOf } from '../returnable.ts';

export interface RequestRefund {
  readonly number: string;
  /** Minor units; null for everything that is left. Of picked items: the sum that was confirmed, or null. */
  readonly amount: bigint | null;
  /** What is returned, when it is said by item. */
  readonly items?: readonly PickedItem[] | null;
  readonly reason: string;
  readonly by: Staff | null;
}

/** A refund that may be made. */
export interface CheckedRefund {
  readonly invoice: Invoice;
  /** Minor units of the invoice's currency. */
  readonly amount: bigint;
  readonly items: readonly RefundItem[] | null;
}

/**
 * Checks a refund before it is confirmed: the sum that would go back. `refund_changed`: the picked items are
 * worth another sum by now than the one that was confirmed.
 */
export function checkRefund(facts: DealCase, command: Omit<RequestRefund, 'reason'>): Result<CheckedRefund> {
  const invoice = facts.invoices.find((each) => each.number === command.number);
  if (!invoice) return refuse('invoice_not_found', { number: command.number });
  const left = refundableOf(facts, invoice);
  if (left <= 0n) return refuse('nothing_to_refund', { number: invoice.number });
  const picked = command.items ? priceItems(facts, invoice, command.items) : done(null);
  if (!picked.ok) return picked;
  const items = picked.value;
  const worth = items?.reduce((sum, each) => sum + each.amount, 0n) ?? null;
  const amount = worth ?? command.amount ?? left;
  if (worth === 0n) return refuse('nothing_to_refund', { number: invoice.number });
  if (command.amount !== null && amount !== command.amount)
    return refuse('refund_changed', { number: invoice.number });
  if (amount <= 0n) return refuse('sum_not_positive');
  const sum = toJson(money(amount, invoice.currency));
  if (amount > left) {
    return refuse('refund_too_large', {
      number: invoice.number,
      sum,
      left: toJson(money(left, invoice.currency)),
    });
  }
  return aboveCeiling(amount, invoice.currency, command.by) ?? done({ invoice, amount, items });
}

function aboveCeiling(amount: bigint, currency: string, by: Staff | null): Refusal | null {
  const ceiling = by?.role === 'owner' ? null : (by?.refundCeiling ?? null);
  if (ceiling === null || amount <= ceiling) return null;
  const [sum, most] = [amount, ceiling].map((minor) => toJson(money(minor, currency)));
  return refuse('above_ceiling', { sum, ceiling: most });
}

/**
 * Saves the intent to return money, newest payments first; the provider is asked afterwards. What is
 * saved counts at once, so two presses never return more than was paid.
 */
export function requestRefund(facts: DealCase, command: RequestRefund, context: Context): Result<Changes> {
  const checked = checkRefund(facts, command);
  if (!checked.ok) return checked;
  const { invoice, amount, items } = checked.value;
  const draft = amend(facts, context);
  const parts = byPayments(facts, invoice, amount);
  const sums = parts.map((part) => part.amount);
  const dealt = items && dealOut(items, sums);
  for (const [index, { payment, amount: sum }] of parts.entries()) {
    const why = { overpayment: false, reason: command.reason, by: command.by, items: dealt?.[index] ?? null };
    draft.refund(intent(payment, sum, why, context));
  }
  draft.event('refund_asked', {
    number: invoice.number,
    amount: toJson(money(amount, invoice.currency)),
    ...(items ? { items: items.map(({ line, quantity }) => [line + 1, quantityText(quantity)]) } : {}),
  });
  return done(draft.seal());
}

/** By which payments a sum goes back, the newest first. */
function byPayments(
  facts: DealCase,
  invoice: Invoice,
  amount: bigint,
): { payment: Payment; amount: bigint }[] {
  let left = amount;
  return facts.payments
    .filter((each) => each.invoiceId === invoice.id && each.currency === invoice.currency)
    .reverse()
    .flatMap((payment) => {
      const part = least(left, refundable(facts, payment, false));
      left -= part;
      return part > 0n ? [{ payment, amount: part }] : [];
    });
}

/**
 * Asks once more for a refund that failed: a new one, under a key of its own, for the same money.
 * `nothing_to_do`: it did not fail, somebody has tried again, or its money is gone.
 */
export function retryRefund(
  facts: DealCase,
  refundId: string,
  by: Staff | null,
  context: Context,
): Result<Changes> {
  const failed = failedRefunds(facts).find((each) => each.id === refundId);
  const payment = facts.payments.find((each) => each.id === failed?.paymentId);
  const invoice = facts.invoices.find((each) => each.id === failed?.invoiceId);
  if (!failed || !payment || !invoice) return refuse('nothing_to_do');
  const refusal = aboveCeiling(failed.amount, failed.currency, by);
  if (refusal) return refusal;
  const still = failed.items ? priceItems(facts, invoice, failed.items) : done(null);
  if (!still.ok) return still;
  const draft = amend(facts, context);
  const { overpayment, reason, items } = failed;
  draft.refund(intent(payment, failed.amount, { overpayment, reason, by, items }, context));
  const amount = toJson(money(failed.amount, failed.currency));
  draft.event('refund_asked', { number: invoice.number, amount, again: true });
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
  draft.refund(
    intent(payment, amount, { overpayment: true, reason: 'overpayment', by, items: null }, context),
  );
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
  why: Pick<Refund, 'overpayment' | 'reason' | 'items'> & { by: Staff | null },
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
    items: why.items,
  };
}
