import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FakeTbankOptions } from '../../api/payments/tbank/fake.ts';
import { tokenOf } from '../../api/payments/tbank/token.ts';
import { money } from '../../domain/money.ts';
import type { StartRequest } from '../../domain/ports/payment-provider.ts';
import { failureOf, valueFrom } from '../contract/payment-provider-driver.ts';
import { request, startTbank, type TbankStand, TERMINAL_KEY, told, WEBHOOK_URL } from '../support/tbank.ts';

let stand: TbankStand;
const restart = (options: Partial<FakeTbankOptions>) => {
  stand.close();
  stand = startTbank(options);
};

beforeEach(() => {
  stand = startTbank();
});
afterEach(() => stand.close());

const bodies = (method: string) =>
  stand.heard.filter(({ path }) => path.endsWith(`/${method}`)).map(({ body }) => body);
const look = (reference: string | null, of: StartRequest) =>
  stand.provider.look({ reference, paymentId: of.paymentId, idempotencyKey: of.idempotencyKey });

describe('the token', () => {
  test('is that of the example for requests', async () => {
    const fields = { TerminalKey: 'MerchantTerminalKey', Amount: 19200, OrderId: '00000' };
    const described = { ...fields, Description: 'Подарочная карта на 1000 рублей' };
    const token = '72dd466f8ace0a37a1f740ce5fb78101712bc0665d91a8108c7c8a0ccd426db2';
    expect(await tokenOf(described, '11111111111111')).toBe(token);
  });

  test('leaves objects, lists, nulls and itself out', async () => {
    const fields = { Amount: 1, Success: true };
    const more = { ...fields, DATA: { a: 'b' }, Shops: [1], Receipt: null, Token: 'x', IP: undefined };
    expect(await tokenOf(more, 'p')).toBe(await tokenOf(fields, 'p'));
    expect(await tokenOf({ ...fields, Success: false }, 'p')).not.toBe(await tokenOf(fields, 'p'));
  });
});

describe('an attempt', () => {
  test('by card is one Init, after the order was asked for', async () => {
    const asked = request({ expiresAt: Date.UTC(2026, 10, 25, 9), purpose: `Сайт ${'ы'.repeat(300)}🎨` });
    const { reference, url, qr, expiresAt } = valueFrom(await stand.provider.start(asked));
    expect(stand.heard.map(({ path }) => path)).toEqual(['/v2/CheckOrder', '/v2/Init']);
    const { Token, ...body } = bodies('Init')[0]!;
    expect(body).toEqual({
      TerminalKey: TERMINAL_KEY,
      Amount: 150_000,
      OrderId: asked.paymentId,
      Description: `№ 17: Сайт ${'ы'.repeat(140 - 11)}`,
      PayType: 'O',
      Language: 'ru',
      NotificationURL: WEBHOOK_URL,
      SuccessURL: asked.returnUrl,
      FailURL: asked.returnUrl,
      RedirectDueDate: '2026-11-25T12:00:00+03:00',
    });
    expect(Token).toMatch(/^[0-9a-f]{64}$/);
    expect({ url, qr, expiresAt }).toEqual({
      url: `https://securepay.tinkoff.ru/pay/${reference}`,
      qr: null,
      expiresAt: asked.expiresAt,
    });
  });

  test('by SBP leads to the link exactly as the bank gave it', async () => {
    const { reference, url } = valueFrom(await stand.provider.start(request({ kind: 'sbp' })));
    expect(url).toMatch(
      /^https:\/\/qr\.nspk\.ru\/AD[0-9A-F]{30}\?type=02&bank=100000000004&sum=150000&cur=RUB&crc=92EA$/,
    );
    expect(bodies('GetQr')[0]).toMatchObject({ PaymentId: reference, DataType: 'PAYLOAD' });
    expect(valueFrom(await stand.provider.picture(reference))).toMatch(/^<svg /);
    expect(bodies('GetQr')[1]).toMatchObject({ DataType: 'IMAGE' });
  });

  test('by SBP falls back to the form where the SBP is off, and never to a strange link', async () => {
    const small = request({ kind: 'sbp', amount: money(999n, 'RUB') });
    expect(valueFrom(await stand.provider.start(small)).url).toContain('/pay/');
    restart({ sbpRoot: 'https://qr.example.com' });
    expect(valueFrom(await stand.provider.start(request({ kind: 'sbp' }))).url).toContain('/pay/');
  });

  test('that is too soon or too far over gets the nearest time that the bank takes', async () => {
    const soon = valueFrom(await stand.provider.start(request({ expiresAt: stand.now() })));
    expect(soon.expiresAt).toBe(stand.now() + 65_000);
    const far = valueFrom(await stand.provider.start(request({ expiresAt: stand.now() + 1e12 })));
    expect(far.expiresAt! - stand.now()).toBeLessThanOrEqual(90 * 24 * 3_600_000);
  });

  test('that the bank would misread is refused before anybody is asked', async () => {
    const wrong = [
      request({ amount: money(100n, 'USD') }),
      request({ amount: money(0n, 'RUB') }),
      request({ kind: 'sbp', hold: true }),
      request({ kind: 'sbp', saveMethod: true }),
    ];
    for (const each of wrong) expect(failureOf(await stand.provider.start(each)).category).toBe('invalid');
    expect(stand.heard).toEqual([]);
  });

  test('of a long id is named by its digest, and found by it', async () => {
    const asked = request({ paymentId: 'subscription:'.repeat(10), idempotencyKey: 'k' });
    const { reference } = valueFrom(await stand.provider.start(asked));
    expect(bodies('Init')[0]!.OrderId).toMatch(/^sha-[0-9a-f]{40}$/);
    const [notice] = valueFrom(await look(null, asked));
    expect(notice).toMatchObject({ reference, paymentId: null });
  });
});

