import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakeOzon } from '../../api/connectors/ozon/fake.ts';
import { deal } from '../support/phone.ts';
import { API_KEY, allSaid, audit, start, until } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

const fake = createFakeOzon({ now: Date.now, onChange: () => {} });
const server = serve({ fetch: fake.app.fetch, port: 0 });
let shop: Shop;

function environment(): Record<string, string> {
  const { port } = server.address() as AddressInfo;
  const OZON_API_ROOT = `http://127.0.0.1:${port}`;
  return { OZON_CLIENT_ID: '100500', OZON_API_KEY: 'practice-ozon-key', OZON_API_ROOT };
}

beforeAll(async () => {
  await until('the marketplace listens', async () => server.address() !== null);
  shop = await openShop(environment());
});
afterAll(async () => {
  await shop.close();
  server.close();
});

const kettle = { sku: 'KTL', title: 'Чайник эмалированный', quantity: 2, price: 129_950 };

async function dealOf(number: string): Promise<number> {
  const card = await shop.anna.sees(new RegExp(number));
  return Number(/№(\d+)/.exec(card.text)?.[1]);
}

test('an order becomes a paid deal within a poll, is told as shipped, and its money goes back when the buyer calls it off', async () => {
  const { number } = fake.market.place([kettle], true);
  const id = await dealOf(number);
  await shop.stage(id, 'paid');
  await shop.anna.write(`/deal ${id}`);
  await shop.anna.press(`shp:${id}`);
  await until('the marketplace knows', async () => fake.market.find(number)?.stage === 'shipped');
  fake.market.move(number, 'cancelled', 'buyer');
  await shop.stage(id, 'refunded');
  await allSaid(shop.till);
  const books = audit(shop.path);
  expect(books.code, books.output).toBe(0);
});

test('an order that nobody has paid is asked for nothing, and goes with its invoice when it is called off', async () => {
  const { number } = fake.market.place([kettle], false);
  const id = await dealOf(number);
  await shop.stage(id, 'awaiting_payment');
  const { invoices } = await deal(shop.till, id);
  const page = await fetch((invoices[0]?.payUrl ?? '').replace('localhost', '127.0.0.1'));
  const html = await page.text();
  expect(html).toContain('data-testid="elsewhere"');
  expect(html).not.toContain('data-testid="pay-');
  fake.market.move(number, 'cancelled', 'buyer');
  await shop.stage(id, 'cancelled');
  await shop.anna.sees('Отправлять его не нужно');
});

test('a process that is killed takes what came meanwhile, and no order twice', async () => {
  const before = fake.market.place([kettle], true);
  const id = await dealOf(before.number);
  await shop.stage(id, 'paid');
  await shop.till.kill();
  const { number } = fake.market.place([kettle], true);
  const till = await start(shop.path, environment());
  await until('the new order is paid', async () => (await deal(till, id + 1)).stage === 'paid', 30_000);
  expect(fake.market.find(number)?.stage).toBe('new');
  const next = await fetch(`${till.url}/api/deals/${id + 2}`, {
    headers: { authorization: `Bearer ${API_KEY}` },
  });
  expect(next.status).toBe(404);
  await till.stop();
  const books = audit(shop.path);
  expect(books.code, books.output).toBe(0);
}, 60_000);
