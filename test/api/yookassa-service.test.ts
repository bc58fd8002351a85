import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeYookassa } from '../../api/payments/yookassa/fake.ts';
import { yookassa } from '../../api/payments/yookassa/index.ts';
import type { StartRequest } from '../../domain/ports/payment-provider.ts';
import { failureOf, valueFrom } from '../contract/payment-provider-driver.ts';
import { SECRET_KEY, SHOP_ID, startYookassa, type YookassaStand } from '../support/yookassa.ts';

const HOUR = 3_600_000;
const rub = (minor: bigint) => ({ minor, currency: 'RUB' });

let serial = 0;
function request(over: Partial<StartRequest> = {}): StartRequest {
  serial += 1;
  return {
    paymentId: `payment-${serial}`,
    idempotencyKey: `payment-${serial}`,
    kind: 'card',
    amount: rub(349_000n),
    invoiceNumber: '17',
    dealId: 5,
    purpose: 'Курс',
    items: [],
    customer: { phone: null, email: null, locale: 'ru' },
    returnUrl: 'https://shop.example.com/pay/token',
    webhookUrl: 'https://shop.example.com/webhooks/payments/yookassa',
    expiresAt: null,
    ...over,
  };
}

describe('what YooKassa booked', () => {
  let stand: YookassaStand;
  beforeEach(() => {
    stand = startYookassa();
  });
  afterEach(() => stand.close());

  const paid = async () => {
    const { reference } = valueFrom(await stand.provider.start(request()));
    stand.fake.shop.pay(reference);
    return reference;
  };
  const refund = (reference: string, value: string) =>
    stand.fake.shop.refund(null, { payment_id: reference, amount: { value, currency: 'RUB' } });

  test('is listed to its end, over every page, oldest first, with fees', async () => {
    const from = stand.now();
    const references: string[] = [];
    for (let index = 0; index < 205; index += 1) {
      references.push(await paid());
      stand.pass(1);
    }
    const back = refund(references[0]!, '490.00');
    const records = valueFrom(await stand.provider.list(from, stand.now() + 1));
    expect(records.map(({ id }) => id)).toEqual([...references, back.id]);
    expect(records[0]).toEqual({
      type: 'payment',
      id: references[0],
      reference: references[0],
      amount: rub(349_000n),
      fee: rub(9_772n),
      at: from,
    });
    expect(records.at(-1)).toMatchObject({
      type: 'refund',
      reference: references[0],
      amount: rub(49_000n),
      fee: null,
    });
  });

  test('belongs to its time: the first moment is in it, the last is not', async () => {
    const first = await paid();
    stand.pass(HOUR);
    await paid();
    const records = valueFrom(await stand.provider.list(stand.now() - HOUR, stand.now()));
    expect(records.map(({ id }) => id)).toEqual([first]);
    const { path } = stand.sent.find(({ path }) => path.includes('captured_at'))!;
    expect(decodeURIComponent(path)).toContain('captured_at.lt=2026-11-24T10:00:00.000Z');
  });

  test('is not half told: a page that fails fails the list', async () => {
    await paid();
    stand.fake.fail('read', { kind: 'error', status: 500 });
    expect(failureOf(await stand.provider.list(0, stand.now() + 1))).toMatchObject({
      category: 'unavailable',
    });
  });

  test('holds no payment that was not paid, and no refund that was cancelled', async () => {
    valueFrom(await stand.provider.start(request()));
    const reference = await paid();
    stand.fake.shop.slowRefunds = true;
    stand.fake.shop.finishRefund(refund(reference, '1.00').id, 'insufficient_funds');
    refund(reference, '2.00');
    const records = valueFrom(await stand.provider.list(0, stand.now() + 1));
    expect(records.map(({ id }) => id)).toEqual([reference]);
  });

  test('of an attempt: a refund that waits, then one that failed, each under its own key', async () => {
    const reference = await paid();
    stand.fake.shop.slowRefunds = true;
    const { id } = refund(reference, '1.00');
    const look = async () =>
      valueFrom(await stand.provider.look({ reference, paymentId: 'p', idempotencyKey: 'p' })).at(-1);
    expect(await look()).toMatchObject({ eventKey: `refund:${id}:pending`, state: 'pending' });
    stand.fake.shop.finishRefund(id, 'insufficient_funds');
    expect(await look()).toMatchObject({
      eventKey: `refund:${id}:failed`,
      state: 'failed',
      reason: 'insufficient_funds',
    });
  });

  test('an attempt without a reference is found behind many others, for three days', async () => {
    const wanted = request();
    const { reference } = valueFrom(await stand.provider.start(wanted));
    for (let index = 0; index < 120; index += 1) valueFrom(await stand.provider.start(request()));
    const look = () => stand.provider.look({ ...wanted, reference: null });
    expect(valueFrom(await look())[0]).toMatchObject({ reference, paymentId: wanted.paymentId });
    stand.pass(73 * HOUR);
    expect(failureOf(await look())).toMatchObject({ category: 'not_found' });
  });

  test('an old key gives the payment that it made, wherever that stands now', async () => {
    const old = request();
    const { reference } = valueFrom(await stand.provider.start(old));
    stand.fake.shop.pay(reference);
    expect(valueFrom(await stand.provider.start(old)).reference).toBe(reference);
  });
});

