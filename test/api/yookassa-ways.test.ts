import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StartRequest } from '../../domain/ports/payment-provider.ts';
import { valueFrom } from '../contract/payment-provider-driver.ts';
import { startYookassa, type YookassaStand } from '../support/yookassa.ts';

let stand: YookassaStand;
beforeEach(() => {
  stand = startYookassa();
});
afterEach(() => stand.close());

const REQUEST: StartRequest = {
  paymentId: 'payment-1',
  idempotencyKey: 'payment-1',
  kind: 'wallet',
  amount: { minor: 349_000n, currency: 'RUB' },
  invoiceNumber: '17',
  dealId: 5,
  purpose: 'Курс',
  items: [],
  customer: { phone: null, email: null, locale: 'ru' },
  returnUrl: 'https://shop.example.com/pay/token',
  webhookUrl: 'https://shop.example.com/webhooks/payments/yookassa',
  expiresAt: null,
};

test.each([
  ['card', {}, 'bank_card', 'redirect'],
  ['sbp', {}, 'sbp', 'redirect'],
  ['sbp', { YOOKASSA_SBP: 'qr' }, 'sbp', 'qr'],
  ['wallet', {}, 'sberbank', 'redirect'],
  ['wallet', { YOOKASSA_WALLET: 'yoo_money' }, 'yoo_money', 'redirect'],
  ['wallet', { YOOKASSA_WALLET: 'tinkoff_bank' }, 'tinkoff_bank', 'redirect'],
] as const)(
  '%s with %o is %s at YooKassa, confirmed by %s, and can be paid',
  async (kind, settings, type, confirmation) => {
    const provider = stand.open(settings);
    const { reference, url } = valueFrom(await provider.start({ ...REQUEST, kind }));
    expect(stand.sent.at(-1)?.body).toMatchObject({
      payment_method_data: { type },
      confirmation: { type: confirmation },
    });
    expect(url).toMatch(/^https:/);
    stand.fake.shop.pay(reference);
    const [paid] = valueFrom(await provider.look({ reference, paymentId: '', idempotencyKey: '' }));
    expect(paid).toMatchObject({ state: 'succeeded' });
  },
);

test('a wallet that is none of these is told at start', () => {
  expect(() => stand.open({ YOOKASSA_WALLET: 'qiwi' })).toThrow('YOOKASSA_WALLET');
});
