import type { Money } from '../money.ts';
import type { Outcome } from '../result.ts';
import type { AccountReport } from './account.ts';
import type { Instant } from './clock.ts';
import type { CallOptions } from './payment-provider.ts';

/** A line of an order. `price` is of one. */
export interface MarketItem {
  /** The shop's own name of the thing. */
  readonly sku: string | null;
  readonly title: string;
  readonly quantity: number;
  readonly price: Money;
}

/** An order that waits for the shop. Who bought is not read: the shop does not need it, and the law then neither. */
export interface MarketOrder {
  /** The marketplace's number of it: what everything else is asked by. */
  readonly number: string;
  readonly placedAt: Instant;
  /** Of one currency. */
  readonly items: readonly MarketItem[];
  /** The marketplace has the buyer's money. */
  readonly paid: boolean;
  /** Until when it is to be handed over; null: that is not told. */
  readonly shipBy: Instant | null;
}

export interface NewOrders {
  readonly orders: readonly MarketOrder[];
  /** Orders that could not be read; the others are not held up by them. */
  readonly unread: readonly string[];
}

/** What became of an order. */
export interface MarketState {
  readonly number: string;
  /** `shipped`: as far as the shop can say, it is out of its hands. `over`: cancelled, or all of it came back. */
  readonly stage: 'new' | 'confirmed' | 'shipped' | 'delivered' | 'over';
  /** The marketplace has (or had) the buyer's money. */
  readonly paid: boolean;
  /** What the order costs now; null: that is not told. */
  readonly total: Money | null;
  /** How much of it went back to the buyer, where a part did; null: nothing, or with `over` all. */
  readonly returned: Money | null;
}

/** What the shop says of an order: it will do it, it has handed it over, or there will be none. */
export type MarketStatus = 'confirmed' | 'shipped' | 'cancelled';

/**
 * A marketplace where the shop sells: orders come from it, and are told what the shop does. Its buyers pay it, and it
 * makes their receipts. Expected failure is an `Outcome`; throws only when `signal` aborts.
 */
export interface Marketplace {
  /** Also the `source` of its deals, and the provider of its money in the books. */
  readonly id: string;
  /** Every order that waits for the shop and was placed at `since` or later. Repeatable: they are told until they are done. */
  newOrders(since: Instant, options?: CallOptions): Promise<Outcome<NewOrders>>;
  /** What became of orders. One that the marketplace does not know is not among the answers. */
  state(numbers: readonly string[], options?: CallOptions): Promise<Outcome<readonly MarketState[]>>;
  /**
   * Tells what the shop does. Repeatable: what is so already succeeds. `refused`: the marketplace does not do that
   * (any more); `not_found`: it does not know the order.
   */
  setStatus(number: string, status: MarketStatus, options?: CallOptions): Promise<Outcome<null>>;
  /** Proves the keys by a call that changes nothing. */
  check(options?: CallOptions): Promise<Outcome<AccountReport>>;
}
