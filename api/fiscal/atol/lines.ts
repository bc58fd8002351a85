import type { ReceiptItem } from '../../../domain/receipt.ts';

/** A line whose sum is price × quantity to the kopeck. Quantity in thousandths, sums in kopecks. */
export interface Line {
  readonly title: string;
  readonly quantity: bigint;
  readonly price: bigint;
  readonly amount: bigint;
}

/** Tag 1030. */
const LONGEST_TITLE = 128;
/** 42,949,672.95 roubles: four bytes of kopecks. */
export const LARGEST_SUM = 4_294_967_295n;

/**
 * Tag 1043 is tag 1079 × tag 1023, and a discount may leave a sum that no price of one gives: 100.00 for
 * three. Then the line becomes two whose sums are exact (two at 33.33, one at 33.34); a broken quantity
 * becomes one thing whose title says how much there is. What costs nothing is left out.
 */
export function linesOf(item: ReceiptItem): Line[] {
  const { quantity, price, amount } = item;
  if (amount === 0n) return [];
  const title = cut(item.title).trim();
  const fair = quantity > 0n && (amount * 1000n) % quantity === 0n ? (amount * 1000n) / quantity : 0n;
  for (const each of [price, fair]) {
    if (each > 0n && each <= LARGEST_SUM && rounded(each * quantity) === amount)
      return [{ title, quantity, price: each, amount }];
  }
  const pieces = quantity / 1000n;
  if (quantity <= 0n || quantity % 1000n !== 0n || amount < pieces) {
    const said = cut(`${decimalOf(quantity)} × ${title}`);
    return [{ title: said, quantity: 1000n, price: amount, amount }];
  }
  return inTwo(title, pieces, amount);
}

function inTwo(title: string, pieces: bigint, amount: bigint): Line[] {
  const dearer = amount % pieces;
  const cheaper = pieces - dearer;
  const price = amount / pieces;
  return [
    { title, quantity: cheaper * 1000n, price, amount: cheaper * price },
    { title, quantity: dearer * 1000n, price: price + 1n, amount: dearer * (price + 1n) },
  ];
}

/** Thousandths of kopecks as kopecks, half up as registers round. */
function rounded(thousandths: bigint): bigint {
  return (thousandths + 500n) / 1000n;
}

/** `1.5` of 1500 thousandths. */
export function decimalOf(thousandths: bigint): string {
  const digits = thousandths.toString().padStart(4, '0');
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`.replace(/\.?0+$/, '');
}

/** Cuts without leaving half of a surrogate pair, which is no valid text. Control characters go. */
function cut(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, LONGEST_TITLE)
    .replace(/[\uD800-\uDBFF]$/, '');
}
