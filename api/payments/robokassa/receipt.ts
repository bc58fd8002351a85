import { type Money, money, toDecimal } from '../../../domain/money.ts';
import type { Receipt, ReceiptItem, VatRate } from '../../../domain/receipt.ts';

/** Robokassa's `tax` for a rate of VAT (tag 1199). */
const TAX: Readonly<Record<VatRate, string>> = {
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

/** Robokassa's limits: lines of a receipt, and letters of a line's name (tag 1030). */
const MOST_LINES = 100;
const LONGEST_NAME = 128;

/** Why a receipt can't be registered with this payment; null when it can. */
export function faultOfReceipt({ items }: Receipt, { minor }: Money): string | null {
  if (items.length < 1 || items.length > MOST_LINES) return `a receipt has 1 to ${MOST_LINES} lines`;
  if (items.some(({ quantity, amount }) => quantity <= 0n || amount < 0n))
    return 'a line has a positive quantity and a sum that is not negative';
  const sum = items.reduce((all, { amount }) => all + amount, 0n);
  return sum === minor ? null : 'the lines of the receipt do not add up to the sum';
}

/**
 * The `Receipt` field: JSON, URL-encoded once. This text is signed, and sent as the form's value, so the
 * form encodes it a second time. Only `sum` is given, which is exact where a discount makes no whole price.
 */
export function toReceipt({ items, taxSystem }: Receipt): string {
  const lines = items.map(toLine);
  const whole = json([...(taxSystem ? [['sno', text(taxSystem)] as const] : []), ['items', list(lines)]]);
  return encodeURIComponent(whole);
}

function toLine(item: ReceiptItem): string {
  return json([
    ['name', text(nameOf(item))],
    ['quantity', quantityOf(item.quantity)],
    ['sum', rubles(item.amount)],
    ['tax', text(TAX[item.vat])],
    ['payment_method', text(item.mode)],
    ['payment_object', text(item.subject)],
  ]);
}

/**
 * A receipt apart from its payment, as RoboFiscal takes it. `type` of its payment: 2 settles what was paid in
 * advance (tag 1215), 1 is money that came (tag 1081).
 */
export function toFiscal(
  { items, taxSystem, customer }: Receipt,
  of: {
    readonly merchantId: string;
    readonly id: string;
    readonly originId: string;
    readonly url: string;
    readonly settledBy: 'prepaid' | 'electronic';
  },
): string {
  const total = rubles(items.reduce((sum, { amount }) => sum + amount, 0n));
  const { email, phone } = customer;
  const client = [
    ...(email ? [['email', text(email)] as const] : []),
    ...(phone ? [['phone', text(phone.replace(/\D/g, ''))] as const] : []),
  ];
  return json([
    ['merchantId', text(of.merchantId)],
    ['id', text(of.id)],
    ['originId', text(of.originId)],
    ['operation', text('sell')],
    ...(taxSystem ? [['sno', text(taxSystem)] as const] : []),
    ['url', text(of.url)],
    ['total', total],
    ['items', list(items.map(toLine))],
    ['client', json(client)],
    [
      'payments',
      list([
        json([
          ['type', of.settledBy === 'prepaid' ? '2' : '1'],
          ['sum', total],
        ]),
      ]),
    ],
    ['vats', list(vatsOf(items))],
  ]);
}

/** The tax in the sums, by rate. */
function vatsOf(items: readonly ReceiptItem[]): string[] {
  const sums = new Map<VatRate, bigint>();
  for (const { vat, amount } of items) sums.set(vat, (sums.get(vat) ?? 0n) + taxIn(amount, vat));
  return [...sums].map(([vat, sum]) =>
    json([
      ['type', text(TAX[vat])],
      ['sum', rubles(sum)],
    ]),
  );
}

/** 20/120 of 120.00 is 20.00: what a sum with tax holds of it, half up. */
function taxIn(amount: bigint, vat: VatRate): bigint {
  const rate = BigInt(/^\d+/.exec(vat)?.[0] ?? '0');
  const parts = 100n + rate;
  return (amount * rate * 2n + parts) / (parts * 2n);
}

/**
 * The claims of a refund (`RefundService/Refund/Create`). A line whose price times quantity is not its sum
 * goes as one piece at that sum: the service has no field for a line's sum.
 */
export function toRefundClaims(opKey: string, amount: Money, receipt: Receipt | null): string {
  const lines = (receipt?.items ?? []).map((item) => {
    const plain = item.price * item.quantity === item.amount * 1000n;
    return json([
      ['Name', text(nameOf(item))],
      ['Quantity', plain ? quantityOf(item.quantity) : '1'],
      ['Cost', rubles(plain ? item.price : item.amount)],
      ['Tax', text(TAX[item.vat])],
      ['PaymentMethod', text(item.mode)],
      ['PaymentObject', text(item.subject)],
    ]);
  });
  const items = lines.length > 0 ? [['InvoiceItems', list(lines)] as const] : [];
  return json([['OpKey', text(opKey)], ['RefundSum', toDecimal(amount)], ...items]);
}

/** JSON by hand: its numbers are exact decimal text, which no float can spoil. */
function json(members: readonly (readonly [string, string])[]): string {
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}

function list(values: readonly string[]): string {
  return `[${values.join(',')}]`;
}

function text(value: string): string {
  return JSON.stringify(value);
}

function nameOf({ title }: ReceiptItem): string {
  return cut(title, LONGEST_NAME) || '-';
}

/** Thousandths as decimal text without zeroes at the end: `1`, `1.5`, `0.125`. */
function quantityOf(thousandths: bigint): string {
  const digits = thousandths.toString().padStart(4, '0');
  const fraction = digits.slice(-3).replace(/0+$/, '');
  return digits.slice(0, -3) + (fraction ? `.${fraction}` : '');
}

function rubles(minor: bigint): string {
  return toDecimal(money(minor, 'RUB'));
}

/** Cuts without leaving half of a surrogate pair, which can't be URL-encoded; such halves go anywhere. */
export function cut(value: string, longest: number): string {
  return value
    .replace(/[\p{Surrogate}\0]/gu, '')
    .slice(0, longest)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
}
