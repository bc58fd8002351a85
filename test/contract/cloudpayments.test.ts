import type { RawWebhook } from '../../domain/ports/payment-provider.ts';
import { SETTINGS, signedBytes, startCloudPayments } from '../support/cloudpayments.ts';
import { paymentProviderContract } from './payment-provider.ts';
import type { ProviderCall, ProviderDriver } from './payment-provider-driver.ts';

const ENDPOINTS = {
  start: '/orders/create',
  look: '/v2/payments/find',
  refund: '/payments/refund',
  cancel: '/orders/cancel',
} as const satisfies Record<ProviderCall, string>;

async function cloudPaymentsDriver(): Promise<ProviderDriver> {
  const stand = startCloudPayments();
  const { fake, provider, stranger } = stand;
  const { books } = fake;
  const secret = SETTINGS.CLOUDPAYMENTS_API_SECRET;
  const backs = () => books.transactions().filter(({ type }) => type === 'refund');
  return {
    provider,
    stranger,
    currency: 'RUB',
    secrets: [secret, btoa(`${SETTINGS.CLOUDPAYMENTS_PUBLIC_ID}:${secret}`)],
    // An order that nobody tried to pay is in no list.
    findsLost: false,
    tellsVoids: false,
    namesByOurId: true,
    now: stand.now,
    attempts: () => books.orders().length,
    refunded: () => backs().reduce((sum, { minor }) => sum + BigInt(minor), 0n),
    pay: async (reference) => void books.pay(stand.order(reference)),
    decline: async (reference) => void books.decline(stand.order(reference)),
    payTwice: null,
    payLess: null,
    expire: null,
    refundOutside: async (reference, minor) => {
      const { invoiceId } = books.order(stand.order(reference));
      const { id } = books.find(invoiceId, 'payments');
      books.refund({ TransactionId: id, Amount: Number(minor) / 100, JsonData: {} });
    },
    chargeBack: null,
    decide: null,
    fail: (call, fault, times) => {
      fake.fail(ENDPOINTS[call], fault, times);
      return true;
    },
    lie: ({ minor, currency }) => fake.lieOnce({ minor: minor.toString(), currency }),
    webhooks: stand.webhooks,
    forgeries,
    aged: null,
    signed: (body) => signedBytes(body),
    close: async () => stand.close(),
  };
}

async function forgeries(raw: RawWebhook): Promise<RawWebhook[]> {
  const { 'content-hmac': mac = '', 'x-content-hmac': other = '', ...unsigned } = raw.headers;
  const changed = raw.body.slice();
  changed[changed.length - 2]! ^= 1;
  return [
    await signedBytes(raw.body, 'pay', 'another'),
    { ...raw, body: changed },
    { ...raw, headers: unsigned },
    { ...raw, headers: { ...unsigned, 'content-hmac': mac.slice(0, -2) } },
    { ...raw, headers: { ...unsigned, 'content-hmac': `${mac}, ${mac}` } },
    // The signature of the decoded text is no signature of the bytes.
    { ...raw, headers: { ...unsigned, 'content-hmac': other } },
  ];
}

paymentProviderContract('cloudpayments', cloudPaymentsDriver);
