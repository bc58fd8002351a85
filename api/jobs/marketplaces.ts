import { toDecimal } from '../../domain/money.ts';
import type { MarketOrder, Marketplace } from '../../domain/ports/marketplace.ts';
import type { Failure } from '../../domain/result.ts';
import { sumOf } from '../connectors/lines.ts';
import { paidNotice } from '../connectors/provider.ts';
import type { Deps } from '../context.ts';
import { takeOrder } from '../intake/order.ts';
import { applyNotice, lookAt } from '../settlement.ts';

const DAY = 86_400_000;
/** Orders that wait longer were seen long ago, or are no business of a till. */
const SINCE = 30 * DAY;
/** So long after it was placed an order is asked about. */
const FOLLOWED = 60 * DAY;
const EVERY = 60_000;
/** In the playground nobody wants to wait. */
const EVERY_IN_PRACTICE = 1_000;
/** Somebody else takes over when the process that polls is gone. */
const LEASE = 90_000;
const LEASE_IN_PRACTICE = 5_000;
const LONGEST_PAUSE = 15 * 60_000;
/** Orders that one round asks about. */
const MOST_ASKED = 40;
/** How often the list of orders to ask about is made anew at most. */
const RELIST = 10 * 60_000;
const LIST_PAGE = 200;
/** Deals that are looked through for it. */
const MOST_LISTED = 20_000;

/** What a process remembers of one marketplace. */
interface Round {
  due: number;
  failures: number;
  queue: number[];
  listedAt: number;
}

/**
 * Reads new orders of every marketplace into deals, and asks what became of the ones that are open. One process does
 * it at a time.
 */
export function createMarketplacePoll(): (deps: Deps) => Promise<number> {
  const rounds = new Map<string, Round>();
  let holder = '';
  return async (deps) => {
    holder ||= deps.clock.newId();
    const now = deps.clock.now();
    const polled = [...deps.marketplaces.values()].map(async (market) => {
      const round = rounds.get(market.id) ?? {
        due: 0,
        failures: 0,
        queue: [],
        listedAt: Number.NEGATIVE_INFINITY,
      };
      rounds.set(market.id, round);
      // Also after a clock was set back.
      if (round.due > now && round.due - now <= LONGEST_PAUSE) return 0;
      const mine = await deps.store.lease(`marketplace:${market.id}`, holder, now, leaseOf(deps));
      round.due = now + pauseOf(deps);
      return mine ? poll(deps, market, round) : 0;
    });
    return (await Promise.all(polled)).reduce((sum, each) => sum + each, 0);
  };
}

function leaseOf({ config }: Deps): number {
  return config.sandbox ? LEASE_IN_PRACTICE : LEASE;
}

function pauseOf({ config }: Deps): number {
  return config.sandbox ? EVERY_IN_PRACTICE : EVERY;
}

async function poll(deps: Deps, market: Marketplace, round: Round): Promise<number> {
  const requestId = deps.clock.newId();
  const read = await market.newOrders(deps.clock.now() - SINCE);
  if (!read.ok) return later(deps, market, round, read, requestId);
  for (const number of read.value.unread)
    deps.log.warn({ requestId, marketplace: market.id, order: number }, 'an order could not be read');
  for (const order of read.value.orders) await take(deps, market, order, requestId);
  const asked = await follow(deps, market, round, requestId);
  if (asked) return later(deps, market, round, asked, requestId);
  round.failures = 0;
  return read.value.orders.length;
}

/** Growing pauses, or what the marketplace asks for. */
function later(deps: Deps, market: Marketplace, round: Round, failure: Failure, requestId: string): number {
  const { category, code, retryAfterMs = 0 } = failure;
  round.failures++;
  const grown = Math.min(pauseOf(deps) * 2 ** Math.min(round.failures, 10), LONGEST_PAUSE);
  round.due = deps.clock.now() + Math.max(retryAfterMs, grown);
  deps.log.warn({ requestId, marketplace: market.id, category, code }, 'a marketplace gave no answer');
  return 0;
}

/** A new order becomes a deal, once; and its money is booked where the marketplace has it. */
async function take(deps: Deps, market: Marketplace, order: MarketOrder, requestId: string): Promise<void> {
  const { number, items, shipBy, paid, placedAt } = order;
  const sum = sumOf(items);
  const taken = await takeOrder(
    deps,
    {
      ...{ number, source: market.id, currency: sum.currency },
      items: items.map(({ sku, title, quantity, price }) => ({
        ...{ title: title.trim().slice(0, 128) || '—', quantity: String(quantity), price: toDecimal(price) },
        ...(sku ? { sku: sku.slice(0, 64) } : {}),
      })),
    },
    { key: null, requestId, elsewhere: { shipBy } },
  );
  const fields = { requestId, marketplace: market.id, order: number };
  if ('ok' in taken) deps.log.warn({ ...fields, code: taken.code }, 'an order was not taken');
  else if (taken.was === 'taken') {
    deps.log.info({ ...fields, dealId: taken.answer.id }, 'an order was taken');
    // Lost here, it is found by the look at the payment a minute later.
    if (paid) await applyNotice(deps, market.id, paidNotice(number, sum, placedAt), requestId);
  }
}

/** Asks about the next open orders, and books what has become of them. Gives the failure of an answer that did not come. */
async function follow(
  deps: Deps,
  market: Marketplace,
  round: Round,
  requestId: string,
): Promise<Failure | null> {
  const now = deps.clock.now();
  if (round.queue.length === 0 && (deps.config.sandbox || Math.abs(now - round.listedAt) >= RELIST)) {
    round.queue = await openDeals(deps, market.id, now);
    round.listedAt = now;
  }
  const payments = await Promise.all(
    round.queue.splice(0, MOST_ASKED).map(async (id) => {
      const facts = await deps.store.caseByDeal(id);
      return facts?.payments.find((each) => each.provider === market.id && each.reference !== null);
    }),
  );
  const open = payments.filter((each) => each !== undefined);
  if (open.length === 0) return null;
  const told = await market.state(open.map(({ reference }) => reference ?? ''));
  if (!told.ok) return told;
  for (const state of told.value) {
    const payment = open.find(({ reference }) => reference === state.number);
    const news =
      state.stage === 'over' || state.returned !== null || (state.paid && payment?.state !== 'succeeded');
    if (payment && news) await lookAt(deps, payment, requestId);
  }
  return null;
}

/** Deals of the marketplace whose order is not over, the newest first. */
async function openDeals({ store }: Deps, source: string, now: number): Promise<number[]> {
  const stages = [
    'invoice_issued',
    'awaiting_payment',
    'partially_paid',
    'paid',
    'partially_refunded',
  ] as const;
  const found: number[] = [];
  for (let offset = 0; offset < MOST_LISTED; offset += LIST_PAGE) {
    const rows = await store.deals({ stages, limit: LIST_PAGE, offset });
    const recent = rows.filter(({ deal }) => now - deal.createdAt < FOLLOWED);
    found.push(...recent.filter(({ deal }) => deal.source === source).map(({ deal }) => deal.id));
    if (recent.length < LIST_PAGE) break;
  }
  return found;
}
