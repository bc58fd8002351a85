import type { Method } from '../../api/payments/tbank/client.ts';
import type { RawWebhook } from '../../domain/ports/payment-provider.ts';
import { fieldsOf, PASSWORD, rawWebhook, signed, startTbank } from '../support/tbank.ts';
import { paymentProviderContract } from './payment-provider.ts';
import type { ProviderCall, ProviderDriver } from './payment-provider-driver.ts';

const METHODS = {
  start: 'Init',
  look: 'GetState',
  refund: 'Cancel',
  cancel: 'Cancel',
} as const satisfies Record<ProviderCall, Method>;

async function tbankDriver(): Promise<ProviderDriver> {
  const stand = startTbank();
  const { fake, provider, stranger } = stand;
  const { books } = fake;
  return {
    provider,
    stranger,
    currency: 'RUB',
    secrets: [PASSWORD],
    findsLost: true,
    asksForRefunds: true,
    namesCurrency: false,
    now: stand.now,
    attempts: () => books.all().length,
    refunded: () =>
      books
        .all()
        .flatMap(({ cancels }) => cancels)
        .filter(({ state }) => state !== 'failed')
        .reduce((sum, { amount }) => sum + BigInt(amount), 0n),
    pay: async (reference) => books.pay(reference),
    decline: async (reference) => books.decline(reference, '1051'),
    payTwice: null,
    payLess: null,
    expire: async (reference) => stand.pass(books.get(reference).dueAt - stand.now()),
    // The office's refunds are found by what our books say: see test/api/tbank.test.ts.
    refundOutside: null,
    chargeBack: null,
    decide: null,
    fail: (call, fault, times) => {
      fake.fail(METHODS[call], fault, times);
      return true;
    },
    lie: ({ minor }) => fake.lieOnce(Number(minor)),
    webhooks: stand.webhooks,
    forgeries,
    aged: null,
    signed: null,
    close: async () => stand.close(),
  };
}

async function forgeries(raw: RawWebhook): Promise<RawWebhook[]> {
  const { Token = '', ...unsigned } = fieldsOf(raw);
  const changed = (fields: object) => rawWebhook(JSON.stringify({ ...unsigned, Token, ...fields }));
  return [
    await signed(unsigned, 'another-password'),
    await signed({ ...unsigned, TerminalKey: '1700000000001DEMO' }),
    rawWebhook(JSON.stringify(unsigned)),
    changed({ Amount: 1 }),
    changed({ Status: 'REJECTED' }),
    changed({ Added: 'x' }),
    changed({ Token: `${Token}`.slice(0, -1) }),
    changed({ Token: [Token] }),
    changed({ Token: '' }),
  ];
}

paymentProviderContract('tbank', tbankDriver);
