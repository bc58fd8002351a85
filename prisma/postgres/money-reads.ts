import type { Store } from '../../domain/ports/store.ts';
import * as tables from '../mapping.ts';
import { type Table, toState } from '../mapping.ts';
import type { Connections, Parameter } from './pool.ts';
import { columnsOf } from './sql.ts';

type MoneyReads = Pick<
  Store,
  'unmatched' | 'inboxEntry' | 'creditHeld' | 'lastHeard' | 'invoicesDue' | 'bookedAt' | 'silentPayments'
>;

/** Reads for whoever compares books, or looks where money belongs. */
export function createMoneyReads({ rows }: Connections): MoneyReads {
  const all = async <T>(of: Table<T>, rest: string, ...keys: Parameter[]): Promise<T[]> => {
    const found = await rows(`SELECT ${columnsOf(of).join(', ')} FROM ${of.name} WHERE ${rest}`, keys);
    return found.map((row) => toState(of, row));
  };
  return {
    unmatched: (limit, offset) => all(tables.inbox, UNMATCHED, limit, offset),
    inboxEntry: async (source, key) =>
      (await all(tables.inbox, 'source = $1 AND key = $2', source, key))[0] ?? null,
    creditHeld: async (limit, offset) =>
      (await rows(CREDIT, [limit, offset])).map((row) => String(row.payment_id)),
    lastHeard: async (source) => {
      const [row] = await rows('SELECT max(received_at) AS at FROM inbox WHERE source = $1', [source]);
      return row?.at === null || row?.at === undefined ? null : Number(row.at);
    },
    invoicesDue: (currency, due, limit) => all(tables.invoices, DUE, currency, due.toString(), limit),
    bookedAt: async (provider, from, to) => ({
      payments: await all(tables.payments, PAYMENTS, provider, from, to),
      refunds: await all(tables.refunds, REFUNDS, provider, from, to),
    }),
    silentPayments: async (before) =>
      (await rows(SILENT, [before])).map(({ provider, count, oldest }) => ({
        provider: String(provider),
        count: Number(count),
        oldest: Number(oldest),
      })),
  };
}

const UNMATCHED = `state = 'unmatched'
  ORDER BY received_at DESC, source COLLATE "C", key COLLATE "C" LIMIT $1 OFFSET $2`;
const CREDIT = `SELECT payment_id FROM postings WHERE account = 'credit'
  GROUP BY payment_id, currency HAVING sum(amount) < 0
  ORDER BY min(at) DESC, payment_id COLLATE "C" LIMIT $1 OFFSET $2`;
const DUE = `currency = $1 AND total - paid = $2::bigint AND state IN ('open', 'partially_paid')
  ORDER BY issued_at DESC, id COLLATE "C" LIMIT $3`;
const PAYMENTS = `provider = $1 AND succeeded_at >= $2 AND succeeded_at < $3
  ORDER BY succeeded_at, id COLLATE "C"`;
const REFUNDS = `provider = $1 AND finished_at >= $2 AND finished_at < $3 AND state = 'succeeded'
  ORDER BY finished_at, id COLLATE "C"`;
const SILENT = `SELECT provider, count(*) AS count, min(created_at) AS oldest FROM payments
  WHERE next_check_at IS NOT NULL AND state IN ('pending', 'unknown') AND created_at < $1
  GROUP BY provider ORDER BY provider COLLATE "C"`;
