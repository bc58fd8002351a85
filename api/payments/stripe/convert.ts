import type Stripe from 'stripe';
import type {
  BookRecord,
  ChargeRequest,
  RefundRequest,
  Started,
  StartRequest,
} from '../../../domain/ports/payment-provider.ts';
import { withNumber } from '../../../domain/purpose.ts';
import { fromStripe, toStripe } from './amounts.ts';
import type { WireCharge, WireRefund, WireSession } from './wire.ts';

/** Keys of our entries in Stripe's metadata. What has none of them is another program's and is left alone. */
export const OURS = {
  paymentId: 'till_payment',
  /** `session` or `saved`: whether the customer pays on Stripe's page. */
  origin: 'till_origin',
  hold: 'till_hold',
  save: 'till_save',
  /** Unix seconds of our voiding it: an expired session does not say who ended it. */
  voided: 'till_voided',
  refundId: 'till_refund',
  reference: 'till_reference',
  reason: 'till_reason',
} as const;

/** Stripe's limits for texts, UTF-16 units. Names of products 250; values of metadata 500. */
const LONGEST = { purpose: 250, metadata: 500 };

/** A session lives 30 minutes to 24 hours from when it is made; a minute is left for the call and the clocks. */
const SHORTEST_LIFE = 31 * 60_000;
const LONGEST_LIFE = 24 * 3_600_000 - 60_000;

const LOCALES = new Set(
  (
    'bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hr hu id it ja ko lt lv ms mt nb nl pl pt ' +
    'pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW'
  ).split(' '),
);

export type SessionParams = Stripe.Checkout.SessionCreateParams;

/**
 * One line of the whole sum: an attempt may pay a part of an invoice, and Stripe multiplies lines itself.
 * Null when Stripe's units can't say the sum.
 */
export function toSession(request: StartRequest, now: number): SessionParams | null {
  const amount = toStripe(request.amount);
  if (amount === null) return null;
  const name = purposeOf(request);
  const expiresAt = expiryOf(request.expiresAt, now);
  const marks = marksOf(request, 'session');
  return {
    mode: 'payment',
    allowed_payment_method_types: ['card'],
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: request.amount.currency.toLowerCase(),
          unit_amount: amount,
          product_data: { name },
        },
      },
    ],
    client_reference_id: request.paymentId,
    metadata: marks,
    payment_intent_data: {
      description: name,
      metadata: marks,
      ...(request.hold ? { capture_method: 'manual' as const } : {}),
      ...(request.saveMethod ? { setup_future_usage: 'off_session' as const } : {}),
    },
    // The sum that is paid is the sum of the invoice, in its own currency.
    adaptive_pricing: { enabled: false },
    ...(request.saveMethod ? { customer_creation: 'always' as const } : {}),
    ...(request.customer.email ? { customer_email: request.customer.email } : {}),
    locale: LOCALES.has(request.customer.locale)
      ? (request.customer.locale as NonNullable<SessionParams['locale']>)
      : 'auto',
    ...(expiresAt === null ? {} : { expires_at: expiresAt }),
    success_url: request.returnUrl,
    cancel_url: request.returnUrl,
  };
}

/** Null: Stripe's own, 24 hours. Unix seconds. */
function expiryOf(expiresAt: number | null, now: number): number | null {
  if (expiresAt === null || expiresAt - now > LONGEST_LIFE) return null;
  return Math.floor(Math.max(expiresAt, now + SHORTEST_LIFE) / 1000);
}

/** A charge by a saved method: `cus_…:pm_…`. Null for another token, or a sum that Stripe's units can't say. */
export function toIntent(request: ChargeRequest): Stripe.PaymentIntentCreateParams | null {
  const [customer, method, ...rest] = request.savedMethod.split(':');
  const amount = toStripe(request.amount);
  if (!customer || !method || rest.length > 0 || amount === null) return null;
  return {
    amount,
    currency: request.amount.currency.toLowerCase(),
    customer,
    payment_method: method,
    allowed_payment_method_types: ['card'],
    off_session: true,
    confirm: true,
    description: purposeOf(request),
    metadata: marksOf(request, 'saved'),
    ...(request.hold ? { capture_method: 'manual' as const } : {}),
  };
}

/** Null for a sum that Stripe's units can't say. Stripe's own `reason` knows three words; ours goes beside it. */
export function toRefund(request: RefundRequest): Stripe.RefundCreateParams | null {
  const amount = toStripe(request.amount);
  if (amount === null) return null;
  return {
    payment_intent: request.chargeId,
    amount,
    reason: 'requested_by_customer',
    metadata: {
      [OURS.refundId]: request.refundId,
      [OURS.reference]: request.reference,
      ...(request.reason ? { [OURS.reason]: cut(request.reason, LONGEST.metadata) } : {}),
    },
  };
}

/** The QR picture holds the page's own address, so `qr` is null. Null for a session without a page. */
export function toStarted(session: WireSession): Started | null {
  if (!session.url) return null;
  return { reference: session.id, url: session.url, qr: null, expiresAt: session.expires_at * 1000 };
}

/** What was taken by one charge of ours, under the id of its payment intent; null for what took nothing. */
export function toPaymentRecord(charge: WireCharge): BookRecord | null {
  const { payment_intent: id, amount_captured: amount, balance_transaction: balance } = charge;
  const taken = charge.status === 'succeeded' && charge.captured && amount > 0;
  const money = fromStripe(amount, charge.currency);
  if (!taken || !id || !money || !charge.metadata[OURS.paymentId]) return null;
  return {
    type: 'payment',
    id,
    amount: money,
    fee: feeOf(balance, charge.currency),
    at: charge.created * 1000,
  };
}

/** Null for a refund that gives nothing back (any more). */
export function toRefundRecord(refund: WireRefund): BookRecord | null {
  const money = fromStripe(refund.amount, refund.currency);
  if (refundState(refund.status) !== 'succeeded' || !money) return null;
  const { id, payment_intent: reference } = refund;
  return {
    type: 'refund',
    id,
    ...(reference && { reference }),
    amount: money,
    fee: null,
    at: refund.created * 1000,
  };
}

/** Stripe's fee in the currency of the payment; null where it is settled in another one. */
export function feeOf(balance: WireCharge['balance_transaction'], currency: string) {
  if (!balance || typeof balance === 'string' || balance.currency !== currency || balance.fee <= 0)
    return null;
  return fromStripe(balance.fee, currency);
}

export function refundState(status: string | null | undefined): 'pending' | 'succeeded' | 'failed' {
  if (status === 'succeeded') return 'succeeded';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'pending';
}

function marksOf(request: StartRequest, origin: 'session' | 'saved'): Record<string, string> {
  return {
    [OURS.paymentId]: request.paymentId,
    [OURS.origin]: origin,
    ...(request.hold ? { [OURS.hold]: '1' } : {}),
    ...(request.saveMethod ? { [OURS.save]: '1' } : {}),
  };
}

function purposeOf({ invoiceNumber, purpose }: StartRequest): string {
  return cut(withNumber(purpose, invoiceNumber), LONGEST.purpose);
}

/** Cuts without leaving half of a surrogate pair, which is no valid text. */
function cut(text: string, longest: number): string {
  return text
    .replaceAll('\0', '')
    .slice(0, longest)
    .replace(/[\uD800-\uDBFF]$/, '');
}
