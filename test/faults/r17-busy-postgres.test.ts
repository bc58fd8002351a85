import pg from 'pg';
import { afterEach, describe, expect, inject, test } from 'vitest';
import type { Deps } from '../../api/context.ts';
import { openStore } from '../../prisma/node.ts';
import { emptyDatabase } from '../support/database.ts';
import { folder, start, until } from '../support/process.ts';
import { type AnyTill, but, openAnyTill } from './any-till.ts';
import { type Cut, failWith, startOwnServer, startProxy } from './broken-database.ts';
import { judge, newDatabase } from './check.ts';
import { BANK, chargeEvent, type OpenPayment, openPayments, signedHeaders } from './open-payments.ts';
import { amount } from './seeded.ts';
import { inFlight, Sender, WEBHOOK } from './sender.ts';

/** R17 on PostgreSQL: it fails, it is gone, it has no connection left, or nobody knows whether it has done it. */
const AT_ONCE = 50;
const TRIES = 400;
/** Connections of a till (prisma/postgres/pool.ts). */
const POOL = 16;
const endings: (() => unknown)[] = [];
let serial = 0;

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function database(): Promise<string> {
  const made = await newDatabase(inject('postgresUrl') ?? '', `busy_${process.pid}_${++serial}`);
  endings.push(made.drop);
  return made.url;
}

interface Stand {
  readonly till: AnyTill;
  readonly open: readonly OpenPayment[];
  readonly url: string;
}

/** A till that reaches its database by another address, where one is given. */
async function stand(by?: (url: string) => Promise<string>, sabotage?: (deps: Deps) => Deps): Promise<Stand> {
  const url = await database();
  const store = await openStore(url);
  const open = await openPayments(store, AT_ONCE).finally(() => store.close());
  const databaseUrl = by ? await by(url) : url;
  const till = await openAnyTill({ databaseUrl, ...(sabotage ? { sabotage } : {}) });
  endings.push(till.close);
  return { till, open, url };
}

async function statusesOf({ till, open }: Stand): Promise<Record<number, number>> {
  const all: Record<number, number> = {};
  await Promise.all(
    open.map(async (each) => {
      const status = await till.post(each);
      all[status] = (all[status] ?? 0) + 1;
    }),
  );
  return all;
}

const GOOD = { lost: 0, doubled: 0, payments: AT_ONCE, differences: [] };
const NOTHING = { lost: 0, doubled: 0, payments: 0, differences: [] };

/** What PostgreSQL says when it can't (postgresql.org/docs/current/errcodes-appendix.html). */
const ERRORS: Readonly<Record<string, string>> = {
  'disk full': '53100',
  'read-only': '25006',
  'serialisation failures without an end': '40001',
  'out of memory': '53200',
  'a broken index': 'XX002',
  'an input/output error': '58030',
};

describe.runIf(inject('postgresUrl'))('a PostgreSQL that can not write', () => {
  test.each(Object.entries(ERRORS).slice(0, amount(2, 2, 6)))(
    '%s: 503, nothing half done, and taken afterwards',
    async (name, code) => {
      const at = await stand();
      const mend = await failWith(at.url, code);
      expect(await statusesOf(at)).toEqual({ 503: AT_ONCE });
      expect(await judge(at.url, [])).toEqual(NOTHING);
      await mend();
      expect(await statusesOf(at)).toEqual({ 200: AT_ONCE });
      expect(await judge(at.url, at.open)).toEqual(GOOD);
      console.log(`R17 PostgreSQL, ${name}: ${AT_ONCE} refused with 503, ${AT_ONCE} taken afterwards`);
    },
    60_000,
  );

  test.each([
    ['serialisation failures', '40001'],
    ['deadlocks', '40P01'],
  ])(
    'two of three commits end in %s: all are decided again, and taken',
    async (_name, code) => {
      const at = await stand();
      const mend = await failWith(at.url, code, true);
      expect(await statusesOf(at)).toEqual({ 200: AT_ONCE });
      await mend();
      expect(await judge(at.url, at.open)).toEqual(GOOD);
    },
    60_000,
  );

  test('no connection is left: whoever can not wait longer gets 503, and is taken afterwards', async () => {
    const at = await stand();
    const holder = new pg.Client({ connectionString: at.url });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE payments IN ACCESS EXCLUSIVE MODE');
    // As many as there are connections wait for the table; the others wait for one of these, ten seconds.
    const answers = new Map<number, number>();
    const waiting = at.open.map(async (each) => {
      const status = await at.till.post(each);
      answers.set(status, (answers.get(status) ?? 0) + 1);
    });
    await until(
      'those without a connection are refused',
      async () => answers.get(503) === AT_ONCE - POOL,
      25_000,
    );
    await holder.query('COMMIT');
    await holder.end();
    await Promise.all(waiting);
    expect(Object.fromEntries(answers)).toEqual({ 200: POOL, 503: AT_ONCE - POOL });
    expect(await statusesOf(at)).toEqual({ 200: AT_ONCE });
    expect(await judge(at.url, at.open)).toEqual(GOOD);
    console.log(`R17 PostgreSQL, pool used up: ${answers.get(503)} refused with 503, all taken afterwards`);
  }, 90_000);
});

