import type { Hono } from 'hono';
import type { AppEnv } from '../../../api/middleware/request-id.ts';
import { chargeEvent, type OpenPayment, openPayments, signedHeaders } from '../../faults/open-payments.ts';
import { WEBHOOK } from '../../faults/sender.ts';
import { post } from './load.ts';
import { columnsOf, openSql, type Sql } from './sql.ts';
import { openTill } from './till.ts';

/** How many deals of one invoice each there are. */
export interface Stored {
  /** With a payment that waits for its money. */
  readonly open: number;
  /** With a payment that came. */
  readonly paid: number;
  /** What else differs from copy to copy: SQL of its number `i`, by table and column. */
  readonly also?: Also;
}

type Also = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Numbers of the deals begin here. */
const FIRST = { open: 1_000_001, paid: 20_000_001 } as const;

/**
 * Fills an empty database: two deals by the till itself, one of them paid, and copies of their rows in every
 * table under other names. So the rows are as long as real ones, and new columns need nothing here.
 */
export async function fill(databaseUrl: string, { open, paid, also = {} }: Stored): Promise<void> {
  const till = await openTill(databaseUrl);
  const [waiting, done] = await openPayments(till.store, 2);
  if (!waiting || !done) throw new Error('two payments were wanted');
  await pay(till.app, done);
  await till.store.close();
  const sql = await openSql(databaseUrl);
  await copies(sql, waiting.dealId, { from: FIRST.open, count: open, isPaid: false, also });
  await copies(sql, done.dealId, { from: FIRST.paid, count: paid, isPaid: true, also });
  if (sql.dialect === 'postgres') await sql.run('VACUUM ANALYZE');
  await sql.close();
}

async function pay(app: Hono<AppEnv>, done: Parameters<typeof chargeEvent>[0]): Promise<void> {
  const body = new TextEncoder().encode(JSON.stringify(chargeEvent(done)));
  const answer = await app.request(WEBHOOK, { method: 'POST', body, headers: await signedHeaders(body) });
  if (answer.status !== 200) throw new Error(`the first payment was answered with ${answer.status}`);
}

interface Copies {
  readonly from: number;
  readonly count: number;
  readonly isPaid: boolean;
  readonly also: Also;
}

/** What is another in each copy; the rest of a row is the copied one's. */
const NAMES: Also = {
  contacts: { id: "'contact-' || i", address: "'box-' || i" },
  identities: { address: "'box-' || i", contact_id: "'contact-' || i" },
  deals: { id: 'i', contact_id: "'contact-' || i" },
  invoices: { id: "'invoice-' || i", number: "'B-' || i", deal_id: 'i', pay_token: "'token-' || i" },
  payments: {
    id: "'payment-' || i",
    deal_id: 'i',
    invoice_id: "'invoice-' || i",
    idempotency_key: "'key-' || i",
    reference: "'pay_' || i",
  },
  postings: {
    entry_key: "'payment:sandbox:ch_' || i",
    deal_id: 'i',
    invoice_id: "'invoice-' || i",
    payment_id: "'payment-' || i",
  },
  messages: {
    id: "'message-' || i || '-' || t.seq",
    dedupe_key: "t.dedupe_key || ':' || i",
    deal_id: 'i',
    address: "'box-' || i",
    state: "'sent'",
  },
  history: { stream: "'deal:' || i" },
  inbox: { key: "'payment:ch_' || i || ':succeeded'", deal_id: 'i' },
};

/** Copies the rows of one deal so many times. */
async function copies(sql: Sql, dealId: number, { from, count, isPaid, also }: Copies): Promise<void> {
  if (count === 0) return;
  const own: Record<string, string> = {
    contacts: `t.id = 'contact-${dealId}'`,
    identities: `t.contact_id = 'contact-${dealId}'`,
    deals: `t.id = ${dealId}`,
    history: `t.stream = 'deal:${dealId}'`,
  };
  const numbers = `WITH RECURSIVE n(i) AS (SELECT CAST(${from} AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < ${from + count - 1})`;
  await sql.run('BEGIN');
  for (const [table, names] of Object.entries(NAMES)) {
    const changed: Record<string, string> = { ...names, ...also[table] };
    if (isPaid && table === 'payments') changed.charge_id ??= "'ch_' || i";
    // Messages are numbered by their table.
    const columns = (await columnsOf(sql, table)).filter(
      (column) => column !== 'seq' || table !== 'messages',
    );
    const values = columns.map((column) => changed[column] ?? `t."${column}"`);
    await sql.run(
      `INSERT INTO ${table} (${columns.map((column) => `"${column}"`).join(', ')})
       ${numbers} SELECT ${values.join(', ')} FROM n CROSS JOIN (SELECT * FROM ${table} t WHERE ${own[table] ?? `t.deal_id = ${dealId}`}) t`,
    );
  }
  await sql.run('COMMIT');
}

/** The open payment of this number, from 0. */
export function openPayment(index: number): OpenPayment {
  const id = FIRST.open + index;
  return {
    dealId: id,
    number: `B-${id}`,
    paymentId: `payment-${id}`,
    reference: `pay_${id}`,
    chargeId: `ch_${id}`,
    amount: 100_00n,
  };
}

/** Signed webhooks, as they go over the wire: the money of so many open payments has come. */
export async function webhooks(after: number, count: number): Promise<Uint8Array[]> {
  const made: Uint8Array[] = [];
  for (let index = after; index < after + count; index++) {
    const body = new TextEncoder().encode(JSON.stringify(chargeEvent(openPayment(index))));
    made.push(post(WEBHOOK, await signedHeaders(body), body));
  }
  return made;
}
