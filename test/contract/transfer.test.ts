import { describe, expect, test } from 'vitest';
import { readPayload } from '../../api/payments/transfer/fake/payload.ts';
import { transfer } from '../../api/payments/transfer/index.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import type { Seller } from '../../domain/seller.ts';
import { NOON, SETTINGS } from '../support/world.ts';
import { offlineProviderContract } from './offline-provider.ts';
import { type ProviderDriver, Stand, valueFrom } from './payment-provider-driver.ts';

const ENVIRONMENT = {
  SELLER_NAME: 'ООО «Ромашка»',
  SELLER_INN: '7700000016',
  SELLER_KPP: '770001001',
  SELLER_BANK: 'АО «Пример Банк»',
  SELLER_BIC: '044525900',
  SELLER_ACCOUNT: '40702810600000000777',
  SELLER_CORRESPONDENT_ACCOUNT: '30101810400000000900',
};
const DEPS = { fetch, now: () => NOON, timeoutMs: 1000 };

function driver(): ProviderDriver {
  const opened = transfer.open(ENVIRONMENT, DEPS);
  if (!opened) throw new Error('it did not open');
  const made = new Set<string>();
  const provider: PaymentProvider = {
    ...opened,
    start: async (request) => {
      const started = await opened.start(request);
      if (started.ok) made.add(started.value.reference);
      return started;
    },
  };
  const nobody = async () => {};
  return {
    provider,
    stranger: null,
    currency: 'RUB',
    secrets: [],
    findsLost: false,
    now: () => NOON,
    attempts: () => made.size,
    refunded: () => 0n,
    pay: nobody,
    decline: null,
    payTwice: null,
    payLess: null,
    expire: null,
    refundOutside: null,
    chargeBack: null,
    decide: null,
    fail: () => false,
    lie: null,
    webhooks: async () => [],
    forgeries: async () => [],
    aged: null,
    signed: null,
    close: nobody,
  };
}

offlineProviderContract('transfer', driver);

describe('the QR of a transfer (GOST R 56042-2014)', () => {
  const payloadOf = async (over: Parameters<Stand['open']>[0] = {}) => {
    const { qr } = await new Stand(driver()).open(over);
    return { qr: qr ?? '', read: readPayload(qr ?? '') };
  };

  test('names the payee in the order of the standard, then the sum in kopecks and the purpose', async () => {
    const { qr } = await payloadOf({ purpose: 'Оплата по счёту № 17: Сайт. Без НДС' });
    expect(qr).toBe(
      'ST00012|Name=ООО «Ромашка»|PersonalAcc=40702810600000000777|BankName=АО «Пример Банк»|BIC=044525900|' +
        'CorrespAcc=30101810400000000900|Sum=150000|Purpose=Оплата по счёту № 17: Сайт. Без НДС|' +
        'PayeeINN=7700000016|KPP=770001001',
    );
  });

  test('takes another separator when a value holds the usual one', async () => {
    const { qr, read } = await payloadOf({ purpose: 'Оплата по счёту № 17: чай | кофе' });
    expect(qr).toMatch(/^ST00012#Name=/);
    expect(read?.get('Purpose')).toBe('Оплата по счёту № 17: чай | кофе');
  });

  test('puts the number in front of a purpose that does not name it, and keeps to one line of 160', async () => {
    const { read } = await payloadOf({ purpose: `сайт\nи логотип ${'ы'.repeat(300)}` });
    expect(read?.get('Purpose')).toMatch(/^№ 17: сайт и логотип ы+$/);
    expect(read?.get('Purpose')).toHaveLength(160);
  });

  test('keeps the required part within 300 bytes, whatever the payee is called', async () => {
    const seller: Seller = {
      ...SETTINGS.seller,
      name: `ООО ${'Длинное имя '.repeat(20)}`,
      account: { bank: 'АО «Банк»', bic: '044525900', account: '40702810600000000777', correspondent: null },
    };
    const { qr, read } = await payloadOf({ seller });
    expect(new TextEncoder().encode(qr.slice(8, qr.indexOf('|Sum'))).length).toBeLessThanOrEqual(300);
    expect(read?.get('CorrespAcc')).toBe('0');
    expect(read?.get('PayeeINN')).toBe(SETTINGS.seller.inn);
  });

  test('is not there without an account, or without whose it is', () => {
    expect(transfer.open({}, DEPS)).toBeNull();
    expect(transfer.open({ ...ENVIRONMENT, SELLER_ACCOUNT: '' }, DEPS)).toBeNull();
    expect(transfer.open({ ...ENVIRONMENT, SELLER_NAME: '' }, DEPS)).toBeNull();
  });

  test('leads to a page below the pay page', async () => {
    const { url } = valueFrom(await driver().provider.start(new Stand(driver()).request()));
    expect(url).toBe('https://shop.example.com/pay/AbCdEfGhIjKlMnOpQrStUv/transfer/details');
  });
});
