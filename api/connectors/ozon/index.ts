import { z } from 'zod';
import type { MarketOrder, Marketplace, MarketState } from '../../../domain/ports/marketplace.ts';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import { pagesOf } from '../call.ts';
import type { ConnectorDeps, ConnectorModule } from '../connector-module.ts';
import { createClient, type OzonClient } from './client.ts';
import { type OzonConfig, ozonEnv } from './config.ts';
import { orderOf, type Posting, posting, stageOf, stateOf } from './convert.ts';
import { openFake } from './fake.ts';

const DAY = 86_400_000;
const PAGE = 100;
const MOST_PAGES = 100;
/** "Another reason", which wants words (README). */
const OTHER_REASON = 402;

const list = z.object({
  postings: z.array(z.looseObject({ posting_number: z.string() })),
  cursor: z.string().nullish(),
  has_next: z.boolean().default(false),
});
const one = z.object({ result: posting });

/** Ozon's Seller API, postings from the seller's own warehouse (FBS), behind the port. */
function createOzon(config: OzonConfig, deps: ConnectorDeps): Marketplace {
  const call = createClient(config, deps);
  return {
    id: 'ozon',
    newOrders: async (since, options) => {
      const read = await unfulfilled(call, deps.now(), options?.signal);
      if (!read.ok) return read;
      const rows = read.value.map((row) => {
        const known = posting.safeParse(row);
        return { number: row.posting_number, order: known.success ? orderOf(known.data) : null };
      });
      const orders = rows.flatMap(({ order }) => (order && order.placedAt >= since ? [order] : []));
      const unread = rows.filter(({ order }) => order === null).map(({ number }) => number);
      return done({ orders: orders satisfies MarketOrder[], unread });
    },
    state: async (numbers, options) => {
      const states: MarketState[] = [];
      for (const number of numbers) {
        const got = await getPosting(call, number, options?.signal);
        if (got.ok) states.push(stateOf(got.value));
        else if (got.category !== 'not_found') return got;
      }
      return done(states);
    },
    setStatus: async (number, status, options) => {
      const got = await getPosting(call, number, options?.signal);
      if (!got.ok) return got;
      const stage = stageOf(got.value);
      if (status === 'cancelled')
        return stage === 'over' ? done(null) : cancel(call, number, options?.signal);
      if (stage === 'over') return OVER;
      // Ozon takes an order as accepted the moment it is placed.
      if (status === 'confirmed' || stage !== 'new') return done(null);
      return ship(call, got.value, options?.signal);
    },
    check: async (options) => {
      const read = await unfulfilledPage(call, deps.now(), '', 1, options?.signal);
      return read.ok ? done({ test: null, receipts: null, webhooks: [] }) : read;
    },
  };
}

const OVER: Failure = {
  ...{ ok: false, category: 'refused', retryable: false, code: 'cancelled' },
  message: 'the order is cancelled',
};

function unfulfilled(call: OzonClient, now: number, signal: AbortSignal | undefined) {
  return pagesOf(async (cursor) => {
    const page = await unfulfilledPage(call, now, cursor, PAGE, signal);
    if (!page.ok) return page;
    const { postings, cursor: next = null, has_next } = page.value;
    return done({ rows: postings, next: has_next ? next : null });
  }, MOST_PAGES);
}

/** What waits to be packed. The window of cut-off times has to be given, and is wider than any that there is. */
function unfulfilledPage(
  call: OzonClient,
  now: number,
  cursor: string,
  limit: number,
  signal: AbortSignal | undefined,
) {
  const at = (days: number) => new Date(now + days * DAY).toISOString();
  const filter = { cutoff_from: at(-90), cutoff_to: at(180), statuses: ['awaiting_packaging'] };
  const body = { cursor, filter, limit, sort_dir: 'ASC', with: { analytics_data: true }, translit: false };
  return call({ path: '/v4/posting/fbs/unfulfilled/list', body, reads: true, answer: list, signal });
}

async function getPosting(
  call: OzonClient,
  number: string,
  signal: AbortSignal | undefined,
): Promise<Outcome<Posting>> {
  const body = { posting_number: number, with: { analytics_data: true } };
  const got = await call({ path: '/v3/posting/fbs/get', body, reads: true, answer: one, signal });
  return got.ok ? done(got.value.result) : got;
}

/** All of it in one parcel: how goods are divided into several, people say in Ozon's office. */
async function ship(
  call: OzonClient,
  { posting_number, products }: Posting,
  signal: AbortSignal | undefined,
) {
  const body = {
    packages: [{ products: products.map(({ sku, quantity }) => ({ product_id: sku, quantity })) }],
    posting_number,
    with: { additional_data: false },
  };
  const answer = z.object({ result: z.array(z.string()).min(1) });
  const told = await call({ path: '/v4/posting/fbs/ship', body, reads: false, answer, signal });
  return told.ok ? done(null) : asRefusal(told);
}

async function cancel(call: OzonClient, posting_number: string, signal: AbortSignal | undefined) {
  const why = { cancel_reason_id: OTHER_REASON, cancel_reason_message: 'Продавец отменил заказ' };
  const answer = z.object({ result: z.literal(true) });
  const body = { posting_number, ...why };
  const told = await call({ path: '/v2/posting/fbs/cancel', body, reads: false, answer, signal });
  return told.ok ? done(null) : asRefusal(told);
}

/** What Ozon finds wrong with the order is no fault of the call, which is the same for every order. */
function asRefusal(failure: Failure): Failure {
  return failure.category === 'invalid' ? { ...failure, category: 'refused' } : failure;
}

export const ozon: ConnectorModule = {
  id: 'ozon',
  mount: 'ozon',
  open: (environment, deps) => {
    const config = ozonEnv.parse(environment);
    return config ? createOzon(config, deps) : null;
  },
  fake: openFake,
};
