import type { DeliveryReport, QueueDepths, Store } from '../../domain/ports/store.ts';
import * as tables from '../mapping.ts';
import { type Table, toState } from '../mapping.ts';
import type { Connections, Parameter, Row } from './pool.ts';
import { columnsOf } from './sql.ts';

type Queues = Pick<
  Store,
  | 'claimMessages'
  | 'reportDelivery'
  | 'wakeMessages'
  | 'sentRef'
  | 'dealOfSent'
  | 'isSending'
  | 'nextMessageAt'
  | 'lease'
  | 'dueReminders'
  | 'dueExpiries'
  | 'claimPaymentChecks'
  | 'claimRefundChecks'
  | 'claimReceiptChecks'
  | 'claimInbox'
  | 'settleInbox'
  | 'queueDepths'
>;

/** Leases, sweeps and counts: what waits, and who works on it. */
export function createQueues({ rows }: Connections): Queues {
  const checks = <T>(of: Table<T>) => {
    const sql = claimSql(of, 'next_check_at');
    return async (now: number, leaseMs: number, limit: number): Promise<T[]> =>
      (await rows(sql, [now, now + leaseMs, limit])).map((row) => toState(of, row));
  };
  const only = async (sql: string, keys: Parameter[]): Promise<unknown> =>
    (await rows(sql, keys))[0]?.value ?? null;
  return {
    claimMessages: async ({ now, leaseMs, limit, token, bulk = limit }) =>
      (await rows(CLAIM_MESSAGES, [now, now + leaseMs, limit, token, bulk])).map((row) =>
        toState(tables.messages, row),
      ),
    reportDelivery: async (id, token, report, now) =>
      (await rows(REPORT, reportKeys(id, token, report, now))).length === 1,
    wakeMessages: async (channel, now) => void (await rows(WAKE, [channel, now])),
    sentRef: async (...keys) => (await only(SENT_REF, keys)) as string | null,
    dealOfSent: async (...keys) => numberOrNull(await only(DEAL_OF_SENT, keys)),
    isSending: async (...keys) => (await only(IS_SENDING, keys)) === true,
    lease: async (name, holder, now, leaseMs) =>
      (await rows(LEASE, [name, holder, now + leaseMs, now])).length === 1,
    nextMessageAt: async () => numberOrNull(await only(NEXT_MESSAGE, [])),
    dueReminders: async (now, limit) => pairs(await rows(DUE_REMINDERS, [now, limit])),
    dueExpiries: async (now, limit) => pairs(await rows(DUE_EXPIRIES, [now, limit])),
    claimPaymentChecks: checks(tables.payments),
    claimRefundChecks: checks(tables.refunds),
    claimReceiptChecks: checks(tables.receipts),
    claimInbox: async (now, leaseMs, limit) =>
      (await rows(CLAIM_INBOX, [now, now + leaseMs, limit])).map((row) => toState(tables.inbox, row)),
    settleInbox: async (source, key, to) => {
      await rows(SETTLE_INBOX, [source, key, to.state, to.nextAt, to.dealId]);
    },
    queueDepths: async (now) => depths((await rows(DEPTHS, [now]))[0] ?? {}),
  };
}

/** The function takes a lock first: see migrations/0002_bulk_claims. */
const CLAIM_MESSAGES = `SELECT ${columnsOf(tables.messages).join(', ')} FROM till_claim_messages($1, $2, $3, $4, $5) ORDER BY priority, seq`;

/** Whoever has it may renew it; others get it once it has run out. */
const LEASE = `INSERT INTO leases (name, holder, until) VALUES ($1, $2, $3)
  ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
  WHERE leases.holder = excluded.holder OR leases.until <= $4 RETURNING name`;

/** The words of an answer have done their work once it is sent, and may hold anybody's name: they are not kept. */
const REPORT = `UPDATE messages SET
    state = $3, lease_token = NULL, leased_until = NULL, last_error = $6,
    sent_ref = coalesce($4, sent_ref), sent_at = coalesce($5::bigint, sent_at), not_before = coalesce($7::bigint, not_before),
    maybe_repeated = greatest(maybe_repeated, $8::int),
    data = CASE WHEN kind = 'screen' AND $3 = 'sent' THEN '{}' ELSE data END
  WHERE id = $1 AND lease_token = $2 AND state = 'leased' RETURNING id`;

const WAKE = `UPDATE messages SET not_before = $2::bigint
  WHERE channel = $1 AND state = 'pending' AND not_before > $2::bigint
    AND (last_error LIKE 'unavailable%' OR last_error LIKE 'unknown%')`;

function reportKeys(id: string, token: string, report: DeliveryReport, now: number): Parameter[] {
  switch (report.state) {
    case 'sent':
      return [id, token, 'sent', report.sentRef, now, null, null, 0];
    case 'retry':
      return [id, token, 'pending', null, null, report.error, report.at, report.maybeShown ? 1 : 0];
    case 'parked':
      return [id, token, 'parked', null, null, report.error, null, 0];
  }
}