describe('an attempt whose answer was lost', () => {
  const lose = async (over: Partial<StartRequest> = {}) => {
    const asked = request(over);
    stand.fake.fail('Init', { kind: 'lost_answer' });
    expect(failureOf(await stand.provider.start(asked)).category).toBe('unknown');
    return asked;
  };

  test('by card is void before another is made for it', async () => {
    const asked = await lose();
    const { reference, url } = valueFrom(await stand.provider.start(asked));
    const [first, second] = stand.fake.books.all();
    expect(first).toMatchObject({ status: 'CANCELED', orderId: asked.paymentId });
    expect(second).toMatchObject({ status: 'NEW', orderId: `${asked.paymentId}.2` });
    expect(reference).toBe(String(second!.id));
    expect(url).toContain(`/pay/${reference}`);
    const [notice] = valueFrom(await look(null, asked));
    expect(notice).toMatchObject({ state: 'pending', reference, paymentId: asked.paymentId });
  });

  test('that somebody could pay all the same is told, and no other is made', async () => {
    const asked = await lose();
    const [paid] = stand.fake.books.all();
    stand.fake.books.pay(paid!.id);
    const again = valueFrom(await stand.provider.start(asked));
    expect(again).toMatchObject({ reference: String(paid!.id), url: asked.returnUrl });
    expect(stand.fake.books.all()).toHaveLength(1);
    expect(stand.fake.calls('Cancel')).toBe(0);
  });

  test('is unknown as long as the order can not be asked for', async () => {
    const asked = await lose();
    stand.fake.fail('CheckOrder', { kind: 'error', status: 502 });
    expect(failureOf(await stand.provider.start(asked)).category).toBe('unknown');
    expect(stand.fake.calls('Init')).toBe(1);
  });

  test('stays open when it could not be voided', async () => {
    const asked = await lose();
    stand.fake.fail('Cancel', { kind: 'cut' });
    expect(failureOf(await stand.provider.start(asked)).category).toBe('unknown');
    expect(stand.fake.books.all()).toHaveLength(1);
  });

  for (const unknownOrder of ['empty', 'refused'] as const) {
    test(`is known from one that was never made, where the bank's answer is ${unknownOrder}`, async () => {
      restart({ unknownOrder, sameOrder: 'allow' });
      expect(failureOf(await look(null, request())).category).toBe('not_found');
      const asked = await lose({ kind: 'sbp' });
      const again = valueFrom(await stand.provider.start(asked));
      expect(stand.fake.books.all().map(({ id }) => String(id))).toEqual([again.reference]);
    });
  }

  test('by card in eight calls at once is made once, and void for nobody', async () => {
    const asked = request();
    const all = await Promise.all(Array.from({ length: 8 }, () => stand.provider.start(asked)));
    expect(all.filter(({ ok }) => ok)).toHaveLength(1);
    for (const each of all) if (!each.ok) expect(each).toMatchObject({ category: 'unknown' });
    expect(stand.fake.books.all().map(({ status }) => status)).toEqual(['NEW']);
  });
});

