import { isRefusedAlong } from '../../fake-receipts.ts';
import type { ReceiptBody } from './requests.ts';
import {
  type FakeReceipt,
  invalid,
  iso,
  minorOf,
  type ReceiptData,
  type ReceiptLine,
  type Sum,
  sumOf,
} from './state.ts';

/** Thousandths of a quantity. @throws ShopError 400 for more than three decimals. */
function thousandths(quantity: number, index: number): bigint {
  const [whole = '0', part = ''] = String(quantity).split('.');
  if (part.length > 3 || /e/i.test(String(quantity)))
    throw invalid('At most three decimals', `receipt.items.${index}.quantity`);
  return BigInt(whole + part.padEnd(3, '0'));
}

/** Price of one × quantity, rounded to the kopeck as a register does. */
function costOf({ amount, quantity }: ReceiptLine, index: number): bigint {
  return (minorOf(amount) * thousandths(quantity, index) + 500n) / 1000n;
}

/**
 * A receipt is of the money that it goes with, in one currency, and for somebody.
 * @throws ShopError 400
 */
export function checkReceipt({ customer, items }: ReceiptData, total: Sum): void {
  if (!customer.email && !customer.phone) throw invalid('Receipt customer is missing', 'receipt.customer');
  if (items.some(({ amount }) => amount.currency !== total.currency))
    throw invalid('Another currency than the payment', 'receipt.items');
  const sum = items.reduce((whole, item, index) => whole + costOf(item, index), 0n);
  if (sum !== minorOf(total))
    throw invalid('Sum of receipt items does not match the amount', 'receipt.items');
}

/** The same of a receipt that comes along with money. @throws ShopError 400 */
export function checkAlong(receipt: ReceiptData, total: Sum): void {
  if (isRefusedAlong(receipt.customer.email)) throw invalid('Receipt can not be registered', 'receipt');
  checkReceipt(receipt, total);
}

/** Receipts that the register prints by now: `after` milliseconds from when they came; null: by hand. */
export function dueReceipts(receipts: readonly FakeReceipt[], after: number | null, now: number) {
  const isDue = ({ status, created_at }: FakeReceipt) =>
    after !== null && status === 'pending' && Date.parse(created_at) + after <= now;
  return receipts.filter(isDue);
}

/** The receipt by itself that `POST /receipts` asks for. @throws ShopError 400 */
export function separateReceipt(body: ReceiptBody, now: number): FakeReceipt {
  const { payment_id, refund_id, settlements } = body;
  if ((payment_id === undefined) === (refund_id === undefined))
    throw invalid('Either payment_id or refund_id is required', 'payment_id');
  if (body.type === 'payment' && refund_id !== undefined)
    throw invalid('A refund takes a receipt of type refund', 'type');
  const currency = settlements[0]?.amount.currency ?? 'RUB';
  const total = settlements.reduce((sum, { amount }) => sum + minorOf(amount), 0n);
  checkReceipt(body, sumOf(total, currency));
  const { type, customer, items, tax_system_code } = body;
  return {
    id: receiptId(),
    type,
    ...(payment_id ? { payment_id } : {}),
    ...(refund_id ? { refund_id } : {}),
    status: 'pending',
    created_at: iso(now),
    customer,
    items,
    tax_system_code,
    settlements,
  };
}

/** The receipt that came with a payment or a refund. */
export function receiptOf(
  data: ReceiptData,
  of: { readonly payment_id: string } | { readonly refund_id: string },
  amount: Sum,
  now: number,
): FakeReceipt {
  const type = 'refund_id' in of ? 'refund' : 'payment';
  const settlements = [{ type: 'cashless', amount }];
  return { ...data, ...of, id: receiptId(), type, status: 'pending', created_at: iso(now), settlements };
}

/** The register has printed it. Invented numbers of the usual lengths. */
export function registered(receipt: FakeReceipt, serial: number, now: number): void {
  Object.assign(receipt, {
    status: 'succeeded',
    registered_at: iso(now),
    fiscal_document_number: String(serial),
    fiscal_storage_number: '9999078900000000',
    fiscal_attribute: String(3_000_000_000 + serial),
  });
}

function receiptId(): string {
  return `rt_${crypto.randomUUID()}`;
}
