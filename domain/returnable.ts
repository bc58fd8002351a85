import type { DealCase } from './case.ts';
import type { Invoice } from './invoice.ts';
import { paymentSums } from './ledger.ts';
import { money, split } from './money.ts';
import type { Payment } from './payment.ts';
import { isForeign, RESERVING, type Refund, type RefundItem } from './refund.ts';
import { type Result, refuse } from './result.ts';

/** What of a payment may still be returned: booked, less what is on its way back already; minor units. */
export function refundable(facts: DealCase, payment: Payment, overpayment: boolean): bigint {
  if (payment.state !== 'succeeded') return 0n;
  const held = paymentSums(facts.postings, payment.id);
  const onItsWay = facts.refunds
    .filter((refund) => refund.paymentId === payment.id && refund.overpayment === overpayment)
    .filter((refund) => RESERVING.has(refund.state) && refund.state !== 'succeeded')
    .reduce((sum, refund) => sum + refund.amount, 0n);
  const left = (overpayment ? held.credit : held.sales) - onItsWay;
  // What went back elsewhere may be more than this; another payment does not pay for it.
  return left > 0n ? left : 0n;
}

/** What of an invoice may still be returned, minor units of its currency. */
export function refundableOf(facts: DealCase, invoice: Invoice): bigint {
  return facts.payments
    .filter((payment) => payment.invoiceId === invoice.id && payment.currency === invoice.currency)
    .reduce((sum, payment) => sum + refundable(facts, payment, false), 0n);
}

/** What of one line of an invoice may still be returned. */
export interface ReturnableItem {
  /** Position of the line, from 0. */
  readonly line: number;
  readonly title: string;
  /** In thousandths; never zero. */
  readonly quantity: bigint;
  /** What goes back for all of it, minor units. */
  readonly amount: bigint;
}

/**
 * Lines that are not wholly returned, each with its share of what may still be returned: in proportion to
 * what the lines cost (a discount, a part payment, a return by sum are everybody's), to the minor unit
 * (largest remainder), and never more than its price. To return all of them is to return all that is left.
 */
export function returnableItems(facts: DealCase, invoice: Invoice): ReturnableItem[] {
  const left = refundableOf(facts, invoice);
  if (left <= 0n) return [];
  const lines = invoice.items
    .map((item, line) => ({ line, title: item.title, ...remaining(facts, invoice, line) }))
    .filter(({ quantity }) => quantity > 0n);
  const prices = lines.map(({ price }) => price);
  const whole = prices.reduce((sum, price) => sum + price, 0n);
  const amounts =
    left >= whole ? prices : split(money(left, invoice.currency), prices).map(({ minor }) => minor);
  return lines.map(({ line, title, quantity }, index) => ({
    line,
    title,
    quantity,
    amount: amounts[index] ?? 0n,
  }));
}

/** How much of a line is still with the customer, and its price, rounded up. */
function remaining(facts: DealCase, invoice: Invoice, line: number): { quantity: bigint; price: bigint } {
  const item = invoice.items[line];
  if (!item || item.quantity <= 0n) return { quantity: 0n, price: 0n };
  const returned = facts.refunds
    .filter((refund) => refund.invoiceId === invoice.id && RESERVING.has(refund.state))
    .flatMap((refund) => refund.items ?? [])
    .filter((each) => each.line === line)
    .reduce((sum, each) => sum + each.quantity, 0n);
  const quantity = item.quantity > returned ? item.quantity - returned : 0n;
  return { quantity, price: roundUp(item.amount * quantity, item.quantity) };
}

/** Some of a line, as a person picks it. */
export type PickedItem = Pick<RefundItem, 'line' | 'quantity'>;

/**
 * What goes back for the picked items. Part of a line is rounded up, so that its last piece takes the
 * rounding and the whole is exact. `items_gone`: more than is left, returned meanwhile, or no such line.
 */
export function priceItems(
  facts: DealCase,
  invoice: Invoice,
  picked: readonly PickedItem[],
): Result<RefundItem[]> {
  const left = returnableItems(facts, invoice);
  const priced = picked.flatMap(({ line, quantity }) => {
    const item = left.find((each) => each.line === line);
    if (!item || quantity <= 0n || quantity > item.quantity) return [];
    return [{ line, quantity, amount: roundUp(item.amount * quantity, item.quantity) }];
  });
  const twice = new Set(picked.map(({ line }) => line)).size < picked.length;
  const whole = picked.length > 0 && priced.length === picked.length && !twice;
  return whole ? { ok: true, value: priced } : refuse('items_gone', { number: invoice.number });
}

/**
 * Deals returned items out to the parts of one return that goes back by several payments: in order, so that
 * as few as possible are cut; what is cut is cut in proportion.
 * @param parts sums that add up to the items' amounts, minor units.
 */
export function dealOut(items: readonly RefundItem[], parts: readonly bigint[]): RefundItem[][] {
  const rest = [...items];
  return parts.map((part, index) => {
    const own: RefundItem[] = [];
    let left = part;
    for (let item = rest[0]; item && (left > 0n || item.amount === 0n); item = rest[0]) {
      if (item.amount <= left) {
        own.push(item);
        rest.shift();
        left -= item.amount;
        continue;
      }
      const [here, there] = cut(item, left);
      own.push(here);
      rest[0] = there;
      left = 0n;
    }
    return index === parts.length - 1 ? [...own, ...rest.splice(0)] : own;
  });
}

function cut(item: RefundItem, amount: bigint): [RefundItem, RefundItem] {
  const quantity = (item.quantity * amount) / item.amount;
  return [
    { ...item, amount, quantity },
    { ...item, amount: item.amount - amount, quantity: item.quantity - quantity },
  ];
}

/** Refunds that are on their way, oldest first. */
export function refundsOnTheirWay({ refunds }: Pick<DealCase, 'refunds'>): Refund[] {
  return refunds.filter(({ state }) => RESERVING.has(state) && state !== 'succeeded');
}

/** Refunds of ours that failed, that nobody has tried again, and whose money is still here; oldest first. */
export function failedRefunds(facts: DealCase): Refund[] {
  return facts.refunds.filter((refund, place) => {
    if (refund.state !== 'failed' || isForeign(refund)) return false;
    const again = facts.refunds.slice(place + 1).some((later) => isSame(later, refund));
    const payment = facts.payments.find(({ id }) => id === refund.paymentId);
    return !again && payment !== undefined && refundable(facts, payment, refund.overpayment) >= refund.amount;
  });
}

function isSame(a: Refund, b: Refund): boolean {
  return a.paymentId === b.paymentId && a.overpayment === b.overpayment && a.amount === b.amount;
}

function roundUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}
