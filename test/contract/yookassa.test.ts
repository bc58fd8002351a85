import { rawWebhook, SECRET_KEY, SHOP_ID, startYookassa } from '../support/yookassa.ts';
import { paymentProviderContract } from './payment-provider.ts';
import type { ProviderCall, ProviderDriver } from './payment-provider-driver.ts';

const ENDPOINTS = {
  start: 'create',
  look: 'read',
  refund: 'refund',
  cancel: 'cancel',
} as const satisfies Record<ProviderCall, string>;

async function yookassaDriver(): Promise<ProviderDriver> {
  const stand = startYookassa();
  const { shop } = stand.fake;
  const kopecks = (value: string) => BigInt(value.replace('.', ''));
  const sum = (minor: bigint) => ({
    value: `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`,
    currency: 'RUB',
  });
  return {
    provider: stand.provider,
    stranger: stand.stranger,
    currency: 'RUB',
    secrets: [SECRET_KEY, btoa(`${SHOP_ID}:${SECRET_KEY}`)],
    findsLost: true,
    now: stand.now,
    attempts: () => shop.payments().length,
    refunded: () =>
      shop
        .refunds()
        .filter(({ status }) => status !== 'canceled')
        .reduce((total, { amount }) => total + kopecks(amount.value), 0n),
    pay: async (reference) => shop.pay(reference),
    decline: async (reference) => shop.decline(reference, 'insufficient_funds'),
    // A payment is paid once, and its sum is fixed.
    payTwice: null,
    payLess: null,
    payHeld: async (reference) => shop.pay(reference),
    expire: async () => stand.pass(3_600_000),
    refundOutside: async (reference, minor) =>
      void shop.refund(null, { payment_id: reference, amount: sum(minor) }),
    // Chargebacks are told by e-mail and in the office only.
    chargeBack: null,
    decide: null,
    fail: (call, fault, times) => {
      stand.fake.fail(ENDPOINTS[call], fault, times);
      return true;
    },
    lie: null,
    webhooks: stand.webhooks,
    forgeries: async () => [],
    aged: null,
    signed: async (body) => rawWebhook(body),
    close: async () => stand.close(),
  };
}

paymentProviderContract('yookassa', yookassaDriver);
