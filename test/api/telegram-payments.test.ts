import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takersIn } from '../../api/cashier.ts';
import { createTelegramPayments } from '../../api/payments/telegram/index.ts';
import { StarTransactions } from '../../api/payments/telegram/transactions.ts';
import { webhookSecret } from '../../bot/channels/telegram/webhook.ts';
import { money } from '../../domain/money.ts';
import type { RefundRequest } from '../../domain/ports/payment-provider.ts';
import { done } from '../../domain/result.ts';
import { failureOf, valueFrom } from '../contract/payment-provider-driver.ts';
import {
  fromTelegram,
  PAYER,
  PROVIDER_TOKEN,
  request,
  SECRET,
  startTelegramPayments,
  type TelegramPaymentsStand,
  TOKEN,
} from '../support/telegram-payments.ts';

let stand: TelegramPaymentsStand;
beforeEach(() => {
  stand = startTelegramPayments();
});
afterEach(() => stand.close());

const rubles = { kind: 'card', amount: money(349_000n, 'RUB') } as const;
const sent = (method: string) => stand.heard.filter((each) => each.method === method).map(({ body }) => body);

/** A refund of the whole of a charge. */
function refundOf(chargeId: string, over: Partial<RefundRequest> = {}): RefundRequest {
  const amount = money(500n, 'XTR');
  const ids = { refundId: 'refund-1', idempotencyKey: 'refund-1', reference: 'any' };
  return { ...ids, chargeId, amount, charged: amount, reason: 'Не подошло', ...over };
}

test('rubles are paid by card and Stars by Stars, whatever else a provider takes', () => {
  const kinds = (currency: string) => takersIn([stand.cards], currency).flatMap(({ kinds }) => kinds);
  expect([kinds('RUB'), kinds('XTR'), kinds('BTN')]).toEqual([['card'], ['stars'], []]);
});

describe('invoice links', () => {
  test('Stars go without a provider’s token, in one price of whole Stars', async () => {
    const asked = request({ purpose: 'Набор стикеров' });
    await stand.provider.start(asked);
    expect(sent('createInvoiceLink')).toEqual([
      {
        title: '№ 17',
        description: '№ 17: Набор стикеров',
        payload: asked.paymentId,
        provider_token: '',
        currency: 'XTR',
        prices: [{ label: '№ 17', amount: 500 }],
      },
    ]);
  });

  test('a card goes with the token, in the smallest units', async () => {
    await stand.cards.start(request(rubles));
    expect(sent('createInvoiceLink')[0]).toMatchObject({
      provider_token: PROVIDER_TOKEN,
      currency: 'RUB',
      prices: [{ label: '№ 17', amount: 349_000 }],
    });
  });

  test('a purpose is cut to what Telegram takes, and no letter is halved', async () => {
    valueFrom(await stand.provider.start(request({ purpose: '🎨'.repeat(300) })));
    const { description } = sent('createInvoiceLink')[0] as { description: string };
    expect(description.length).toBeLessThanOrEqual(255);
    expect(description).toMatch(/🎨…$/u);
  });

  test.each([
    ['a card without a provider’s token', rubles, 'kind_of_till'],
    ['a card in Stars', { kind: 'card' }, 'cards'],
    ['Stars in rubles', { kind: 'stars', amount: rubles.amount }, 'cards'],
    ['SBP', { ...rubles, kind: 'sbp' }, 'cards'],
    ['a currency that Telegram does not take', { kind: 'card', amount: money(1n, 'BTN') }, 'cards'],
    ['a subscription by card', { ...rubles, renews: true }, 'cards'],
  ] as const)('%s is refused before anything is asked', async (_, over, till) => {
    const provider = till === 'cards' ? stand.cards : stand.provider;
    expect(failureOf(await provider.start(request(over)))).toMatchObject({ category: 'invalid' });
    expect(stand.heard).toEqual([]);
  });

  test('a subscription is of thirty days', async () => {
    valueFrom(await stand.provider.start(request({ renews: true })));
    expect(sent('createInvoiceLink')[0]).toMatchObject({ subscription_period: 2_592_000 });
  });
});

