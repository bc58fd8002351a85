import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ZodError } from 'zod';
import { yookassa } from '../../api/payments/yookassa/index.ts';
import type { ChargeRequest, StartRequest } from '../../domain/ports/payment-provider.ts';
import { failureOf, valueFrom } from '../contract/payment-provider-driver.ts';
import { SECRET_KEY, SHOP_ID, startYookassa, type YookassaStand } from '../support/yookassa.ts';

let stand: YookassaStand;
beforeEach(() => {
  stand = startYookassa();
});
afterEach(() => stand.close());

const rub = (minor: bigint) => ({ minor, currency: 'RUB' });

function request(over: Partial<StartRequest> = {}): StartRequest {
  return {
    paymentId: 'payment-1',
    idempotencyKey: 'payment-1',
    kind: 'card',
    amount: rub(349_000n),
    invoiceNumber: '17',
    dealId: 5,
    purpose: 'Курс, модуль 1',
    items: [],
    customer: { phone: null, email: null, locale: 'ru' },
    returnUrl: 'https://shop.example.com/pay/token',
    webhookUrl: 'https://shop.example.com/webhooks/payments/yookassa',
    expiresAt: null,
    ...over,
  };
}

const last = () => stand.sent.at(-1)!;
const open = async (over: Partial<StartRequest> = {}) => valueFrom(await stand.provider.start(request(over)));
const look = async (reference: string) =>
  valueFrom(await stand.provider.look({ reference, paymentId: 'payment-1', idempotencyKey: 'payment-1' }));

