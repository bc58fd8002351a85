import { afterEach, describe, expect, inject, test } from 'vitest';
import { openStore } from '../../prisma/node.ts';
import { folder } from '../support/process.ts';
import { newDatabase } from './check.ts';
import { type RefundRaces, type RefundVerdict, raceRefunds } from './refund-races.ts';
import { LAST_WRITER_WINS, laggingAndForgetful } from './refund-sabotage.ts';
import { amount } from './seeded.ts';

/**
 * R12: five who want the same money back at once: managers, the bank's office, the customer's bank, repeated
 * webhooks; whole sums and parts, nothing, less than nothing and too much. Two processes.
 */
const INVOICES = amount(50, 200, 1_000);
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function run(url: string, over: Partial<RefundRaces> = {}): Promise<RefundVerdict> {
  const stores = [await openStore(url), await openStore(url)];
  const given = { stores, invoices: INVOICES, seed: 12, ...over };
  return raceRefunds(given).finally(() => Promise.all(stores.map((store) => store.close())));
}

function sqlite(): string {
  const at = folder();
  endings.push(at.clean);
  return `file:${at.path}/tillbot.db`;
}

function report(name: string, { figures, ...wrong }: RefundVerdict): void {
  const { asked, accepted, elsewhere } = figures;
  console.log(
    `R12 ${name}: ${INVOICES} invoices, ${asked} asked, ${accepted} accepted, ${elsewhere} by others: ` +
      `${wrong.tooMuch} returned too much, ${wrong.madeTwice} made twice, ${wrong.notAskedOnce} not asked once, ${wrong.absurd} absurd`,
  );
}

const WELL = {
  ...{ tooMuch: 0, otherSum: 0, madeTwice: 0, notAskedOnce: 0, absurd: 0, wrongCount: 0, open: 0 },
  ...{ differences: [], failures: [] },
};

async function expectGood(name: string, url: string, over: Partial<RefundRaces> = {}): Promise<void> {
  const verdict = await run(url, over);
  report(name, verdict);
  const { figures, ...wrong } = verdict;
  expect(wrong).toEqual(WELL);
  expect(figures.accepted).toBeGreaterThan(INVOICES);
  expect(figures.elsewhere).toBeGreaterThan(INVOICES / 5);
}

describe('refunds that race', () => {
  test('never return more than was paid, each asked for once', async () => {
    await expectGood('SQLite', sqlite());
  }, 300_000);

  test('are made once at a bank whose answers get lost', async () => {
    await expectGood('SQLite, 30 of 100 calls wrong', sqlite(), { faulty: 30, seed: 13 });
  }, 300_000);

  test('are found out when the last writer wins', async () => {
    const verdict = await run(sqlite(), { invoices: 20, sabotage: { store: LAST_WRITER_WINS } });
    expect(verdict.wrongCount).toBeGreaterThan(0);
  }, 120_000);

  test('are found out when each call has a key of its own', async () => {
    const verdict = await run(sqlite(), {
      ...{ invoices: 40, faulty: 40, deaf: true, modest: true },
      sabotage: { fetch: laggingAndForgetful },
    });
    expect(verdict.madeTwice).toBeGreaterThan(0);
  }, 120_000);
});

describe.runIf(inject('postgresUrl'))('refunds that race on PostgreSQL', () => {
  test('never return more than was paid, each asked for once', async () => {
    const database = await newDatabase(inject('postgresUrl') ?? '', `refunds_${process.pid}`);
    endings.push(database.drop);
    await expectGood('PostgreSQL', database.url);
  }, 300_000);
});
