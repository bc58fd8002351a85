import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import pg from 'pg';
import { bareApp, HASH, type Money } from './parts/bare.ts';
import { serveUntilLeft } from './parts/servers.ts';

/** The raw limit on PostgreSQL: the rows of the till by one prepared statement, over as many connections. */
const [connectionString = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString, max: 16 });
const found = await pool.query<{ data: string }>('SELECT data FROM messages LIMIT 1');
const data = found.rows[0]?.data ?? '';
const app = bareApp((money) => pool.query({ name: 'pay', text: paySql(), values: valuesOf(money) }));
serve({ fetch: app.fetch, port: 0 }, (at) => serveUntilLeft((at as AddressInfo).port, () => pool.end()));

function valuesOf({ reference, chargeId, amount, currency, now, day, messageId, requestId }: Money) {
  return [reference, chargeId, amount, currency, now, day, messageId, requestId, data, HASH];
}

/** Each connection has rollups of its own, as in the till: payments of one day do not wait for each other. */
function paySql(): string {
  return `WITH p AS (
    SELECT id, deal_id, invoice_id FROM payments WHERE provider = 'sandbox' AND reference = $1
  ), event AS (
    INSERT INTO inbox (source, key, state, deal_id, received_at, request_id)
    SELECT 'sandbox', 'payment:' || $2::text || ':succeeded', 'done', deal_id, $5::bigint, $8 FROM p
  ), deal AS (
    UPDATE deals d SET stage = 'paid', updated_at = $5::bigint, version = version + 1 FROM p WHERE d.id = p.deal_id
  ), invoice AS (
    UPDATE invoices i SET state = 'paid', paid = total, paid_at = $5::bigint, next_reminder_at = NULL
    FROM p WHERE i.id = p.invoice_id
  ), payment AS (
    UPDATE payments t SET state = 'succeeded', charge_id = $2::text, succeeded_at = $5::bigint, next_check_at = $5::bigint + 3600000
    FROM p WHERE t.id = p.id
  ), money AS (
    INSERT INTO postings (entry_key, line, account, provider, deal_id, invoice_id, payment_id, amount, currency, at)
    SELECT 'payment:sandbox:' || $2::text, l.line, l.account, 'sandbox', p.deal_id, p.invoice_id, p.id, l.amount, $4::text, $5::bigint
    FROM p, (VALUES (0, 'provider', $3::bigint), (1, 'sales', -$3::bigint)) l(line, account, amount)
  ), message AS (
    INSERT INTO messages (id, dedupe_key, kind, data, channel, address, locale, priority, deal_id, not_before, created_at, request_id)
    SELECT $7, 'paid:' || p.id || ':customer', 'invoice_paid', $9, 'letter', 'box-' || p.deal_id, 'ru', 0, p.deal_id, $5::bigint, $5::bigint, $8 FROM p
  ), facts AS (
    INSERT INTO history (stream, seq, type, actor_type, actor_id, data, at, request_id, prev_hash, hash)
    SELECT 'deal:' || p.deal_id, h.seq, h.type, 'provider', 'sandbox', h.data, $5::bigint, $8, $10, $10
    FROM p, (VALUES (101, 'payment_succeeded', '{"number":"900001","kind":"sbp","amount":{"minor":"10000"}}'),
      (102, 'stage_changed', '{"from":"awaiting_payment","to":"paid"}')) h(seq, type, data)
  )
  INSERT INTO rollups (day, funnel, currency, metric, label, shard, count, sum)
  SELECT $6, 'main', $4::text, r.metric, r.label, pg_backend_pid() % 32, 1, r.sum
  FROM p, (VALUES ('payments', 'sbp', $3::bigint), ('invoices_paid', '', $3::bigint), ('pay_minutes', '', 1), ('pay_time', '00001', 0)) r(metric, label, sum)
  ON CONFLICT (day, funnel, currency, metric, label, shard)
  DO UPDATE SET count = rollups.count + 1, sum = rollups.sum + excluded.sum`;
}
