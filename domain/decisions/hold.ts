import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend, type Draft } from '../draft.ts';
import { decideBefore, type HoldEnd, heldOf, isCovered, takeable, unnamedEnd, warningsOf } from '../hold.ts';
import { dueOf, type Invoice, isPayable } from '../invoice.ts';
import { money, toJson } from '../money.ts';
import type { Payment } from '../payment.ts';
import type { Notice } from '../ports/payment-provider.ts';
import { nextReminderAfter } from '../reminder-times.ts';
import { done, type Failure, type Result, refuse } from '../result.ts';
import type { Context } from '../settings.ts';
import { invoiceView, livePayments } from '../views.ts';

type PaymentNotice = Extract<Notice, { type: 'payment' }>;

/** Held money is looked at so often, should its end never be told. */
const LOOK = 6 * 3_600_000;
/** A call whose outcome is not known is made again after this, then at growing intervals up to an hour. */
const AGAIN = 15_000;
/** Money that was not to be held is on its way to us; after this long it is a hold that nobody asked for. */
const PASSING = 15 * 60_000;

function invoiceOf(facts: DealCase, payment: Payment): Invoice | undefined {
  return facts.invoices.find((each) => each.id === payment.invoiceId);
}

function sumOf({ amount, currency }: Pick<Payment, 'amount' | 'currency'>) {
  return toJson(money(amount, currency));
}

/**
 * The provider holds the money. It is not paid: both sides are told so, and until when staff must decide.
 * Money that nobody needs (the invoice is closed, or covered by another hold) is let go at once. An attempt
 * that was not to be held only passes through this state.
 */
export function noteHeld(
  facts: DealCase,
  payment: Payment,
  notice: PaymentNotice,
  context: Context,
): Changes {
  const draft = amend(facts, context);
  const { minor: amount, currency } = notice.amount;
  const reference = payment.reference ?? notice.reference;
  const captureBefore = notice.captureBefore ?? unnamedEnd(context.now);
  const held: Payment = { ...payment, state: 'authorized', reference, amount, currency, failure: null };
  if (payment.hold) {
    hold(draft, { ...held, captureBefore }, context);
  } else {
    draft.payment({ ...held, captureBefore });
    draft.event('payment_authorized', { kind: payment.kind, reason: notice.reason });
  }
  return draft.seal();
}

function hold(draft: Draft, payment: Payment, context: Context): void {
  const facts = draft.facts();
  const invoice = invoiceOf(facts, payment);
  if (!invoice) return;
  const others = { payments: facts.payments.filter(({ id }) => id !== payment.id) };
  const free = dueOf(invoice) - heldOf(others, invoice);
  const wanted = isPayable(invoice, context.now) && payment.currency === invoice.currency && free > 0n;
  draft.event('payment_held', { number: invoice.number, kind: payment.kind, amount: sumOf(payment) });
  if (!wanted) {
    draft.payment(letGo({ ...payment, hold: true }, 'not_needed', context));
    return;
  }
  const end = decideBefore(payment, invoice);
  const nextCheckAt = nextWatch(payment, end, 0, context.now);
  draft.payment({ ...payment, hold: true, captureAmount: null, checks: 0, nextCheckAt });
  if (isCovered(draft.facts(), invoice)) rest(draft, invoice, payment, context);
  const data = (now: DealCase) => ({
    ...invoiceView(now, invoice.id, context.settings),
    amount: sumOf(payment),
    until: end,
  });
  draft.toCustomer(`held:${payment.id}`, (now) => ({ kind: 'money_held', data: data(now) }));
  draft.toStaff(`held:${payment.id}`, (now) => ({
    kind: 'staff_money_held',
    data: { ...data(now), paymentId: payment.id, kind: payment.kind },
  }));
}

/** Nobody is reminded of what is held already, and other open attempts are voided. */
function rest(draft: Draft, invoice: Invoice, payment: Payment, context: Context): void {
  draft.invoice({ ...invoice, nextReminderAt: null });
  for (const other of livePayments(draft.facts(), invoice.id)) {
    if (other.id !== payment.id && other.state !== 'authorized')
      draft.payment({ ...other, nextCheckAt: context.now });
  }
}

