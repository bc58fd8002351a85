import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { expect, test } from 'vitest';
import { openStore } from '../../prisma/node.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { storeContract } from './store.ts';

storeContract('memory', async () => ({ store: new MemoryStore(), sql: null, drop: async () => {} }));

storeContract('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillbot-store-'));
  const path = join(folder, 'till.db');
  const store = await openStore(`file:${path}`);
  return {
    store,
    sql: async (text) => {
      const db = new Database(path);
      try {
        db.exec(text);
      } finally {
        db.close();
      }
    },
    drop: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});

const server = process.env.TEST_DATABASE_URL;

if (server) {
  let opened = 0;
  storeContract('PostgreSQL', async () => {
    const name = `store_${process.pid}_${++opened}`;
    const url = new URL(server);
    url.pathname = `/${name}`;
    await run(server, `CREATE DATABASE ${name}`);
    const store = await openStore(url.href);
    return {
      store,
      sql: (text) => run(url.href, text),
      drop: async () => {
        await store.close();
        await run(server, `DROP DATABASE ${name} WITH (FORCE)`);
      },
    };
  });
} else {
  // Somebody who means to test it must not be told that all is well because it was not there.
  test.runIf(process.env.TEST_REQUIRE_POSTGRES === '1')('PostgreSQL is there to be tested', () => {
    expect.fail('TEST_DATABASE_URL is not set');
  });
  console.info('PostgreSQL: skipped (TEST_DATABASE_URL is not set)');
}

async function run(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
