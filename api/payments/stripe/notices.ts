import type { Money } from '../../../domain/money.ts';
import type { Notice } from '../../../domain/ports/payment-provider.ts';
import { fromStripe } from './amounts.ts';
import { feeOf, OURS, refundState } from './convert.ts';
import type { WireCharge, WireDispute, WireIntent, WireRefund, WireSession } from './wire.ts';

type PaymentNotice = Extract<Notice, { type: 'payment' }>;
export type SavedMethod = NonNullable<PaymentNotice['savedMethod']>;

/** Whose money it is: the session (or, without one, the payment intent) and our id of the payment. */
export interface Owner {
  readonly reference: string;
  readonly paymentId: string | null;
}

/** Everything that Stripe knows of one attempt. */
export interface Attempt {
  readonly session: WireSession | null;
  readonly intent: WireIntent | null;
  readonly charges: readonly WireCharge[];
  readonly refunds: readonly WireRefund[];
  readonly disputes: readonly WireDispute[];
}

/**
 * Everything that happened to an attempt, oldest first, under the same event keys as its webhooks. Money is
 * named by its payment intent: sessions, refunds and disputes all tell it, and it is charged once.
 */
export function toNotices({ session, intent, charges, refunds, disputes }: Attempt): Notice[] {
  const owner = session ? ownerOf(session) : intent ? ownerOf(intent) : null;
  if (!owner) return [];
  const notices: Notice[] = [
    ...(intent ? declines(owner, intent, charges) : []),
    ...(session ? sessionNotices(session, intent) : intent ? intentNotices(owner, intent) : []),
    ...refunds.map((refund) => refunded(owner, refund)),
    ...disputes.flatMap((dispute) => disputed(owner, dispute)),
  ];
  return notices.sort((a, b) => a.at - b.at);
}

export function ownerOf({ id, metadata }: WireSession | WireIntent): Owner {
  return { reference: id, paymentId: metadata[OURS.paymentId] ?? null };
}

/** What a session says of itself; of its money when it is complete, with `intent` for what only that knows. */
export function sessionNotices(session: WireSession, intent: WireIntent | null): PaymentNotice[] {
  const owner = ownerOf(session);
  if (session.status === 'open') return [waiting(session, session.created)];
  if (session.status === 'expired') return [ended(session)];
  if (intent) return intentNotices(owner, intent);
  if (session.payment_status === 'no_payment_required' || !session.payment_intent) return [];
  const amount = moneyOf(session.amount_total, session.currency);
  const money = { ...plain(owner), amount, at: session.created * 1000 };
  if (session.payment_status === 'paid') return [taken(money, session.payment_intent, null)];
  if (session.metadata[OURS.hold]) return [held(money, session.payment_intent, null)];
  return [{ ...waiting(session, session.created), eventKey: `payment:${session.payment_intent}:processing` }];
}

/** What a payment intent says of its money; nothing while it waits for a method. */
export function intentNotices(owner: Owner, intent: WireIntent): PaymentNotice[] {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  const at = (charge?.created ?? intent.created) * 1000;
  const money = { ...plain(owner), amount: moneyOf(intent.amount, intent.currency), at };
  switch (intent.status) {
    case 'succeeded': {
      const amount = moneyOf(intent.amount_received, intent.currency);
      const saved = savedOf(intent);
      const notice = taken({ ...money, amount }, intent.id, charge);
      return [saved ? { ...notice, savedMethod: saved } : notice];
    }
    case 'requires_capture':
      return [held(money, intent.id, charge)];
    case 'canceled': {
      const eventKey = `payment:${intent.id}:cancelled`;
      return [{ ...money, eventKey, state: 'cancelled', at: (intent.canceled_at ?? intent.created) * 1000 }];
    }
    case 'processing':
      return [{ ...money, eventKey: `payment:${intent.id}:processing`, state: 'pending' }];
    default:
      return [];
  }
}

/** Tries that came to nothing: one key per failed charge, or per reason where the bank was not even asked. */
export function declines(owner: Owner, intent: WireIntent, charges: readonly WireCharge[]): PaymentNotice[] {
  const base = { ...plain(owner), amount: moneyOf(intent.amount, intent.currency), state: 'failed' as const };
  const failed = charges
    .filter(({ status }) => status === 'failed')
    .map((charge) => {
      const reason = charge.outcome?.reason || charge.failure_code || null;
      return { ...base, eventKey: `payment:${charge.id}:failed`, at: charge.created * 1000, reason };
    });
  const error = intent.last_payment_error;
  if (!error || failed.some(({ eventKey }) => eventKey === `payment:${error.charge}:failed`)) return failed;
  const reason = error.decline_code || error.code || null;
  const eventKey = `payment:${error.charge ?? `${intent.id}:${reason}`}:failed`;
  return [...failed, { ...base, eventKey, at: intent.created * 1000, reason }];
}