describe('answers that are not the manual’s', () => {
  const server = setupServer();
  const ROOT = 'https://other.example.com/v3';
  const provider = yookassa.open(
    { YOOKASSA_SHOP_ID: SHOP_ID, YOOKASSA_SECRET_KEY: SECRET_KEY, YOOKASSA_API_ROOT: `${ROOT}/` },
    // Looked up at every call: the interceptor puts its own in place later.
    { fetch: (input, init) => fetch(input, init), now: () => Date.UTC(2026, 10, 24), timeoutMs: 1_000 },
  )!;
  const good = {
    id: 'p-1',
    status: 'succeeded',
    amount: { value: '3490.00', currency: 'RUB' },
    created_at: '2026-11-24T09:15:30.123Z',
  };
  beforeEach(() => server.listen({ onUnhandledRequest: 'error' }));
  afterEach(() => server.close());

  const answers = (body: unknown, status = 200) =>
    server.use(
      http.all(`${ROOT}/payments/p-1`, () => HttpResponse.json(body as object, { status })),
      http.get(`${ROOT}/refunds`, () => HttpResponse.json({ type: 'list', items: [] })),
      http.post(`${ROOT}/*`, () => HttpResponse.json(body as object, { status })),
    );
  const look = () => provider.look({ reference: 'p-1', paymentId: 'x', idempotencyKey: 'x' });

  test('sums are read exactly or not at all', async () => {
    const values = ['3490.001', '-1.00', '0.00', '1e3', ' 1.00', 'NaN', '٣', 3490, null, '9'.repeat(30)];
    for (const value of values) {
      answers({ ...good, amount: { value, currency: 'RUB' } });
      expect(failureOf(await look())).toMatchObject({ category: 'unavailable', code: 'malformed' });
    }
    answers({ ...good, amount: { value: '3490.00', currency: 'ZZZ' } });
    expect(failureOf(await look()).code).toBe('malformed');
    answers({ ...good, amount: { value: '3490.5', currency: 'RUB' } });
    expect(valueFrom(await look())[0]).toMatchObject({
      amount: rub(349_050n),
      at: Date.parse(good.created_at),
    });
  });

  test('fields that we do not know, and metadata of others, are nothing to us', async () => {
    answers({ ...good, metadata: { payment_id: 7, other: { deep: true } }, captured_at: null, novelty: [1] });
    const [notice] = valueFrom(await look());
    expect(notice).toMatchObject({ paymentId: null, fee: null });
    expect(notice).not.toHaveProperty('savedMethod');
  });

  test('a 404 of somebody else does not say that a payment was never made', async () => {
    answers({ message: 'no such route' }, 404);
    expect(failureOf(await look())).toMatchObject({ category: 'unavailable', retryable: true });
    expect(failureOf(await provider.start(request()))).toMatchObject({ category: 'unknown' });
    answers({ type: 'error', id: 'e', code: 'not_found', description: 'Payment doesn’t exist' }, 404);
    expect(failureOf(await look())).toMatchObject({ category: 'not_found', retryable: false });
  });

  test('a shop without the right is told by 403, and its words keep nobody’s address', async () => {
    const description = 'Recurring is off for 5555555555554477, maria@example.com, +79000000001';
    answers({ type: 'error', id: 'e', code: 'forbidden', description }, 403);
    const failure = failureOf(await provider.charge!({ ...request(), savedMethod: 'm-1' }));
    expect(failure).toMatchObject({ category: 'auth', code: 'forbidden', retryable: false });
    expect(failure.message).toBe('Recurring is off for …, … …');
  });

  test('a payment that waits and has no address is unknown; one that is over leads back to the shop', async () => {
    answers({ ...good, status: 'pending' });
    expect(failureOf(await provider.start(request()))).toMatchObject({ category: 'unknown' });
    answers({ ...good, status: 'pending', confirmation: { type: 'qr', confirmation_data: 'javascript:1' } });
    expect(failureOf(await provider.start(request()))).toMatchObject({ category: 'unknown' });
    answers(good);
    expect(valueFrom(await provider.start(request()))).toMatchObject({
      reference: 'p-1',
      url: 'https://shop.example.com/pay/token',
    });
  });

  test('a waiting payment that YooKassa voids all the same is void', async () => {
    answers({ ...good, status: 'canceled' });
    valueFrom(await provider.cancel!('p-1', 'cancel'));
  });

  test('a refund that is cancelled at once is refused with its reason', async () => {
    const details = { party: 'yoo_money', reason: 'insufficient_funds' };
    answers({ ...good, id: 'r-1', payment_id: 'p-1', status: 'canceled', cancellation_details: details });
    const money = { amount: rub(1n), charged: rub(1n), reason: '' };
    const outcome = await provider.refund!({
      ...money,
      refundId: 'r',
      idempotencyKey: 'r',
      reference: 'p-1',
      chargeId: 'p-1',
    });
    expect(failureOf(outcome)).toMatchObject({ category: 'refused', code: 'insufficient_funds' });
  });

  test('a list that leads in a ring is no list', async () => {
    const page = { type: 'list', items: [], next_cursor: 'again' };
    server.use(http.get(`${ROOT}/payments`, () => HttpResponse.json(page)));
    expect(failureOf(await provider.list!(0, 1))).toMatchObject({
      category: 'unavailable',
      code: 'endless_list',
    });
  });
});

