import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Database } from 'better-sqlite3';
import { openDatabase, pathOf } from '../../prisma/sqlite/open.ts';
import { bareApp, HASH, type Money } from './parts/bare.ts';
import { serveUntilLeft } from './parts/servers.ts';

/**
 * The raw limit on SQLite: the rows of the till by the bare driver, prepared once, on a connection opened as the
 * till opens its own. `each` commits every webhook by itself, `group` all that wait at the end of a turn.
 */
const [databaseUrl = '', how = 'each'] = process.argv.slice(2);
const db = openDatabase(pathOf(databaseUrl));
db.defaultSafeIntegers(false);
const write = prepareWrite(db);
const app = bareApp(how === 'group' ? grouped(db, write) : db.transaction(write).immediate);
serve({ fetch: app.fetch, port: 0 }, (at) =>
  serveUntilLeft((at as AddressInfo).port, async () => void db.close()),
);

function prepareWrite(db: Database): (money: Money) => void {
  const find = db.prepare(
    "SELECT id, deal_id AS dealId, invoice_id AS invoiceId FROM payments WHERE provider = 'sandbox' AND reference = ?",
  );
  const data = db.prepare('SELECT data FROM messages LIMIT 1').pluck().get() as string;
  const inbox = db.prepare(
    "INSERT INTO inbox (source, key, state, deal_id, received_at, request_id) VALUES ('sandbox', ?, 'done', ?, ?, ?)",
  );
  const deal = db.prepare(
    "UPDATE deals SET stage = 'paid', updated_at = ?, version = version + 1 WHERE id = ?",
  );
  const invoice = db.prepare(
    "UPDATE invoices SET state = 'paid', paid = total, paid_at = ?, next_reminder_at = NULL WHERE id = ?",
  );
  const payment = db.prepare(
    "UPDATE payments SET state = 'succeeded', charge_id = ?, succeeded_at = ?, next_check_at = ? WHERE id = ?",
  );
  const posting = db.prepare(
    "INSERT INTO postings (entry_key, line, account, provider, deal_id, invoice_id, payment_id, amount, currency, at) VALUES (?, ?, ?, 'sandbox', ?, ?, ?, ?, ?, ?)",
  );
  const message = db.prepare(
    "INSERT INTO messages (id, dedupe_key, kind, data, channel, address, locale, priority, deal_id, not_before, created_at, request_id) VALUES (?, ?, 'invoice_paid', ?, 'letter', ?, 'ru', 0, ?, ?, ?, ?)",
  );
  const history = db.prepare(
    "INSERT INTO history (stream, seq, type, actor_type, actor_id, data, at, request_id, prev_hash, hash) VALUES (?, ?, ?, 'provider', 'sandbox', ?, ?, ?, ?, ?)",
  );
  const rollup = db.prepare(
    "INSERT INTO rollups (day, funnel, currency, metric, label, count, sum) VALUES (?, 'main', ?, ?, ?, 1, ?) ON CONFLICT DO UPDATE SET count = count + 1, sum = sum + excluded.sum",
  );
  return ({ reference, chargeId, amount, currency, now, day, messageId, requestId }) => {
    const { id, dealId, invoiceId } = find.get(reference) as {
      id: string;
      dealId: number;
      invoiceId: string;
    };
    inbox.run(`payment:${chargeId}:succeeded`, dealId, now, requestId);
    deal.run(now, dealId);
    invoice.run(now, invoiceId);
    payment.run(chargeId, now, now + 3_600_000, id);
    const entry = `payment:sandbox:${chargeId}`;
    posting.run(entry, 0, 'provider', dealId, invoiceId, id, amount, currency, now);
    posting.run(entry, 1, 'sales', dealId, invoiceId, id, -amount, currency, now);
    message.run(messageId, `paid:${id}:customer`, data, `box-${dealId}`, dealId, now, now, requestId);
    const [stream, told] = [`deal:${dealId}`, '{"number":"900001","kind":"sbp","amount":{"minor":"10000"}}'];
    history.run(stream, 101, 'payment_succeeded', told, now, requestId, HASH, HASH);
    history.run(
      stream,
      102,
      'stage_changed',
      '{"from":"awaiting_payment","to":"paid"}',
      now,
      requestId,
      HASH,
      HASH,
    );
    rollup.run(day, currency, 'payments', 'sbp', amount);
    rollup.run(day, currency, 'invoices_paid', '', amount);
    rollup.run(day, currency, 'pay_minutes', '', 1);
    rollup.run(day, currency, 'pay_time', '00001', 0);
  };
}

/** The same in one transaction for all that came in one turn of the event loop. */
function grouped(db: Database, write: (money: Money) => void): (money: Money) => Promise<void> {
  let waiting: { money: Money; done: () => void }[] = [];
  const writeAll = db.transaction((all: readonly { money: Money }[]) => {
    for (const { money } of all) write(money);
  });
  const flush = (): void => {
    const all = waiting;
    waiting = [];
    writeAll.immediate(all);
    for (const { done } of all) done();
  };
  return (money) =>
    new Promise((done) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ money, done });
    });
}