describe('what a bot hears', () => {
  const update = (content: object) =>
    fromTelegram(
      JSON.stringify({
        update_id: 7,
        message: { date: 1_795_000_000, chat: { id: PAYER, type: 'private' }, ...content },
      }),
    );
  const payment = {
    currency: 'RUB',
    total_amount: 349_000,
    invoice_payload: 'payment-1',
    telegram_payment_charge_id: 'tg_1',
    provider_payment_charge_id: '2d3c-000f',
  };

  test('a card’s charge keeps the payment’s id at the bank, where it can be returned', async () => {
    const reading = await stand.cards.readWebhook(update({ successful_payment: payment }));
    expect(reading).toMatchObject({
      ok: true,
      notices: [
        {
          type: 'payment',
          eventKey: 'paid:tg_1',
          reference: 'payment-1',
          chargeId: 'tg_1@2d3c-000f',
          amount: rubles.amount,
          at: 1_795_000_000_000,
        },
      ],
      acknowledge: { status: 200, body: '' },
    });
  });

  test('Stars paid elsewhere than in the chat are of whoever paid them', async () => {
    const successful_payment = { ...payment, currency: 'XTR', provider_payment_charge_id: '' };
    const group = { chat: { id: -100_500, type: 'supergroup' }, from: { id: 42 }, successful_payment };
    const reading = await stand.provider.readWebhook(update(group));
    expect(reading).toMatchObject({ notices: [{ chargeId: 'tg_1@42' }] });
  });

  test('the same told in the chat gives the same notice', async () => {
    const reading = await stand.cards.readWebhook(update({ successful_payment: payment }));
    const told = stand.cards.readChat?.('paid', {
      payload: 'payment-1',
      chargeId: 'tg_1',
      bankChargeId: '2d3c-000f',
      payerId: String(PAYER),
      amount: rubles.amount,
      at: 1_795_000_000_000,
    });
    expect(reading.ok && reading.notices).toEqual([told]);
  });

  test.each([
    ['words', { text: 'Привет' }],
    ['nothing of ours', {}],
  ])('%s are taken and tell of no money', async (_, content) => {
    expect(await stand.cards.readWebhook(update(content))).toMatchObject({ ok: true, notices: [] });
  });

  test.each([
    ['no sum', { ...payment, total_amount: undefined }],
    ['a sum below nothing', { ...payment, total_amount: -1 }],
    ['a sum with a fraction', { ...payment, total_amount: 349.5 }],
    ['no charge', { ...payment, telegram_payment_charge_id: '' }],
    ['no currency', { ...payment, currency: 'rub' }],
  ])('a payment with %s is refused, to be told again', async (_, successful_payment) => {
    expect(await stand.cards.readWebhook(update({ successful_payment }))).toMatchObject({
      ok: false,
      status: 400,
    });
  });

  test('without a secret of its own it is the one that the channel gives to Telegram', async () => {
    const config = { token: TOKEN, webhookSecret: null, apiRoot: 'https://api.telegram.org' };
    const secret = await webhookSecret({ ...config, mode: null, providerToken: null });
    const provider = createTelegramPayments({ ...config, providerToken: null }, stand.deps);
    const raw = fromTelegram('{"update_id":1}');
    const headers = { ...raw.headers, 'x-telegram-bot-api-secret-token': secret };
    expect(await provider.readWebhook({ ...raw, headers })).toMatchObject({ ok: true });
    expect(secret).not.toBe(SECRET);
  });
});

describe('returning', () => {
  test('Stars go back to whoever paid them', async () => {
    const { reference } = valueFrom(await stand.provider.start(request()));
    const chargeId = await stand.pay(reference);
    valueFrom(await stand.provider.refund!(refundOf(`${chargeId}@${PAYER}`)));
    expect(sent('refundStarPayment')).toEqual([{ user_id: PAYER, telegram_payment_charge_id: chargeId }]);
  });

  test('a part is refused before anything is asked', async () => {
    const refusal = failureOf(
      await stand.provider.refund!(refundOf(`tg@${PAYER}`, { amount: money(1n, 'XTR') })),
    );
    expect(refusal).toMatchObject({ category: 'refused', retryable: false, message: 'whole_only' });
    expect(stand.heard).toEqual([]);
  });

  test('a card is returned at the bank, by the payment’s id there', async () => {
    const amount = rubles.amount;
    const asked = refundOf('tg_1@2d3c-000f', { amount, charged: amount });
    expect(failureOf(await stand.cards.refund!(asked))).toMatchObject({
      category: 'refused',
      message: 'return_at_bank: 2d3c-000f',
    });
    expect(stand.heard).toEqual([]);
  });

  test('Stars that an earlier process may have returned count as returned', async () => {
    const { reference } = valueFrom(await stand.provider.start(request()));
    const chargeId = await stand.pay(reference);
    const asked = refundOf(`${chargeId}@${PAYER}`);
    valueFrom(await stand.cards.refund!(asked));
    expect(failureOf(await stand.provider.refund!(asked))).toMatchObject({ code: 'returned_already' });
    const later = { ...asked, refundId: 'refund-2', idempotencyKey: 'refund-2', again: true };
    expect(valueFrom(await stand.provider.refund!(later))).toEqual({
      refundReference: `refund:${chargeId}`,
      state: 'succeeded',
    });
  });
});