describe('the fake', () => {
  test('has a page with a test card, and goes back to the shop', async () => {
    const stand = startYookassa();
    const { url, reference } = valueFrom(await stand.provider.start(request()));
    const text = await (await fetch(`${url}?lang=en`)).text();
    expect(text).toContain('data-testid="bank-pay"');
    expect(text).toContain('data-testid="bank-decline"');
    const body = new URLSearchParams({ do: 'pay', card: '5555 5555 5555 4600' });
    const press = () => fetch(url, { method: 'POST', body, redirect: 'manual' });
    const answer = await press();
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      'https://shop.example.com/pay/token',
    ]);
    expect((await press()).status).toBe(303);
    const { shown } = stand.fake.shop.get(reference);
    expect(shown).toMatchObject({
      status: 'canceled',
      cancellation_details: { party: 'payment_network', reason: 'insufficient_funds' },
    });
    expect((await fetch(url.replace(reference, 'none'))).status).toBe(404);
    stand.close();
  });

  test('tells again until it is answered 200, and forgets nothing by a snapshot', async () => {
    const stand = startYookassa({ pace: 0.0001 });
    stand.answer(500, 302);
    const { reference } = valueFrom(await stand.provider.start(request()));
    stand.fake.shop.pay(reference);
    await expect.poll(async () => (await stand.webhooks()).length).toBe(3);
    const bodies = (await stand.webhooks()).map(({ body }) => new TextDecoder().decode(body));
    expect(new Set(bodies).size).toBe(1);
    const other = startFake();
    other.restore(stand.fake.snapshot());
    expect(other.shop.get(reference).shown).toEqual(stand.fake.shop.get(reference).shown);
    expect(() => other.restore('{}')).toThrow(SyntaxError);
    other.close();
    stand.close();
  });

  test('gives the settings that lead to it, and leaves a stand of somebody else in charge', () => {
    const options = { publicRoot: 'https://till.example.com/sandbox/yookassa', fetch, now: Date.now };
    const root = 'http://127.0.0.1:8787/sandbox/yookassa';
    const open = (environment: Record<string, string>) =>
      yookassa.fake({ ...options, root, environment, onChange: () => {} });
    const own = open({});
    expect(own.environment.YOOKASSA_API_ROOT).toBe(`${root}/v3`);
    expect(yookassa.open(own.environment, { fetch, now: Date.now, timeoutMs: 1 })?.id).toBe('yookassa');
    const left = open({ YOOKASSA_API_ROOT: 'https://stand.example.com' });
    expect(left.environment).toEqual({});
    own.close();
    left.close();
  });
});

function startFake() {
  const keys = { shopId: SHOP_ID, secretKey: SECRET_KEY };
  return createFakeYookassa({ ...keys, publicRoot: 'https://yookassa.example.com', webhookUrl: null });
}
