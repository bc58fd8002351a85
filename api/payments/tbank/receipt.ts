import type { Money } from '../../../domain/money.ts';
import type { Receipt, ReceiptItem, VatRate } from '../../../domain/receipt.ts';
import { cut } from './text.ts';

/** T-Bank's `Tax` for a rate of VAT (tag 1199). */
export const TAX: Readonly<Record<VatRate, string>> = {
  none: 'none',
  '0': 'vat0',
  '5': 'vat5',
  '7': 'vat7',
  '10': 'vat10',
  '20': 'vat20',
  '22': 'vat22',
  '5_of': 'vat105',
  '7_of': 'vat107',
  '10_of': 'vat110',
  '20_of': 'vat120',
  '22_of': 'vat122',
};

const MOST_LINES = 100;
/** Tag 1030. */
const LONGEST_NAME = 128;
/** Tag 1008: phone as `+` and digits. */
const PHONE = /^\+\d{7,15}$/;

/** Why the bank would not take a receipt for this sum; null when it would. */
export function faultOfReceipt({ items, taxSystem, customer }: Receipt, { minor }: Money): string | null {
  if (items.length < 1 || items.length > MOST_LINES) return `a receipt has 1 to ${MOST_LINES} lines`;
  if (items.some(({ quantity, amount, price }) => quantity <= 0n || amount < 0n || price < 0n))
    return 'a line has a positive quantity and sums that are not negative';
  if (items.reduce((all, { amount }) => all + amount, 0n) !== minor)
    return 'the lines of the receipt do not add up to the sum';
  if (taxSystem === null) return 'a receipt at T-Bank names the tax system';
  const reachable = Boolean(customer.email) || PHONE.test(customer.phone ?? '');
  return reachable ? null : 'a receipt has an e-mail or a phone with + and digits';
}

/**
 * The `Receipt` object. Modes, subjects and tax systems have the same names at T-Bank as here. `prepaid`
 * settles a payment in advance (tag 1215), `electronic` is money that comes now (tag 1081).
 */
export function toReceipt(receipt: Receipt, settledBy: 'electronic' | 'prepaid' = 'electronic') {
  const total = kopecks(receipt.items.reduce((all, { amount }) => all + amount, 0n));
  const { email, phone } = receipt.customer;
  return {
    FfdVersion: '1.05',
    Taxation: receipt.taxSystem,
    ...(email ? { Email: email } : {}),
    ...(phone && PHONE.test(phone) ? { Phone: phone } : {}),
    Items: receipt.items.map(toItem),
    Payments: settledBy === 'prepaid' ? { Electronic: 0, AdvancePayment: total } : { Electronic: total },
  };
}

function toItem(item: ReceiptItem) {
  return {
    Name: cut(item.title, LONGEST_NAME),
    Price: kopecks(item.price),
    Quantity: thousandths(item.quantity),
    Amount: kopecks(item.amount),
    Tax: TAX[item.vat],
    PaymentMethod: item.mode,
    PaymentObject: item.subject,
    // FFD 1.2 requires it, 1.05 allows it: the register of the shop may be of either.
    MeasurementUnit: 'шт',
  };
}

/**
 * Whole kopecks as a number of JSON. @throws RangeError beyond what a float holds exactly, 90 trillion
 * roubles: nothing that the bank takes.
 */
export function kopecks(minor: bigint): number {
  const number = Number(minor);
  if (!Number.isSafeInteger(number)) throw new RangeError('a sum that no number of JSON holds exactly');
  return number;
}

/** `1500` thousandths as the number 1.5: the shortest text of the float next to it is the decimal itself. */
function thousandths(quantity: bigint): number {
  return Number(`${quantity / 1000n}.${(quantity % 1000n).toString().padStart(3, '0')}`);
}
