import { type Money, money } from '../../domain/money.ts';
import type { MarketItem } from '../../domain/ports/marketplace.ts';

/** What lines come to. @throws RangeError where there is none. */
export function sumOf(items: readonly MarketItem[]): Money {
  const [first] = items;
  if (!first) throw new RangeError('an order without lines');
  const minor = items.reduce((all, { price, quantity }) => all + price.minor * BigInt(quantity), 0n);
  return money(minor, first.price.currency);
}
