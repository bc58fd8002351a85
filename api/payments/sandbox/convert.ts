import type { Money } from '../../../domain/money.ts';
import type { Notice, RefundRequest, StartRequest, Started } from '../../../domain/ports/payment-provider.ts';
import type { WireEvent, WirePayment } from './wire.ts';

/** The practice bank's limit for a purpose line, characters. */
const PURPOSE = 250;

/** What the bank is asked for. */
export function toCreate(request: StartRequest): Record<string, unknown> {
  return {
    amount: toWire(request.amount),
    kind: request.kind,
    description: `№ ${request.invoiceNumber}: ${request.purpose}`.slice(0, PURPOSE),
    paymentId: request.paymentId,
    returnUrl: request.returnUrl,
    webhookUrl: request.webhookUrl,
    expiresAt: request.expiresAt,
  };
}

export function toRefund(request: RefundRequest): Record<string, unknown> {
  return { chargeId: request.chargeId, amount: toWire(request.amount), reason: request.reason, refundId: request.refundId };
}

export function toStarted(payment: WirePayment): Started {
  return { reference: payment.id, url: payment.url, qr: null, expiresAt: payment.expiresAt };
}

/** Everything that happened to an attempt, under the same event keys as its webhooks. */
export function toNotices(payment: WirePayment): Notice[] {
  return [
    ...payment.declines.map((_, index) => declined(payment, index)),
    ...(payment.state === 'expired' || payment.state === 'cancelled' ? [over(payment, payment.state)] : []),
    ...payment.charges.map((charge) => charged(payment, charge)),
    ...payment.refunds.map((refund) => refunded(payment, refund)),
    ...payment.disputes.map((dispute) => disputed(payment, dispute)),
  ];
}

/** The one thing that a webhook tells; nothing for kinds of event that we do not know. */
export function eventNotices({ type, about, payment }: WireEvent): Notice[] {
  const charge = payment.charges.find((each) => each.id === about);
  const refund = payment.refunds.find((each) => each.id === about);
  const dispute = payment.disputes.find((each) => each.id === about);
  if (type === 'charge.succeeded' && charge) return [charged(payment, charge)];
  if (type.startsWith('refund.') && refund) return [refunded(payment, refund)];
  if (type.startsWith('dispute.') && dispute) return [disputed(payment, dispute)];
  if (type === 'payment.declined' && payment.declines[Number(about)]) return [declined(payment, Number(about))];
  if (type === 'payment.expired') return [over(payment, 'expired')];
  return type === 'payment.cancelled' ? [over(payment, 'cancelled')] : [];
}

function toWire(value: Money): { minor: string; currency: string } {
  return { minor: value.minor.toString(), currency: value.currency };
}

function fromWire(value: { minor: string; currency: string }): Money {
  return { minor: BigInt(value.minor), currency: value.currency };
}

function about(payment: WirePayment) {
  return { type: 'payment', reference: payment.id, paymentId: payment.paymentId, chargeId: null, fee: null } as const;
}

function declined(payment: WirePayment, index: number): Notice {
  const decline = payment.declines[index];
  const eventKey = `payment:${payment.id}:failed:${index}`;
  const told = { at: decline?.at ?? payment.createdAt, reason: decline?.reason ?? null };
  return { ...about(payment), eventKey, state: 'failed', amount: fromWire(payment.amount), ...told };
}

function over(payment: WirePayment, state: 'expired' | 'cancelled'): Notice {
  const at = payment.expiresAt ?? payment.createdAt;
  return { ...about(payment), eventKey: `payment:${payment.id}:${state}`, state, amount: fromWire(payment.amount), at, reason: null };
}

function charged(payment: WirePayment, charge: WirePayment['charges'][number]): Notice {
  return {
    ...about(payment),
    eventKey: `payment:${charge.id}:succeeded`,
    state: 'succeeded',
    chargeId: charge.id,
    amount: fromWire(charge.amount),
    fee: charge.fee === '0' ? null : { minor: BigInt(charge.fee), currency: charge.amount.currency },
    at: charge.at,
    reason: null,
  };
}

function refunded(payment: WirePayment, refund: WirePayment['refunds'][number]): Notice {
  return {
    type: 'refund',
    eventKey: `refund:${refund.id}:${refund.state}`,
    reference: payment.id,
    paymentId: payment.paymentId,
    chargeId: refund.chargeId,
    refundReference: refund.id,
    refundId: refund.refundId,
    state: refund.state,
    amount: fromWire(refund.amount),
    at: refund.at,
    reason: null,
  };
}

function disputed(payment: WirePayment, dispute: WirePayment['disputes'][number]): Notice {
  return {
    type: 'dispute',
    eventKey: `dispute:${dispute.id}:${dispute.state}`,
    reference: payment.id,
    paymentId: payment.paymentId,
    chargeId: dispute.chargeId,
    disputeReference: dispute.id,
    state: dispute.state,
    amount: fromWire(dispute.amount),
    at: dispute.at,
  };
}
