import type { FakePayment, FakeReceipt, FakeRefund } from './state.ts';
import { invalid } from './state.ts';

type Query = Readonly<Record<string, string>>;

/** One page, newest first, with the cursor of the next. @throws ShopError 400 */
export function pageOf<T extends { readonly id: string }>(all: readonly T[], query: Query) {
  const limit = query.limit === undefined ? 10 : Number(query.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw invalid('From 1 to 100', 'limit');
  const newest = all.toReversed();
  const start = query.cursor === undefined ? 0 : newest.findIndex(({ id }) => id === query.cursor);
  if (start < 0) throw invalid('Unknown cursor', 'cursor');
  const items = newest.slice(start, start + limit);
  const next = newest[start + limit]?.id;
  return { type: 'list', items, ...(next ? { next_cursor: next } : {}) };
}

export function wantedPayments(payments: readonly FakePayment[], query: Query) {
  return payments
    .map(({ shown }) => shown)
    .filter(
      ({ status, created_at, captured_at, payment_method }) =>
        (query.status ?? status) === status &&
        (query.payment_method ?? payment_method?.type) === payment_method?.type &&
        isWithin(created_at, 'created_at', query) &&
        isWithin(captured_at, 'captured_at', query),
    );
}

export function wantedRefunds(refunds: readonly FakeRefund[], query: Query): FakeRefund[] {
  return refunds.filter(
    ({ status, payment_id, created_at }) =>
      (query.status ?? status) === status &&
      (query.payment_id ?? payment_id) === payment_id &&
      isWithin(created_at, 'created_at', query),
  );
}

export function wantedReceipts(receipts: readonly FakeReceipt[], query: Query): FakeReceipt[] {
  return receipts.filter(
    ({ payment_id, refund_id }) =>
      (query.payment_id ?? payment_id) === payment_id && (query.refund_id ?? refund_id) === refund_id,
  );
}

const COMPARE: Readonly<Record<string, (at: number, than: number) => boolean>> = {
  gte: (at, than) => at >= than,
  gt: (at, than) => at > than,
  lte: (at, than) => at <= than,
  lt: (at, than) => at < than,
};

/** `created_at.gte=2026-11-24T00:00:00.000Z` and so on. @throws ShopError 400 for what is no time. */
function isWithin(time: string | undefined, field: string, query: Query): boolean {
  return Object.entries(COMPARE).every(([name, holds]) => {
    const bound = query[`${field}.${name}`];
    if (bound === undefined) return true;
    const than = Date.parse(bound);
    if (Number.isNaN(than)) throw invalid('A time in ISO 8601', `${field}.${name}`);
    return time !== undefined && holds(Date.parse(time), than);
  });
}
