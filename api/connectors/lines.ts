import { type Money, money } from '../../domain/money.ts';
import type { MarketItem } from '../../domain/ports/marketplace.ts';

/**
 * A line that is told by its sum as one or two whose prices are exact: three for 100.00 are two at 33.33 and one at
 * 33.34.
 */
export function linesOf(
  thing: { readonly sku: string | null; readonly title: string; readonly quantity: number },
  sum: Money,
): MarketItem[] {
  const count = BigInt(thing.quantity);
  const price = sum.minor / count;
  const dearer = Number(sum.minor % count);
  const line = (quantity: number, minor: bigint): MarketItem[] =>
    quantity > 0 ? [{ ...thing, quantity, price: money(minor, sum.currency) }] : [];
  return [...line(thing.quantity - dearer, price), ...line(dearer, price + 1n)];
}

/** What lines come to. @throws RangeError where there is none. */
export function sumOf(items: readonly MarketItem[]): Money {
  const [first] = items;
  if (!first) throw new RangeError('an order without lines');
  const minor = items.reduce((all, { price, quantity }) => all + price.minor * BigInt(quantity), 0n);
  return money(minor, first.price.currency);
}
