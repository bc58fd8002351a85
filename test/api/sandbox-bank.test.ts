import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, sandbox } from '../../api/payments/sandbox/index.ts';
import { SIGNATURE_HEADER } from '../../api/payments/sandbox/webhook.ts';
import type { RawWebhook } from '../../domain/ports/payment-provider.ts';
import { Stand, valueFrom } from '../contract/payment-provider-driver.ts';
import { type BankStand, SECRET_KEY, startBank, WEBHOOK_SECRET } from '../support/sandbox-bank.ts';

let stand: BankStand;
beforeEach(() => {
  stand = startBank();
});
afterEach(() => stand.close());

const request = () => Stand.prototype.request.call({ provider: stand.provider, money: rub });
const rub = (minor: bigint) => ({ minor, currency: 'RUB' });
const open = async (over = {}) => valueFrom(await stand.provider.start({ ...request(), ...over })).reference;

/** A real webhook of a payment of 1,500.00 roubles, as an object that can be spoilt. */
async function event(): Promise<Record<string, unknown>> {
  const reference = await open();
  const charge = stand.bank.books.pay(reference);
  const events = (await stand.webhooks()).map(({ body }) => JSON.parse(new TextDecoder().decode(body)));
  return events.find(({ about }) => about === charge);
}

const read = async (body: unknown) =>
  stand.provider.readWebhook(await stand.signed(typeof body === 'string' ? body : JSON.stringify(body)));

describe('signatures', () => {
  const configured = (secrets: string[]) =>
    createSandbox(
      {
        root: 'https://bank.example.com',
        shopId: 'practice',
        secretKey: SECRET_KEY,
        webhookSecrets: secrets,
      },
      { fetch, now: stand.now, timeoutMs: 1_000 },
    );

  test('while a secret is being changed, the old and the new one are good', async () => {
    const raw = await stand.signed(JSON.stringify(await event()));
    expect(await configured(['new', WEBHOOK_SECRET]).readWebhook(raw)).toMatchObject({ ok: true });
    expect(await configured(['new']).readWebhook(raw)).toMatchObject({ ok: false, status: 401 });
  });

  test('five minutes either way are allowed, a second more is not', async () => {
    const body = JSON.stringify(await event());
    const at = async (ms: number) =>
      stand.provider.readWebhook(await stand.signed(body, { at: stand.now() + ms }));
    for (const ms of [-300_000, -299_000, 299_000]) expect(await at(ms)).toMatchObject({ ok: true });
    for (const ms of [-301_000, 301_000]) expect(await at(ms)).toMatchObject({ ok: false, status: 401 });
  });

  test('no change of any byte or of the header passes', async () => {
    const raw = await stand.signed(JSON.stringify(await event()));
    const header = raw.headers[SIGNATURE_HEADER] ?? '';
    const refused = async (spoilt: RawWebhook) =>
      expect(await stand.provider.readWebhook(spoilt)).toMatchObject({ ok: false, status: 401 });
    await fc.assert(
      fc.asyncProperty(fc.nat(raw.body.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const body = raw.body.slice();
        body[at] = (body[at] ?? 0) ^ mask;
        await refused({ ...raw, body });
      }),
      { numRuns: 300 },
    );
    const other = header.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
    const headers = [
      other,
      header.replace('v1', 'v0'),
      header.toUpperCase(),
      `${header}0`,
      ` ${header}`,
      't=1',
      '',
    ];
    for (const each of headers) await refused({ ...raw, headers: { [SIGNATURE_HEADER]: each } });
    await refused({ ...raw, body: Uint8Array.of(...raw.body, 32) });
  });
});

