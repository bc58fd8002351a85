import { expect, test } from 'vitest';
import { providers } from '../../api/payments/index.ts';
import { SIGNATURE_HEADER } from '../../api/payments/sandbox/webhook.ts';
import type { RawWebhook } from '../../domain/ports/payment-provider.ts';
import { type BankStand, SECRET_KEY, startBank, WEBHOOK_SECRET } from '../support/sandbox-bank.ts';
import { sourcesOf } from '../support/sources.ts';
import { paymentProviderContract } from './payment-provider.ts';
import type { ProviderCall, ProviderDriver } from './payment-provider-driver.ts';

const ENDPOINTS = {
  start: 'create',
  look: 'read',
  refund: 'refund',
  cancel: 'cancel',
} as const satisfies Record<ProviderCall, string>;

async function sandboxDriver(): Promise<ProviderDriver> {
  const stand = startBank();
  const { bank, provider, stranger } = stand;
  const { books } = bank;
  const chargeOf = (reference: string) => books.get(reference).charges[0]!.id;
  const money = (minor: bigint) => ({ minor: minor.toString(), currency: 'RUB' });
  return {
    provider,
    stranger,
    currency: 'RUB',
    secrets: [SECRET_KEY, WEBHOOK_SECRET, btoa(`practice:${SECRET_KEY}`)],
    findsLost: true,
    now: stand.now,
    attempts: () => books.all().length,
    refunded: () =>
      books
        .all()
        .flatMap(({ refunds }) => refunds)
        .filter(({ state }) => state !== 'failed')
        .reduce((sum, { amount }) => sum + BigInt(amount.minor), 0n),
    pay: async (reference) => void books.pay(reference),
    decline: async (reference) => books.decline(reference, 'insufficient_funds'),
    payTwice: async (reference) => void [books.pay(reference), books.pay(reference)],
    payLess: async (reference, minor) => void books.pay(reference, money(minor)),
    expire: async (reference) => stand.pass(books.get(reference).expiresAt! - stand.now()),
    refundOutside: async (reference, minor) =>
      void books.refund(null, {
        chargeId: chargeOf(reference),
        amount: money(minor),
        refundId: null,
        reason: null,
      }),
    chargeBack: async (reference) => void books.chargeBack(chargeOf(reference)),
    decide: async (reference, state) => books.decideDispute(books.get(reference).disputes[0]!.id, state),
    fail: (call, fault, times) => {
      bank.fail(ENDPOINTS[call], fault, times);
      return true;
    },
    lie: ({ minor, currency }) => bank.lieOnce({ minor: minor.toString(), currency }),
    webhooks: stand.webhooks,
    forgeries: (raw) => forgeries(stand, raw),
    aged: (raw) => stand.signed(raw.body, { at: stand.now() - 301_000 }),
    signed: (body) => stand.signed(body),
    close: async () => stand.close(),
  };
}

async function forgeries(stand: BankStand, raw: RawWebhook): Promise<RawWebhook[]> {
  const { [SIGNATURE_HEADER]: signature = '', ...unsigned } = raw.headers;
  const changed = raw.body.slice();
  changed[changed.length - 2]! ^= 1;
  return [
    await stand.signed(raw.body, { secret: 'another' }),
    { ...raw, body: changed },
    { ...raw, headers: unsigned },
    { ...raw, headers: { ...unsigned, [SIGNATURE_HEADER]: signature.slice(0, -2) } },
    { ...raw, headers: { ...unsigned, [SIGNATURE_HEADER]: `${signature}, ${signature}` } },
  ];
}

const drivers: Readonly<Record<string, () => Promise<ProviderDriver>>> = { sandbox: sandboxDriver };

for (const [id, make] of Object.entries(drivers)) paymentProviderContract(id, make);

test('every provider on the list is put through the contract', () => {
  // Where no vendor stands behind it, there is nobody to be paid at, asked or heard of.
  const elsewhere = sourcesOf('test/contract').filter(({ text }) =>
    /\b(paymentProviderContract|offlineProviderContract)\(/.test(text),
  );
  const tested = (id: string) =>
    id in drivers || elsewhere.some(({ path }) => path === `test/contract/${id}.test.ts`);
  expect(providers.map(({ id }) => id).filter((id) => !tested(id))).toEqual([]);
});
