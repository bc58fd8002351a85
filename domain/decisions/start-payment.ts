import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend } from '../draft.ts';
import { hasContact, receiptContact, registerFor, wantsReceipt } from '../fiscal.ts';
import { type Invoice, isPayable } from '../invoice.ts';
import type { Payment, PaymentKind } from '../payment.ts';
import { chosenPiece } from '../pieces.ts';
import { holdsFor } from '../policy.ts';
import type { Started } from '../ports/payment-provider.ts';
import { done, type Failure, type Result, refuse } from '../result.ts';
import type { Context } from '../settings.ts';
import { nextLookAfter } from './look-after.ts';

/** How long an attempt whose fate is unknown waits before the provider is asked. */
const ASK_AGAIN = 15_000;
/** First look at a silent payment; later looks are further apart (`nextCheck`). */
const FIRST_LOOK = 60_000;

export type StartPayment =
  /** A live one is there: show it. */
  | { readonly type: 'reuse'; readonly url: string }
  /** Saved before the provider is asked; ask with this payment's key. */
  | { readonly type: 'ask'; readonly payment: Payment; readonly changes: Changes | null };

/** What the customer picked. `amount`: how much to pay now, minor units; null or not given: all that is left. */
export interface PaymentChoice {
  readonly provider: string;
  readonly kind: PaymentKind;
  readonly amount?: bigint | null;
}

/**
 * The customer pressed "pay". A second press finds the live attempt of the same kind and sum; one
 * that nobody knows the fate of is asked for again with its own key, so that no second one is made.
 */
export function startPayment(
  facts: DealCase,
  payToken: string,
  choice: PaymentChoice,
  context: Context,
): Result<StartPayment> {
  const invoice = facts.invoices.find((each) => each.payToken === payToken);
  if (!invoice) return refuse('invoice_not_found');
  if (!isPayable(invoice, context.now)) {
    const late =
      invoice.state === 'open' || invoice.state === 'partially_paid' || invoice.state === 'expired';
    return refuse(late ? 'invoice_expired' : 'invoice_not_open', {
      number: invoice.number,
      state: invoice.state,
    });
  }
  const wanted = wantsReceipt(facts, { kind: choice.kind, currency: invoice.currency }, context.settings);
  const reachable = hasContact(receiptContact(facts, invoice));
  if (wanted && !reachable && context.settings.registers.contactFirst)
    return refuse('receipt_contact_wanted', { number: invoice.number });
  const piece = chosenPiece(facts, invoice, choice.amount ?? null);
  if (!piece.ok) return piece;
  const amount = piece.value;
  const live = reusable(facts, invoice, { kind: choice.kind, amount }, context.now);
  const open = live.find((payment) => payment.url !== null);
  if (open?.url) return done({ type: 'reuse', url: open.url });
  const unborn = live.find((payment) => payment.provider === choice.provider);
  if (unborn) return done({ type: 'ask', payment: unborn, changes: null });
  const along = wanted && reachable && goesAlong(facts, invoice, choice.provider, context);
  const hold = holdsFor(facts, choice, context.settings);
  const payment = { ...blank(invoice, choice, context), amount, hold, withReceipt: along };
  const draft = amend(facts, context);
  draft.payment(payment);
  draft.event('payment_asked', { number: invoice.number, kind: choice.kind });
  return done({ type: 'ask', payment, changes: draft.seal() });
}

/** Attempts of the same kind and sum that can still be paid, whoever carries them out. */
function reusable(
  facts: DealCase,
  invoice: Invoice,
  { kind, amount }: Pick<Payment, 'kind' | 'amount'>,
  now: number,
): Payment[] {
  return facts.payments.filter(
    (payment) =>
      payment.invoiceId === invoice.id &&
      payment.kind === kind &&
      payment.amount === amount &&
      (payment.state === 'pending' || payment.state === 'unknown' || payment.state === 'creating') &&
      (payment.expiresAt === null || payment.expiresAt > now + 5_000),
  );
}

/**
 * Whether the receipt goes to the provider with the payment. A provider that refused the payment with its
 * receipt is asked for it without: the receipt is made afterwards, and does not stand in the way of money.
 */
