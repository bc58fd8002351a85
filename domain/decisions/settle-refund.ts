import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend, type Draft } from '../draft.ts';
import { PLAIN, takesReceipt } from '../fiscal.ts';
import type { ItemView } from '../message.ts';
import { money, toJson } from '../money.ts';
import type { Payment } from '../payment.ts';
import type { Notice, RefundStarted } from '../ports/payment-provider.ts';
import { FOREIGN, type Refund } from '../refund.ts';
import type { Failure } from '../result.ts';
import type { Context } from '../settings.ts';
import type { Counterparty } from '../statement-report.ts';
import { invoiceView, returnedViews } from '../views.ts';
import { BY_HAND } from './enter-cash.ts';
import { evenOut, refundKey } from './even-out.ts';
import { refundable } from './refund.ts';
import { askByHand } from './refund-by-hand.ts';
import { chargedPayment } from './settle-dispute.ts';

export type RefundNotice = Extract<Notice, { type: 'refund' }>;

/**
 * What a provider says about money going back: one that we asked for, or one that was made in its own
 * back office. Null when it changes nothing.
 */
export function settleRefund(
  facts: DealCase,
  notice: RefundNotice,
  provider: string,
  context: Context,
): Changes | null {
  const known = knownRefunds(facts, notice, provider);
  const [first] = known;
  if (first && (first.state === 'succeeded' || first.state === notice.state)) return null;
  if (first?.state === 'failed' && notice.state === 'pending') return null;
  const payment = first
    ? facts.payments.find((each) => each.id === first.paymentId)
    : chargedPayment(facts, notice, provider);
  if (!payment) return null;
  const draft = amend(facts, context);
  for (const each of first ? known : foreign(facts, notice, payment, context)) {
    const refund = { ...each, reference: each.reference ?? free(draft, notice) };
    if (notice.state === 'succeeded') succeed(draft, refund, payment, notice, context);
    else if (notice.state === 'failed') fail(draft, refund, notice.reason ?? '', context);
    else draft.refund({ ...refund, state: 'pending' });
  }
  evenOut(draft, payment.invoiceId);
  return draft.seal();
}

/** Our rows of the refund that a notice is about: one, or two when it was made elsewhere of credit and sale. */
function knownRefunds(facts: DealCase, notice: RefundNotice, provider: string): Refund[] {
  const own = facts.refunds.filter((each) => each.provider === provider);
  const found =
    own.find((each) => each.reference === notice.refundReference) ??
    own.find((each) => each.id === notice.refundId) ??
    own.find((each) => isAnswerOf(each, facts, notice, provider));
  if (!found) return [];
  const rows = own.filter(
    (each) =>
      each === found || each.idempotencyKey === saleKey(notice) || each.idempotencyKey === creditKey(notice),
  );
  // Credit first, here as when the rows are made: what of the sale it covers must be seen after it.
  return rows.sort((a, b) => Number(b.overpayment) - Number(a.overpayment));
}

/**
 * A provider that does not name our refund may tell of it before its answer to our request is saved:
 * a refund of that sum, asked for and not answered, is this one and not a second one.
 */
function isAnswerOf(refund: Refund, facts: DealCase, notice: RefundNotice, provider: string): boolean {
  const asked = refund.reference === null && (refund.state === 'creating' || refund.state === 'unknown');
  if (!asked || notice.refundId !== null || notice.state === 'failed') return false;
  const sameSum = refund.amount === notice.amount.minor && refund.currency === notice.amount.currency;
  const payment = chargedPayment(facts, notice, provider);
  const sameCharge = notice.chargeId === null || payment?.chargeId === notice.chargeId;
  return sameSum && sameCharge && refund.paymentId === payment?.id;
}

function saleKey(notice: RefundNotice): string {
  return notice.refundReference + FOREIGN.sale;
}

function creditKey(notice: RefundNotice): string {
  return notice.refundReference + FOREIGN.credit;
}

/** A provider's reference is unique among refunds: the second row of one refund goes without it. */
function free(draft: Draft, { refundReference }: RefundNotice): string | null {
  return draft.facts().refunds.some((each) => each.reference === refundReference) ? null : refundReference;
}

/**
 * A refund made elsewhere returns credit first, then the sale; two rows when it is of both. Credit that is
 * on its way back by a refund of ours is not there to be returned twice.
 */
function foreign(facts: DealCase, notice: RefundNotice, payment: Payment, context: Context): Refund[] {
  const credit = notice.amount.currency === payment.currency ? refundable(facts, payment, true) : 0n;
  const ofCredit = notice.amount.minor < credit ? notice.amount.minor : credit;
  const ofSale = notice.amount.minor - ofCredit;
  const row = (amount: bigint, overpayment: boolean): Refund => ({
    id: context.newId(),
    dealId: payment.dealId,
    invoiceId: payment.invoiceId,
    paymentId: payment.id,
    provider: payment.provider,
    state: 'pending',
    amount,
    currency: notice.amount.currency,
    overpayment,
    reason: notice.reason ?? 'made at the provider',
    requestedBy: null,
    idempotencyKey: overpayment ? creditKey(notice) : saleKey(notice),
    reference: null,
    createdAt: context.now,
    finishedAt: null,
    nextCheckAt: null,
    checks: 0,
    failure: null,
    items: null,
  });
  const rows = ofCredit > 0n ? [row(ofCredit, true)] : [];
  return ofSale > 0n ? [...rows, row(ofSale, false)] : rows;
}