describe('a payment is asked for as the manual has it', () => {
  test('by card: keys in Basic auth, a key of idempotence, taken at once', async () => {
    await open();
    expect(last()).toMatchObject({
      method: 'POST',
      path: '/payments',
      headers: {
        authorization: `Basic ${btoa(`${SHOP_ID}:${SECRET_KEY}`)}`,
        'idempotence-key': 'payment-1',
        'content-type': 'application/json',
      },
    });
    expect(last().body).toEqual({
      amount: { value: '3490.00', currency: 'RUB' },
      capture: true,
      description: '№ 17: Курс, модуль 1',
      metadata: { payment_id: 'payment-1', deal_id: '5', invoice_number: '17' },
      payment_method_data: { type: 'bank_card' },
      confirmation: {
        type: 'redirect',
        return_url: 'https://shop.example.com/pay/token',
        locale: 'ru_RU',
      },
    });
  });

  test('by SBP it goes by YooKassa’s page, and the page’s address is what the QR holds', async () => {
    const { url, qr, expiresAt } = await open({
      kind: 'sbp',
      customer: { phone: null, email: null, locale: 'en' },
    });
    expect(last().body).toMatchObject({
      payment_method_data: { type: 'sbp' },
      confirmation: { type: 'redirect', locale: 'en_US' },
    });
    expect(url).toMatch(/\/pay\//);
    expect(qr).toBeNull();
    expect(expiresAt).toBe(stand.now() + 3_600_000);
  });

  test('by SBP with YOOKASSA_SBP=qr the bank link is both the address and the picture', async () => {
    const provider = stand.open({ YOOKASSA_SBP: 'qr' });
    const { url, qr } = valueFrom(await provider.start(request({ kind: 'sbp' })));
    expect(last().body).toMatchObject({ confirmation: { type: 'qr', locale: 'ru_RU' } });
    expect(qr).toBe(url);
  });

  test('where `qr` is not switched on, that is said and nothing is made', async () => {
    stand.close();
    stand = startYookassa({ sbpQr: false });
    const outcome = await stand.open({ YOOKASSA_SBP: 'qr' }).start(request({ kind: 'sbp' }));
    expect(failureOf(outcome)).toMatchObject({
      category: 'invalid',
      code: 'invalid_request',
      retryable: false,
    });
    expect(failureOf(outcome).message).toContain('confirmation.type');
    expect(stand.fake.shop.payments()).toEqual([]);
  });

  test('a wallet is SberPay, and YooMoney in a test shop', async () => {
    await open({ kind: 'wallet' });
    expect(last().body).toMatchObject({ payment_method_data: { type: 'sberbank' } });
    stand.close();
    stand = startYookassa({ secretKey: 'test_key-of-the-shop' });
    await open({ kind: 'wallet' });
    expect(last().body).toMatchObject({ payment_method_data: { type: 'yoo_money' } });
  });

  test('a purpose is cut to 128 signs without half a sign', async () => {
    await open({ purpose: '🎨'.repeat(200) });
    const { description } = last().body as { description: string };
    expect(description.length).toBeLessThanOrEqual(128);
    expect(description).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
  });

  test('a key over 64 signs is sent as its digest, the same every time', async () => {
    const long = { idempotencyKey: 'payment-1:'.repeat(10) };
    const first = await open(long);
    const key = last().headers['idempotence-key'];
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect((await open(long)).reference).toBe(first.reference);
    expect(last().headers['idempotence-key']).toBe(key);
  });

  test('a sum beyond a method’s limit is refused in YooKassa’s words', async () => {
    const failure = failureOf(await stand.provider.start(request({ amount: rub(35_000_001n) })));
    expect(failure).toMatchObject({ category: 'invalid', code: 'invalid_request' });
    expect(failure.message).toMatch(/^amount\.value: /);
  });
});

describe('held money', () => {
  const held = async () => {
    const started = await open({ hold: true });
    stand.fake.shop.pay(started.reference);
    return started.reference;
  };

  test('is told with the last moment to take it, and is no charge', async () => {
    const reference = await held();
    expect(await look(reference)).toEqual([
      expect.objectContaining({
        eventKey: `payment:${reference}:authorized`,
        state: 'authorized',
        chargeId: null,
        captureBefore: stand.now() + 7 * 24 * 3_600_000,
      }),
    ]);
  });

  test('is taken as a whole, and again under either key', async () => {
    const reference = await held();
    for (const key of ['capture', 'capture', 'capture-2'])
      valueFrom(await stand.provider.capture(reference, rub(349_000n), key));
    expect(await look(reference)).toEqual([
      expect.objectContaining({ state: 'succeeded', chargeId: reference, amount: rub(349_000n) }),
    ]);
  });

  test('is taken in part: the part is what was paid', async () => {
    const reference = await held();
    valueFrom(await stand.provider.capture(reference, rub(100_000n), 'capture'));
    expect(last()).toMatchObject({
      path: `/payments/${reference}/capture`,
      body: { amount: { value: '1000.00', currency: 'RUB' } },
    });
    expect((await look(reference))[0]).toMatchObject({ state: 'succeeded', amount: rub(100_000n) });
    const failure = failureOf(await stand.provider.capture(reference, rub(200_000n), 'capture-2'));
    expect(failure).toMatchObject({ category: 'refused', code: 'succeeded' });
  });

  test('more than was held is not taken, and what nobody paid is not', async () => {
    const more = await stand.provider.capture(await held(), rub(349_001n), 'more');
    expect(failureOf(more)).toMatchObject({ category: 'invalid', retryable: false });
    const { reference } = await open({ idempotencyKey: 'payment-2', hold: true });
    const early = await stand.provider.capture(reference, rub(349_000n), 'early');
    expect(failureOf(early)).toMatchObject({ category: 'refused', code: 'pending' });
  });

  test('goes back by itself when it is not taken in time', async () => {
    const reference = await held();
    stand.pass(7 * 24 * 3_600_000);
    expect(await look(reference)).toEqual([
      expect.objectContaining({ state: 'expired', reason: 'expired_on_capture', chargeId: null }),
    ]);
    expect(failureOf(await stand.provider.capture(reference, rub(349_000n), 'late'))).toMatchObject({
      category: 'refused',
      code: 'canceled',
    });
  });

  test('an answer that is lost is got by asking with the same key', async () => {
    const reference = await held();
    stand.fake.fail('capture', { kind: 'lost_answer' });
    const lost = await stand.provider.capture(reference, rub(349_000n), 'capture');
    expect(failureOf(lost)).toMatchObject({ category: 'unknown', retryable: true });
    valueFrom(await stand.provider.capture(reference, rub(349_000n), 'capture'));
  });

  test('an attempt that waits for its payer can’t be voided, and says so', async () => {
    const { reference } = await open();
    const failure = failureOf(await stand.provider.cancel(reference, 'cancel'));
    expect(failure).toMatchObject({ category: 'refused', code: 'pending', retryable: false });
  });

  test('SBP does not hold', async () => {
    const failure = failureOf(await stand.provider.start(request({ kind: 'sbp', hold: true })));
    expect(failure.category).toBe('invalid');
  });
});

describe('a saved method', () => {
  const charge = (token: string, key = 'payment-2'): ChargeRequest => ({
    ...request({ paymentId: key, idempotencyKey: key }),
    savedMethod: token,
  });
  const saved = async () => {
    const { reference } = await open({ saveMethod: true });
    expect(last().body).toMatchObject({ save_payment_method: true });
    stand.fake.shop.pay(reference);
    const [notice] = await look(reference);
    return notice?.type === 'payment' ? notice.savedMethod! : null!;
  };

  test('is told with words for people, and charged without them', async () => {
    const method = await saved();
    expect(method.title).toBe('Bank card *4477');
    const { reference } = valueFrom(await stand.provider.charge(charge(method.token)));
    expect(last().body).toEqual({
      amount: { value: '3490.00', currency: 'RUB' },
      capture: true,
      description: '№ 17: Курс, модуль 1',
      metadata: { payment_id: 'payment-2', deal_id: '5', invoice_number: '17' },
      payment_method_id: method.token,
    });
    expect(await look(reference)).toEqual([
      expect.objectContaining({ state: 'succeeded', chargeId: reference, paymentId: 'payment-2' }),
    ]);
  });

  test('is charged once under one key', async () => {
    const { token } = await saved();
    const first = valueFrom(await stand.provider.charge(charge(token)));
    expect(valueFrom(await stand.provider.charge(charge(token)))).toEqual(first);
    expect(stand.fake.shop.payments()).toHaveLength(2);
  });

  test('that its owner took back is told as a failed payment with the reason', async () => {
    const { token } = await saved();
    stand.fake.shop.revoke(token);
    const { reference } = valueFrom(await stand.provider.charge(charge(token)));
    expect(await look(reference)).toEqual([
      expect.objectContaining({ state: 'failed', reason: 'permission_revoked', chargeId: null }),
    ]);
  });

  test('that is none is refused', async () => {
    const failure = failureOf(await stand.provider.charge(charge('22e18a2f-000f-5000-a000-1db6312b7767')));
    expect(failure).toMatchObject({ category: 'invalid', retryable: false });
  });
});

describe('the variables', () => {
  const deps = { fetch, now: () => 0, timeoutMs: 1 };
  const wrong = (environment: Record<string, string>) => {
    try {
      yookassa.open(environment, deps);
    } catch (error) {
      if (!(error instanceof ZodError)) throw error;
      expect(error.message).not.toContain('live_secret');
      return error.issues.map(({ path }) => path[0]);
    }
    return [];
  };

  test('none, or empty ones, are no YooKassa', () => {
    expect(yookassa.open({}, deps)).toBeNull();
    expect(
      yookassa.open({ YOOKASSA_SHOP_ID: '', YOOKASSA_SECRET_KEY: ' ', YOOKASSA_SBP: 'redirect' }, deps),
    ).toBeNull();
  });

  test('half of them name what is missing, and wrong ones themselves', () => {
    const all = { YOOKASSA_SHOP_ID: '1', YOOKASSA_SECRET_KEY: 'live_secret' };
    expect(yookassa.open(all, deps)?.id).toBe('yookassa');
    expect(wrong({ YOOKASSA_SHOP_ID: '1' })).toEqual(['YOOKASSA_SECRET_KEY']);
    expect(wrong({ YOOKASSA_SECRET_KEY: 'live_secret' })).toEqual(['YOOKASSA_SHOP_ID']);
    expect(wrong({ ...all, YOOKASSA_SECRET_KEY: 'live_secret with a gap' })).toEqual(['YOOKASSA_SECRET_KEY']);
    expect(
      wrong({ ...all, YOOKASSA_API_ROOT: 'api.example', YOOKASSA_IP_FILTER: 'yes', YOOKASSA_SBP: 'page' }),
    ).toEqual(['YOOKASSA_API_ROOT', 'YOOKASSA_IP_FILTER', 'YOOKASSA_SBP']);
  });
});