/** The intent to give held money back: saved first, carried out by a job. Zero is what is to be taken. */
function letGo(payment: Payment, why: Exclude<HoldEnd, 'bank'>, { now }: Context): Payment {
  return { ...payment, captureAmount: 0n, failure: why, checks: 0, nextCheckAt: now };
}

/** Held money of an invoice that nobody has decided about is given back with it. */
export function letGoOf(draft: Draft, invoiceId: string, why: 'deadline' | 'not_needed', context: Context) {
  for (const payment of livePayments(draft.facts(), invoiceId)) {
    if (payment.state === 'authorized' && payment.hold && payment.captureAmount === null)
      draft.payment(letGo(payment, why, context));
  }
}

function undecided(facts: DealCase, paymentId: string): Result<{ payment: Payment; invoice: Invoice }> {
  const payment = facts.payments.find((each) => each.id === paymentId);
  const invoice = payment && invoiceOf(facts, payment);
  if (!payment || !invoice) return refuse('nothing_to_do');
  if (payment.state !== 'authorized' || !payment.hold || payment.captureAmount !== null)
    return refuse('already_decided');
  return done({ payment, invoice });
}

/** What can be taken of a hold: the payment, its invoice, and the most that may be taken. */
export function checkTake(
  facts: DealCase,
  paymentId: string,
  amount: bigint | null,
): Result<{ payment: Payment; invoice: Invoice; amount: bigint; most: bigint }> {
  const found = undecided(facts, paymentId);
  if (!found.ok) return found;
  const { payment, invoice } = found.value;
  const most = takeable(payment, invoice);
  const { number, state, currency } = invoice;
  if (most <= 0n) return refuse('invoice_not_open', { number, state });
  const wanted = amount ?? most;
  if (wanted <= 0n) return refuse('sum_not_positive');
  if (wanted > most) {
    const [sum, left] = [wanted, most].map((minor) => toJson(money(minor, currency)));
    return refuse('hold_too_small', { sum, left });
  }
  return done({ payment, invoice, amount: wanted, most });
}

/** Staff take held money, all of it or less; the rest goes back to the customer by itself. */
export function takeHeld(
  facts: DealCase,
  paymentId: string,
  amount: bigint | null,
  context: Context,
): Result<Changes> {
  const checked = checkTake(facts, paymentId, amount);
  if (!checked.ok) return checked;
  const { payment, invoice, amount: captureAmount } = checked.value;
  const draft = amend(facts, context);
  draft.payment({ ...payment, captureAmount, failure: null, checks: 0, nextCheckAt: context.now });
  const sum = sumOf({ amount: captureAmount, currency: payment.currency });
  draft.event('capture_asked', { number: invoice.number, amount: sum });
  return done(draft.seal());
}

/** Staff give held money back. */
export function releaseHeld(facts: DealCase, paymentId: string, context: Context): Result<Changes> {
  const found = undecided(facts, paymentId);
  if (!found.ok) return found;
  const { payment, invoice } = found.value;
  const draft = amend(facts, context);
  draft.payment(letGo(payment, 'staff', context));
  draft.event('release_asked', { number: invoice.number, amount: sumOf(payment) });
  return done(draft.seal());
}

/**
 * Time has passed over money that is held and undecided: staff are warned, and before the hold would be lost
 * it is given back. Null when there is nothing to watch.
 */
export function watchHold(facts: DealCase, paymentId: string, context: Context): Changes | null {
  const payment = facts.payments.find((each) => each.id === paymentId);
  const invoice = payment && invoiceOf(facts, payment);
  if (!payment || !invoice || payment.state !== 'authorized' || payment.captureAmount !== null) return null;
  const { now } = context;
  const draft = amend(facts, context);
  if (!payment.hold) {
    if (now < payment.createdAt + PASSING) draft.payment({ ...payment, nextCheckAt: now + 60_000 });
    else hold(draft, payment, context);
    return draft.seal();
  }
  const end = decideBefore(payment, invoice);
  if (!isPayable(invoice, now) || now >= end) {
    draft.payment(letGo(payment, now >= end ? 'deadline' : 'not_needed', context));
    draft.event('release_asked', { number: invoice.number, amount: sumOf(payment) });
    return draft.seal();
  }
  // `checks` of held money counts the warnings that are behind us.
  const behind = warningsOf(payment, end).filter((at) => at <= now).length;
  draft.payment({ ...payment, checks: behind, nextCheckAt: nextWatch(payment, end, behind, now) });
  if (behind > payment.checks) warn(draft, payment, invoice, { end, behind }, context);
  return draft.seal();
}

