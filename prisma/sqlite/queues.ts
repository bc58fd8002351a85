import type { Database } from 'better-sqlite3';
import type { InboxEntry } from '../../domain/changes.ts';
import { type Message, PRIORITY } from '../../domain/message.ts';
import type { DeliveryReport, QueueDepths, Store } from '../../domain/ports/store.ts';
import * as tables from '../mapping.ts';
import { type Table, toState } from '../mapping.ts';

type Row = Record<string, unknown>;

/** Leases, sweeps and counts: what waits, and who works on it. Each function runs inside a write. */
export function prepareQueues(db: Database) {
  return {
    claimMessages: prepareClaim(db),
    report: prepareReports(db),
    wakeMessages: prepareWake(db),
    lease: prepareLease(db),
    claimPaymentChecks: claimChecks(db, tables.payments),
    claimRefundChecks: claimChecks(db, tables.refunds),
    claimReceiptChecks: claimChecks(db, tables.receipts),
    claimInbox: prepareInboxClaim(db),
    settleInbox: prepareInboxSettle(db),
  };
}

type Claim = Parameters<Store['claimMessages']>[0];
type Claimed = Row & { readonly priority: bigint; readonly seq: bigint };

function prepareClaim(db: Database) {
  const urgent = db.prepare(claimSql('<'));
  const unhurried = db.prepare(claimSql('>='));
  const order = (a: Claimed, b: Claimed): number => Number(a.priority - b.priority) || Number(a.seq - b.seq);
  return ({ now, leaseMs, limit, token, bulk = limit }: Claim): Message[] => {
    const lease = { now, until: now + leaseMs, token, bulk: PRIORITY.bulk };
    const first = urgent.all({ ...lease, limit }) as Claimed[];
    const room = Math.min(bulk, limit - first.length);
    const rest = room > 0 ? (unhurried.all({ ...lease, limit: room }) as Claimed[]) : [];
    return [...first.sort(order), ...rest.sort(order)].map((row) => toState(tables.messages, row));
  };
}

/**
 * At most one message for each address, in order of priority and age. A chat keeps its order: none goes
 * while another is being sent, nor before an older one, as urgent, that waits to be tried again. Walked in
 * order and only as far as the limit, however many wait behind.
 */
const claimSql = (than: '<' | '>='): string => `
  UPDATE messages SET
    maybe_repeated = CASE WHEN state = 'leased' THEN 1 ELSE maybe_repeated END,
    state = 'leased', lease_token = :token, leased_until = :until, attempts = attempts + 1
  WHERE seq IN (
    SELECT m.seq FROM messages m INDEXED BY messages_waiting
    WHERE m.state IN ('pending', 'leased') AND m.priority ${than} :bulk
      AND CASE WHEN m.state = 'leased' THEN m.leased_until ELSE m.not_before END <= :now
      AND NOT EXISTS (
        SELECT 1 FROM messages b INDEXED BY messages_waiting_chat
        WHERE b.channel = m.channel AND b.address = m.address AND b.state IN ('pending', 'leased') AND b.seq <> m.seq
          AND CASE
            WHEN CASE WHEN b.state = 'leased' THEN b.leased_until ELSE b.not_before END <= :now
              THEN (b.priority, b.seq) < (m.priority, m.seq)
            WHEN b.state = 'leased' THEN 1
            ELSE b.attempts > 0 AND b.seq < m.seq AND b.priority <= m.priority
          END)
    ORDER BY m.priority, m.seq LIMIT :limit)
  RETURNING *`;

/** `state` is said twice, so that SQLite sees that the partial index will do. */
const WAKE = `UPDATE messages SET not_before = :now
  WHERE state IN ('pending', 'leased') AND state = 'pending' AND channel = :channel AND not_before > :now
    AND (last_error LIKE 'unavailable%' OR last_error LIKE 'unknown%')`;

function prepareWake(db: Database) {
  const wake = db.prepare(WAKE);
  return (channel: string, now: number): void => {
    wake.run({ channel, now });
  };
}

