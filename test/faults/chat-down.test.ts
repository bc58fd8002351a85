import { afterEach, describe, expect, inject, test } from 'vitest';
import type { Store } from '../../domain/ports/store.ts';
import { openStore } from '../../prisma/node.ts';
import { folder } from '../support/process.ts';
import { newDatabase } from './check.ts';
import { type AwayVerdict, comeBack, type MessengerAway } from './messenger-away.ts';
import { withWays } from './sabotaged-store.ts';
import { amount } from './seeded.ts';

/** The messenger is away for an hour and comes back; time is moved by the test, the messenger has its limits. */
const CHATS = amount(20, 60, 500);
const MESSAGES = amount(200, 600, 10_000);
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function run(url: string, over: Partial<MessengerAway> = {}): Promise<AwayVerdict> {
  const stores = [await openStore(url), await openStore(url)];
  const given = { stores, chats: CHATS, messages: MESSAGES, seed: 60, ...over };
  return comeBack(given).finally(() => Promise.all(stores.map((store) => store.close())));
}

function sqlite(): string {
  const at = folder();
  endings.push(at.clean);
  return `file:${at.path}/tillbot.db`;
}

async function expectGood(name: string, url: string): Promise<void> {
  const { fastest, fastestChat, refused, calls, backlog, ...wrong } = await run(url);
  console.log(
    `Messenger away ${name}: ${MESSAGES} messages in ${CHATS} chats, ${calls} calls in the hour; back: ${wrong.lost} lost, ${wrong.doubled} doubled, ` +
      `all shown within ${backlog / 1000} s, at most ${fastest} a second and ${fastestChat} in one chat, ${refused} refused as too many`,
  );
  expect(wrong).toEqual({ lost: 0, doubled: 0, outOfOrder: 0, moneyLater: 0 });
  // Its limits are 30 a second in all, and one in a chat after a short burst.
  expect(fastest).toBeLessThanOrEqual(30);
  expect(fastestChat).toBeLessThanOrEqual(5);
  // No chat is tried more than twice a second while all of them want in, and nobody knocks more than every half minute.
  expect(refused).toBeLessThanOrEqual(2 * CHATS * (backlog / 1000 + 1));
  expect(calls).toBeLessThanOrEqual(CHATS * 120 + MESSAGES);
  // The messenger's pace, and two minutes until somebody looks whether it is back.
  expect(backlog).toBeLessThanOrEqual((120 + 3 * (MESSAGES / CHATS) + MESSAGES / 10) * 1000);
}

/** Each message waits for its own next try, however long ago the messenger came back. */
function wakesNobody(store: Store): Store {
  return withWays(store, {
    wakeMessages: async () => {},
    reportDelivery: (id, token, report, now) => {
      const slower =
        report.state === 'retry' ? { ...report, at: Math.max(report.at, now + 1_200_000) } : report;
      return store.reportDelivery(id, token, slower, now);
    },
  });
}

describe('a messenger that was away for an hour', () => {
  test('shows everything soon after, in order, money first, and is not flooded', async () => {
    await expectGood('(SQLite)', sqlite());
  }, 600_000);

  test('is found out to be let wait by a till that does not notice its return', async () => {
    const { backlog } = await run(sqlite(), { chats: 10, messages: 60, sabotage: wakesNobody });
    expect(backlog).toBeGreaterThan(600_000);
  }, 120_000);
});

describe.runIf(inject('postgresUrl'))('a messenger that was away for an hour, on PostgreSQL', () => {
  test('shows everything soon after, in order, money first, and is not flooded', async () => {
    const database = await newDatabase(inject('postgresUrl') ?? '', `away_${process.pid}`);
    endings.push(database.drop);
    await expectGood('(PostgreSQL)', database.url);
  }, 600_000);
});
