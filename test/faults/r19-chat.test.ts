import { afterEach, describe, expect, inject, test } from 'vitest';
import { openStore } from '../../prisma/node.ts';
import { folder } from '../support/process.ts';
import { type ChatStorm, type ChatVerdict, stormTheChat } from './chat-storm.ts';
import { KNOWS_NO_UPDATE } from './chat-storm-sabotage.ts';
import { newDatabase } from './check.ts';
import { LAST_WRITER_WINS } from './refund-sabotage.ts';
import { amount } from './seeded.ts';

/**
 * R19: each update comes five times, to either of two processes, out of order and at once; buttons are pressed
 * twenty times; two managers take the same deal together. What comes of it is what comes of a calm day.
 */
const CUSTOMERS = amount(2, 20, 2_000);
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function run(url: string, over: Partial<ChatStorm> = {}): Promise<ChatVerdict> {
  const stores = [await openStore(url), await openStore(url)];
  const given = { stores, customers: CUSTOMERS, seed: 19, ...over };
  return stormTheChat(given).finally(() => Promise.all(stores.map((store) => store.close())));
}

function sqlite(): string {
  const at = folder();
  endings.push(at.clean);
  return `file:${at.path}/tillbot.db`;
}

async function expectGood(name: string, url: string): Promise<void> {
  const { updates, example, ...wrong } = await run(url);
  console.log(
    `R19 ${name}: ${CUSTOMERS} customers, ${updates} updates: ${wrong.otherwise} came out otherwise than on a calm day, ${wrong.refused} never taken`,
  );
  expect(example).toBe('');
  expect(wrong).toEqual({ otherwise: 0, refused: 0, differences: [], failures: [] });
}

describe('updates that come five times and out of order', () => {
  test('make one deal, one invoice, one move and one answer', async () => {
    await expectGood('SQLite', sqlite());
  }, 900_000);

  test('are found out by a bot that knows no update again', async () => {
    const { otherwise } = await run(sqlite(), { customers: 2, sabotage: KNOWS_NO_UPDATE });
    expect(otherwise).toBeGreaterThan(0);
  }, 120_000);

  test('are found out by a memory in which the last writer wins', async () => {
    const { otherwise, differences } = await run(sqlite(), { customers: 2, sabotage: LAST_WRITER_WINS });
    expect(otherwise + differences.length).toBeGreaterThan(0);
  }, 120_000);
});

describe.runIf(inject('postgresUrl'))('updates that come five times and out of order, on PostgreSQL', () => {
  test('make one deal, one invoice, one move and one answer', async () => {
    const database = await newDatabase(inject('postgresUrl') ?? '', `chat_${process.pid}`);
    endings.push(database.drop);
    await expectGood('PostgreSQL', database.url);
  }, 900_000);
});