/** Whoever has it may renew it; others get it once it has run out. */
const LEASE = `INSERT INTO leases (name, holder, until) VALUES (:name, :holder, :until)
  ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
  WHERE leases.holder = excluded.holder OR leases.until <= :now`;

function prepareLease(db: Database) {
  const take = db.prepare(LEASE);
  return (name: string, holder: string, now: number, leaseMs: number): boolean =>
    take.run({ name, holder, now, until: now + leaseMs }).changes === 1;
}

function prepareReports(db: Database) {
  const own = "WHERE id = :id AND lease_token = :token AND state = 'leased'";
  // The words of an answer have done their work once it is sent, and may hold anybody's name: they are not kept.
  const sent = db.prepare(
    `UPDATE messages SET state = 'sent', sent_ref = :ref, sent_at = :now, lease_token = NULL, leased_until = NULL, last_error = NULL,
      data = CASE WHEN kind = 'screen' THEN '{}' ELSE data END ${own}`,
  );
  const retry = db.prepare(
    `UPDATE messages SET state = 'pending', not_before = :at, maybe_repeated = MAX(maybe_repeated, :shown), lease_token = NULL, leased_until = NULL, last_error = :error ${own}`,
  );
  const parked = db.prepare(
    `UPDATE messages SET state = 'parked', lease_token = NULL, leased_until = NULL, last_error = :error ${own}`,
  );
  return (id: string, token: string, report: DeliveryReport, now: number): boolean => {
    const key = { id, token };
    if (report.state === 'sent') return sent.run({ ...key, ref: report.sentRef, now }).changes === 1;
    if (report.state === 'retry') {
      const { at, error, maybeShown } = report;
      return retry.run({ ...key, at, error, shown: maybeShown ? 1 : 0 }).changes === 1;
    }
    return parked.run({ ...key, error: report.error }).changes === 1;
  };
}

function claimChecks<T>(db: Database, of: Table<T>) {
  const claim = db.prepare(
    `UPDATE ${of.name} SET next_check_at = :until WHERE id IN (SELECT id FROM ${of.name} WHERE next_check_at <= :now ORDER BY next_check_at LIMIT :limit) RETURNING *`,
  );
  return (now: number, leaseMs: number, limit: number): T[] =>
    (claim.all({ now, until: now + leaseMs, limit }) as Row[]).map((row) => toState(of, row));
}

function prepareInboxClaim(db: Database) {
  const claim = db.prepare(
    'UPDATE inbox SET next_at = :until WHERE rowid IN (SELECT rowid FROM inbox WHERE next_at <= :now ORDER BY next_at LIMIT :limit) RETURNING *',
  );
  return (now: number, leaseMs: number, limit: number): InboxEntry[] =>
    (claim.all({ now, until: now + leaseMs, limit }) as Row[]).map((row) => toState(tables.inbox, row));
}

function prepareInboxSettle(db: Database) {
  const settle = db.prepare(
    "UPDATE inbox SET state = :state, next_at = :nextAt, deal_id = :dealId, body = CASE WHEN :state = 'done' THEN NULL ELSE body END WHERE source = :source AND key = :key AND state <> 'done'",
  );
  return (
    source: string,
    key: string,
    to: { state: string; nextAt: number | null; dealId: number | null },
  ): void => {
    settle.run({ source, key, ...to });
  };
}