/** The method that was saved with a payment, when we asked for that: customer and method, and its words. */
export function savedOf(intent: WireIntent): SavedMethod | null {
  const { customer, payment_method: method, latest_charge: charge, metadata } = intent;
  if (!metadata[OURS.save] || !customer || !method) return null;
  const card = charge && typeof charge === 'object' ? charge.payment_method_details?.card : null;
  const brand = card?.brand ? card.brand.charAt(0).toUpperCase() + card.brand.slice(1) : 'Card';
  return { token: `${customer}:${method}`, title: card?.last4 ? `${brand} •• ${card.last4}` : brand };
}

export function refunded(owner: Owner, refund: WireRefund): Notice {
  const state = refundState(refund.status);
  return {
    type: 'refund',
    eventKey: `refund:${refund.id}:${state}`,
    ...owner,
    chargeId: refund.payment_intent,
    refundReference: refund.id,
    refundId: refund.metadata[OURS.refundId] ?? null,
    state,
    amount: moneyOf(refund.amount, refund.currency),
    at: refund.created * 1000,
    reason: refund.failure_reason || refund.metadata[OURS.reason] || null,
  };
}

/**
 * A dispute, from when money is taken: inquiries (`warning_…`) take none, and one that was `prevented` only
 * when it moved our balance. Decided ones are told as opened and as decided.
 */
export function disputed(owner: Owner, dispute: WireDispute): Notice[] {
  const { status, balance_transactions: moves } = dispute;
  if (status.startsWith('warning_') || (status === 'prevented' && moves.length === 0)) return [];
  const at = dispute.created * 1000;
  const dueBy = dispute.evidence_details?.due_by ?? null;
  const notice = (state: 'open' | 'won' | 'lost', moment: number): Notice => ({
    type: 'dispute',
    eventKey: `dispute:${dispute.id}:${state}`,
    ...owner,
    chargeId: dispute.payment_intent,
    disputeReference: dispute.id,
    state,
    amount: moneyOf(dispute.amount, dispute.currency),
    at: moment,
    respondBefore: dueBy === null ? null : dueBy * 1000,
    reason: dispute.reason ?? null,
  });
  const decided = status === 'won' ? 'won' : status === 'lost' || status === 'prevented' ? 'lost' : null;
  const last = moves.reduce((latest, { created }) => Math.max(latest, (created ?? 0) * 1000), at);
  return [notice('open', at), ...(decided ? [notice(decided, last)] : [])];
}

function plain(owner: Owner) {
  return { type: 'payment', ...owner, chargeId: null, fee: null, reason: null } as const;
}

type Sum = ReturnType<typeof plain> & { readonly amount: Money; readonly at: number };

function taken(money: Sum, intentId: string, charge: WireCharge | null): PaymentNotice {
  const fee = charge ? feeOf(charge.balance_transaction, charge.currency) : null;
  const eventKey = `payment:${intentId}:succeeded`;
  return { ...money, eventKey, state: 'succeeded', chargeId: intentId, fee };
}

function held(money: Sum, intentId: string, charge: WireCharge | null): PaymentNotice {
  const before = charge?.payment_method_details?.card?.capture_before;
  const captureBefore = before ? before * 1000 : null;
  const eventKey = `payment:${intentId}:authorized`;
  return { ...money, eventKey, state: 'authorized', chargeId: intentId, captureBefore };
}

function waiting(session: WireSession, created: number): PaymentNotice {
  const amount = moneyOf(session.amount_total, session.currency);
  const eventKey = `payment:${session.id}:pending`;
  return { ...plain(ownerOf(session)), eventKey, state: 'pending', amount, at: created * 1000 };
}

/** Voided by us, or out of time. */
function ended(session: WireSession): PaymentNotice {
  const voided = Number(session.metadata[OURS.voided]);
  const state = voided > 0 ? 'cancelled' : 'expired';
  const amount = moneyOf(session.amount_total, session.currency);
  const at = (voided > 0 ? voided : session.expires_at) * 1000;
  return { ...plain(ownerOf(session)), eventKey: `payment:${session.id}:${state}`, state, amount, at };
}

/** Shapes let only sums through that our units can hold. */
function moneyOf(amount: number, currency: string): Money {
  const money = fromStripe(amount, currency);
  if (!money) throw new RangeError('the shape of the answer was not checked');
  return money;
}
