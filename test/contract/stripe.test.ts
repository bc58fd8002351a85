import type { RawWebhook } from '../../domain/ports/payment-provider.ts';
import { SECRET_KEY, type StripeStand, startStripe, WEBHOOK_SECRET } from '../support/stripe.ts';
import { paymentProviderContract } from './payment-provider.ts';
import type { ProviderCall, ProviderDriver } from './payment-provider-driver.ts';

const ENDPOINTS = {
  start: 'create',
  look: 'read',
  refund: 'refund',
  cancel: 'expire',
} as const satisfies Record<ProviderCall, string>;

async function stripeDriver(): Promise<ProviderDriver> {
  const stand = startStripe();
  const { fake, provider, stranger } = stand;
  const { books } = fake;
  const intentOf = (reference: string) => books.session(reference).payment_intent!;
  const disputeOf = (reference: string) =>
    [...books.state.disputes.values()].find((each) => each.payment_intent === intentOf(reference))!.id;
  return {
    provider,
    stranger,
    currency: 'USD',
    secrets: [SECRET_KEY, WEBHOOK_SECRET],
    findsLost: true,
    now: stand.now,
    attempts: () => books.state.sessions.size,
    refunded: () =>
      [...books.state.refunds.values()]
        .filter(({ status }) => status !== 'failed')
        .reduce((sum, { amount }) => sum + BigInt(amount), 0n),
    pay: async (reference) => void books.pay(reference),
    decline: async (reference) => books.decline(reference),
    // A session is complete when it is paid, and its sum is fixed.
    payTwice: null,
    payLess: null,
    expire: async (reference) => stand.pass(books.session(reference).expires_at * 1000 - stand.now()),
    refundOutside: async (reference, minor) =>
      void books.back.refund(intentOf(reference), { amount: Number(minor), reason: null, metadata: {} }),
    chargeBack: async (reference) => void books.back.dispute(intentOf(reference)),
    decide: async (reference, state) => books.back.decide(disputeOf(reference), state),
    fail: (call, fault, times) => {
      fake.fail(ENDPOINTS[call], fault, times);
      return true;
    },
    lie: ({ minor, currency }) =>
      fake.lieOnce({ amount_total: Number(minor), currency: currency.toLowerCase() }),
    webhooks: stand.webhooks,
    forgeries: (raw) => forgeries(stand, raw),
    aged: (raw) => stand.signed(raw.body, { at: stand.now() - 301_000 }),
    signed: (body) => stand.signed(body),
    close: async () => stand.close(),
  };
}

async function forgeries(stand: StripeStand, raw: RawWebhook): Promise<RawWebhook[]> {
  const { 'stripe-signature': signature = '', ...unsigned } = raw.headers;
  const changed = raw.body.slice();
  changed[changed.length - 2]! ^= 1;
  const header = (value: string) => ({ ...raw, headers: { ...unsigned, 'stripe-signature': value } });
  return [
    await stand.signed(raw.body, { secret: 'whsec_another' }),
    { ...raw, body: changed },
    { ...raw, headers: unsigned },
    header(signature.slice(0, -2)),
    header(signature.replace('v1=', 'v0=')),
    header(signature.replace('v1=', 'v1=,v0=')),
    header(signature.replace(/t=\d+,/, '')),
  ];
}

paymentProviderContract('stripe', stripeDriver);
