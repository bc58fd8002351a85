import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeTelegram, type FakeTelegram } from '../../bot/channels/telegram/fake.ts';

const USER = 5_000_001;
let fake: FakeTelegram;
beforeEach(() => {
  fake = createFakeTelegram({ checkoutMs: 100 });
  fake.person({ id: USER, first_name: 'Anna' });
  fake.people.start(USER);
});
afterEach(() => fake.close());

interface Answer {
  ok: boolean;
  error_code?: number;
  description?: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers of every method
  result?: any;
}

async function call(method: string, payload: object = {}): Promise<Answer> {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
  };
  return (await (await fake.app.request(`/bot${fake.token}/${method}`, request)).json()) as Answer;
}

describe('payments', () => {
  const invoice = {
    title: 'Site',
    description: 'A site',
    payload: 'pay:1',
    currency: 'XTR',
    prices: [{ label: 'x', amount: 50 }],
  };
  const checkoutId = () => {
    const update = fake.updates().at(-1) as unknown as { pre_checkout_query: { id: string } };
    return update.pre_checkout_query.id;
  };

  test('Stars are paid after the bot agrees, listed, and given back once', async () => {
    const { message_id } = (await call('sendInvoice', { chat_id: USER, ...invoice })).result;
    const paying = fake.people.pay(USER, { messageId: message_id });
    await call('answerPreCheckoutQuery', { pre_checkout_query_id: checkoutId(), ok: true });
    const { chargeId } = await paying;
    expect(fake.updates().at(-1)).toMatchObject({
      message: {
        successful_payment: {
          total_amount: 50,
          invoice_payload: 'pay:1',
          telegram_payment_charge_id: chargeId,
        },
      },
    });
    expect((await call('getStarTransactions')).result.transactions).toMatchObject([
      { id: chargeId, amount: 50 },
    ]);
    const refund = () => call('refundStarPayment', { user_id: USER, telegram_payment_charge_id: chargeId });
    expect(await refund()).toMatchObject({ result: true });
    expect(await refund()).toMatchObject({ description: 'Bad Request: CHARGE_ALREADY_REFUNDED' });
  });

  test('a refusal and a silence take no money', async () => {
    const link = (await call('createInvoiceLink', invoice)).result;
    const refused = fake.people.pay(USER, { link });
    await call('answerPreCheckoutQuery', {
      pre_checkout_query_id: checkoutId(),
      ok: false,
      error_message: 'Sold out',
    });
    expect(await refused).toEqual({ ok: false, chargeId: null, error: 'Sold out' });
    expect(await fake.people.pay(USER, { link })).toEqual({ ok: false, chargeId: null, error: 'timeout' });
    const rubles = await call('sendInvoice', { chat_id: USER, ...invoice, currency: 'RUB' });
    expect(rubles.description).toBe('Bad Request: PAYMENT_PROVIDER_INVALID');
  });

  const paidBy = async (link: string) => {
    const paying = fake.people.pay(USER, { link });
    await call('answerPreCheckoutQuery', { pre_checkout_query_id: checkoutId(), ok: true });
    return String((await paying).chargeId);
  };

  test('a subscription is paid again until it is stopped, and says when it ends', async () => {
    const link = (await call('createInvoiceLink', { ...invoice, subscription_period: 2_592_000 })).result;
    const first = await paidBy(link);
    const told = () => {
      const { message } = fake.updates().at(-1) as unknown as { message: { successful_payment: object } };
      return message.successful_payment as { subscription_expiration_date: number };
    };
    const { subscription_expiration_date: until } = told();
    expect(told()).toMatchObject({ is_recurring: true, is_first_recurring: true });
    fake.people.renew(first);
    expect(told()).toMatchObject({ is_recurring: true, subscription_expiration_date: until + 2_592_000 });
    expect(told()).not.toHaveProperty('is_first_recurring');
    const edit = (user_id: number, is_canceled: boolean) =>
      call('editUserStarSubscription', { user_id, telegram_payment_charge_id: first, is_canceled });
    expect(await edit(USER, true)).toMatchObject({ result: true });
    expect(() => fake.people.renew(first)).toThrow('no such subscription');
    expect(await edit(1, true)).toMatchObject({ description: 'Bad Request: CHARGE_ID_INVALID' });
    expect((await call('getMyStarBalance')).result).toEqual({ amount: 100 });
  });

  test.each([
    [{ subscription_period: 86_400 }, 'SUBSCRIPTION_PERIOD_INVALID'],
    [{ title: 'x'.repeat(33) }, 'INVOICE_TITLE_INVALID'],
    [{ description: '' }, 'INVOICE_DESCRIPTION_INVALID'],
    [{ payload: 'ж'.repeat(65) }, 'INVOICE_PAYLOAD_INVALID'],
    [{ prices: [...invoice.prices, ...invoice.prices] }, 'STARS_INVOICE_INVALID'],
    [{ prices: [{ label: 'x', amount: 0 }] }, 'CURRENCY_TOTAL_AMOUNT_INVALID'],
  ])('a link with %j is refused', async (wrong, why) => {
    const answer = await call('createInvoiceLink', { ...invoice, ...wrong });
    expect(answer).toMatchObject({ ok: false, error_code: 400, description: `Bad Request: ${why}` });
  });

  test('the first button of an invoice pays', async () => {
    const buttons = (...row: object[]) => ({ reply_markup: { inline_keyboard: [row] } });
    const [pays, asks] = [
      { text: 'Pay', pay: true },
      { text: 'Ask', callback_data: 'x' },
    ];
    const send = (markup: object) => call('sendInvoice', { chat_id: USER, ...invoice, ...markup });
    expect(await send(buttons(asks, pays))).toMatchObject({
      description: 'Bad Request: REPLY_MARKUP_BUY_EMPTY',
    });
    expect(await send(buttons(pays, asks))).toMatchObject({ ok: true });
  });

  test('the ledger of Stars is only added to: a refund comes after what was paid before it', async () => {
    const link = (await call('createInvoiceLink', invoice)).result;
    const [first, second] = [await paidBy(link), await paidBy(link)];
    await call('refundStarPayment', { user_id: USER, telegram_payment_charge_id: first });
    const { transactions } = (await call('getStarTransactions')).result;
    expect(transactions).toMatchObject([
      { id: first, source: { invoice_payload: 'pay:1' } },
      { id: second, source: { user: { id: USER } } },
      { id: first, receiver: { type: 'user' } },
    ]);
    expect((await call('getStarTransactions', { offset: 2, limit: 1 })).result.transactions).toHaveLength(1);
  });

  test('a payment is told again as another update, and links lead where they are told to', async () => {
    const chargeId = await paidBy((await call('createInvoiceLink', invoice)).result);
    const told = fake.updates().at(-1);
    fake.people.tellAgain(chargeId);
    const again = fake.updates().at(-1);
    expect(again?.message).toEqual(told?.message);
    expect(again?.update_id).toBeGreaterThan(told?.update_id ?? 0);
    const other = createFakeTelegram({ invoiceRoot: 'https://till.example/sheet/' });
    const body = JSON.stringify(invoice);
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    const made = (await (
      await other.app.request(`/bot${other.token}/createInvoiceLink`, request)
    ).json()) as Answer;
    expect(made.result).toMatch(/^https:\/\/till\.example\/sheet\/L\d+$/);
  });
});