describe('subscriptions', () => {
  test('each renewal is a charge of its own, and one that is stopped is not collected again', async () => {
    const asked = request({ renews: true });
    const { reference } = valueFrom(await stand.provider.start(asked));
    const first = await stand.pay(reference);
    const second = stand.fake.people.renew(first).chargeId;
    const look = () => stand.provider.look({ reference, ...asked });
    const charges = valueFrom(await look()).map(({ chargeId, amount }) => [chargeId, amount.minor]);
    expect(charges).toEqual([
      [`${first}@${PAYER}`, 500n],
      [`${second}@${PAYER}`, 500n],
    ]);
    valueFrom(await stand.provider.setRenewal!(`${first}@${PAYER}`, false));
    expect(() => stand.fake.people.renew(first)).toThrow('no such subscription');
    valueFrom(await stand.provider.setRenewal!(`${first}@${PAYER}`, true));
    expect(stand.fake.people.renew(first).ok).toBe(true);
  });
});

describe('asking', () => {
  test('of cards nothing is told, and that is no "not paid"', async () => {
    const asked = request(rubles);
    const { reference } = valueFrom(await stand.cards.start(asked));
    const booked = { charged: money(0n, 'RUB'), returned: money(0n, 'RUB') };
    expect(failureOf(await stand.cards.look({ reference, ...asked, booked }))).toMatchObject({
      code: 'cards_untold',
    });
    expect(failureOf(await stand.cards.look({ reference, ...asked }))).toMatchObject({
      code: 'cards_untold',
    });
    expect(stand.cards.list).toBeUndefined();
  });

  test('the list holds what came and went within the time, and no more', async () => {
    const { reference } = valueFrom(await stand.provider.start(request()));
    const chargeId = await stand.pay(reference);
    stand.pass(86_400_000);
    valueFrom(await stand.provider.refund!(refundOf(`${chargeId}@${PAYER}`)));
    const day = (from: number) => stand.provider.list!(from, from + 86_400_000).then(valueFrom);
    const start = stand.now() - 86_400_000;
    expect(await day(start)).toMatchObject([{ type: 'payment', id: `${chargeId}@${PAYER}` }]);
    expect(await day(start + 86_400_000)).toMatchObject([{ type: 'refund', id: `refund:${chargeId}` }]);
    expect(await day(start + 2 * 86_400_000)).toEqual([]);
  });

  test('one of ten thousand is found in few calls, and by the newest page alone the next time', async () => {
    const all = Array.from({ length: 10_050 }, (_, at) => ({ id: `tx${at}`, amount: 1, date: at }));
    const asked: number[] = [];
    const stars = new StarTransactions(async ({ body }) => {
      asked.push(Number(body.offset));
      const transactions = all.slice(Number(body.offset), Number(body.offset) + Number(body.limit));
      return done({ transactions } as never);
    });
    const found = valueFrom(await stars.since(9_870_000));
    expect(found.filter(({ date }) => date >= 9_870)).toEqual(all.slice(9_870));
    expect(asked.length).toBeLessThan(20);
    asked.length = 0;
    valueFrom(await stars.since(9_870_000));
    expect(new Set(asked)).toEqual(
      new Set([12_800, 10_200, 10_100, 10_000].filter((at) => asked.includes(at))),
    );
    expect(valueFrom(await stars.since(0))).toHaveLength(10_050);
  });
});
