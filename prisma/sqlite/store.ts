import { createHash } from 'node:crypto';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import type { CommitResult } from '../../domain/changes.ts';
import type { Store } from '../../domain/ports/store.ts';
import { PrismaClient } from '../generated/sqlite/client.ts';
import { createLists } from '../lists.ts';
import { chainText, toEvent } from '../mapping.ts';
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
  migrate(db);
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
  const next = db.prepare('INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value').pluck();
  const counter = db.prepare('SELECT value FROM counters WHERE name = ?').pluck();
  const links = db.prepare('SELECT * FROM history ORDER BY stream, seq');

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
    claimPaymentChecks: (now, leaseMs, limit) => writer.write(() => queues.claimPaymentChecks(now, leaseMs, limit)),
    claimRefundChecks: (now, leaseMs, limit) => writer.write(() => queues.claimRefundChecks(now, leaseMs, limit)),
    claimInbox: (now, leaseMs, limit) => writer.write(() => queues.claimInbox(now, leaseMs, limit)),
    settleInbox: (source, key, to) => writer.write(() => queues.settleInbox(source, key, to)),
    queueDepths: async (now) => reads.depths(now),
    verifyHistory: async () => broken(links.iterate() as Iterable<Record<string, unknown>>),
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

/** Rows whose hash is not what the row and the one before it make. */
function broken(rows: Iterable<Record<string, unknown>>): { stream: string; seq: number }[] {
  const wrong: { stream: string; seq: number }[] = [];
  let before = { stream: '', seq: 0, hash: '' };
  for (const row of rows) {
    const event = toEvent(row);
    const follows = row.stream === before.stream;
    const seq = Number(row.seq);
    const prevHash = follows ? before.hash : '';
    const hash = createHash('sha256').update(chainText(prevHash, seq, event)).digest('hex');
    if (hash !== row.hash || row.prev_hash !== prevHash || seq !== (follows ? before.seq + 1 : 1)) wrong.push({ stream: event.stream, seq });
    before = { stream: event.stream, seq, hash: String(row.hash) };
  }
  return wrong;
}