function goesAlong(facts: DealCase, invoice: Invoice, provider: string, context: Context): boolean {
  const refused = facts.payments.some(
    (each) =>
      each.invoiceId === invoice.id &&
      each.provider === provider &&
      each.withReceipt &&
      each.state === 'failed' &&
      each.reference === null,
  );
  return registerFor(provider, context.settings) === provider && !refused;
}

function blank(invoice: Invoice, choice: PaymentChoice, context: Context): Payment {
  const id = context.newId();
  return {
    id,
    dealId: invoice.dealId,
    invoiceId: invoice.id,
    provider: choice.provider,
    kind: choice.kind,
    state: 'creating',
    amount: 0n,
    currency: invoice.currency,
    idempotencyKey: id,
    reference: null,
    chargeId: null,
    url: null,
    qr: null,
    expiresAt: null,
    createdAt: context.now,
    succeededAt: null,
    nextCheckAt: context.now + ASK_AGAIN,
    checks: 0,
    failure: null,
    hold: false,
    captureBefore: null,
    captureAmount: null,
    withReceipt: false,
    enteredBy: null,
  };
}

/**
 * Answers by which there is no such attempt. Any other (too many calls, a wrong key, no connection) says
 * that this call made none, and nothing of a call before it whose answer was lost.
 */
const NEVER_MADE: ReadonlySet<Failure['category']> = new Set(['refused', 'invalid', 'not_found']);

/** Growing intervals from fifteen seconds to an hour. */
function askAgainAt(payment: Payment, now: number): number {
  return now + Math.min(ASK_AGAIN * 2 ** Math.min(payment.checks, 8), 3_600_000);
}

/** What the provider answered to a start, or that nobody knows. Null when the payment moved on meanwhile. */
export function notePaymentStarted(
  facts: DealCase,
  paymentId: string,
  answer: { ok: true; value: Started } | Failure,
  context: Context,
): Changes | null {
  const payment = facts.payments.find((each) => each.id === paymentId);
  if (!payment || (payment.state !== 'creating' && payment.state !== 'unknown')) return null;
  const draft = amend(facts, context);
  if (answer.ok) {
    const { reference, url, qr, expiresAt } = answer.value;
    draft.payment({
      ...payment,
      state: 'pending',
      reference,
      url,
      qr,
      expiresAt,
      nextCheckAt: context.now + FIRST_LOOK,
      checks: 0,
      failure: null,
    });
    draft.event('payment_opened', { kind: payment.kind, provider: payment.provider });
  } else if (!NEVER_MADE.has(answer.category)) {
    draft.payment({
      ...payment,
      state: 'unknown',
      nextCheckAt: askAgainAt(payment, context.now),
      checks: payment.checks + 1,
      failure: answer.code,
    });
  } else {
    draft.payment({ ...payment, state: 'failed', nextCheckAt: null, failure: answer.code });
    draft.event('payment_not_opened', { kind: payment.kind, provider: payment.provider, code: answer.code });
  }
  return draft.seal();
}

/** So many looks after a decline are three days. */
const LOOKS_AFTER_DECLINE = 20;

/**
 * When to look at a silent payment next: a minute after it was opened, then at growing intervals up to
 * six hours, and no more after thirty days, when no provider still takes money for it; three days after it
 * was declined, when nobody tried again. Money that came is looked after (`nextLookAfter`).
 */
function nextCheck(payment: Payment, now: number): number | null {
  if (payment.state === 'succeeded') return nextLookAfter(payment.succeededAt ?? now, now);
  if (now - payment.createdAt > 30 * 24 * 3_600_000) return null;
  if (payment.state === 'failed' && payment.checks >= LOOKS_AFTER_DECLINE) return null;
  const wait = Math.min(FIRST_LOOK * 2 ** Math.min(payment.checks, 10), 6 * 3_600_000);
  return now + wait;
}

/** The provider was asked and knew nothing new. */
export function notePaymentChecked(facts: DealCase, paymentId: string, context: Context): Changes | null {
  const payment = facts.payments.find((each) => each.id === paymentId);
  if (!payment || payment.nextCheckAt === null) return null;
  const next = nextCheck(payment, context.now);
  // It succeeded by this very look, which has planned the next one.
  if (payment.state === 'succeeded' && next === payment.nextCheckAt) return null;
  const draft = amend(facts, context);
  draft.payment({ ...payment, checks: payment.checks + 1, nextCheckAt: next });
  return draft.seal();
}