describe('signed rubbish', () => {
  const SUMS = [
    '-1',
    '0',
    '00',
    '01',
    '1.5',
    '1e3',
    '1e309',
    'NaN',
    'Infinity',
    '',
    ' 1',
    '1 ',
    '+1',
    '0x10',
    '٣',
  ];

  for (const minor of [...SUMS, '9'.repeat(19), 150_000, null, [], {}, true]) {
    test(`a sum of ${JSON.stringify(minor)} is refused`, async () => {
      const told = await event();
      const payment = told.payment as { charges: { amount: { minor: unknown } }[] };
      payment.charges[0]!.amount.minor = minor;
      expect(await read(told)).toMatchObject({ ok: false, status: 400 });
    });
  }

  test('a currency that does not exist is refused', async () => {
    const text = JSON.stringify(await event());
    for (const code of ['RUR2', 'rub', '', 'ZZZ', '__proto__']) {
      expect(await read(text.replaceAll('"RUB"', JSON.stringify(code)))).toMatchObject({ status: 400 });
    }
  });

  test('numbers beyond what JSON numbers can hold are refused', async () => {
    const text = JSON.stringify(await event());
    for (const at of ['1e309', '-1', '0', '1.5', '9e15', 'null']) {
      expect(await read(text.replaceAll(/"at":\d+/g, `"at":${at}`))).toMatchObject({ status: 400 });
    }
  });

  test('money about which its own payment says nothing is refused, so that it is sent again', async () => {
    expect(await read({ ...(await event()), about: 'ch_elsewhere' })).toMatchObject({ status: 400 });
    expect(await read({ ...(await event()), payment: null })).toMatchObject({ status: 400 });
  });

  test('a kind of event that came later than this code is acknowledged and tells nothing', async () => {
    const reading = await read({ id: 'evt_1', type: 'loyalty.points', points: 7 });
    expect(reading).toEqual({ ok: true, notices: [], acknowledge: { status: 200, body: 'ok' } });
  });

  test('of a name that comes twice the last counts, and a prototype is only a name', async () => {
    const text = JSON.stringify(await event());
    const reading = await read(text.replace('{', '{"__proto__":{"type":"x"},"type":"loyalty.points",'));
    expect(reading).toMatchObject({ ok: true, notices: [{ type: 'payment', amount: rub(150_000n) }] });
  });

  test('whatever is signed, reading never throws and never invents money', async () => {
    const truth = await event();
    const keys = fc.constantFrom('id', 'type', 'about', 'payment', '__proto__', 'constructor');
    await fc.assert(
      fc.asyncProperty(fc.dictionary(keys, fc.jsonValue({ maxDepth: 3 })), async (spoilt) => {
        const reading = await read({ ...truth, ...spoilt });
        const sums = reading.ok ? reading.notices.map(({ amount }) => amount.minor) : [];
        expect(sums.every((minor) => minor === 150_000n)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the way of a webhook', () => {
  test('it is sent again until it is taken, signed anew each time', async () => {
    stand.close();
    stand = startBank({ pace: 0.001 });
    stand.answer(500, 503);
    stand.bank.books.pay(await open());
    await expect.poll(async () => (await stand.webhooks()).length).toBe(3);
    const bodies = (await stand.webhooks()).map(({ body }) => new TextDecoder().decode(body));
    expect(new Set(bodies).size).toBe(1);
  });

  test('a silent payment tells nobody, and everything once it is asked to', async () => {
    const reference = await open();
    stand.bank.books.hush(reference);
    stand.bank.books.pay(reference);
    expect(await stand.webhooks()).toEqual([]);
    stand.bank.books.repeat(reference);
    stand.bank.books.repeat(reference);
    const [first, again] = await stand.webhooks();
    expect(again?.body).toEqual(first?.body);
  });

  test('copies and disorder bring every event, all under few keys', async () => {
    stand.close();
    stand = startBank({ copies: 3, jitterMs: 10 });
    const reference = await open();
    const charge = stand.bank.books.pay(reference);
    const amount = { minor: '100', currency: 'RUB' };
    stand.bank.books.refund(null, { chargeId: charge, amount, refundId: null, reason: null });
    await expect.poll(async () => (await stand.webhooks()).length).toBe(6);
    const readings = await Promise.all(
      (await stand.webhooks()).map((raw) => stand.provider.readWebhook(raw)),
    );
    const keys = readings.flatMap((reading) =>
      reading.ok ? reading.notices.map(({ eventKey }) => eventKey) : [],
    );
    expect(keys).toHaveLength(6);
    expect(new Set(keys).size).toBe(2);
  });

  test('a refund on its way tells that it is, and how it ended', async () => {
    stand.bank.books.slowRefunds = true;
    const chargeId = stand.bank.books.pay(await open());
    const amount = { minor: '100', currency: 'RUB' };
    const { id } = stand.bank.books.refund('key', { chargeId, amount, refundId: 'ours', reason: null });
    stand.bank.books.finishRefund(id, 'failed');
    const readings = await Promise.all(
      (await stand.webhooks()).map((raw) => stand.provider.readWebhook(raw)),
    );
    const told = readings.flatMap((reading) => (reading.ok ? reading.notices : []));
    const keys = told.map(({ eventKey }) => eventKey).filter((key) => key.startsWith('refund:'));
    expect(keys).toEqual([`refund:${id}:pending`, `refund:${id}:failed`]);
    expect(told).toContainEqual(
      expect.objectContaining({ refundId: 'ours', state: 'failed', reason: 'account_closed' }),
    );
  });
});

describe('calls', () => {
  test('another’s 404 does not say that a payment was never made', async () => {
    const elsewhere = createSandbox(
      { root: 'https://bank.example.com/elsewhere', shopId: 'p', secretKey: 'k', webhookSecrets: ['s'] },
      { fetch, now: stand.now, timeoutMs: 1_000 },
    );
    const key = { reference: 'pay_1', paymentId: 'p-1', idempotencyKey: 'p-1' };
    expect(await elsewhere.look(key)).toMatchObject({ category: 'unavailable', retryable: true });
    expect(await elsewhere.start(request())).toMatchObject({ category: 'unknown', retryable: true });
  });

  test('a redirect is not followed: it would carry the key elsewhere', async () => {
    const seen: RequestInit[] = [];
    const redirecting: typeof fetch = async (_url, init) => {
      seen.push(init ?? {});
      return new Response(null, { status: 307, headers: { location: 'https://elsewhere.example.com' } });
    };
    const config = { root: 'https://bank.example.com', shopId: 'p', secretKey: 'k', webhookSecrets: ['s'] };
    const provider = createSandbox(config, { fetch: redirecting, now: stand.now, timeoutMs: 1_000 });
    expect(await provider.start(request())).toMatchObject({ category: 'unknown' });
    expect(seen).toMatchObject([{ redirect: 'manual' }]);
  });

  test('the bank’s share is told with the charge', async () => {
    stand.close();
    stand = startBank({ feeBasisPoints: 250 });
    const reference = await open();
    stand.bank.books.pay(reference);
    const key = { reference, paymentId: '', idempotencyKey: '' };
    expect(valueFrom(await stand.provider.look(key))).toMatchObject([{ fee: rub(3_750n) }]);
  });
});

describe('variables', () => {
  const deps = { fetch, now: Date.now, timeoutMs: 1 };
  const whole = {
    SANDBOX_BANK_API_ROOT: 'https://bank.example.com/',
    SANDBOX_BANK_SECRET_KEY: 'key',
    SANDBOX_BANK_WEBHOOK_SECRET: 'one,two',
  };

  test('without an address there is no practice bank, empty or not set', () => {
    expect(sandbox.open({}, deps)).toBeNull();
    expect(sandbox.open({ ...whole, SANDBOX_BANK_API_ROOT: '' }, deps)).toBeNull();
    expect(sandbox.open(whole, deps)?.id).toBe('sandbox');
  });

  test('half a setting is refused under the names of all that is missing, without values', () => {
    const half = () => sandbox.open({ SANDBOX_BANK_API_ROOT: 'ftp://hidden.example.com' }, deps);
    expect(half).toThrow(/SANDBOX_BANK_API_ROOT[\s\S]*SECRET_KEY[\s\S]*WEBHOOK_SECRET/);
    expect(half).not.toThrow(/hidden/);
  });

  test('the emulation gives the settings with which it is reached', () => {
    const options = { publicRoot: 'https://b', root: 'http://a', fetch, now: Date.now, onChange: () => {} };
    const fake = sandbox.fake({ ...options, environment: {} });
    expect(sandbox.open(fake.environment, deps)?.id).toBe('sandbox');
    fake.close();
  });
});

test('a dispute has a last moment for the answer, a week away unless the office says how many days', async () => {
  const id = await open();
  const dispute = async (days: string) => {
    const body = new URLSearchParams({ do: 'chargeback', id: stand.bank.books.pay(id), days });
    return (await stand.bank.app.request('/admin', { method: 'POST', body })).status;
  };
  expect([await dispute(''), await dispute('3'), await dispute('0')]).toEqual([303, 303, 400]);
  const told = valueFrom(await stand.provider.look({ reference: id, paymentId: '', idempotencyKey: '' }));
  const left = told.map((each) => each.type === 'dispute' && (each.respondBefore ?? 0) - each.at);
  expect(left.filter(Boolean)).toEqual([7 * 86_400_000, 3 * 86_400_000]);
});
