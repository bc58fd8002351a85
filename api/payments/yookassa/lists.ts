import { z } from 'zod';
import type { BookRecord, PaymentProvider } from '../../../domain/ports/payment-provider.ts';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import type { YookassaClient } from './client.ts';
import { paymentRecord, refundRecord } from './convert.ts';
import {
  pageOf,
  type WirePayment,
  type WireReceipt,
  type WireRefund,
  wirePayment,
  wireReceipt,
  wireRefund,
} from './wire.ts';

/** A list longer than this is not what we asked for. */
const MOST_PAGES = 1_000;
/**
 * Payments are looked for by our id among those of this time. YooKassa keeps keys for 24 hours, and we ask
 * within minutes; the rest is for a till that was off over a weekend.
 */
const LOOK_BACK = 3 * 24 * 3_600_000;

type Query = Readonly<Record<string, string>>;
type LookKey = Parameters<PaymentProvider['look']>[0];

const summary = z.object({
  id: wirePayment.shape.id,
  status: z.string(),
  metadata: wirePayment.shape.metadata,
});

/** A payment by its id; without one, the payment with our id among the last three days. */
export async function findPayment(
  call: YookassaClient,
  { reference, paymentId }: LookKey,
  now: number,
  signal: AbortSignal | undefined,
): Promise<Outcome<WirePayment>> {
  if (reference) return readPayment(call, reference, signal);
  const query = { 'created_at.gte': new Date(now - LOOK_BACK).toISOString() };
  const listed = await whole(call, '/payments', query, summary, signal);
  if (!listed.ok) return listed;
  const ours = listed.value.filter(({ metadata }) => metadata?.payment_id === paymentId);
  const best = ours.find(({ status }) => status !== 'canceled') ?? ours[0];
  return best ? readPayment(call, best.id, signal) : neverMade;
}

const neverMade: Failure = {
  ok: false,
  category: 'not_found',
  retryable: false,
  code: 'not_found',
  message: 'never made',
};

export function readPayment(
  call: YookassaClient,
  reference: string,
  signal: AbortSignal | undefined,
): Promise<Outcome<WirePayment>> {
  const path = `/payments/${encodeURIComponent(reference)}`;
  return call({ method: 'GET', path, answer: wirePayment, signal });
}

/** Refunds of a payment. Money goes back of what has come only: others are not asked about. */
export async function refundsOf(
  call: YookassaClient,
  { id, status }: WirePayment,
  signal: AbortSignal | undefined,
): Promise<Outcome<WireRefund[]>> {
  return status === 'succeeded' ? whole(call, '/refunds', { payment_id: id }, wireRefund, signal) : done([]);
}

/** The receipt that went along with a payment, or with one of its refunds. */
export async function receiptOf(
  call: YookassaClient,
  { reference, refundReference }: { reference: string; refundReference: string | null },
  signal: AbortSignal | undefined,
): Promise<Outcome<WireReceipt>> {
  const query: Query = refundReference ? { refund_id: refundReference } : { payment_id: reference };
  const listed = await whole(call, '/receipts', query, wireReceipt, signal);
  if (!listed.ok) return listed;
  const type = refundReference ? 'refund' : 'payment';
  const found = listed.value.find((each) => each.type === type && !isSecond(each));
  return found ? done(found) : neverMade;
}

/** The second receipt settles what was paid before; it is under the same payment. */
function isSecond({ settlements }: WireReceipt): boolean {
  return settlements?.some(({ type }) => type === 'prepayment') ?? false;
}

/** What YooKassa booked in `[from, to)`, oldest first. A refund counts from when it was made. */
export async function listBooked(
  call: YookassaClient,
  from: number,
  to: number,
  signal: AbortSignal | undefined,
): Promise<Outcome<BookRecord[]>> {
  const within = (field: string) => ({
    status: 'succeeded',
    [`${field}.gte`]: new Date(from).toISOString(),
    [`${field}.lt`]: new Date(to).toISOString(),
  });
  const payments = await whole(call, '/payments', within('captured_at'), wirePayment, signal);
  if (!payments.ok) return payments;
  const refunds = await whole(call, '/refunds', within('created_at'), wireRefund, signal);
  if (!refunds.ok) return refunds;
  const records = [...payments.value.map(paymentRecord), ...refunds.value.map(refundRecord)];
  const inside = records.filter(({ at }) => at >= from && at < to);
  return done(inside.sort((a, b) => a.at - b.at));
}

/** Every page of a list, each thing once: a list may shift while it is read. */
async function whole<T extends { id: string }>(
  call: YookassaClient,
  path: string,
  query: Query,
  item: z.ZodType<T>,
  signal: AbortSignal | undefined,
): Promise<Outcome<T[]>> {
  const found = new Map<string, T>();
  const seen = new Set<string>();
  let cursor: string | null | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const asked = new URLSearchParams({ limit: '100', ...query, ...(cursor ? { cursor } : {}) });
    const read = await call({ method: 'GET', path: `${path}?${asked}`, answer: pageOf(item), signal });
    if (!read.ok) return read;
    for (const each of read.value.items) found.set(each.id, each);
    cursor = read.value.next_cursor;
    if (!cursor) return done([...found.values()]);
    if (seen.has(cursor)) return endless;
    seen.add(cursor);
  }
  return endless;
}

const endless: Failure = {
  ok: false,
  category: 'unavailable',
  retryable: true,
  code: 'endless_list',
  message: 'a list that does not end',
};
