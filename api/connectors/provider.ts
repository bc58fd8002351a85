import { money } from '../../domain/money.ts';
import type { Marketplace, MarketState } from '../../domain/ports/marketplace.ts';
import type { Notice, PaymentProvider } from '../../domain/ports/payment-provider.ts';
import type { Store } from '../../domain/ports/store.ts';
import { done, type Failure } from '../../domain/result.ts';

type LookKey = Parameters<PaymentProvider['look']>[0];

function failure(category: Failure['category'], code: string, message: string): Failure {
  return { ok: false, category, retryable: false, code, message };
}

const NOT_STARTED = failure('refused', 'elsewhere', 'buyers pay on the marketplace');
const UNKNOWN_ORDER = failure('not_found', 'no_such_order', 'the marketplace has no such order');
const WHOLE_ONLY = failure('refused', 'whole_only', 'whole_only');

/**
 * A marketplace as the provider of its buyers' money: nobody starts a payment there from here. What it says of an
 * order over its authenticated API is the proof. Money goes back by calling the order off, all of it.
 */
export function asProvider(
  market: Marketplace,
  { store, now }: { readonly store: Pick<Store, 'caseByPayment'>; readonly now: () => number },
): PaymentProvider {
  return {
    id: market.id,
    can: {
      ...{ kinds: [], currencies: null, refund: 'whole', cancel: false, hold: false, receipts: false },
      ...{ asked: true, proof: 'refetch' },
    },
    start: async () => NOT_STARTED,
    look: async (key, options) => {
      const { reference } = key;
      if (!reference) return UNKNOWN_ORDER;
      const told = await market.state([reference], options);
      if (!told.ok) return told;
      const [state] = told.value;
      return state ? done(await noticesOf(market.id, state, key, { store, now })) : UNKNOWN_ORDER;
    },
    refund: async ({ reference, amount, charged }, options) => {
      if (amount.minor < charged.minor) return WHOLE_ONLY;
      const called = await market.setStatus(reference, 'cancelled', options);
      if (!called.ok) return called;
      return done({ refundReference: backKey(reference, charged.minor), state: 'succeeded' as const });
    },
    readWebhook: async () => ({ ok: false, status: 400, reason: 'marketplaces are asked, they do not tell' }),
    check: (_, options) => market.check(options),
  };
}

/** Money that went back in all, up to now: the same truth has the same name. */
function backKey(number: string, returned: bigint): string {
  return `back:${number}:${returned}`;
}

/** The order's money is here: under its number, which is also the charge's. */
export function paidNotice(number: string, amount: { minor: bigint; currency: string }, at: number): Notice {
  return {
    type: 'payment',
    eventKey: `paid:${number}`,
    ...{ reference: number, paymentId: null, state: 'succeeded', chargeId: number },
    amount,
    fee: null,
    at,
    reason: null,
  };
}

/** What a state means for the books. Sums that are not told are those of the order when it was read. */
async function noticesOf(
  provider: string,
  state: MarketState,
  key: LookKey,
  { store, now }: { readonly store: Pick<Store, 'caseByPayment'>; readonly now: () => number },
): Promise<Notice[]> {
  const { number, stage } = state;
  const facts = await store.caseByPayment({ provider, reference: number });
  const own = facts?.payments.find((each) => each.provider === provider && each.reference === number);
  const booked = key.booked?.charged.minor ?? 0n;
  const total = state.total ?? (own ? money(own.amount, own.currency) : null);
  if (!total) return [];
  const charged = booked > 0n ? money(booked, total.currency) : total;
  if (stage === 'over' && booked === 0n) return [cancelledNotice(number, total, now())];
  const came = booked > 0n || state.paid ? [paidNotice(number, charged, now())] : [];
  const returned = stage === 'over' ? charged.minor : (state.returned?.minor ?? 0n);
  const before = key.booked?.returned.minor ?? 0n;
  if (came.length === 0 || returned <= before) return came;
  return [...came, backNotice(number, { returned, amount: returned - before }, total.currency, now())];
}

function cancelledNotice(number: string, amount: { minor: bigint; currency: string }, at: number): Notice {
  return {
    type: 'payment',
    eventKey: `over:${number}`,
    ...{ reference: number, paymentId: null, state: 'cancelled', chargeId: null },
    amount,
    fee: null,
    at,
    reason: 'the order is cancelled',
  };
}

function backNotice(
  number: string,
  { returned, amount }: { readonly returned: bigint; readonly amount: bigint },
  currency: string,
  at: number,
): Notice {
  const refundReference = backKey(number, returned);
  return {
    type: 'refund',
    eventKey: refundReference,
    ...{ reference: number, paymentId: null, chargeId: number, refundReference, refundId: null },
    state: 'succeeded',
    amount: money(amount, currency),
    at,
    reason: null,
  };
}
