import type { Store } from '../../domain/ports/store.ts';
import type { PrismaClient } from '../generated/postgres/client.ts';
import { createLists } from '../lists.ts';
import { createCases } from './cases.ts';
import { checkup } from './checkup.ts';
import { createCommit } from './commit.ts';
import { createMoneyReads } from './money-reads.ts';
import type { Connections } from './pool.ts';
import { createQueues } from './queues.ts';
import { brokenLinks } from './verify.ts';

const NEXT = `INSERT INTO counters (name, value) VALUES ($1, 1)
  ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value`;

/**
 * The memory on PostgreSQL: one statement for each thing that money waits for, Prisma for lists, both over
 * the same connections. Runs on Node and on Workers.
 */
export function createPostgresStore(connections: Connections, client: PrismaClient): Store {
  const { pool, rows } = connections;
  return {
    // Both clients are made from the same models; only PostgreSQL's filters know a few words more.
    ...createLists(async () => client as unknown as Awaited<ReturnType<Parameters<typeof createLists>[0]>>),
    ...createCases(connections),
    ...createQueues(connections),
    ...createMoneyReads(connections),
    commit: createCommit(connections),
    nextNumber: async (series) => Number((await rows(NEXT, [`series:${series}`]))[0]?.value),
    counter: async (name) =>
      Number((await rows('SELECT value FROM counters WHERE name = $1', [name]))[0]?.value ?? 0),
    verifyHistory: () => brokenLinks(connections),
    ping: async () => {
      await rows('SELECT 1');
    },
    checkup: () => checkup(connections),
    close: async () => {
      await client.$disconnect();
      await pool.end();
    },
  };
}
