import type { Money } from '../../../domain/money.ts';
import type { KnownRefund, Notice, StartRequest } from '../../../domain/ports/payment-provider.ts';
import { withNumber } from '../../../domain/purpose.ts';
import type { Outcome } from '../../../domain/result.ts';
import { kopecks, toReceipt } from './receipt.ts';
import { isReturned, isReturning, type Phase, phaseOf } from './status.ts';
import { cut, digestOf } from './text.ts';
import type { WireNotification, WireState } from './wire.ts';

const LONGEST_DESCRIPTION = 140;
const MINUTE = 60_000;
const LONGEST_LIFE = 90 * 24 * 60 * MINUTE;
/** Moscow's clock, which the bank's dates are written by. */
const MOSCOW = 3 * 60 * MINUTE;

/** Ours is the order's name, at most 50 characters; a longer one is named by its digest. */
const FITTING = /^[\w-]{1,44}$/;
const DIGEST = /^sha-[0-9a-f]{40}$/;

/** Order of the `turn`-th payment for one attempt: a void one is followed by `<id>.2`, and so on. */
export async function orderIdOf(paymentId: string, turn: number): Promise<string> {
  const name = FITTING.test(paymentId) ? paymentId : `sha-${await digestOf(paymentId, 40)}`;
  return turn === 1 ? name : `${name}.${turn}`;
}

/** Our id of the payment; null when the order's name does not tell it. */
export function paymentIdOf(orderId: string): string | null {
  const name = orderId.replace(/\.\d$/, '');
  return FITTING.test(name) && !DIGEST.test(name) ? name : null;
}

/** Until when the bank lets an attempt be paid: 1 minute to 90 days; null for the terminal's own setting. */
export function dueAt({ expiresAt }: StartRequest, now: number): number | null {
  if (expiresAt === null) return null;
  const earliest = now + MINUTE + 5_000;
  return Math.max(earliest, Math.min(expiresAt, now + LONGEST_LIFE - MINUTE));
}

/** The body of `Init`. `parent` keeps the method for later charges. */
export async function toInit(request: StartRequest, orderId: string, now: number) {
  const due = dueAt(request, now);
  return {
    Amount: kopecks(request.amount.minor),
    OrderId: orderId,
    Description: cut(withNumber(request.purpose, request.invoiceNumber), LONGEST_DESCRIPTION),
    PayType: request.hold ? 'T' : 'O',
    Language: request.customer.locale.toLowerCase().startsWith('ru') ? 'ru' : 'en',
    NotificationURL: request.webhookUrl,
    SuccessURL: request.returnUrl,
    FailURL: request.returnUrl,
    ...(due === null ? {} : { RedirectDueDate: moscowTime(due) }),
    ...(request.saveMethod ? { Recurrent: 'Y', CustomerKey: await customerKeyOf(request) } : {}),
    ...(request.receipt ? { Receipt: toReceipt(request.receipt) } : {}),
  };
}

/** At most 36 characters, the same for the same customer, and without a trace of who it is. */
function customerKeyOf({ customer, paymentId }: StartRequest): Promise<string> {
  return digestOf(customer.phone ?? customer.email ?? paymentId, 36);
}

/** `2026-11-24T12:00:00+03:00`. */
function moscowTime(at: number): string {
  return `${new Date(at + MOSCOW).toISOString().slice(0, 19)}+03:00`;
}

/** What our books say came in and went back, for what the bank does not tell: see `look` of the port. */
export interface Told {
  readonly refunds: readonly KnownRefund[];
  readonly booked: { readonly charged: Money; readonly returned: Money } | null;
  /** Why the SBP did not return the money, when it said so. */
  readonly refundFailure: string | null;
  readonly now: number;
}

type PaymentNotice = Extract<Notice, { type: 'payment' }>;
type RefundNotice = Extract<Notice, { type: 'refund' }>;

/** The bank tells no moments: events are of the moment at which they are read. */
export function toNotices(state: WireState, told: Told): Notice[] {
  const phase = phaseOf(state.Status);
  // Nothing booked yet is no answer to how much came: a webhook may have been lost.
  const booked = told.booked?.charged.minor || null;
  const charged = booked ?? (isReturned(state.Status) ? null : (state.Amount ?? null));
  if (phase !== 'paid') {
    const amount = state.Amount ?? 0n;
    return [payment(state, phase, amount, told.now, reasonOf(state, phase))];
  }
  const bySbp = isBySbp(state);
  const money =
    charged === null
      ? []
      : [
          ...(bySbp ? [] : [payment(state, 'held', charged, told.now, null)]),
          payment(state, 'paid', charged, told.now, null),
        ];
  return [...money, ...refundNotices(state, charged, told)];
}

export function isBySbp({ Params }: WireState): boolean {
  return (Params ?? []).some(({ Source }) => Source?.toLowerCase() === 'qrsbp');
}

