import { beforeEach, describe, expect, test } from 'vitest';
import { createFakeOzon } from '../../api/connectors/ozon/fake.ts';
import { ozon } from '../../api/connectors/ozon/index.ts';
import type { Marketplace } from '../../domain/ports/marketplace.ts';

const ROOT = 'https://api-seller.example.com';
const NOW = Date.parse('2026-11-25T09:00:00Z');
const kettle = { sku: 'KTL', title: 'Чайник', quantity: 3, price: 33_333 };

let fake: ReturnType<typeof createFakeOzon>;
let market: Marketplace;

function open(key = 'practice-ozon-key'): Marketplace {
  const inside: typeof fetch = async (input, init) => fake.app.fetch(new Request(input, init));
  const deps = { fetch: inside, now: () => NOW, timeoutMs: 200 };
  const env = { OZON_CLIENT_ID: '100500', OZON_API_KEY: key, OZON_API_ROOT: ROOT };
  const opened = ozon.open(env, deps);
  if (!opened) throw new Error('not set up');
  return opened;
}

beforeEach(() => {
  fake = createFakeOzon({ now: () => NOW, onChange: () => {} });
  market = open();
});

const ask = () => market.newOrders(NOW - 86_400_000);
const numbers = async () => {
  const read = await ask();
  return read.ok ? read.value.orders.map(({ number }) => number) : read;
};

describe('orders', () => {
  test('are told with prices to the kopeck, and as often as they are asked for', async () => {
    const { number } = fake.market.place([kettle], true);
    const first = await ask();
    expect(first).toMatchObject({
      ok: true,
      value: {
        unread: [],
        orders: [
          {
            ...{ number, paid: true },
            items: [{ sku: 'KTL', quantity: 3, price: { minor: 33_333n, currency: 'RUB' } }],
          },
        ],
      },
    });
    expect(await ask()).toEqual(first);
  });

  test('of several pages all come, each once', async () => {
    const placed = Array.from({ length: 205 }, () => fake.market.place([kettle], true).number);
    expect(await numbers()).toEqual(placed);
  });

  test('that can not be read are named, and hold up no others', async () => {
    fake.market.place([{ ...kettle, price: 0 }], true);
    const { number } = fake.market.place([kettle], false);
    expect(await ask()).toMatchObject({
      value: { unread: ['00000001-0001-1'], orders: [{ number, paid: false }] },
    });
  });
});

describe('statuses', () => {
  test('that are set twice are carried out once', async () => {
    const { number } = fake.market.place([kettle], true);
    for (const status of ['confirmed', 'shipped', 'shipped', 'cancelled', 'cancelled'] as const)
      expect(await market.setStatus(number, status)).toEqual({ ok: true, value: null });
    const told = fake.market.calls.filter((call) => /ship|cancel/.test(call));
    expect(told).toEqual(['POST /v4/posting/fbs/ship', 'POST /v2/posting/fbs/cancel']);
  });

  test('whose answer was lost are unknown, and found done by the next try', async () => {
    const { number } = fake.market.place([kettle], true);
    const real = fake.market.serve.bind(fake.market);
    fake.market.serve = (request, answer) => {
      if (request.url.endsWith('/ship')) fake.market.fail({ kind: 'lost' });
      return real(request, answer);
    };
    expect(await market.setStatus(number, 'shipped')).toMatchObject({ category: 'unknown', retryable: true });
    expect(await market.setStatus(number, 'shipped')).toEqual({ ok: true, value: null });
    expect(fake.market.calls.filter((call) => call.endsWith('/ship'))).toHaveLength(1);
  });

  test('of an unknown order are not found', async () => {
    expect(await market.setStatus('9-9-9', 'shipped')).toMatchObject({ category: 'not_found' });
    expect(await market.state(['9-9-9'])).toEqual({ ok: true, value: [] });
  });

  test('of one that was cancelled meanwhile, or is received, are refused', async () => {
    const [first, second] = [fake.market.place([kettle], true), fake.market.place([kettle], true)];
    fake.market.move(first.number, 'cancelled', 'buyer');
    fake.market.move(second.number, 'delivered');
    expect(await market.setStatus(first.number, 'shipped')).toMatchObject({ category: 'refused' });
    expect(await market.setStatus(second.number, 'cancelled')).toMatchObject({ category: 'refused' });
  });
});

test('what became of an order is told, with its money', async () => {
  const { number } = fake.market.place([kettle], false);
  expect(await market.state([number])).toMatchObject({ value: [{ stage: 'new', paid: false }] });
  fake.market.move(number, 'delivered');
  expect(await market.state([number])).toMatchObject({
    value: [{ stage: 'delivered', paid: true, total: { minor: 99_999n, currency: 'RUB' } }],
  });
});

describe('bad days', () => {
  test('too many calls are waited for as long as it says', async () => {
    fake.market.fail({ kind: 'answer', status: 429, headers: { 'retry-after': '7' } });
    expect(await ask()).toMatchObject({ category: 'rate_limited', retryable: true, retryAfterMs: 7000 });
  });

  test.each([
    ['a failure of theirs', { kind: 'answer', status: 502, body: '<html>' }],
    ['silence', { kind: 'silence' }],
    ['an answer that is cut off', { kind: 'answer', status: 200, body: '{"postings":[' }],
    ['an answer of another shape', { kind: 'answer', status: 200, body: '{"result":1}' }],
  ] as const)('%s is a bad moment, and no orders', async (_, fault) => {
    fake.market.fail(fault);
    expect(await ask()).toMatchObject({ ok: false, category: 'unavailable', retryable: true });
  });

  test('a wrong key is told by the check, without the key in it', async () => {
    const told = await open('another-key').check();
    expect(told).toMatchObject({ ok: false, category: 'auth' });
    expect(JSON.stringify(told)).not.toContain('another-key');
    expect(await market.check()).toMatchObject({ ok: true });
  });
});