/** Reads about the queues; they change nothing. */
export function prepareQueueReads(db: Database) {
  const pluck = (sql: string) => db.prepare(sql).pluck();
  const sentRef = pluck(
    'SELECT sent_ref FROM messages WHERE channel = ? AND address = ? AND slot = ? AND sent_ref IS NOT NULL ORDER BY seq DESC LIMIT 1',
  );
  const dealOfSent = pluck(
    'SELECT deal_id FROM messages WHERE channel = ? AND address = ? AND sent_ref = ? ORDER BY seq DESC LIMIT 1',
  );
  const sending = pluck(
    "SELECT 1 FROM messages WHERE channel = ? AND address = ? AND state IN ('pending', 'leased') AND state = 'leased' LIMIT 1",
  );
  const nextAt = pluck(
    "SELECT MIN(CASE WHEN state = 'leased' THEN leased_until ELSE not_before END) FROM messages WHERE state IN ('pending', 'leased')",
  );
  // With MIN in a group, SQLite takes the other columns from the row that has it.
  const reminders = db.prepare(
    'SELECT deal_id, id, MIN(next_reminder_at) AS at FROM invoices INDEXED BY invoices_due_reminder WHERE next_reminder_at <= ? GROUP BY deal_id ORDER BY at, id LIMIT ?',
  );
  const expiries = db.prepare(
    "SELECT deal_id, id FROM invoices WHERE due_at < ? AND state = 'open' ORDER BY due_at, id LIMIT ?",
  );
  const pairs = (rows: unknown[]) =>
    (rows as Row[]).map((row) => ({ dealId: Number(row.deal_id), invoiceId: String(row.id) }));
  return {
    sentRef: (channel: string, address: string, slot: string) =>
      (sentRef.get(channel, address, slot) as string | undefined) ?? null,
    dealOfSent: (channel: string, address: string, ref: string) =>
      numberOrNull(dealOfSent.get(channel, address, ref)),
    isSending: (channel: string, address: string) => sending.get(channel, address) !== undefined,
    nextMessageAt: () => numberOrNull(nextAt.get()),
    dueReminders: (now: number, limit: number) => pairs(reminders.all(now, limit)),
    dueExpiries: (now: number, limit: number) => pairs(expiries.all(now, limit)),
    depths: prepareDepths(db),
  };
}

function prepareDepths(db: Database) {
  const outbox = db.prepare(
    "SELECT COUNT(*) AS pending, MIN(not_before) AS oldest FROM messages WHERE state IN ('pending', 'leased')",
  );
  const count = (sql: string) => db.prepare(`SELECT COUNT(*) FROM ${sql}`).pluck();
  const aged = (since: string, sql: string) => {
    const statement = db.prepare(`SELECT COUNT(*) AS count, MIN(${since}) AS oldest FROM ${sql}`);
    return (now: number): [number, number] => {
      const { count, oldest } = statement.get() as { count: bigint; oldest: bigint | null };
      return [Number(count), ageOf(oldest, now)];
    };
  };
  const parked = count("messages WHERE state = 'parked'");
  const repeated = count('messages WHERE maybe_repeated = 1');
  // Said twice, so that SQLite sees that the partial index `inbox_open` will do.
  const waiting = aged('received_at', "inbox WHERE state = 'waiting' AND state <> 'done'");
  const unmatched = aged('received_at', "inbox WHERE state = 'unmatched' AND state <> 'done'");
  const payments = aged('created_at', "payments WHERE next_check_at IS NOT NULL AND state <> 'succeeded'");
  const receipts = aged('created_at', 'receipts WHERE next_check_at IS NOT NULL');
  const failed = count("receipts WHERE state IN ('failed', 'no_contact')");
  return (now: number): QueueDepths => {
    const { pending, oldest } = outbox.get() as { pending: bigint; oldest: bigint | null };
    const [inboxWaiting, inboxOldestMs] = waiting(now);
    const [inboxUnmatched, unmatchedOldestMs] = unmatched(now);
    const [paymentsPending, paymentsOldestMs] = payments(now);
    const [receiptsPending, receiptsOldestMs] = receipts(now);
    return {
      outboxPending: Number(pending),
      outboxOldestMs: ageOf(oldest, now),
      outboxParked: Number(parked.get()),
      outboxMaybeRepeated: Number(repeated.get()),
      ...{ inboxWaiting, inboxOldestMs, inboxUnmatched, unmatchedOldestMs },
      ...{ paymentsPending, paymentsOldestMs, receiptsPending, receiptsOldestMs },
      receiptsFailed: Number(failed.get()),
    };
  };
}

function ageOf(oldest: bigint | null, now: number): number {
  return oldest === null ? 0 : Math.max(0, now - Number(oldest));
}

function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}
