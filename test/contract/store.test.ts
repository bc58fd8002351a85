import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll } from 'vitest';
import { openStore } from '../../prisma/node.ts';
import { query } from '../support/database.ts';
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

/** Much faster than a new database; the ledger must be told that it may be emptied. */
const EMPTIED = `DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_migrations' LOOP
    EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', name);
    EXECUTE format('DELETE FROM %I', name);
    EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', name);
  END LOOP;
END $$`;

// Without it test/support/surroundings.ts says what is skipped, or refuses to run where it is required.
const server = process.env.TEST_DATABASE_URL;

if (server) {
  const name = `store_${process.pid}`;
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  beforeAll(async () => {
    await query(server, `CREATE DATABASE ${name}`);
    await (await openStore(url)).close();
  });
  afterAll(() => query(server, `DROP DATABASE ${name} WITH (FORCE)`));
  storeContract('PostgreSQL', async () => {
    await query(url, EMPTIED);
    const store = await openStore(url);
    return { store, sql: async (text) => void (await query(url, text)), drop: () => store.close() };
  });
}
