import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChargeRequest, StartRequest } from '../../domain/ports/payment-provider.ts';
import { failureOf, valueFrom } from '../contract/payment-provider-driver.ts';
import { SECRET_KEY, type StripeStand, startStripe } from '../support/stripe.ts';

let stand: StripeStand;
beforeEach(() => {
  stand = startStripe();
});
afterEach(() => stand.close());

const usd = (minor: bigint) => ({ minor, currency: 'USD' });

function request(over: Partial<StartRequest> = {}): StartRequest {
  return {
    paymentId: 'payment-1',
    idempotencyKey: 'payment-1',
    kind: 'card',
    amount: usd(349_000n),
    invoiceNumber: '17',
    dealId: 5,
    purpose: 'Курс, модуль 1',
    items: [],
    customer: { phone: null, email: 'maria@example.com', locale: 'ru' },
    returnUrl: 'https://shop.example.com/pay/token',
    webhookUrl: 'https://shop.example.com/webhooks/payments/stripe',
    expiresAt: null,
    ...over,
  };
}

const last = () => stand.calls.at(-1)!;
const open = async (over: Partial<StartRequest> = {}) => valueFrom(await stand.provider.start(request(over)));
const look = async (reference: string) =>
  valueFrom(await stand.provider.look({ reference, paymentId: 'payment-1', idempotencyKey: 'payment-1' }));
const told = async () => {
  const readings = [];
  for (const raw of await stand.webhooks()) readings.push(await stand.provider.readWebhook(raw));
  return readings.flatMap((reading) => (reading.ok ? reading.notices : []));
};
/** What was told of a payment with this end, whatever came before and after it. */
const toldOf = async (state: string, paymentId = 'payment-1') =>
  (await told()).find((each) => each.state === state && each.paymentId === paymentId);

/** An attempt that was paid with a card that is kept, and the token of the card. */
async function saved(): Promise<string> {
  const { reference } = await open({ saveMethod: true });
  stand.fake.books.pay(reference);
  const [notice] = (await look(reference)).filter((each) => each.type === 'payment');
  return notice?.savedMethod?.token ?? '';
}

const charge = (savedMethod: string, over: Partial<ChargeRequest> = {}): ChargeRequest => ({
  ...request({ paymentId: 'payment-2', idempotencyKey: 'payment-2' }),
  savedMethod,
  ...over,
});