const SENT_REF = `SELECT sent_ref AS value FROM messages
  WHERE channel = $1 AND address = $2 AND slot = $3 AND sent_ref IS NOT NULL ORDER BY seq DESC LIMIT 1`;
const DEAL_OF_SENT = `SELECT deal_id AS value FROM messages
  WHERE channel = $1 AND address = $2 AND sent_ref = $3 ORDER BY seq DESC LIMIT 1`;
const IS_SENDING = `SELECT EXISTS (SELECT 1 FROM messages
  WHERE channel = $1 AND address = $2 AND state IN ('pending', 'leased') AND state = 'leased') AS value`;
const NEXT_MESSAGE = `SELECT min(CASE WHEN state = 'leased' THEN leased_until ELSE not_before END) AS value
  FROM messages WHERE state IN ('pending', 'leased')`;

const DUE_REMINDERS = `SELECT deal_id, id FROM (
    SELECT DISTINCT ON (deal_id) deal_id, id, next_reminder_at FROM invoices
    WHERE next_reminder_at <= $1 ORDER BY deal_id, next_reminder_at, id COLLATE "C"
  ) first ORDER BY next_reminder_at, id COLLATE "C" LIMIT $2`;
const DUE_EXPIRIES = `SELECT deal_id, id FROM invoices
  WHERE due_at < $1 AND state = 'open' ORDER BY due_at, id COLLATE "C" LIMIT $2`;

function pairs(found: Row[]): { dealId: number; invoiceId: string }[] {
  return found.map((row) => ({ dealId: Number(row.deal_id), invoiceId: String(row.id) }));
}

/** What somebody else is claiming this moment is passed over, not waited for. */
function claimSql<T>(of: Table<T>, at: string): string {
  const key = of.key.map((field) => `"${field}"`).join(', ');
  const columns = columnsOf(of).join(', ');
  return `WITH claimed AS (
    UPDATE ${of.name} SET ${at} = $2 WHERE (${key}) IN (
      SELECT ${key} FROM ${of.name} WHERE ${at} <= $1 ORDER BY ${at} LIMIT $3 FOR UPDATE SKIP LOCKED)
    RETURNING ${columns})
  SELECT ${columns} FROM claimed`;
}

const CLAIM_INBOX = claimSql(tables.inbox, 'next_at');

const SETTLE_INBOX = `UPDATE inbox SET state = $3, next_at = $4, deal_id = $5, body = CASE WHEN $3 = 'done' THEN NULL ELSE body END
  WHERE source = $1 AND key = $2 AND state <> 'done'`;

const DEPTHS = `SELECT
  (SELECT count(*) FROM messages WHERE state IN ('pending', 'leased')) AS pending,
  (SELECT min(not_before) FROM messages WHERE state IN ('pending', 'leased')) AS oldest,
  (SELECT count(*) FROM messages WHERE state = 'parked') AS parked,
  (SELECT count(*) FROM messages WHERE maybe_repeated = 1) AS repeated,
  waiting.count AS waiting, waiting.oldest AS waiting_oldest,
  unmatched.count AS unmatched, unmatched.oldest AS unmatched_oldest,
  checks.count AS checks, checks.oldest AS checks_oldest,
  receipts.count AS receipts, receipts.oldest AS receipts_oldest,
  (SELECT count(*) FROM receipts WHERE state IN ('failed', 'no_contact')) AS receipts_failed,
  $1::bigint AS now
  FROM (SELECT count(*), min(received_at) AS oldest FROM inbox WHERE state = 'waiting') waiting,
    (SELECT count(*), min(received_at) AS oldest FROM inbox WHERE state = 'unmatched') unmatched,
    (SELECT count(*), min(created_at) AS oldest FROM payments WHERE next_check_at IS NOT NULL AND state <> 'succeeded') checks,
    (SELECT count(*), min(created_at) AS oldest FROM receipts WHERE next_check_at IS NOT NULL) receipts`;

function depths(row: Row): QueueDepths {
  const age = (oldest: unknown): number =>
    oldest === null ? 0 : Math.max(0, Number(row.now) - Number(oldest));
  return {
    outboxPending: Number(row.pending),
    outboxOldestMs: age(row.oldest),
    outboxParked: Number(row.parked),
    outboxMaybeRepeated: Number(row.repeated),
    inboxWaiting: Number(row.waiting),
    inboxOldestMs: age(row.waiting_oldest),
    inboxUnmatched: Number(row.unmatched),
    unmatchedOldestMs: age(row.unmatched_oldest),
    paymentsPending: Number(row.checks),
    paymentsOldestMs: age(row.checks_oldest),
    receiptsPending: Number(row.receipts),
    receiptsOldestMs: age(row.receipts_oldest),
    receiptsFailed: Number(row.receipts_failed),
  };
}

function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}
