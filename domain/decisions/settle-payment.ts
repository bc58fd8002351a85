import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend, type Draft } from '../draft.ts';
import type { Invoice } from '../invoice.ts';
import { money, toJson } from '../money.ts';
import type { Payment, PaymentState } from '../payment.ts';
import type { Notice } from '../ports/payment-provider.ts';
import type { Context } from '../settings.ts';
import { invoiceView } from '../views.ts';
import { afterMoney, bookCharge } from './book-charge.ts';
import { noteHeld, sayReleased } from './hold.ts';
import { nextLookAfter } from './look-after.ts';
import { cancelUnpaidOrder } from './market-order.ts';
import { refundable } from './refund.ts';

export type PaymentNotice = Extract<Notice, { type: 'payment' }>;

/** What an attempt may become. Money that came wins over everything; nothing wins over money. */
const NEXT: Readonly<Record<PaymentState, readonly PaymentState[]>> = {
  creating: ['pending', 'authorized', 'succeeded', 'failed', 'expired', 'cancelled'],
  unknown: ['pending', 'authorized', 'succeeded', 'failed', 'expired', 'cancelled'],
  pending: ['authorized', 'succeeded', 'failed', 'expired', 'cancelled'],
  authorized: ['succeeded', 'failed', 'expired', 'cancelled'],
  failed: ['succeeded', 'expired', 'cancelled'],
  expired: ['succeeded'],
  cancelled: ['succeeded'],
  succeeded: [],
};

/**
 * Money that is held outlives a decline: it is told of an earlier try on the same page. Without a hold a
 * payment only passes through `authorized`, and may still be declined.
 */
function mayBecome({ state, hold }: Payment, next: PaymentState): boolean {
  if (hold && state === 'failed' && next === 'authorized') return true;
  if (hold && state === 'authorized' && next === 'failed') return false;
  return NEXT[state].includes(next);
}

/**
 * What a provider says about an attempt, applied once. Null when it changes nothing: a repeat, or
 * older news than we have. The charge's own id is the key of the money, whatever our ids say.
 */
export function settlePayment(
  facts: DealCase,
  notice: PaymentNotice,
  provider: string,
  context: Context,
): Changes | null {
  if (notice.state === 'succeeded') return settleCharge(facts, notice, provider, context);
  const payment = attemptOf(facts, notice, provider);
  if (!payment || !mayBecome(payment, notice.state)) return null;
  if (notice.state === 'authorized') return noteHeld(facts, payment, notice, context);
  const draft = amend(facts, context);
  // A declined try is not the end: at many banks the customer may try again on the same page.
  const over = notice.state === 'expired' || notice.state === 'cancelled';
  draft.payment({
    ...payment,
    state: notice.state,
    reference: payment.reference ?? notice.reference,
    failure: notice.reason,
    nextCheckAt: over ? null : payment.nextCheckAt,
    checks: notice.state === 'failed' ? 0 : payment.checks,
  });
  draft.event(`payment_${notice.state}`, { kind: payment.kind, reason: notice.reason });
  if (notice.state === 'failed') sayFailed(draft, payment, notice, context);
  if (over && payment.state === 'authorized' && payment.hold) sayReleased(draft, payment, context);
  if (over && payment.kind === 'marketplace') cancelUnpaidOrder(draft, payment, context);
  return draft.seal();
}

function attemptOf(facts: DealCase, notice: PaymentNotice, provider: string): Payment | undefined {
  const own = facts.payments.filter((payment) => payment.provider === provider);
  return (
    own.find((payment) => payment.reference === notice.reference) ??
    own.find((payment) => payment.id === notice.paymentId)
  );
}

function settleCharge(
  facts: DealCase,
  notice: PaymentNotice,
  provider: string,
  context: Context,
): Changes | null {
  const chargeId = notice.chargeId ?? notice.reference;
  const booked = facts.payments.some((each) => each.provider === provider && each.chargeId === chargeId);
  const attempt = attemptOf(facts, notice, provider);
  if (booked || !attempt) return null;
  const invoice = facts.invoices.find((each) => each.id === attempt.invoiceId);
  if (!invoice) return null;
  const draft = amend(facts, context);
  bookCharge(draft, invoice, chargeOf(attempt, notice, chargeId, context), { fee: notice.fee }, context);
  return draft.seal();
}

/** The first charge completes the attempt; a further one (paid twice) is a payment of its own. */
function chargeOf(attempt: Payment, notice: PaymentNotice, chargeId: string, context: Context): Payment {
  const again = attempt.state === 'succeeded';
  return {
    ...attempt,
    ...(again
      ? {
          id: context.newId(),
          idempotencyKey: `${attempt.idempotencyKey}:${chargeId}`,
          createdAt: context.now,
        }
      : {}),
    reference: again ? null : (attempt.reference ?? notice.reference),
    state: 'succeeded',
    chargeId,
    amount: notice.amount.minor,
    currency: notice.amount.currency,
    succeededAt: notice.at,
    // A look at the attempt tells of all its charges.
    nextCheckAt: again ? null : nextLookAfter(notice.at, context.now),
    checks: again ? attempt.checks : 0,
    failure: null,
  };
}

function sayFailed(draft: Draft, payment: Payment, notice: PaymentNotice, context: Context): void {
  const data = (facts: DealCase) => ({
    ...invoiceView(facts, payment.invoiceId, context.settings),
    reason: notice.reason ?? '',
  });
  const key = `failed:${notice.eventKey}`;
  draft.toCustomer(key, (facts) => ({ kind: 'payment_failed', data: data(facts) }), { priority: 'service' });
  draft.toStaff(key, (facts) => ({ kind: 'staff_payment_failed', data: data(facts) }), {
    priority: 'service',
  });
}

/**
 * Staff decide that money that came too late, or beyond the sum, pays this invoice after all. A
 * cancelled or expired invoice is open again for it. Null when the payment holds no credit in the
 * invoice's currency.
 */
export function applyCredit(facts: DealCase, paymentId: string, context: Context): Changes | null {
  const payment = facts.payments.find((each) => each.id === paymentId);
  const invoice = facts.invoices.find((each) => each.id === payment?.invoiceId);
  if (!payment || !invoice || payment.currency !== invoice.currency) return null;
  // What is on its way back to the customer pays nothing.
  const credit = refundable(facts, payment, true);
  const open = invoice.total - invoice.paid;
  const amount = credit < open ? credit : open;
  if (amount <= 0n) return null;
  const draft = amend(facts, context);
  const reopened: Invoice = { ...invoice, state: 'open', cancelledAt: null };
  draft.invoice(reopened);
  const cause = `${payment.id}:${facts.deal.version}`;
  draft.post(`credit:${cause}`, { payment, currency: payment.currency }, [
    { account: 'credit', amount },
    { account: 'sales', amount: -amount },
  ]);
  draft.event('credit_applied', { number: invoice.number, amount: toJson(money(amount, payment.currency)) });
  afterMoney(draft, reopened, { ...payment, amount }, { toInvoice: amount, cause }, context);
  return draft.seal();
}
