import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakeOzon } from '../../api/connectors/ozon/fake.ts';

import { allSaid, audit, until } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

const fake = createFakeOzon({ now: Date.now, onChange: () => {} });
const server = serve({ fetch: fake.app.fetch, port: 0 });
let shop: Shop;

beforeAll(async () => {
  await until('the marketplace listens', async () => server.address() !== null);
  const { port } = server.address() as AddressInfo;
  shop = await openShop({
    OZON_CLIENT_ID: '100500',
    OZON_API_KEY: 'practice-ozon-key',
    OZON_API_ROOT: `http://127.0.0.1:${port}`,
  });
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