function nextWatch(payment: Payment, end: number, behind: number, now: number): number {
  return Math.min(warningsOf(payment, end)[behind] ?? end, end, now + LOOK);
}

function warn(
  draft: Draft,
  payment: Payment,
  invoice: Invoice,
  { end, behind }: { end: number; behind: number },
  context: Context,
): void {
  draft.toStaff(`hold-ends:${payment.id}:${behind}`, (now) => ({
    kind: 'staff_hold_ending',
    data: {
      ...invoiceView(now, invoice.id, context.settings),
      amount: sumOf(payment),
      until: end,
      paymentId: payment.id,
    },
  }));
}

/**
 * Answers by which a call will never be carried out, however often it is made. Any other leaves it open, and it
 * is made again under the same key.
 */
const FINAL: ReadonlySet<Failure['category']> = new Set(['refused', 'invalid', 'not_found']);

/**
 * What the provider answered to taking or giving back, when its books still say "held". A refusal to take
 * makes the hold undecided again, and staff hear why; everything else is asked again.
 */
export function noteHoldAnswer(
  facts: DealCase,
  paymentId: string,
  answer: { ok: true } | Failure,
  context: Context,
): Changes | null {
  const payment = facts.payments.find((each) => each.id === paymentId);
  const invoice = payment && invoiceOf(facts, payment);
  if (!payment || !invoice || payment.state !== 'authorized' || payment.captureAmount === null) return null;
  const { now } = context;
  const draft = amend(facts, context);
  if (!answer.ok && payment.captureAmount > 0n && FINAL.has(answer.category)) {
    const amount = sumOf({ amount: payment.captureAmount, currency: payment.currency });
    draft.payment({ ...payment, captureAmount: null, failure: answer.code, checks: 0, nextCheckAt: now });
    draft.event('capture_failed', { number: invoice.number, amount, code: answer.code });
    draft.toStaff(`hold-failed:${payment.id}:${facts.deal.version}`, (then) => ({
      kind: 'staff_hold_failed',
      data: {
        ...invoiceView(then, invoice.id, context.settings),
        amount,
        reason: answer.code,
        paymentId: payment.id,
      },
    }));
    return draft.seal();
  }
  const wait = Math.min(AGAIN * 2 ** Math.min(payment.checks, 8), 3_600_000);
  draft.payment({ ...payment, checks: payment.checks + 1, nextCheckAt: now + wait });
  return draft.seal();
}

/** A hold is over without money: both sides are told, and the invoice is asked for again where it is owed. */
export function sayReleased(draft: Draft, payment: Payment, context: Context): void {
  const facts = draft.facts();
  const invoice = invoiceOf(facts, payment);
  if (!invoice) return;
  const reason = (payment.captureAmount === 0n ? (payment.failure as HoldEnd | null) : null) ?? 'bank';
  const covered = isCovered(facts, invoice);
  const asks = isPayable(invoice, context.now) && !covered;
  if (asks) {
    const nextReminderAt = nextReminderAfter(invoice, context.now, context.settings);
    draft.invoice({ ...invoice, nextReminderAt });
  }
  const data = (now: DealCase) => ({
    ...invoiceView(now, invoice.id, context.settings),
    amount: sumOf(payment),
  });
  draft.toCustomer(`released:${payment.id}`, (now) => ({
    kind: 'hold_released',
    data: { ...data(now), asks },
  }));
  draft.toStaff(`released:${payment.id}`, (now) => ({
    kind: 'staff_hold_released',
    data: { ...data(now), reason, asks },
  }));
}
