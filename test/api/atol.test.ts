import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { atolEnv } from '../../api/fiscal/atol/config.ts';
import { failureOf, valueFrom } from '../contract/payment-provider-driver.ts';
import { type AtolStand, itemOf, PASSWORD, requestOf, SETTINGS, startAtol } from '../support/atol.ts';

let stand: AtolStand;
beforeEach(() => {
  stand = startAtol();
});
afterEach(() => stand.close());

const json = (body: unknown, status = 200) => Response.json(body, { status });
const refusal = (code: number, text: string, beside: object = {}, status = 400) =>
  json({ ...beside, error: { error_id: 'e-1', code, text, type: 'system' }, timestamp: '' }, status);
const bodyOf = (index: number) => JSON.parse(stand.sent[index]?.text ?? '') as Record<string, unknown>;
const UUID = '2ea26f17-0884-4f08-b120-306fc096a58f';

describe('what goes over the wire', () => {
  test('a sale in FFD 1.2 as ATOL lists it, sums in roubles with two decimals', async () => {
    const receipt = {
      items: [itemOf(154_050n, { title: 'Кружка', quantity: 2000n, price: 77_025n, vat: '22_of' })],
      taxSystem: 'osn',
    } as const;
    await stand.register.register(requestOf({ idempotencyKey: 'pay-1042-prepay' }, receipt));
    const [token, sell] = stand.sent;
    expect(token).toMatchObject({ method: 'POST', path: '/v5/getToken' });
    expect(bodyOf(0)).toEqual({ login: SETTINGS.ATOL_LOGIN, pass: PASSWORD });
    expect(sell).toMatchObject({ method: 'POST', path: '/v5/shop_5179/sell' });
    expect(sell?.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      token: expect.stringMatching(/^\S+$/),
    });
    expect(bodyOf(1)).toEqual({
      external_id: 'pay-1042-prepay',
      timestamp: '24.11.2026 12:00:00',
      service: { callback_url: 'https://shop.example.com/webhooks/fiscal/atol' },
      receipt: {
        client: { email: 'maria@example.com' },
        company: {
          email: 'shop@example.com',
          sno: 'osn',
          inn: '5544332219',
          payment_address: 'https://shop.example.com',
        },
        items: [
          {
            name: 'Кружка',
            price: 770.25,
            quantity: 2,
            measure: 0,
            sum: 1540.5,
            payment_method: 'full_payment',
            payment_object: 4,
            vat: { type: 'vat122', sum: 277.8 },
          },
        ],
        payments: [{ type: 1, sum: 1540.5 }],
        total: 1540.5,
      },
    });
    expect(sell?.text).toContain('"price":770.25,"quantity":2,"measure":0,"sum":1540.50');
  });

  test('the same in FFD 1.05: another path, names for subjects, no measure', async () => {
    const register = stand.open({ ATOL_VERSION: 'v4' });
    await register.register(requestOf({}, { items: [itemOf(100n, { subject: 'commodity' })] }));
    expect(stand.sent.map(({ path }) => path)).toEqual(['/v4/getToken', '/v4/shop_5179/sell']);
    expect(stand.sent[1]?.text).toContain('"payment_object":"commodity"');
    expect(stand.sent[1]?.text).not.toContain('measure');
  });

  test('a return is sell_refund; a phone is used when there is no e-mail; a seller may be given', async () => {
    const customer = { email: null, phone: '+7 900 000-00-01' };
    const seller = { inn: '123456789012', taxSystem: 'patent', paymentAddress: 'Томск' } as const;
    await stand.register.register(requestOf({ seller, callbackUrl: null }, { type: 'refund', customer }));
    expect(stand.sent[1]?.path).toBe('/v5/shop_5179/sell_refund');
    const { receipt, ...rest } = bodyOf(1);
    expect(rest).not.toHaveProperty('service');
    expect(receipt).toMatchObject({
      client: { phone: '+79000000001' },
      company: { inn: '123456789012', sno: 'patent', payment_address: 'Томск' },
    });
  });
});

