import type { RawWebhook } from '../../domain/ports/payment-provider.ts';
import { fieldsOf, notice, SETTINGS, signedNotice, startRobokassa } from '../support/robokassa.ts';
import { paymentProviderContract } from './payment-provider.ts';
import type { ProviderCall, ProviderDriver } from './payment-provider-driver.ts';

/** Links are made without a call, and what nobody paid can't be voided. */
const ENDPOINTS: Readonly<Partial<Record<ProviderCall, 'OpStateExt' | 'Create'>>> = {
  look: 'OpStateExt',
  refund: 'Create',
};

async function robokassaDriver(): Promise<ProviderDriver> {
  const stand = startRobokassa();
  const { fake, provider } = stand;
  const { books } = fake;
  return {
    provider,
    // Links carry a signature that is judged when they are opened: see test/api/robokassa.test.ts.
    stranger: null,
    currency: 'RUB',
    secrets: [SETTINGS.ROBOKASSA_PASSWORD_1, SETTINGS.ROBOKASSA_PASSWORD_2, SETTINGS.ROBOKASSA_PASSWORD_3],
    findsLost: true,
    asksForRefunds: true,
    namesCurrency: false,
    now: stand.now,
    attempts: () => stand.links.size,
    refunded: () =>
      books
        .all()
        .flatMap(({ refunds }) => refunds)
        .filter(({ label }) => label !== 'canceled')
        .reduce((sum, { minor }) => sum + BigInt(minor), 0n),
    pay: async (reference) => void (await stand.visit(reference, 'pay')),
    decline: null,
    payTwice: null,
    payLess: null,
    expire: async (reference) => {
      await stand.visit(reference, null);
      stand.pass(3_600_000);
    },
    refundOutside: null,
    chargeBack: null,
    decide: null,
    fail: (call, fault, times) => {
      const endpoint = ENDPOINTS[call];
      if (endpoint) fake.fail(endpoint, fault, times);
      return endpoint !== undefined;
    },
    lie: ({ minor }) => fake.lieOnce(minor.toString()),
    webhooks: stand.webhooks,
    forgeries,
    aged: null,
    signed: null,
    close: async () => stand.close(),
  };
}

async function forgeries(raw: RawWebhook): Promise<RawWebhook[]> {
  const { SignatureValue = '', ...unsigned } = fieldsOf(raw);
  return [
    await signedNotice(unsigned, 'another'),
    await signedNotice(unsigned, SETTINGS.ROBOKASSA_PASSWORD_1),
    notice(unsigned),
    notice({ ...unsigned, SignatureValue: SignatureValue.slice(0, -2) }),
    notice({ ...unsigned, SignatureValue, OutSum: '1.00' }),
    notice({ ...unsigned, SignatureValue, InvId: '7' }),
    notice({ ...unsigned, SignatureValue, Shp_payment: 'another' }),
    notice({ ...unsigned, SignatureValue, Shp_more: '1' }),
  ];
}

paymentProviderContract('robokassa', robokassaDriver);
