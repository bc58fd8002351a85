import { afterEach, describe, expect, inject, test } from 'vitest';
import { openStore } from '../../prisma/node.ts';
import { folder } from '../support/process.ts';
import { newDatabase } from './check.ts';
import { type LostVerdict, type LostWebhooks, loseWebhooks } from './lost-webhooks.ts';
import { FORGETS_KEYS, NEVER_LOOKS } from './lost-webhooks-sabotage.ts';
import { amount } from './seeded.ts';

/**
 * R11: every fifth payment is paid and no webhook ever tells so. Silent payments are looked at one minute
 * after they were opened and then at doubling intervals, so that money is found within the time that the
 * customer took to pay, and a minute. Time is moved by the test.
 */
const INVOICES = amount(100, 400, 1_000);
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function run(url: string, over: Partial<LostWebhooks> = {}): Promise<LostVerdict> {
  const stores = [await openStore(url), await openStore(url)];
  const given = { stores, invoices: INVOICES, seed: 11, ...over };
  return loseWebhooks(given).finally(() => Promise.all(stores.map((store) => store.close())));
}

function sqlite(): string {
  const at = folder();
  endings.push(at.clean);
  return `file:${at.path}/tillbot.db`;
}

async function expectGood(name: string, url: string): Promise<void> {
  const { figures, ...wrong } = await run(url);
  const { unannounced, slowest } = figures;
  console.log(
    `R11 ${name}: ${INVOICES} invoices, ${unannounced} never announced: ${wrong.lost} lost, ${wrong.late} found late ` +
      `(the slowest ${Math.round(slowest / 1000)} s after it was paid), ${wrong.doubled} doubled when the webhook came a day later`,
  );
  expect(wrong).toEqual({ lost: 0, late: 0, doubled: 0, differences: [], failures: [] });
  expect(unannounced).toBeGreaterThan(INVOICES / 10);
}

describe('payments that nobody announces', () => {
  test('are found by asking, in time, and not doubled when their webhooks come after all', async () => {
    await expectGood('SQLite', sqlite());
  }, 300_000);

  test('are missed by a till that never looks', async () => {
    const { lost } = await run(sqlite(), { invoices: 20, sabotage: NEVER_LOOKS });
    expect(lost).toBeGreaterThan(0);
  }, 120_000);

  test('are doubled by a till that forgets what it has booked', async () => {
    const { doubled } = await run(sqlite(), { invoices: 20, sabotage: FORGETS_KEYS });
    expect(doubled).toBeGreaterThan(0);
  }, 120_000);
});

describe.runIf(inject('postgresUrl'))('payments that nobody announces, on PostgreSQL', () => {
  test('are found by asking, in time, and not doubled when their webhooks come after all', async () => {
    const database = await newDatabase(inject('postgresUrl') ?? '', `lost_${process.pid}`);
    endings.push(database.drop);
    await expectGood('PostgreSQL', database.url);
  }, 300_000);
});