describe('held money', () => {
  const hold = async () => {
    const asked = request({ hold: true });
    const { reference } = valueFrom(await stand.provider.start(asked));
    expect(bodies('Init').at(-1)).toMatchObject({ PayType: 'T' });
    stand.fake.books.pay(reference);
    return { asked, reference };
  };

  test('is no payment until it is taken, and is taken once', async () => {
    const { asked, reference } = await hold();
    expect(valueFrom(await look(reference, asked))).toMatchObject([{ state: 'authorized', chargeId: null }]);
    const sum = money(100_000n, 'RUB');
    valueFrom(await stand.provider.capture!(reference, sum, 'capture'));
    valueFrom(await stand.provider.capture!(reference, sum, 'capture'));
    expect(bodies('Confirm')).toMatchObject([{ PaymentId: reference, Amount: 100_000 }]);
    const taken = valueFrom(await look(reference, asked)).at(-1);
    expect(taken).toMatchObject({ state: 'succeeded', chargeId: reference, amount: sum });
  });

  test('is let go by a void, and can not be taken after that', async () => {
    const { asked, reference } = await hold();
    valueFrom(await stand.provider.cancel!(reference, 'void'));
    expect(valueFrom(await look(reference, asked))).toMatchObject([{ state: 'cancelled' }]);
    const late = await stand.provider.capture!(reference, asked.amount, 'capture');
    expect(failureOf(late)).toMatchObject({ category: 'refused', code: 'not_held' });
  });

  test('is unknown when nobody answered whether it was taken', async () => {
    const { asked, reference } = await hold();
    stand.fake.fail('Confirm', { kind: 'lost_answer' });
    const first = await stand.provider.capture!(reference, asked.amount, 'capture');
    expect(failureOf(first).category).toBe('unknown');
    valueFrom(await stand.provider.capture!(reference, asked.amount, 'capture'));
    expect(stand.fake.calls('Confirm')).toBe(1);
  });
});

describe('a kept card', () => {
  const keep = async () => {
    const parent = request({ saveMethod: true });
    const { reference } = valueFrom(await stand.provider.start(parent));
    stand.fake.books.pay(reference);
    const reading = await stand.provider.readWebhook(await told(stand, 'CONFIRMED'));
    const notice = reading.ok ? reading.notices[0] : undefined;
    return notice?.type === 'payment' ? notice.savedMethod : null;
  };

  test('is named with its system and last digits, and its customer by nothing', async () => {
    expect(await keep()).toMatchObject({ token: expect.stringMatching(/^\d+$/), title: 'Mir •• 0047' });
    const { CustomerKey, Recurrent } = bodies('Init')[0]!;
    expect([Recurrent, CustomerKey]).toEqual(['Y', expect.stringMatching(/^[0-9a-f]{36}$/)]);
  });

  test('is charged once for one key, also when the answer was lost', async () => {
    const saved = await keep();
    const asked = { ...request(), savedMethod: saved!.token };
    stand.fake.fail('Charge', { kind: 'lost_answer' });
    expect(failureOf(await stand.provider.charge!(asked)).category).toBe('unknown');
    const { reference } = valueFrom(await stand.provider.charge!(asked));
    valueFrom(await stand.provider.charge!(asked));
    expect(bodies('Charge')).toMatchObject([{ PaymentId: reference, RebillId: saved!.token }]);
    expect(bodies('Init')[1]).not.toHaveProperty('Recurrent');
    expect(valueFrom(await look(reference, asked)).at(-1)).toMatchObject({ state: 'succeeded' });
  });

  test('in eight calls at once is charged once, and no call calls it refused', async () => {
    const asked = { ...request(), savedMethod: (await keep())!.token };
    const all = await Promise.all(Array.from({ length: 8 }, () => stand.provider.charge!(asked)));
    expect(new Set(all.map((each) => valueFrom(each).reference)).size).toBe(1);
    expect(stand.fake.books.all().filter(({ status }) => status === 'CONFIRMED')).toHaveLength(2);
  });

  test('without money on it is declined in the bank’s words, and told by the notification', async () => {
    const asked = { ...request(), savedMethod: (await keep())!.token };
    stand.fake.books.nextDecline = '1051';
    expect(failureOf(await stand.provider.charge!(asked))).toMatchObject({
      category: 'refused',
      code: '1051',
    });
    const reading = await stand.provider.readWebhook(await told(stand, 'REJECTED'));
    expect(reading).toMatchObject({ notices: [{ state: 'failed', paymentId: asked.paymentId }] });
  });

  test('that the bank does not know charges nobody', async () => {
    const failure = failureOf(await stand.provider.charge!({ ...request(), savedMethod: '999' }));
    expect(failure.retryable).toBe(false);
    expect(stand.fake.books.all().map(({ status }) => status)).toEqual(['NEW']);
  });
});
