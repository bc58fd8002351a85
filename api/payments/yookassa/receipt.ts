import { type Money, money, toDecimal } from '../../../domain/money.ts';
import type { Receipt, ReceiptItem, SettlementMode, TaxSystem, VatRate } from '../../../domain/receipt.ts';
import type { Failure } from '../../../domain/result.ts';
import { cut } from './text.ts';

/** YooKassa's own numbers, not tag 1199: yookassa.ru/developers/54fz/parameters-values. */
const VAT_CODES: Readonly<Record<VatRate, number>> = {
  none: 1,
  '0': 2,
  '10': 3,
  '20': 4,
  '10_of': 5,
  '20_of': 6,
  '5': 7,
  '7': 8,
  '5_of': 9,
  '7_of': 10,
  '22': 11,
  '22_of': 12,
};

/** Same page. 4 was ENVD, which is abolished. */
const TAX_SYSTEM_CODES: Readonly<Record<TaxSystem, number>> = {
  osn: 1,
  usn_income: 2,
  usn_income_outcome: 3,
  esn: 5,
  patent: 6,
};

/** Names differ from ours in one place only. */
const modeOf = (mode: SettlementMode) => (mode === 'prepayment' ? 'partial_prepayment' : mode);

const LONGEST_TITLE = 128;
const MOST_LINES = 100;
/** 99,999.999 in thousandths: within what a JSON number holds exactly. */
const LARGEST_QUANTITY = 99_999_999n;

/** A line as YooKassa counts it: price of one × quantity, to the kopeck. Quantity in thousandths. */
interface Line {
  readonly title: string;
  readonly quantity: bigint;
  readonly price: bigint;
}

/**
 * What makes YooKassa refuse a receipt, found before it is asked: a receipt of another sum than the money,
 * too many lines, nobody to send it to. Null when there is nothing.
 */
export function receiptProblem(receipt: Receipt, total: Money): Failure | null {
  const lines = receipt.items.flatMap(linesOf);
  const sum = receipt.items.reduce((whole, { amount }) => whole + amount, 0n);
  const { phone, email } = receipt.customer;
  if (sum !== total.minor) return problem('receipt_sum', 'the lines do not add up to the money');
  if (!email && !phone) return problem('receipt_customer', 'a receipt needs an e-mail address or a phone');
  if (receipt.items.some(({ amount }) => amount < 0n)) return problem('receipt_line', 'a line below zero');
  if (lines.some(({ quantity }) => quantity <= 0n || quantity > LARGEST_QUANTITY))
    return problem('receipt_quantity', 'a quantity is from 0.001 to 99,999.999');
  if (lines.some(({ title }) => !title)) return problem('receipt_line', 'a line without a title');
  if (lines.length === 0 || lines.length > MOST_LINES)
    return problem('receipt_lines', `a receipt has 1 to ${MOST_LINES} lines`);
  return null;
}

function problem(code: string, message: string): Failure {
  return { ok: false, category: 'invalid', retryable: false, code, message };
}

/** `receipt` of a payment, a capture or a refund (54-FZ). The lines are those that `receiptProblem` passed. */
export function toReceipt(receipt: Receipt, currency: string): Record<string, unknown> {
  const { taxSystem, customer, items } = receipt;
  return {
    customer: {
      ...(customer.email ? { email: customer.email } : {}),
      // E.164 without its plus.
      ...(customer.phone ? { phone: customer.phone.replace(/\D/g, '') } : {}),
    },
    items: items.flatMap((item) => linesOf(item).map((line) => toLine(item, line, currency))),
    ...(taxSystem ? { tax_system_code: TAX_SYSTEM_CODES[taxSystem] } : {}),
  };
}

function toLine({ vat, mode, subject }: ReceiptItem, line: Line, currency: string): Record<string, unknown> {
  return {
    description: line.title,
    quantity: Number(line.quantity) / 1000,
    amount: { value: toDecimal(money(line.price, currency)), currency },
    vat_code: VAT_CODES[vat],
    payment_mode: modeOf(mode),
    payment_subject: subject,
    measure: line.quantity % 1000n === 0n ? 'piece' : 'another',
  };
}

/**
 * YooKassa multiplies a line itself, and a discount may leave a sum that no price of one gives: 100.00 for
 * three. Then the line becomes two whose sums are exact (two at 33.33, one at 33.34); a broken quantity
 * becomes one thing whose title says how much there is. What costs nothing is left out.
 */
function linesOf(item: ReceiptItem): Line[] {
  const { quantity, amount } = item;
  if (amount === 0n) return [];
  const title = cut(item.title, LONGEST_TITLE).trim();
  if (quantity <= 0n || (amount * 1000n) % quantity === 0n) {
    return [{ title, quantity, price: quantity > 0n ? (amount * 1000n) / quantity : amount }];
  }
  const pieces = quantity / 1000n;
  if (quantity % 1000n !== 0n || amount < pieces) {
    const said = cut(`${decimalOf(quantity)} × ${title}`, LONGEST_TITLE);
    return [{ title: said, quantity: 1000n, price: amount }];
  }
  const dearer = amount % pieces;
  const price = amount / pieces;
  return [
    { title, quantity: (pieces - dearer) * 1000n, price },
    { title, quantity: dearer * 1000n, price: price + 1n },
  ];
}

/** `1.5` of 1500 thousandths. */
function decimalOf(thousandths: bigint): string {
  const digits = thousandths.toString().padStart(4, '0');
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`.replace(/\.?0+$/, '');
}
