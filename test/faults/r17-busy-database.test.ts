import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { booksOf } from '../../api/books.ts';
import type { Deps } from '../../api/context.ts';
import { openStore } from '../../prisma/node.ts';
import { folder, start } from '../support/process.ts';
import { type AnyTill, but, openAnyTill } from './any-till.ts';
import { startHolder, withConnection } from './broken-database.ts';
import { ask, judge } from './check.ts';
import { DISK_ERRORS, hasCompiler, makeDisk } from './disk.ts';
import { BANK, chargeEvent, type OpenPayment, openPayments, signedHeaders } from './open-payments.ts';
import { amount, seeded } from './seeded.ts';
import { inFlight, Sender, WEBHOOK } from './sender.ts';

/**
 * R17: the database can't be written. Whoever asks is told so with 503 and nothing is half done; the same
 * webhook again, when all is well, is taken.
 */
const AT_ONCE = 50;
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

interface Stand {
  readonly till: AnyTill;
  readonly db: Awaited<ReturnType<typeof withConnection>>['db'];
  readonly open: readonly OpenPayment[];
  readonly url: string;
  readonly path: string;
}

async function stand(rounds: number, sabotage?: (deps: Deps) => Deps): Promise<Stand> {
  const at = folder();
  const path = join(at.path, 'tillbot.db');
  const url = `file:${path}`;
  const { store, db } = await withConnection(url);
  const open = await openPayments(store, rounds * AT_ONCE);
  const till = await openAnyTill({ databaseUrl: url, store, ...(sabotage ? { sabotage } : {}) });
  endings.push(at.clean, till.close);
  return { till, db, open, url, path };
}

async function statusesOf(till: AnyTill, open: readonly OpenPayment[]): Promise<Record<number, number>> {
  const all: Record<number, number> = {};
  await Promise.all(
    open.map(async (each) => {
      const status = await till.post(each);
      all[status] = (all[status] ?? 0) + 1;
    }),
  );
  return all;
}

interface Fault {
  begin(): unknown;
  end(): unknown;
}

/** Fifty at once while it is broken, the same fifty when it is mended; again and again. */
async function breakAgainAndAgain(at: Stand, fault: Fault) {
  const refused: Record<number, number>[] = [];
  const taken: Record<number, number>[] = [];
  for (let from = 0; from < at.open.length; from += AT_ONCE) {
    const group = at.open.slice(from, from + AT_ONCE);
    await fault.begin();
    refused.push(await statusesOf(at.till, group));
    // Asked of the till itself: who opens the file anew would have to wait for it too.
    const [row] = await ask(
      at.url,
      `${BOOKED} (SELECT COUNT(*) FROM messages WHERE kind = 'invoice_paid') AS told`,
    );
    expect([Number(row?.booked), Number(row?.told)], 'nothing is half done').toEqual([from, from]);
    expect((await booksOf(at.till.store, 'Europe/Moscow')).differences).toEqual([]);
    await fault.end();
    taken.push(await statusesOf(at.till, group));
  }
  return { refused, taken, verdict: await judge(at.url, at.open) };
}

function report(name: string, rounds: number): void {
  const count = rounds * AT_ONCE;
  console.log(`R17 ${name}: ${count} refused with 503, nothing half done, ${count} taken afterwards`);
}

const BOOKED = "SELECT (SELECT COUNT(*) FROM payments WHERE state = 'succeeded') AS booked,";
const ROUNDS = amount(1, 3, 20);