function succeed(
  draft: Draft,
  refund: Refund,
  payment: Payment,
  notice: RefundNotice,
  context: Context,
): void {
  draft.refund({
    ...refund,
    state: 'succeeded',
    finishedAt: notice.at,
    nextCheckAt: null,
    failure: null,
  });
  draft.post(refundKey(refund.id), { payment, refundId: refund.id, currency: refund.currency }, [
    { account: refund.overpayment ? 'credit' : 'refunds', amount: refund.amount },
    { account: 'provider', amount: -refund.amount },
  ]);
  const amount = toJson(money(refund.amount, refund.currency));
  draft.event('refund_succeeded', { amount, overpayment: refund.overpayment });
  draft.rollup({
    currency: refund.currency,
    metric: 'refunds',
    label: refund.overpayment ? 'overpayment' : '',
    count: 1,
    sum: refund.amount,
  });
  const data = (facts: DealCase) => ({
    ...invoiceView(facts, refund.invoiceId, context.settings),
    amount,
    overpayment: refund.overpayment,
    ...returnedOf(facts, refund),
  });
  const byHand = refund.provider === BY_HAND;
  draft.toCustomer(`refund:${refund.id}`, (facts) => ({
    kind: 'refund_sent',
    data: { ...data(facts), ...(byHand ? { byHand } : {}) },
  }));
  draft.toStaff(`refund:${refund.id}`, (facts) => ({ kind: 'staff_refund_sent', data: data(facts) }));
}

function returnedOf(facts: DealCase, { invoiceId, items }: Refund): { returned?: ItemView[] } {
  const invoice = facts.invoices.find(({ id }) => id === invoiceId);
  return invoice && items ? { returned: returnedViews(invoice, items) } : {};
}

function fail(draft: Draft, refund: Refund, reason: string, context: Context): void {
  draft.refund({ ...refund, state: 'failed', finishedAt: context.now, nextCheckAt: null, failure: reason });
  // What it held back is free for returns that nobody asked us about.
  evenOut(draft, refund.invoiceId);
  const amount = toJson(money(refund.amount, refund.currency));
  draft.event('refund_failed', { amount, reason });
  draft.toStaff(`refund:${refund.id}:failed`, (facts) => ({
    kind: 'staff_refund_failed',
    data: { ...invoiceView(facts, refund.invoiceId, context.settings), amount, reason, refundId: refund.id },
  }));
}

/** The provider is about to be asked: from now on a crash leaves it open whether it was. */
export function noteRefundAsked(facts: DealCase, refundId: string, context: Context): Changes | null {
  const refund = facts.refunds.find((each) => each.id === refundId);
  if (refund?.state !== 'creating') return null;
  const draft = amend(facts, context);
  draft.refund({ ...refund, state: 'unknown' });
  return draft.seal();
}

/**
 * What the provider answered to our request for a refund, or that nobody knows. `payer`: to whom it goes, for staff
 * who send it by hand.
 */
export function noteRefundAnswer(
  facts: DealCase,
  refundId: string,
  answer: { ok: true; value: RefundStarted } | Failure,
  context: Context,
  payer: Counterparty | null = null,
): Changes | null {
  const refund = facts.refunds.find((each) => each.id === refundId);
  const payment = facts.payments.find((each) => each.id === refund?.paymentId);
  if (!refund || !payment || refund.state === 'succeeded' || refund.state === 'failed') return null;
  const draft = amend(facts, context);
  if (answer.ok) {
    // "Succeeded" in the answer is booked by the same road as the webhook that says it.
    draft.refund({
      ...refund,
      state: 'pending',
      reference: answer.value.refundReference,
      nextCheckAt: answer.value.byHand ? null : askAt(refund, context.now),
      checks: refund.checks + 1,
    });
    if (answer.value.byHand) askByHand(draft, refund, payer, context);
  } else if (answer.category === 'unknown' || answer.retryable) {
    draft.refund({
      ...refund,
      state: 'unknown',
      nextCheckAt: askAt(refund, context.now),
      checks: refund.checks + 1,
      failure: answer.code,
    });
  } else if (answer.category === 'invalid' && takesReceipt(facts, refund, payment)) {
    // It may be the receipt that was refused: the money goes back without it, and it is made afterwards.
    const plain = { idempotencyKey: `${refund.idempotencyKey}${PLAIN}`, nextCheckAt: context.now };
    draft.refund({ ...refund, ...plain, state: 'creating', failure: answer.code });
  } else {
    fail(draft, refund, answer.message, context);
  }
  return draft.seal();
}

/** The provider was asked about a refund that is on its way and knew nothing new. */
export function noteRefundChecked(facts: DealCase, refundId: string, context: Context): Changes | null {
  const refund = facts.refunds.find((each) => each.id === refundId);
  if (!refund || refund.nextCheckAt === null) return null;
  const draft = amend(facts, context);
  draft.refund({ ...refund, checks: refund.checks + 1, nextCheckAt: askAt(refund, context.now) });
  return draft.seal();
}

/** Growing intervals from five seconds to an hour. */
function askAt(refund: Refund, now: number): number {
  return now + Math.min(5_000 * 2 ** Math.min(refund.checks, 10), 3_600_000);
}
