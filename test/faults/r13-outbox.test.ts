import { afterEach, describe, expect, inject, test } from 'vitest';
import { openStore } from '../../prisma/node.ts';
import { folder, start } from '../support/process.ts';
import { ask, newDatabase } from './check.ts';
import { killSenders } from './killed-sender.ts';
import { deliverUnderKills, type OutboxVerdict } from './outbox-run.ts';
import { MARKS_BEFORE_SENDING } from './outbox-sabotage.ts';
import { outliveLeases } from './outlived-lease.ts';
import { amount } from './seeded.ts';

/**
 * R13: two processes send what waits in one outbox. They are killed before the send, between the send and
 * its note, and after the note; the messenger says 429, 403, 400 and 502, refuses, breaks off, and is silent
 * after it has shown the message. Time is moved by the test, a second at a time.
 */
const MESSAGES = amount(300, 1_500, 10_000);
const KILLS = amount(15, 40, 200);
const REAL_KILLS = amount(2, 5, 60);
const AGE = "UPDATE messages SET leased_until = 0 WHERE state = 'leased' RETURNING id";
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function sqlite(): Promise<string> {
  const at = folder();
  endings.push(at.clean);
  return `file:${at.path}/tillbot.db`;
}

type Over = Partial<Parameters<typeof deliverUnderKills>[0]>;

async function run(url: string, over: Over = {}): Promise<OutboxVerdict> {
  const stores = [await openStore(url), await openStore(url)];
  const given = { stores, messages: MESSAGES, kills: KILLS, seed: 13, ...over };
  return deliverUnderKills(given).finally(() => Promise.all(stores.map((store) => store.close())));
}

function report(name: string, { figures, slowest, ...wrong }: OutboxVerdict): void {
  const { kills, repeats, inDoubt, parked, seconds } = figures;
  console.log(
    `R13 ${name}: ${MESSAGES} messages, ${kills} kills: ${wrong.lost} lost, ${repeats} shown again of ${inDoubt} in doubt, ` +
      `${wrong.unmarked} of them unmarked, ${wrong.outOfOrder} chats out of order, ${parked} parked, ` +
      `taken up again within ${slowest / 1000} s, all in ${seconds} s of the till’s time`,
  );
}

const WELL = { lost: 0, tooOften: 0, unmarked: 0, outOfOrder: 0 };

function expectGood(verdict: OutboxVerdict): void {
  expect(verdict).toMatchObject(WELL);
  expect(verdict.slowest).toBeLessThanOrEqual(60_000);
  expect(verdict.slowest).toBeGreaterThan(0);
  expect(verdict.figures.kills).toBeGreaterThanOrEqual(KILLS);
  expect(verdict.figures.repeats).toBeLessThanOrEqual(verdict.figures.inDoubt);
}

/** Rounds of 24 messages each, at both databases. */
const ROUNDS = amount(2, 10, 50);

async function expectTokens(url: string, name: string): Promise<void> {
  const stores = [await openStore(url), await openStore(url)];
  const verdict = await outliveLeases(stores, ROUNDS).finally(() =>
    Promise.all(stores.map((one) => one.close())),
  );
  console.log(`R13 ${name}: ${ROUNDS * 24} leases outlived, ${verdict.tooOften} late reports believed`);
  expect(verdict).toEqual({ sent: ROUNDS * 24, marked: ROUNDS * 24, tooOften: 0 });
}

describe('an outbox whose senders are killed', () => {
  test('loses nothing, keeps each chat’s order, and marks all that may come twice', async () => {
    const verdict = await run(await sqlite());
    report('SQLite', verdict);
    expectGood(verdict);
  }, 600_000);

  test('believes no report of a sender whose lease has run out', async () => {
    await expectTokens(await sqlite(), 'SQLite');
  }, 120_000);

  test('loses nothing when a real process is killed by the message that it has just sent', async () => {
    const at = folder();
    endings.push(at.clean);
    const databaseUrl = `file:${at.path}/tillbot.db`;
    const verdict = await killSenders({
      databaseUrl,
      kills: REAL_KILLS,
      start: (environment) =>
        start(at.path, { ...environment, SANDBOX: 'off', DATABASE_URL: databaseUrl, LOG_LEVEL: 'silent' }),
      age: async () => void (await ask(databaseUrl, AGE)),
    });
    const { repeats, ...wrong } = verdict;
    console.log(
      `R13 real kills: ${REAL_KILLS}, ${wrong.lost} lost, ${repeats} shown again, ${wrong.unmarked} unmarked`,
    );
    expect(wrong).toEqual({ lost: 0, unmarked: 0, tooOften: 0 });
    expect(repeats).toBeGreaterThanOrEqual(REAL_KILLS);
  }, 600_000);

  test('is found out when it notes what it has not sent yet', async () => {
    const verdict = await run(await sqlite(), { messages: 300, kills: 10, sabotage: MARKS_BEFORE_SENDING });
    expect(verdict.lost).toBeGreaterThan(0);
  }, 120_000);
});

describe.runIf(inject('postgresUrl'))('an outbox on PostgreSQL whose senders are killed', () => {
  test('loses nothing, keeps each chat’s order, and marks all that may come twice', async () => {
    const database = await newDatabase(inject('postgresUrl') ?? '', `outbox_${process.pid}`);
    endings.push(database.drop);
    const verdict = await run(database.url);
    report('PostgreSQL', verdict);
    expectGood(verdict);
  }, 600_000);

  test('believes no report of a sender whose lease has run out', async () => {
    const database = await newDatabase(inject('postgresUrl') ?? '', `lease_${process.pid}`);
    endings.push(database.drop);
    await expectTokens(database.url, 'PostgreSQL');
  }, 120_000);
});
