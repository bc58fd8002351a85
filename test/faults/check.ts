import Database from 'better-sqlite3';
import pg from 'pg';
import { booksOf } from '../../api/books.ts';
import type { Difference } from '../../domain/audit.ts';
import { openStore } from '../../prisma/node.ts';
import { pathOf } from '../../prisma/sqlite/open.ts';
import type { OpenPayment } from './open-payments.ts';

export interface Verdict {
  /** Acknowledged webhooks whose money is not booked. */
  readonly lost: number;
  /** Money booked more often than it came, or told to the customer more or less than once. */
  readonly doubled: number;
  readonly payments: number;
  /** What `npm run audit` says. */
  readonly differences: readonly Difference[];
}

/** Every payment that was booked, and how often its customer was told. One pass, whatever the size. */
const BOOKED = `SELECT p.charge_id AS charge, CAST(p.deal_id AS INTEGER) AS deal,
    (SELECT COUNT(*) FROM messages m WHERE m.deal_id = p.deal_id AND m.kind = 'invoice_paid') AS told
  FROM payments p WHERE p.state = 'succeeded'`;

interface Booked {
  readonly charge: string;
  readonly deal: number;
  readonly told: number;
}

/** Asks the database itself, and then the audit, whether what was answered with 200 is there exactly once. */
export async function judge(databaseUrl: string, acknowledged: readonly OpenPayment[]): Promise<Verdict> {
  const rows = (await ask(databaseUrl, BOOKED)) as unknown as Booked[];
  const charges = new Set(rows.map((row) => row.charge));
  const deals = new Set(rows.map((row) => Number(row.deal)));
  const store = await openStore(databaseUrl);
  const { differences } = await booksOf(store, 'Europe/Moscow').finally(() => store.close());
  return {
    lost: acknowledged.filter(({ chargeId }) => !charges.has(chargeId)).length,
    doubled: rows.length - deals.size + rows.filter((row) => Number(row.told) !== 1).length,
    payments: rows.length,
    differences,
  };
}

/** One statement on either database. */
export async function ask(databaseUrl: string, sql: string): Promise<Record<string, unknown>[]> {
  if (databaseUrl.startsWith('file:')) {
    const db = new Database(pathOf(databaseUrl));
    try {
      return db.prepare(sql).all() as Record<string, unknown>[];
    } finally {
      db.close();
    }
  }
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** An empty database on the server that tests may use, and its end. */
export async function newDatabase(
  server: string,
  name: string,
): Promise<{ url: string; drop(): Promise<void> }> {
  await ask(server, `CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  return { url, drop: async () => void (await ask(server, `DROP DATABASE ${name} WITH (FORCE)`)) };
}
