import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPostgres } from '../../prisma/postgres/node.ts';
import { dealRow } from '../support/rows.ts';

const server = process.env.TEST_DATABASE_URL ?? '';

describe.runIf(server)('PostgreSQL', () => {
  let url = '';
  let name = '';

  const ask = async (at: string, text: string): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client({ connectionString: at });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };

  beforeEach(async () => {
    name = `postgres_${process.pid}_${Date.now()}`;
    const own = new URL(server);
    own.pathname = `/${name}`;
    url = own.href;
    await ask(server, `CREATE DATABASE ${name}`);
  });

  afterEach(async () => {
    await ask(server, `DROP DATABASE ${name} WITH (FORCE)`);
  });

  test('processes that start at once migrate once', async () => {
    const stores = await Promise.all(Array.from({ length: 4 }, () => openPostgres(url, { max: 2 })));
    await Promise.all(stores.map((store) => store.ping()));
    await Promise.all(stores.map((store) => store.close()));
    expect(await ask(url, 'SELECT count(*)::int AS n FROM _migrations WHERE name = $$0001_start$$')).toEqual([
      { n: 1 },
    ]);
  });

  test('a migration that was changed after it was applied stops the start', async () => {
    await (await openPostgres(url)).close();
    await ask(url, "UPDATE _migrations SET checksum = 'another'");
    await expect(openPostgres(url)).rejects.toThrow(/changed after/);
  });

  test('a server that cannot be reached stops the start', async () => {
    await expect(openPostgres('postgres://nobody@127.0.0.1:1/none')).rejects.toThrow();
  });

  test('connections that break are told of and replaced', async () => {
    const warnings: string[] = [];
    const store = await openPostgres(url, { onWarn: (error) => warnings.push(error.message) });
    await store.ping();
    await ask(server, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
    await expect.poll(() => warnings.length).toBeGreaterThan(0);
    expect(await store.commit({ deals: [dealRow({ id: 1 })] })).toBe('committed');
    await store.close();
  });

  test('a connection that is cut while it commits rejects, and leaves nothing', async () => {
    const store = await openPostgres(url, { max: 1 });
    await ask(
      url,
      `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(30); RETURN NEW; END $$;
      CREATE TRIGGER slow BEFORE INSERT ON deals FOR EACH ROW EXECUTE FUNCTION slow()`,
    );
    const commit = store.commit({ deals: [dealRow({ id: 1 })] });
    const outcome = expect(commit).rejects.toThrow();
    const cut = `SELECT count(pg_terminate_backend(pid))::int AS n FROM pg_stat_activity WHERE datname = '${name}' AND query LIKE '%till_commit%' AND state = 'active' AND pid <> pg_backend_pid()`;
    await expect.poll(async () => (await ask(server, cut))[0]?.n).toBe(1);
    await outcome;
    expect(await store.caseByDeal(1)).toBeNull();
    await store.close();
  });

  test('two that wait for each other: one goes through, the other is stale', async () => {
    const [a, b] = await Promise.all([openPostgres(url), openPostgres(url)]);
    await a.commit({ deals: [dealRow({ id: 1 }), dealRow({ id: 2 })] });
    const both = [dealRow({ id: 1 }), dealRow({ id: 2 })];
    for (let round = 0; round < 20; round++) {
      const up = both.map((each) => ({ ...each, version: round + 1 }));
      const results = await Promise.all([a.commit({ deals: up }), b.commit({ deals: [...up].reverse() })]);
      expect(results.toSorted()).toEqual(['committed', 'stale']);
    }
    await Promise.all([a.close(), b.close()]);
  }, 60_000);
});
