import type { CreateBody } from './requests.ts';
import {
  type FakeMethod,
  type FakePayment,
  invalid,
  iso,
  minorOf,
  type ShownPayment,
  sumOf,
} from './state.ts';

const HOUR = 3_600_000;
/** For how long a card's money is held. */
export const HOLD = 7 * 24 * HOUR;

/** Largest sums by default, roubles: yookassa.ru/developers/payment-methods and the page about SBP. */
const LARGEST: Readonly<Record<string, bigint>> = { sbp: 700_000n, bank_card: 350_000n };

/** Test cards and what their banks answer (…/testing-and-going-live/testing). */
const DECLINES: Readonly<Record<string, string>> = {
  '5555555555554592': '3d_secure_failed',
  '5555555555554535': 'call_issuer',
  '5555555555554543': 'card_expired',
  '5555555555554568': 'fraud_suspected',
  '5555555555554527': 'general_decline',
  '5555555555554600': 'insufficient_funds',
  '5555555555554618': 'invalid_card_number',
  '5555555555554626': 'invalid_csc',
  '5555555555554501': 'issuer_unavailable',
  '5555555555554576': 'payment_method_limit_exceeded',
  '5555555555554550': 'payment_method_restricted',
  '5555555555554584': 'country_forbidden',
  '5555555555554634': 'fraud_suspected',
};
export const GOOD_CARD = '5555555555554477';
/** These two are YooKassa's own refusals, the others the bank's. */
const BY_YOOKASSA = new Set(['5555555555554584', '5555555555554634']);

/** Why a card is refused; null when it pays. */
export function declineOf(card: string): { party: 'yoo_money' | 'payment_network'; reason: string } | null {
  const reason = DECLINES[card];
  if (!reason) return null;
  return { party: BY_YOOKASSA.has(card) ? 'yoo_money' : 'payment_network', reason };
}

export interface ShopFacts {
  readonly shopId: string;
  /** Test shops know cards and YooMoney only. */
  readonly test: boolean;
  /** `confirmation.type` `qr` is switched on for this shop. */
  readonly sbpQr: boolean;
  readonly currency: string;
}

/** What YooKassa refuses of a new payment beyond its form. @throws ShopError 400 */
export function checkOrder(body: CreateBody, shop: ShopFacts): void {
  const { amount, confirmation, capture } = body;
  const method = body.payment_method_data?.type;
  if (amount.currency !== shop.currency) throw invalid('Currency differs from the shop’s', 'amount.currency');
  const largest = (method && LARGEST[method]) ?? 350_000n;
  if (minorOf(amount) < 100n || minorOf(amount) > largest * 100n)
    throw invalid('Amount is out of the limits of the payment method', 'amount.value');
  if (method && shop.test && method !== 'bank_card' && method !== 'yoo_money')
    throw invalid('Payment method is not available', 'payment_method_data.type');
  if (method === 'sbp' && !capture) throw invalid('SBP payments are one-step', 'capture');
  if (body.payment_method_id && (method || confirmation))
    throw invalid('A saved method needs neither', 'payment_method_data');
  if (!body.payment_method_id && !confirmation) throw invalid('Confirmation is missing', 'confirmation');
  if (confirmation?.type === 'qr' && (method !== 'sbp' || !shop.sbpQr))
    throw invalid('Confirmation type is not available', 'confirmation.type');
}

/** A payment that waits for its payer. */
export function newPayment(
  body: CreateBody,
  shop: ShopFacts,
  pageOf: (id: string) => string,
  now: number,
): FakePayment {
  const id = crypto.randomUUID();
  const { confirmation, description, metadata, amount, capture } = body;
  const shown: ShownPayment = {
    id,
    status: 'pending',
    paid: false,
    amount: sumOf(minorOf(amount), amount.currency),
    ...(confirmation ? { confirmation: answered(confirmation, pageOf(id)) } : {}),
    created_at: iso(now),
    description,
    metadata,
    recipient: { account_id: shop.shopId, gateway_id: shop.shopId },
    ...(body.receipt ? { receipt_registration: 'pending' as const } : {}),
    refundable: false,
    test: shop.test,
  };
  return {
    shown,
    capture,
    method: body.payment_method_data?.type ?? null,
    save: body.save_payment_method,
    returnUrl: confirmation?.type === 'redirect' ? confirmation.return_url : null,
    receipt: body.receipt ?? null,
    endsAt: now + HOUR,
  };
}

function answered(
  confirmation: NonNullable<CreateBody['confirmation']>,
  page: string,
): Record<string, string> {
  if (confirmation.type === 'qr') return { type: 'qr', confirmation_data: page };
  return { type: 'redirect', return_url: confirmation.return_url, confirmation_url: page };
}

/** What the payer paid with. */
export function methodOf(payment: FakePayment, card: string, save: boolean): FakeMethod {
  const type = payment.method ?? 'bank_card';
  const { id } = payment.shown;
  const base = { type, id, saved: save };
  if (type === 'sbp')
    return { ...base, title: 'SBP', sbp_operation_id: crypto.randomUUID().replaceAll('-', '') };
  if (type !== 'bank_card') return { ...base, title: type };
  const last4 = card.slice(-4);
  const card_type = card.startsWith('4') ? 'Visa' : card.startsWith('2') ? 'Mir' : 'MasterCard';
  return { ...base, title: `Bank card *${last4}`, card: { first6: card.slice(0, 6), last4, card_type } };
}