describe('a payment is asked for as the reference has it', () => {
  test('one line of the whole sum, our id in three places, cards only, no prices of other currencies', async () => {
    await open();
    expect(last()).toMatchObject({
      method: 'POST',
      path: '/v1/checkout/sessions',
      headers: {
        authorization: `Bearer ${SECRET_KEY}`,
        'idempotency-key': 'payment-1',
        'stripe-version': '2026-10-28.endive',
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
    expect(last().form).toEqual({
      mode: 'payment',
      'allowed_payment_method_types[0]': 'card',
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'usd',
      'line_items[0][price_data][unit_amount]': '349000',
      'line_items[0][price_data][product_data][name]': '№ 17: Курс, модуль 1',
      client_reference_id: 'payment-1',
      'metadata[till_payment]': 'payment-1',
      'metadata[till_origin]': 'session',
      'payment_intent_data[description]': '№ 17: Курс, модуль 1',
      'payment_intent_data[metadata][till_payment]': 'payment-1',
      'payment_intent_data[metadata][till_origin]': 'session',
      'adaptive_pricing[enabled]': 'false',
      customer_email: 'maria@example.com',
      locale: 'ru',
      success_url: 'https://shop.example.com/pay/token',
      cancel_url: 'https://shop.example.com/pay/token',
    });
  });

  test('a refund names the intent, its sum, and what is ours', async () => {
    const { reference } = await open();
    const intent = stand.fake.books.pay(reference).id;
    const ids = { refundId: 'refund-1', idempotencyKey: 'refund-1', reference, chargeId: intent };
    const sums = { amount: usd(100n), charged: usd(349_000n) };
    valueFrom(await stand.provider.refund!({ ...ids, ...sums, reason: 'Не подошло' }));
    expect(last()).toMatchObject({ path: '/v1/refunds', headers: { 'idempotency-key': 'refund-1' } });
    expect(last().form).toEqual({
      payment_intent: intent,
      amount: '100',
      reason: 'requested_by_customer',
      'metadata[till_refund]': 'refund-1',
      'metadata[till_reference]': reference,
      'metadata[till_reason]': 'Не подошло',
    });
  });

  test('an unknown language is left to the browser, and no address of mail is made up', async () => {
    await open({ customer: { phone: '+79000000001', email: null, locale: 'kk' } });
    expect(last().form.locale).toBe('auto');
    expect(last().form).not.toHaveProperty('customer_email');
  });
});

describe('how long an attempt lives', () => {
  const HOUR = 3_600_000;

  test.each([
    ['ten minutes are made half an hour', 10 * 60_000, 31 * 60_000],
    ['two hours stay two hours', 2 * HOUR, 2 * HOUR],
    ['a week is a day', 7 * 24 * HOUR, 24 * HOUR],
  ])('%s', async (_name, asked, given) => {
    const { expiresAt } = await open({ expiresAt: stand.now() + asked });
    expect(expiresAt).toBe(stand.now() + given);
  });

  test('a repeat after which the time came out otherwise finds what was made', async () => {
    const asked = { expiresAt: stand.now() + 10 * 60_000 };
    const first = await open(asked);
    stand.pass(60_000);
    expect((await open(asked)).reference).toBe(first.reference);
    expect(stand.fake.books.state.sessions.size).toBe(1);
  });

  test('the same key with another sum is refused only when nothing of ours is there', async () => {
    await open();
    const other = request({ paymentId: 'payment-9', amount: usd(1_000n) });
    const failure = failureOf(await stand.provider.start(other));
    expect(failure).toMatchObject({ category: 'invalid', code: 'idempotency_error' });
  });
});

describe('holds', () => {
  test('money is held, told with its last day, taken in part, and told as what was taken', async () => {
    const { reference } = await open({ hold: true });
    stand.fake.books.pay(reference);
    const held = await toldOf('authorized');
    const intent = held?.type === 'payment' ? held.chargeId : null;
    expect(held).toMatchObject({ state: 'authorized', reference, eventKey: `payment:${intent}:authorized` });
    expect((await look(reference)).at(-1)).toMatchObject({ eventKey: held?.eventKey });
    expect(held).toHaveProperty('captureBefore', stand.now() + 7 * 86_400_000);
    valueFrom(await stand.provider.capture!(reference, usd(200_000n), 'capture-1'));
    valueFrom(await stand.provider.capture!(reference, usd(200_000n), 'capture-1'));
    const taken = await toldOf('succeeded');
    const same = {
      eventKey: `payment:${intent}:succeeded`,
      amount: usd(200_000n),
      chargeId: intent,
      reference,
    };
    expect(taken).toMatchObject({ state: 'succeeded', ...same });
    expect((await look(reference)).at(-1)).toMatchObject(same);
  });

  test('more than is held is not taken, and what nobody paid is not', async () => {
    const { reference } = await open({ hold: true });
    const early = await stand.provider.capture!(reference, usd(1n), 'capture-1');
    expect(failureOf(early)).toMatchObject({ category: 'refused', code: 'not_held' });
    stand.fake.books.pay(reference);
    const much = await stand.provider.capture!(reference, usd(349_001n), 'capture-2');
    expect(failureOf(much)).toMatchObject({ category: 'invalid', code: 'amount_too_large' });
  });

  test('held money is let go by voiding', async () => {
    const { reference } = await open({ hold: true });
    stand.fake.books.pay(reference);
    valueFrom(await stand.provider.cancel!(reference, 'cancel-1'));
    valueFrom(await stand.provider.cancel!(reference, 'cancel-1'));
    expect((await look(reference)).at(-1)).toMatchObject({ state: 'cancelled' });
    expect(await toldOf('cancelled')).toMatchObject({ type: 'payment', reference });
  });
});

describe('saved cards', () => {
  test('the card is told by webhook and by asking, in words and as a token of customer and method', async () => {
    const { reference } = await open({ saveMethod: true });
    expect(last().form).toMatchObject({
      customer_creation: 'always',
      'payment_intent_data[setup_future_usage]': 'off_session',
    });
    stand.fake.books.pay(reference);
    const method = { token: expect.stringMatching(/^cus_\w+:pm_\w+$/), title: 'Visa •• 4242' };
    expect(await toldOf('succeeded')).toMatchObject({ type: 'payment', savedMethod: method });
    expect((await look(reference)).at(-1)).toMatchObject({ savedMethod: method });
  });

  test('a charge without the customer is made once and told under the intent’s own id', async () => {
    const token = await saved();
    const one = valueFrom(await stand.provider.charge!(charge(token)));
    expect(last().form).toMatchObject({ off_session: 'true', confirm: 'true', amount: '349000' });
    expect(valueFrom(await stand.provider.charge!(charge(token)))).toEqual(one);
    const notice = await toldOf('succeeded', 'payment-2');
    const same = { reference: one.reference, chargeId: one.reference, paymentId: 'payment-2' };
    expect(notice).toMatchObject({ ...same, state: 'succeeded', amount: usd(349_000n) });
    expect((await look(one.reference)).at(-1)).toMatchObject({ ...same, eventKey: notice?.eventKey });
    const lost = { reference: null, paymentId: 'payment-2', idempotencyKey: 'payment-2' };
    expect(valueFrom(await stand.provider.look(lost)).at(-1)).toMatchObject(same);
  });

  test('refunds and disputes of such a charge are told as its own', async () => {
    const { reference } = valueFrom(await stand.provider.charge!(charge(await saved())));
    stand.fake.books.back.refund(reference, { amount: 100, reason: null, metadata: {} });
    stand.fake.books.back.dispute(reference);
    expect((await told()).filter(({ type }) => type !== 'payment')).toMatchObject([
      { type: 'refund', reference, paymentId: 'payment-2', refundId: null },
      { type: 'dispute', reference, paymentId: 'payment-2', state: 'open' },
    ]);
  });

  test('a card that the bank declines is refused with the bank’s reason, and told as failed', async () => {
    const token = await saved();
    stand.fake.books.declining.add(token.split(':')[1]!);
    const failure = failureOf(await stand.provider.charge!(charge(token)));
    expect(failure).toMatchObject({ category: 'refused', retryable: false, code: 'insufficient_funds' });
    expect(failureOf(await stand.provider.charge!(charge(token)))).toEqual(failure);
    const failed = await toldOf('failed', 'payment-2');
    expect(failed).toMatchObject({ state: 'failed', reason: 'insufficient_funds', paymentId: 'payment-2' });
    expect(await look(failed?.reference ?? '')).toMatchObject([{ eventKey: failed?.eventKey }]);
  });

  test.each(['', 'pm_1', 'cus_1:pm_1:x', ':pm_1'])(
    'a token of %j is refused without a call',
    async (token) => {
      const failure = failureOf(await stand.provider.charge!(charge(token)));
      expect(failure).toMatchObject({ category: 'invalid', code: 'unsayable' });
      expect(stand.calls).toEqual([]);
    },
  );
});

describe('what Stripe has booked', () => {
  test('payments by intent with their fee, refunds by their own id, from a moment to before another', async () => {
    const from = stand.now();
    const { reference } = await open();
    const intent = stand.fake.books.pay(reference).id;
    const refund = stand.fake.books.back.refund(intent, { amount: 100, reason: null, metadata: {} }).id;
    stand.pass(1_000);
    const to = stand.now();
    const late = await open({ paymentId: 'payment-2', idempotencyKey: 'payment-2' });
    stand.fake.books.pay(late.reference);
    const fee = usd((349_000n * 29n) / 1000n + 30n);
    expect(valueFrom(await stand.provider.list!(from, to))).toEqual([
      { type: 'payment', id: intent, amount: usd(349_000n), fee, at: from },
      { type: 'refund', id: refund, reference: intent, amount: usd(100n), fee: null, at: from },
    ]);
    expect(valueFrom(await stand.provider.list!(from, stand.now() + 1))).toHaveLength(3);
  });

  test('more than a page is read page by page, and looked through for a lost attempt', async () => {
    const from = stand.now();
    for (let each = 0; each < 120; each += 1) {
      const { reference } = await open({ paymentId: `many-${each}`, idempotencyKey: `many-${each}` });
      stand.fake.books.pay(reference);
    }
    expect(valueFrom(await stand.provider.list!(from, from + 1))).toHaveLength(120);
    const lost = { reference: null, paymentId: 'many-0', idempotencyKey: 'many-0' };
    expect(valueFrom(await stand.provider.look(lost)).at(-1)).toMatchObject({ paymentId: 'many-0' });
  });
});

describe('voiding', () => {
  test('an attempt that ran out is no voided one', async () => {
    const { reference } = await open();
    stand.pass(24 * 3_600_000);
    expect(await toldOf('expired')).toMatchObject({ eventKey: `payment:${reference}:expired` });
    valueFrom(await stand.provider.cancel!(reference, 'cancel-1'));
    expect((await look(reference)).at(-1)).toMatchObject({ state: 'expired' });
  });

  test('one that we voided is told as voided by webhook and by asking', async () => {
    const { reference } = await open();
    valueFrom(await stand.provider.cancel!(reference, 'cancel-1'));
    const notice = await toldOf('cancelled');
    expect(notice).toMatchObject({ eventKey: `payment:${reference}:cancelled` });
    expect((await look(reference)).at(-1)).toMatchObject({ eventKey: notice?.eventKey });
  });
});
