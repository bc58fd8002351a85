import type { Money } from '../../../domain/money.ts';
import type {
  BookRecord,
  Notice,
  RefundRequest,
  Started,
  StartRequest,
} from '../../../domain/ports/payment-provider.ts';
import { withNumber } from '../../../domain/purpose.ts';
import type { WireDispute, WireEntry, WireEvent, WireMoney, WirePayment, WireRefund } from './wire.ts';

type Charge = WirePayment['charges'][number];
type Decline = WirePayment['declines'][number];

/** The practice bank's limits for texts, UTF-16 units. */
const LONGEST = { description: 250, reason: 500 };

/** What the bank is asked for. */
export function toCreate(request: StartRequest): Record<string, unknown> {
  return {
    amount: toWire(request.amount),
    kind: request.kind,
    description: cut(withNumber(request.purpose, request.invoiceNumber), LONGEST.description),
    paymentId: request.paymentId,
    returnUrl: request.returnUrl,
    webhookUrl: request.webhookUrl,
    expiresAt: request.expiresAt,
    hold: request.hold ?? false,
  };
}

export function toRefund(request: RefundRequest): Record<string, unknown> {
  return {
    chargeId: request.chargeId,
    amount: toWire(request.amount),
    reason: cut(request.reason, LONGEST.reason),
    refundId: request.refundId,
  };
}

/** The QR picture holds the page's own address, so `qr` is null. */
export function toStarted(payment: WirePayment): Started {
  return { reference: payment.id, url: payment.url, qr: null, expiresAt: payment.expiresAt };
}

/**
 * Everything that happened to an attempt, in order, under the same event keys as its webhooks. One that
 * waits says so: this is how an attempt whose answer was lost becomes known.
 */
export function toNotices(payment: WirePayment): Notice[] {
  const notices = [
    ...(payment.state === 'pending' ? [pending(payment)] : []),
    ...(payment.state === 'authorized' ? held(payment) : []),
    ...payment.declines.map((decline) => declined(payment, decline)),
    ...ended(payment),
    ...payment.charges.map((charge) => charged(payment, charge)),
    ...payment.refunds.map((refund) => refunded(payment, refund, refund.state)),
    ...payment.disputes.flatMap((dispute) => [
      disputed(payment, dispute, 'open'),
      ...(dispute.state === 'open' ? [] : [disputed(payment, dispute, dispute.state)]),
    ]),
  ];
  return notices.sort((a, b) => a.at - b.at);
}

/** What a webhook tells; null when it is about something that its payment does not hold. */
export function eventNotice({ type, about, payment }: WireEvent): Notice | null {
  const [noun, happened] = type.split('.');
  const of = <T extends { id: string }, R>(list: readonly T[], notice: (found: T) => R): R | null => {
    const found = list.find((each) => each.id === about);
    return found ? notice(found) : null;
  };
  if (noun === 'charge') return of(payment.charges, (charge) => charged(payment, charge));
  if (type === 'payment.declined') return of(payment.declines, (decline) => declined(payment, decline));
  if (type === 'payment.authorized') return held(payment)[0] ?? null;
  if (noun === 'payment') return ended(payment).find(({ state }) => state === happened) ?? null;
  if (noun === 'refund')
    return of(payment.refunds, (refund) => refunded(payment, refund, happened as WireRefund['state']));
  return of(payment.disputes, (dispute) => disputed(payment, dispute, happened as WireDispute['state']));
}

/** A line of the bank's statement; none for a dispute, which is told by `look`. */
export function toRecords({ type, id, reference, amount, fee, at }: WireEntry): BookRecord[] {
  if (type === 'dispute') return [];
  const kept = /[1-9]/.test(fee) ? { minor: BigInt(fee), currency: amount.currency } : null;
  return [
    { type: type === 'charge' ? 'payment' : type, id, reference, amount: fromWire(amount), fee: kept, at },
  ];
}

export function toWire(value: Money): WireMoney {
  return { minor: value.minor.toString(), currency: value.currency };
}

function fromWire(value: WireMoney): Money {
  return { minor: BigInt(value.minor), currency: value.currency };
}

/** Cuts without leaving half of a surrogate pair, which is no valid text. NUL is in no bank's alphabet. */
function cut(text: string, longest: number): string {
  return text
    .replaceAll('\0', '')
    .slice(0, longest)
    .replace(/[\uD800-\uDBFF]$/, '');
}

type PaymentNotice = Extract<Notice, { type: 'payment' }>;

function payment({ id, paymentId }: WirePayment) {
  return { type: 'payment', reference: id, paymentId, chargeId: null, fee: null, reason: null } as const;
}

function pending(of: WirePayment): PaymentNotice {
  const eventKey = `payment:${of.id}:pending`;
  return { ...payment(of), eventKey, state: 'pending', amount: fromWire(of.amount), at: of.createdAt };
}

function held(of: WirePayment): PaymentNotice[] {
  if (!of.held) return [];
  const { amount, at, until } = of.held;
  const eventKey = `payment:${of.id}:authorized`;
  return [
    { ...payment(of), eventKey, state: 'authorized', amount: fromWire(amount), at, captureBefore: until },
  ];
}

function declined(of: WirePayment, { id, reason, at }: Decline): PaymentNotice {
  const eventKey = `payment:${of.id}:failed:${id}`;
  return { ...payment(of), eventKey, state: 'failed', amount: fromWire(of.amount), at, reason };
}

function ended(of: WirePayment): PaymentNotice[] {
  if (!of.ended) return [];
  const eventKey = `payment:${of.id}:${of.ended.state}`;
  return [{ ...payment(of), ...of.ended, eventKey, amount: fromWire(of.amount) }];
}

function charged(of: WirePayment, { id, amount, fee, at }: Charge): PaymentNotice {
  return {
    ...payment(of),
    eventKey: `payment:${id}:succeeded`,
    state: 'succeeded',
    chargeId: id,
    amount: fromWire(amount),
    fee: /[1-9]/.test(fee) ? { minor: BigInt(fee), currency: amount.currency } : null,
    at,
  };
}

function refunded(of: WirePayment, refund: WireRefund, state: WireRefund['state']): Notice {
  return {
    type: 'refund',
    eventKey: `refund:${refund.id}:${state}`,
    reference: of.id,
    paymentId: of.paymentId,
    chargeId: refund.chargeId,
    refundReference: refund.id,
    refundId: refund.refundId,
    state,
    amount: fromWire(refund.amount),
    at: refund.at,
    reason: refund.reason,
  };
}

function disputed(of: WirePayment, dispute: WireDispute, state: WireDispute['state']): Notice {
  return {
    type: 'dispute',
    eventKey: `dispute:${dispute.id}:${state}`,
    reference: of.id,
    paymentId: of.paymentId,
    chargeId: dispute.chargeId,
    disputeReference: dispute.id,
    state,
    amount: fromWire(dispute.amount),
    at: state === 'open' ? dispute.openedAt : (dispute.closedAt ?? dispute.openedAt),
    respondBefore: dispute.respondBefore,
    reason: dispute.reason,
  };
}
