import type { Statement } from 'better-sqlite3';
import type { CommitResult } from '../../domain/changes.ts';
import type { Store } from '../../domain/ports/store.ts';
import { ChainCheck } from '../chain.ts';
import type { PrismaClient } from '../generated/sqlite/client.ts';
import { createLists } from '../lists.ts';
import { toEvent } from '../mapping.ts';
import { prepareCases } from './cases.ts';
import { checkup } from './checkup.ts';
import { prepareCommit } from './commit.ts';
import { migrate } from './migrate.ts';
import { prepareMoneyReads } from './money-reads.ts';
import { openDatabase, pathOf } from './open.ts';
import { prepareQueueReads, prepareQueues } from './queues.ts';
import { createWriter } from './writer.ts';

/**
 * The memory in one file: the bare driver for all writes and the till's reads, Prisma for lists.
 * @throws Error when the file can't be opened, or is of a newer version than the program.
 */
export async function openSqlite(databaseUrl: string): Promise<Store> {
  const path = pathOf(databaseUrl);
  const db = openDatabase(path);
  try {
    migrate(db);
  } catch (error) {
    db.close();
    throw error;
  }
  const writer = createWriter(db);
  const lists = lazyLists(path);
  const commit = prepareCommit(db);
  const { depths, ...reads } = prepareQueueReads(db);
  const { report, ...claims } = prepareQueues(db);
  const next = db
    .prepare(
      'INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value',
    )
    .pluck();
  const counter = db.prepare('SELECT value FROM counters WHERE name = ?').pluck();
  const links = db.prepare('SELECT * FROM history WHERE (stream, seq) > (?, ?) ORDER BY stream, seq LIMIT ?');
  const alive = db.prepare('SELECT 1');

  return {
    inOrder: true,
    ...lists.reads,
    ...each(prepareCases(db), async (read) => read()),
    ...each(reads, async (read) => read()),
    ...each(prepareMoneyReads(db), async (read) => read()),
    ...each(claims, (claim) => writer.write(claim)),
    commit: (changes) => writer.write<CommitResult>(() => commit(changes)),
    reportDelivery: (...about) => writer.write(() => report(...about)),
    nextNumber: (series) => writer.write(() => Number(next.get(`series:${series}`))),
    counter: async (name) => Number(counter.get(name) ?? 0),
    queueDepths: async (now) => depths(now),
    verifyHistory: () => brokenLinks(links),
    ping: async () => {
      alive.get();
    },
    checkup: async () => checkup(db),
    close: async () => {
      writer.flush();
      await lists.close();
      db.close();
    },
  };
}

/** Prisma's own connection to the file. It is loaded, and opened, with the first list: money does without it. */
function lazyLists(path: string) {
  let client: Promise<PrismaClient> | null = null;
  const reads = createLists(() => {
    client ??= import('./client.ts').then(({ openClient }) => openClient(path));
    return client;
  });
  return { reads, close: async () => (await client)?.$disconnect() };
}

type Functions = Record<string, (...args: never[]) => unknown>;
type Promised<T extends Functions> = {
  [K in keyof T]: (...args: Parameters<T[K]>) => Promise<ReturnType<T[K]>>;
};

/** The same functions, each call run the way given. */
function each<T extends Functions>(all: T, how: (call: () => unknown) => Promise<unknown>): Promised<T> {
  const wrapped = Object.entries(all).map(([name, call]) => [
    name,
    (...args: never[]) => how(() => call(...args)),
  ]);
  return Object.fromEntries(wrapped) as Promised<T>;
}

const PAGE = 1000;

/** Follows the chains a page at a time, so that a long history does not keep payments waiting. */
async function brokenLinks(links: Statement): Promise<readonly { stream: string; seq: number }[]> {
  const check = new ChainCheck();
  let after: [string, number] = ['', 0];
  for (;;) {
    const page = links.all(...after, PAGE) as Record<string, unknown>[];
    for (const row of page) {
      after = [String(row.stream), Number(row.seq)];
      await check.add({
        event: toEvent(row),
        seq: after[1],
        prevHash: String(row.prev_hash),
        hash: String(row.hash),
      });
    }
    if (page.length < PAGE) return check.broken;
  }
}