describe.runIf(inject('postgresUrl'))('a connection to PostgreSQL that is cut at COMMIT', () => {
  async function cutAll(where: Cut, sabotage?: (deps: Deps) => Deps) {
    const proxied = async (url: string): Promise<string> => {
      proxy = await startProxy(url);
      endings.push(proxy.close);
      return proxy.url;
    };
    let proxy: Awaited<ReturnType<typeof startProxy>> | null = null;
    const at = await stand(proxied, sabotage);
    const statuses: number[] = [];
    for (const each of at.open) {
      proxy!.cut(where, 1);
      for (let tries = 0; tries < 5 && statuses.at(-1) !== 200; tries++)
        statuses.push(await at.till.post(each));
      statuses.push(0);
    }
    const answered = (status: number) => statuses.filter((each) => each === status).length;
    const cuts = proxy!.cuts();
    return { cuts, refused: answered(503), taken: answered(200), verdict: await judge(at.url, at.open) };
  }

  test.each<Cut>(['before', 'after'])(
    '%s it was done: one payment each',
    async (where) => {
      const { cuts, refused, taken, verdict } = await cutAll(where);
      console.log(
        `R17 PostgreSQL, cut ${where} COMMIT: ${cuts} cuts, ${refused} answered 503, ${taken} taken`,
      );
      expect([cuts, taken]).toEqual([AT_ONCE, AT_ONCE]);
      expect(refused).toBe(AT_ONCE);
      expect(verdict).toEqual(GOOD);
    },
    60_000,
  );

  test('books twice in a till that knows nothing again, which is found out', async () => {
    let mark = 0;
    const { verdict } = await cutAll('after', (deps) => {
      const commit: typeof deps.store.commit = (changes) => {
        const fresh = `~${++mark}`;
        return deps.store.commit({
          ...changes,
          inbox: (changes.inbox ?? []).map((row) => ({ ...row, key: row.key + fresh })),
          payments: (changes.payments ?? []).map((row) =>
            row.chargeId ? { ...row, chargeId: row.chargeId + fresh } : row,
          ),
          postings: (changes.postings ?? []).map((row) => ({ ...row, entryKey: row.entryKey + fresh })),
          messages: (changes.messages ?? []).map((row) => ({ ...row, dedupeKey: row.dedupeKey + fresh })),
        });
      };
      return { ...deps, store: but(deps.store, { commit }) };
    });
    expect(verdict.doubled).toBeGreaterThan(0);
  }, 60_000);
});

describe.runIf(inject('postgresUrl'))('a PostgreSQL that crashes and comes back', () => {
  test.each([1, 2])(
    'loses and doubles nothing, with processes: %i',
    async (processes) => {
      const crashes = amount(2, 3, 50);
      const at = folder();
      const server = await startOwnServer();
      endings.push(at.clean, server.end);
      const { url: databaseUrl } = await emptyDatabase(server.url, 'till');
      const store = await openStore(databaseUrl);
      const open = await openPayments(store, crashes * 60).finally(() => store.close());
      const environment = { ...BANK, DATABASE_URL: databaseUrl, LOG_LEVEL: 'silent' };
      const tills = await Promise.all(Array.from({ length: processes }, () => start(at.path, environment)));
      const statuses = new Map<number | null, number>();
      const sender = new Sender(16);
      let done = 0;
      const crashing = (async () => {
        for (let crash = 1; crash <= crashes; crash++) {
          // At a time when much is under way.
          while (done < crash * 40) await new Promise((resolve) => setTimeout(resolve, 5));
          await server.crash();
        }
      })();
      await inFlight([...open.entries()], 16, async ([index, about]) => {
        const body = new TextEncoder().encode(JSON.stringify(chargeEvent(about)));
        for (let tries = 0; tries < TRIES; tries++) {
          const till = tills[(index + tries) % tills.length]!;
          const status = await sender.post(till.url + WEBHOOK, body, await signedHeaders(body));
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          if (status === 200) break;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        done += 1;
      });
      sender.close();
      await crashing;
      await Promise.all(tills.map((till) => till.stop()));
      const answers = [...statuses].map(([status, count]) => `${count} x ${status}`).join(', ');
      console.log(`R17 PostgreSQL crashed ${crashes} times under ${processes} process(es): ${answers}`);
      expect([...statuses.keys()].filter((status) => status !== 200 && status !== 503)).toEqual([]);
      expect(statuses.get(200)).toBe(open.length);
      await server.ready();
      const verdict = await judge(databaseUrl, open);
      expect(verdict).toEqual({ lost: 0, doubled: 0, payments: open.length, differences: [] });
    },
    3_600_000,
  );
});