test('what is not known of the seller is left out; the place is the one of the settings, or ours', async () => {
  const seller = { taxSystem: null, inn: '', email: '' };
  await stand.register.register(requestOf({ seller }));
  const other = stand.open({ ATOL_PAYMENT_ADDRESS: 'https://other.example.com' });
  await other.register(requestOf({ seller }));
  const companyOf = (index: number) => (bodyOf(index).receipt as { company: object }).company;
  expect(companyOf(1)).toEqual({ payment_address: 'https://shop.example.com' });
  expect(companyOf(3)).toEqual({ payment_address: 'https://other.example.com' });
});

describe('the token', () => {
  const sell = () => stand.register.register(requestOf());
  const tokens = () => stand.fake.calls('token');
  const HOUR = 3_600_000;

  test('one token serves for a day', async () => {
    for (const hours of [0, 12, 11]) {
      stand.pass(hours * HOUR);
      valueFrom(await sell());
    }
    expect(tokens()).toBe(1);
    stand.pass(HOUR);
    valueFrom(await sell());
    expect(tokens()).toBe(2);
  });

  test('a token that is not taken any more is renewed, and the call repeated once', async () => {
    valueFrom(await sell());
    stand.answerWith(() => refusal(11, 'Переданный токен не активен', {}, 401));
    valueFrom(await sell());
    expect(tokens()).toBe(2);
    const stale = () => refusal(10, 'Не распознан токен запроса', {}, 401);
    const token = () => json({ token: 'another', error: null, timestamp: '' });
    stand.answerWith(stale, token, stale);
    expect(failureOf(await sell())).toMatchObject({ category: 'auth', code: 'system 10' });
  });

  test.each([
    ['hang', { kind: 'hang' }, 'unavailable'],
    ['lost_answer', { kind: 'lost_answer' }, 'unavailable'],
    ['500', { kind: 'error', status: 500 }, 'unavailable'],
    ['429', { kind: 'error', status: 429 }, 'rate_limited'],
  ] as const)('without one (%s) nothing was sent, and so nothing is unknown', async (_, fault, category) => {
    stand.fake.fail('token', fault);
    expect(failureOf(await sell())).toMatchObject({ category, retryable: true });
    expect(stand.fake.register.all()).toEqual([]);
    valueFrom(await sell());
  });
});

describe('a key that was used before', () => {
  test('without the uuid in the answer it is told as lost, and the callback brings it', async () => {
    stand.close();
    stand = startAtol({ repeats: 'bare' });
    const request = requestOf();
    stand.fake.fail('register', { kind: 'lost_answer' });
    expect(failureOf(await stand.register.register(request)).category).toBe('unknown');
    const again = failureOf(await stand.register.register(request));
    expect(again).toMatchObject({ category: 'unknown', code: 'reference_lost', retryable: true });
    const [raw] = await stand.webhooks();
    const reading = await stand.register.readWebhook(raw!);
    const [hint] = reading.ok ? reading.hints : [];
    expect(hint?.idempotencyKey).toBe(request.idempotencyKey);
    const state = valueFrom(await stand.register.look(hint!.reference));
    expect(state).toMatchObject({ state: 'succeeded', idempotencyKey: request.idempotencyKey });
  });

  test.each([
    ['code 33, HTTP 400', () => refusal(33, 'В системе существует чек', { uuid: UUID, status: 'wait' })],
    ['code 33, HTTP 200', () => refusal(33, 'В системе существует чек', { uuid: UUID }, 200)],
    ['its words alone', () => refusal(10, 'В системе существует чек с external_id : 1', { uuid: UUID })],
    ['English words', () => refusal(7, 'A receipt exists with this external_id', { uuid: UUID })],
  ])('with the uuid it is taken (%s)', async (_, answer) => {
    valueFrom(await stand.register.register(requestOf()));
    stand.answerWith(answer);
    const taken = valueFrom(await stand.register.register(requestOf()));
    expect(taken).toMatchObject({ receiptReference: UUID, state: 'pending' });
  });
});