/** What a signed notification says of the payment itself; null for statuses between two others. */
export function toNotice(news: WireNotification, now: number): PaymentNotice | null {
  const phase = phaseOf(news.Status);
  if (phase === 'busy' || phase === 'open') return null;
  const notice = payment(news, phase, news.Amount, now, reasonOf(news, phase));
  const token = phase === 'held' || phase === 'paid' ? news.RebillId : null;
  return token ? { ...notice, savedMethod: { token, title: titleOf(news.Pan ?? '') } } : notice;
}

type Named = Pick<WireState, 'PaymentId' | 'OrderId'>;

const STATES = {
  open: 'pending',
  busy: 'pending',
  held: 'authorized',
  paid: 'succeeded',
  cancelled: 'cancelled',
  failed: 'failed',
  expired: 'expired',
} as const satisfies Record<Phase, PaymentNotice['state']>;

/** An attempt is paid once: its id is the id of the money, too. */
function payment(of: Named, phase: Phase, minor: bigint, at: number, reason: string | null): PaymentNotice {
  const state = STATES[phase];
  return {
    type: 'payment',
    eventKey: `payment:${of.PaymentId}:${state}`,
    reference: of.PaymentId,
    paymentId: paymentIdOf(of.OrderId),
    state,
    chargeId: state === 'succeeded' ? of.PaymentId : null,
    amount: { minor, currency: 'RUB' },
    fee: null,
    at,
    reason,
  };
}

function reasonOf(
  { ErrorCode, Message }: Pick<WireNotification, 'ErrorCode' | 'Message'>,
  phase: Phase,
): string | null {
  if (phase !== 'failed') return null;
  const words = Message && !/^(ok|none)$/i.test(Message) ? cut(Message, 200) : null;
  return words ?? (ErrorCode && ErrorCode !== '0' ? `code ${ErrorCode}` : null);
}

const SYSTEMS: Readonly<Record<string, string>> = { 2: 'Mir', 4: 'Visa', 5: 'Mastercard', 6: 'UnionPay' };

/** `Mir •• 0047`, by the first digit and the last four. */
function titleOf(pan: string): string {
  const system = (/^[\d*]{12,19}$/.test(pan) && SYSTEMS[pan[0] ?? '']) || 'Card';
  const last = /(\d{4})$/.exec(pan)?.[1];
  return last ? `${system} •• ${last}` : system;
}

/** The bank gives refunds no ids: ours get the name of our own refund. */
export function refundReferenceOf(reference: string, refundId: string): string {
  return `${reference}:${refundId}`;
}

/** What is left of a charge, minor units; null when the bank's answer does not tell it. */
export function leftOf({ Status, Amount }: WireState, charged: bigint): bigint | null {
  if (Status === 'CONFIRMED') return charged;
  if (Status === 'REFUNDED') return 0n;
  // The sum of the payment as it is now, or as it was: both are seen. Only a smaller one says something.
  const smaller = Status === 'PARTIAL_REFUNDED' && Amount !== undefined && Amount > 0n && Amount < charged;
  return smaller ? Amount : null;
}

function refundNotices(state: WireState, charged: bigint | null, told: Told): RefundNotice[] {
  const { refunds, booked, now } = told;
  const notice = (of: KnownRefund, what: RefundNotice['state'], reason: string | null) =>
    refund(state, of, { state: what, at: now, reason });
  if (isReturning(state.Status)) return refunds.map((each) => notice(each, 'pending', null));
  if (!isReturned(state.Status)) {
    return told.refundFailure ? refunds.map((each) => notice(each, 'failed', told.refundFailure)) : [];
  }
  const ours = refunds.reduce((sum, { amount }) => sum + amount.minor, 0n);
  const left = charged === null ? null : leftOf(state, charged);
  if (!booked || charged === null || left === null)
    return refunds.map((each) => notice(each, 'succeeded', null));
  const others = charged - left - booked.returned.minor - ours;
  // Less went back than we were told: one of ours did not go through, and nobody says which.
  if (others < 0n) return [];
  const known = refunds.map((each) => notice(each, 'succeeded', null));
  return others === 0n ? known : [...known, foreign(state, others, left, now)];
}

/** Made in the bank's office: what is left after it is its name, because that falls with every refund. */
function foreign(state: WireState, minor: bigint, left: bigint, at: number): RefundNotice {
  const refundReference = `${state.PaymentId}:left:${left}`;
  const amount = { minor, currency: 'RUB' };
  const made = { refundReference, chargeId: state.PaymentId, amount, refundId: null };
  return refund(state, made, { state: 'succeeded', at, reason: null });
}

function refund(
  of: Named,
  { refundReference, refundId, amount }: Omit<KnownRefund, 'refundId'> & { refundId: string | null },
  news: Pick<RefundNotice, 'state' | 'at' | 'reason'>,
): RefundNotice {
  return {
    type: 'refund',
    eventKey: `refund:${refundReference}:${news.state}`,
    reference: of.PaymentId,
    paymentId: paymentIdOf(of.OrderId),
    chargeId: of.PaymentId,
    refundReference,
    refundId,
    amount,
    ...news,
  };
}

/** Refuses before anything is asked. */
export function refused<T>(category: 'invalid' | 'refused', code: string, message: string): Outcome<T> {
  return { ok: false, category, retryable: false, code, message };
}
