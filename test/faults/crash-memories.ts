import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Store } from '../../domain/ports/store.ts';
import { openStore } from '../../prisma/node.ts';
import { query } from '../support/database.ts';
import { MemoryStore } from '../support/memory-store.ts';
import type { Points } from './crash.ts';
import { begin } from './crash-beginning.ts';
import type { Memory } from './crash-story.ts';

type Rows = Awaited<ReturnType<Memory['messagesOf']>>;

const MESSAGES = `SELECT dedupe_key AS "dedupeKey", kind, address, state, last_error AS "lastError",
  maybe_repeated AS "maybeRepeated" FROM messages WHERE deal_id = `;

/** Plain maps: what is committed outlives every process. */
export async function inMemory(deal: number): Promise<Memory> {
  const store = new MemoryStore();
  await begin(store, deal);
  return {
    store,
    reopen: async () => store,
    messagesOf: async () => [...store.tables.outbox.rows.values()],
    close: async () => {},
  };
}

/** A database that other processes reach as well: it lives on. */
export function onServer(store: Store, url: string): Memory {
  return {
    store,
    reopen: async () => store,
    messagesOf: async (deal) => (await query(url, `${MESSAGES}${deal}`)) as unknown as Rows,
    close: async () => {},
  };
}

/** A file with the story's beginning in it, to be copied for every run. */
export async function template(folder: string, deal: number): Promise<string> {
  const path = join(folder, 'template.db');
  const store = await openStore(`file:${path}`);
  await begin(store, deal).finally(() => store.close());
  return path;
}

/** A file of its own, whose statements are points from `arm` on. */
export interface FileMemory extends Memory {
  arm(points: Points): void;
  /** Keeps what stands in the file: called at the moment at which the process ends. */
  image(): void;
}

export async function onFile(from: string, folder: string): Promise<FileMemory> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'tillbot.db');
  const after = join(folder, 'after.db');
  copyFileSync(from, path);
  const { store, arm } = await marked(() => openStore(`file:${path}`));
  let reopened: Store | null = null;
  return {
    store,
    arm,
    image: () => {
      copyFileSync(path, after);
      if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${after}-wal`);
    },
    reopen: async () => {
      reopened ??= await openStore(`file:${after}`);
      return reopened;
    },
    messagesOf: async (deal) => {
      const db = new Database(reopened ? after : path, { readonly: true });
      const rows = db.prepare(`${MESSAGES}${deal}`).all() as Rows;
      db.close();
      return rows;
    },
    close: async () => {
      await reopened?.close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const RUNS = new Set(['run', 'get', 'all']);
/** What a process does because it failed: it does not fail again. */
const UNDOING = /^(ROLLBACK|RELEASE)/;

/** Opens a store whose connection runs each of its statements as a point, from `arm` on. */
export async function marked(
  open: () => Promise<Store>,
): Promise<{ store: Store; arm(points: Points): void }> {
  let points: Points | null = null;
  const real = Database.prototype.prepare;
  const proxied = (statement: object, sql: string): object =>
    new Proxy(statement, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          const mercy = points?.dead() && UNDOING.test(sql);
          if (RUNS.has(String(name)) && !mercy) points?.mark(sql);
          const result: unknown = member.apply(target, args);
          // `pluck` and its like give the statement itself.
          return result === target ? proxied(target, sql) : result;
        };
      },
    });
  Database.prototype.prepare = function prepare(this: Database.Database, sql: string) {
    return proxied(real.call(this, sql), sql.trim().replace(/\s+/g, ' ').slice(0, 60)) as Database.Statement;
  } as typeof real;
  try {
    const store = await open();
    return {
      store,
      arm: (armed) => {
        points = armed;
      },
    };
  } finally {
    Database.prototype.prepare = real;
  }
}
