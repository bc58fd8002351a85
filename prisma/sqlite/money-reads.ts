import type { Database } from 'better-sqlite3';
import type { InboxEntry } from '../../domain/changes.ts';
import type { Invoice } from '../../domain/invoice.ts';
import type { Payment } from '../../domain/payment.ts';
import type { SilentPayments } from '../../domain/ports/store.ts';
import type { Refund } from '../../domain/refund.ts';
import * as tables from '../mapping.ts';
import { type Table, toState } from '../mapping.ts';

type Row = Record<string, unknown>;

/** Reads for whoever compares books, or looks where money belongs. */
export function prepareMoneyReads(db: Database) {
  // Conditions are written out, so that SQLite sees that a partial index will do.
  const unmatched = db.prepare(
    "SELECT * FROM inbox WHERE state = 'unmatched' AND state <> 'done' ORDER BY received_at DESC, source, key LIMIT ? OFFSET ?",
  );
  const entry = db.prepare('SELECT * FROM inbox WHERE source = ? AND key = ?');
  const credit = db
    .prepare(
      "SELECT payment_id FROM postings WHERE account = 'credit' GROUP BY payment_id, currency HAVING SUM(amount) < 0 ORDER BY MIN(at) DESC, payment_id LIMIT ? OFFSET ?",
    )
    .pluck();
  const heard = db.prepare('SELECT MAX(received_at) FROM inbox WHERE source = ?').pluck();
  const due = db.prepare(
    "SELECT * FROM invoices WHERE currency = ? AND total - paid = ? AND state IN ('open', 'partially_paid') ORDER BY issued_at DESC, id LIMIT ?",
  );
  const payments = db.prepare(
    'SELECT * FROM payments WHERE provider = ? AND succeeded_at >= ? AND succeeded_at < ? ORDER BY succeeded_at, id',
  );
  const refunds = db.prepare(
    "SELECT * FROM refunds WHERE provider = ? AND finished_at >= ? AND finished_at < ? AND state = 'succeeded' ORDER BY finished_at, id",
  );
  const silent = db.prepare(
    "SELECT provider, COUNT(*) AS count, MIN(created_at) AS oldest FROM payments INDEXED BY payments_due_check WHERE next_check_at IS NOT NULL AND state IN ('pending', 'unknown') AND created_at < ? GROUP BY provider ORDER BY provider",
  );
  const all = <T>(of: Table<T>, rows: unknown[]): T[] => (rows as Row[]).map((row) => toState(of, row));
  return {
    unmatched: (limit: number, offset: number): InboxEntry[] =>
      all(tables.inbox, unmatched.all(limit, offset)),
    inboxEntry: (source: string, key: string): InboxEntry | null =>
      all(tables.inbox, entry.all(source, key))[0] ?? null,
    creditHeld: (limit: number, offset: number): string[] => credit.all(limit, offset) as string[],
    lastHeard: (source: string): number | null => {
      const at = heard.get(source) as bigint | null | undefined;
      return at === null || at === undefined ? null : Number(at);
    },
    invoicesDue: (currency: string, sum: bigint, limit: number): Invoice[] =>
      all(tables.invoices, due.all(currency, sum, limit)),
    bookedAt: (provider: string, from: number, to: number): { payments: Payment[]; refunds: Refund[] } => ({
      payments: all(tables.payments, payments.all(provider, from, to)),
      refunds: all(tables.refunds, refunds.all(provider, from, to)),
    }),
    silentPayments: (before: number): SilentPayments[] =>
      (silent.all(before) as Row[]).map(({ provider, count, oldest }) => ({
        provider: String(provider),
        count: Number(count),
        oldest: Number(oldest),
      })),
  };
}