describe('what the cloud says', () => {
  beforeEach(async () => void valueFrom(await stand.register.register(requestOf())));

  test.each([
    [0, 'unknown'],
    [1, 'unknown'],
    [12, 'auth'],
    [14, 'auth'],
    [20, 'auth'],
    [21, 'auth'],
    [31, 'invalid'],
    [32, 'invalid'],
    [40, 'invalid'],
  ] as const)('error %i to a sale is %s', async (code, category) => {
    stand.answerWith(() => refusal(code, 'Ошибка'));
    expect(failureOf(await stand.register.register(requestOf()))).toMatchObject({ category });
  });

  const report = (body: object, status = 200) => {
    stand.answerWith(() => json({ uuid: UUID, timestamp: '', ...body }, status));
    return stand.register.look(UUID);
  };
  const error = (code: number, type = 'system') => ({ error: { code, text: 'Ошибка', type } });
  const payload = { fiscal_document_number: 1, fn_number: '9999', fiscal_document_attribute: 3449555941 };

  test('"no state yet" is still on its way, whatever else stands there', async () => {
    expect(valueFrom(await report({ status: 'wait', ...error(34) })).state).toBe('pending');
    expect(valueFrom(await report(error(34), 400)).state).toBe('pending');
  });

  test('a driver’s error 34 is the driver’s', async () => {
    const state = valueFrom(await report({ status: 'fail', ...error(34, 'driver') }));
    expect(state).toMatchObject({ state: 'failed', reason: 'driver 34: Ошибка' });
  });

  test('a failure is told without the addresses in it', async () => {
    const text = 'Клиент maria@example.com, +7 900 000-00-01 не найден';
    const state = valueFrom(await report({ status: 'fail', error: { code: 1, text, type: 'agent' } }));
    expect(state.reason).toBe('agent 1: Клиент … … не найден');
  });

  test('numbers may come as numbers or as text, and the address may be missing', async () => {
    const state = valueFrom(await report({ status: 'done', error: null, payload }));
    expect(state).toMatchObject({
      fiscal: { documentNumber: '1', storageNumber: '9999', attribute: '3449555941' },
      url: null,
      registeredAt: null,
      amount: null,
    });
    const more = {
      ...payload,
      fiscal_document_number: '12',
      ofd_receipt_url: 'javascript:1',
      receipt_datetime: '15.01.2026 14:31:00',
      total: 1540.5,
    };
    expect(valueFrom(await report({ status: 'done', payload: more }))).toMatchObject({
      fiscal: { documentNumber: '12' },
      url: null,
      registeredAt: Date.parse('2026-01-15T14:31:00+03:00'),
      amount: { minor: 154_050n, currency: 'RUB' },
    });
  });

  test.each([
    ['done without numbers', { status: 'done', payload: null }],
    ['another receipt', { uuid: 'b2c7c1d0', status: 'done', payload }],
    ['an unknown state', { status: 'printed' }],
  ])('%s is no answer, and is asked for again', async (_, body) => {
    expect(failureOf(await report(body))).toMatchObject({ category: 'unavailable', code: 'malformed' });
  });

  test('a 404 of somebody in between does not say that there is no receipt', async () => {
    stand.answerWith(() => new Response('not here', { status: 404 }));
    expect(failureOf(await stand.register.look(UUID))).toMatchObject({ category: 'unavailable' });
  });
});

describe('settings', () => {
  const problems = (environment: Record<string, string>) =>
    atolEnv.safeParse(environment).error?.issues.map(({ path }) => path[0]) ?? [];

  test('nothing set: no register; half set or wrong: told by name', () => {
    expect(atolEnv.parse({ ATOL_LOGIN: '', ATOL_VERSION: 'v4' })).toBeNull();
    expect(problems({ ATOL_LOGIN: 'a' })).toEqual(['ATOL_PASSWORD', 'ATOL_GROUP']);
    const wrong = {
      ATOL_GROUP: '../x',
      ATOL_API_ROOT: 'ftp://x',
      ATOL_VERSION: 'v3',
      ATOL_PAYMENT_ADDRESS: 'x'.repeat(257),
    };
    expect(problems({ ...SETTINGS, ...wrong })).toEqual(Object.keys(wrong));
  });

  test('the four variables of the contract are enough', () => {
    const least = { ...SETTINGS, ATOL_API_ROOT: 'https://register.example.com/' };
    expect(atolEnv.parse(least)).toMatchObject({ root: 'https://register.example.com', version: 'v5' });
  });
});
