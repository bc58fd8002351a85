import type { InvoiceItem } from '../../domain/invoice.ts';
import {
  decimalsOf,
  fromDecimal,
  fromJson,
  type Money,
  money,
  split,
  toDecimal,
  toJson,
} from '../../domain/money.ts';
import { takePlan } from '../../domain/plan.ts';
import type { ReceiptItem } from '../../domain/receipt.ts';
import { linesFor, spread } from '../../domain/receipt-lines.ts';
import { NOON, SETTINGS } from '../support/world.ts';
import type { Chance } from './seeded.ts';

/** Currencies without minor units, with hundredths and with thousandths. */
export const CURRENCIES = ['JPY', 'XTR', 'RUB', 'USD', 'KWD'] as const;

/** What is proved, as parameters, so that the same checks can be shown to catch broken ones. */
export interface MoneyWays {
  readonly split: typeof split;
  readonly spread: typeof spread;
  readonly linesFor: typeof linesFor;
}

export const REAL: MoneyWays = { split, spread, linesFor };

/** Notes what is wrong, in words. */
type Wrong = (what: string) => void;

/** One invoice of random lines, split, staged, paid in parts and put on receipts. Gives what is wrong with it. */
export function moneyCase(chance: Chance, ways: MoneyWays): string[] {
  const wrong: string[] = [];
  const note: Wrong = (what) => void wrong.push(what);
  const currency = chance.pick(CURRENCIES);
  const items = itemsOf(chance);
  const total = sum(items.map(({ amount }) => amount));
  checkSplit(chance, ways, money(total, currency), note);
  checkDiscount(chance, ways, items, currency, note);
  checkPlan(chance, total, currency, note);
  checkDecimal(money(total, currency), note);
  checkReceipts(chance, ways, items, total, note);
  return wrong;
}

/** Kopecks and billions alike: half of all sums are beyond what a float holds exactly when multiplied. */
function sumOf(chance: Chance): bigint {
  const digits = chance.between(1, 11);
  return BigInt(chance.between(1, 10 ** Math.min(digits, 9))) * (digits > 9 ? 97n : 1n);
}

function itemsOf(chance: Chance): InvoiceItem[] {
  return Array.from({ length: chance.between(1, 6) }, (_, index) => {
    const price = sumOf(chance);
    const quantity = chance.percent(50) ? 1000n : BigInt(chance.between(1, 20_000));
    const amount = (price * quantity + 500n) / 1000n;
    return { title: `line ${index}`, quantity, price, amount: amount > 0n ? amount : 1n };
  });
}

function checkSplit(chance: Chance, ways: MoneyWays, total: Money, note: Wrong): void {
  const shares = Array.from({ length: chance.between(1, 12) }, () => BigInt(chance.between(0, 10_000)));
  const whole = sum(shares);
  if (whole === 0n) return;
  const parts = ways.split(total, shares);
  if (sum(parts.map(({ minor }) => minor)) !== total.minor) note('a split lost or made a minor unit');
  for (const [index, { minor }] of parts.entries()) {
    const exact = total.minor * (shares[index] ?? 0n);
    if (minor * whole - exact >= whole || exact - minor * whole >= whole) note('a part is not its share');
    if (typeof minor !== 'bigint' || minor < 0n) note('a part is no sum');
  }
}

/** A discount is taken off each line in proportion: what is left of all lines is what is left to pay. */
function checkDiscount(
  chance: Chance,
  ways: MoneyWays,
  items: readonly InvoiceItem[],
  currency: string,
  note: Wrong,
): void {
  const amounts = items.map(({ amount }) => amount);
  const off = (sum(amounts) * BigInt(chance.between(0, 100))) / 100n;
  const parts = ways.split(money(off, currency), amounts).map(({ minor }) => minor);
  const left = amounts.map((amount, index) => amount - (parts[index] ?? 0n));
  if (sum(left) !== sum(amounts) - off) note('a discount lost or made a minor unit');
  if (left.some((each) => each < 0n)) note('a discount is more than its line');
}

function checkPlan(chance: Chance, total: bigint, currency: string, note: Wrong): void {
  const words = chance.pick(['Сайт 50/30/20', 'Сайт 33/33/34', 'Сайт 1/99', 'Сайт 10/20/30/40']);
  const planned = takePlan(words, total, currency, NOON, SETTINGS.timeZone);
  if (!planned.ok || !planned.value.plan) return note('a plan was not understood');
  const amounts = planned.value.plan.map(({ amount }) => amount);
  if (sum(amounts) !== total) note('a plan does not add up');
}

function checkDecimal(value: Money, note: Wrong): void {
  const text = toDecimal(value);
  const places = text.split('.')[1]?.length ?? 0;
  if (places !== decimalsOf(value.currency)) note('decimal text has other places than its currency');
  if (fromDecimal(text, value.currency)?.minor !== value.minor) note('decimal text is another sum');
  if (fromJson(toJson(value)).minor !== value.minor) note('JSON is another sum');
}

/** Payments in parts, each with its receipt: all together make each line's own amount. */
function checkReceipts(
  chance: Chance,
  ways: MoneyWays,
  items: readonly InvoiceItem[],
  total: bigint,
  note: Wrong,
): void {
  const earlier: bigint[] = [];
  const paid = items.map(() => 0n);
  let left = total;
  for (let many = chance.between(1, 5); left > 0n; many--) {
    const amount = many <= 1 ? left : partOf(chance, left);
    const shares = ways.spread(items, earlier, amount);
    if (sum(shares) !== amount) note('the lines of a payment are not its sum');
    for (const [index, share] of shares.entries()) {
      paid[index] = (paid[index] ?? 0n) + share;
      if (share < 0n) note('a line went down by a payment');
      if ((paid[index] ?? 0n) > (items[index]?.amount ?? 0n)) note('a line is paid beyond its amount');
    }
    const mode = amount === total ? 'full_payment' : 'prepayment';
    checkLines(ways.linesFor(items, shares, mode, SETTINGS.seller), amount, note);
    earlier.push(amount);
    left -= amount;
  }
  if (paid.some((each, index) => each !== items[index]?.amount))
    note('the receipts do not add up to the lines');
}

/** To the kopeck, and price times quantity is what the line costs: a register refuses anything else. */
function checkLines(lines: readonly ReceiptItem[], amount: bigint, note: Wrong): void {
  if (sum(lines.map((line) => line.amount)) !== amount) note('a receipt is not the sum that it is of');
  for (const line of lines) {
    if (line.price * line.quantity !== line.amount * 1000n)
      note('a line is not its price times its quantity');
    if (line.amount <= 0n || line.quantity <= 0n || line.price <= 0n) note('a line of nothing');
  }
}

function partOf(chance: Chance, left: bigint): bigint {
  const part = (left * BigInt(chance.between(1, 99))) / 100n;
  return part > 0n ? part : 1n;
}

function sum(all: readonly bigint[]): bigint {
  return all.reduce((total, each) => total + each, 0n);
}
