import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import type { Statement } from 'better-sqlite3';
import type { CommitResult } from '../../domain/changes.ts';
import type { Store } from '../../domain/ports/store.ts';
import { ChainCheck } from '../chain.ts';
import { PrismaClient } from '../generated/sqlite/client.ts';
import { createLists } from '../lists.ts';
import { toEvent } from '../mapping.ts';
import { prepareCases } from './cases.ts';
import { prepareCommit } from './commit.ts';
import { migrate } from './migrate.ts';
import { openDatabase, pathOf } from './open.ts';
import { prepareQueueReads, prepareQueues } from './queues.ts';
import { createWriter } from './writer.ts';

/** The memory in one file: the bare driver for all writes and the till's reads, Prisma for lists. */
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
  const commit = prepareCommit(db);
  const cases = prepareCases(db);
  const queues = prepareQueues(db);
  const reads = prepareQueueReads(db);
  let client: PrismaClient | null = null;
  const lists = createLists(() => {
    client ??= new PrismaClient({ adapter: new PrismaBetterSqlite3({ url: `file:${path}` }) });
    return client;
  });
  const next = db
    .prepare(
      'INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value',
    )
    .pluck();
  const counter = db.prepare('SELECT value FROM counters WHERE name = ?').pluck();
  const links = db.prepare('SELECT * FROM history WHERE (stream, seq) > (?, ?) ORDER BY stream, seq LIMIT ?');

  return {
    ...lists,
    commit: (changes) => writer.write<CommitResult>(() => commit(changes)),
    nextNumber: (series) => writer.write(() => Number(next.get(`series:${series}`))),
    counter: async (name) => Number(counter.get(name) ?? 0),
    caseByDeal: async (id) => cases.caseByDeal(id),
    caseByInvoice: async (number) => cases.caseByInvoice(number),
    caseByPayToken: async (token) => cases.caseByPayToken(token),
    caseByPayment: async (key) => cases.caseByPayment(key),
    caseByPaymentId: async (id) => cases.caseByPaymentId(id),
    person: async (channel, address) => cases.person(channel, address),
    contact: async (id) => cases.contact(id),
    staff: async () => cases.staff(),
    invite: async (tokenHash) => cases.invite(tokenHash),
    approval: async (id) => cases.approval(id),
    claimMessages: (claim) => writer.write(() => queues.claimMessages(claim)),
    reportDelivery: (id, token, report, now) => writer.write(() => queues.report(id, token, report, now)),
    sentRef: async (channel, address, slot) => reads.sentRef(channel, address, slot),
    dealOfSent: async (channel, address, ref) => reads.dealOfSent(channel, address, ref),
    nextMessageAt: async () => reads.nextMessageAt(),
    dueReminders: async (now, limit) => reads.dueReminders(now, limit),
    dueExpiries: async (now, limit) => reads.dueExpiries(now, limit),
    claimPaymentChecks: (now, leaseMs, limit) =>
      writer.write(() => queues.claimPaymentChecks(now, leaseMs, limit)),
    claimRefundChecks: (now, leaseMs, limit) =>
      writer.write(() => queues.claimRefundChecks(now, leaseMs, limit)),
    claimInbox: (now, leaseMs, limit) => writer.write(() => queues.claimInbox(now, leaseMs, limit)),
    settleInbox: (source, key, to) => writer.write(() => queues.settleInbox(source, key, to)),
    queueDepths: async (now) => reads.depths(now),
    verifyHistory: async () => brokenLinks(links),
    ping: async () => {
      db.prepare('SELECT 1').get();
    },
    close: async () => {
      writer.flush();
      await client?.$disconnect();
      db.close();
    },
  };
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