describe('a database that can not be written', () => {
  test('because another process holds it: 503, and all is taken when it lets go', async () => {
    const at = await stand(ROUNDS);
    const holder = await startHolder(at.path);
    endings.push(holder.end);
    // Patience is five seconds, which block everything; a test has less of it.
    at.db.pragma('busy_timeout = 20');
    const done = await breakAgainAndAgain(at, { begin: holder.hold, end: holder.release });
    expectRefusedThenTaken(done, ROUNDS);
    report('SQLITE_BUSY', ROUNDS);
  }, 120_000);

  test('because another process holds it for a moment: nobody notices', async () => {
    const at = await stand(1);
    const holder = await startHolder(at.path);
    endings.push(holder.end);
    await holder.hold();
    const answers = statusesOf(at.till, at.open);
    // The holder is another process: it lets go while this one waits for the file.
    const released = holder.release();
    expect(await answers).toEqual({ 200: AT_ONCE });
    await released;
  }, 60_000);

  test('because the disk is full: 503, and all is taken when there is room', async () => {
    const at = await stand(ROUNDS);
    const pages = () => at.db.pragma('page_count', { simple: true });
    const done = await breakAgainAndAgain(at, {
      begin: () => at.db.pragma(`max_page_count = ${pages()}`),
      end: () => at.db.pragma('max_page_count = 1073741823'),
    });
    expectRefusedThenTaken(done, ROUNDS);
    report('SQLITE_FULL', ROUNDS);
  }, 120_000);

  test('because it is read-only: 503, and all is taken when it is not', async () => {
    const at = await stand(ROUNDS);
    const done = await breakAgainAndAgain(at, {
      begin: () => at.db.pragma('query_only = ON'),
      end: () => at.db.pragma('query_only = OFF'),
    });
    expectRefusedThenTaken(done, ROUNDS);
    report('SQLITE_READONLY', ROUNDS);
  }, 120_000);

  test('finds out a till that says that all is well', async () => {
    const sabotage = (deps: Deps): Deps => {
      const commit: typeof deps.store.commit = (changes) =>
        deps.store.commit(changes).catch(() => 'committed');
      return { ...deps, store: but(deps.store, { commit }) };
    };
    const at = await stand(1, sabotage);
    at.db.pragma('query_only = ON');
    const answers = await statusesOf(at.till, at.open);
    at.db.pragma('query_only = OFF');
    const { lost } = await judge(at.url, answers[200] ? at.open : []);
    expect(lost).toBeGreaterThan(0);
  }, 60_000);

  test('finds out a till that writes in two halves', async () => {
    const sabotage = (deps: Deps): Deps => {
      const commit: typeof deps.store.commit = async ({ messages = [], ...changes }) => {
        const result = await deps.store.commit(changes);
        if (messages.length === 0) return result;
        // Here the disk is full.
        throw new Error('as it was planned');
      };
      return { ...deps, store: but(deps.store, { commit }) };
    };
    const at = await stand(1, sabotage);
    await statusesOf(at.till, at.open);
    const { doubled, payments } = await judge(at.url, []);
    expect(doubled + payments).toBeGreaterThan(0);
  }, 60_000);
});

function expectRefusedThenTaken(
  { refused, taken, verdict }: Awaited<ReturnType<typeof breakAgainAndAgain>>,
  rounds: number,
): void {
  const all = (status: number) => Array.from({ length: rounds }, () => ({ [status]: AT_ONCE }));
  expect(refused).toEqual(all(503));
  expect(taken).toEqual(all(200));
  expect(verdict).toEqual({ lost: 0, doubled: 0, payments: rounds * AT_ONCE, differences: [] });
}

describe.runIf(hasCompiler)('a disk that fails in the middle of a write', () => {
  const TIMES = amount(6, 50, 300);

  test.each(Object.keys(DISK_ERRORS) as (keyof typeof DISK_ERRORS)[])(
    '%s: what was acknowledged is kept, the rest is refused and taken later',
    async (error) => {
      const at = folder();
      endings.push(at.clean);
      const databaseUrl = `file:${at.path}/tillbot.db`;
      const store = await openStore(databaseUrl);
      const open = await openPayments(store, TIMES * 4).finally(() => store.close());
      const disk = makeDisk(at.path);
      const till = await start(at.path, {
        ...BANK,
        ...disk.env,
        DATABASE_URL: databaseUrl,
        LOG_LEVEL: 'silent',
      });
      endings.push(till.kill);
      const chance = seeded(17);
      const statuses = new Map<number | null, number>();
      for (let from = 0; from < open.length; from += 4) {
        const group = open.slice(from, from + 4);
        disk.fail(error, chance.between(0, 120));
        const left: OpenPayment[] = [];
        await sendAll(till.url, group, (about, status) => {
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          if (status !== 200) left.push(about);
        });
        disk.mend();
        await sendAll(till.url, left, (about, status) => {
          if (status !== 200) throw new Error(`${about.chargeId} was not taken again: ${status}`);
        });
      }
      await till.stop();
      const { failed } = disk.counts();
      const [good = 0, bad = 0] = [statuses.get(200), statuses.get(503)];
      console.log(
        `R17 ${error}: ${failed} writes failed, ${bad} refused with 503 and taken later, ${good} taken`,
      );
      expect([...statuses.keys()].filter((status) => status !== 200 && status !== 503)).toEqual([]);
      expect(bad).toBeGreaterThan(0);
      const verdict = await judge(databaseUrl, open);
      expect(verdict).toEqual({ lost: 0, doubled: 0, payments: open.length, differences: [] });
    },
    3_600_000,
  );
});

async function sendAll(
  url: string,
  open: readonly OpenPayment[],
  answered: (about: OpenPayment, status: number | null) => void,
): Promise<void> {
  const sender = new Sender(4);
  await inFlight(open, 4, async (about) => {
    const body = new TextEncoder().encode(JSON.stringify(chargeEvent(about)));
    answered(about, await sender.post(url + WEBHOOK, body, await signedHeaders(body)));
  });
  sender.close();
}
