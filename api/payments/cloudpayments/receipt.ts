import type { Money } from '../../../domain/money.ts';
import type {
  Receipt,
  ReceiptItem,
  SettlementMode,
  SettlementSubject,
  TaxSystem,
  VatRate,
} from '../../../domain/receipt.ts';
import { cut, toNumber } from './text.ts';

/** `vat` of CloudKassir; no VAT is null. Calculated rates are 100 more (CloudKassir, 2026). */
export const VAT: Readonly<Record<VatRate, number | null>> = {
  none: null,
  '0': 0,
  '5': 5,
  '7': 7,
  '10': 10,
  '20': 20,
  '22': 22,
  '5_of': 105,
  '7_of': 107,
  '10_of': 110,
  '20_of': 120,
  '22_of': 122,
};

/** Tag 1214. */
const METHOD: Readonly<Record<SettlementMode, number>> = {
  full_prepayment: 1,
  prepayment: 2,
  advance: 3,
  full_payment: 4,
  partial_payment: 5,
  credit: 6,
  credit_payment: 7,
};

/** Tag 1212. */
const OBJECT: Readonly<Record<SettlementSubject, number>> = {
  commodity: 1,
  excise: 2,
  job: 3,
  service: 4,
  intellectual_activity: 9,
  payment: 10,
  another: 13,
};

/** Tag 1055 in CloudKassir's own numbers; 3 was ENVD, which is abolished. */
const TAX_SYSTEM: Readonly<Record<TaxSystem, number>> = {
  osn: 0,
  usn_income: 1,
  usn_income_outcome: 2,
  esn: 4,
  patent: 5,
};

/** Tag 1030. */
const LONGEST_LABEL = 128;

/** Why no receipt can be made of this for such a sum; null when it can. */
export function faultOfReceipt({ items, customer }: Receipt, { minor }: Money): string | null {
  if (items.length === 0) return 'a receipt has at least one line';
  if (items.some(({ quantity, amount, price }) => quantity <= 0n || amount < 0n || price < 0n))
    return 'a line has a positive quantity and sums that are not negative';
  if (items.reduce((all, { amount }) => all + amount, 0n) !== minor)
    return 'the lines of the receipt do not add up to the sum';
  return customer.email || customer.phone ? null : 'a receipt has an e-mail or a phone';
}

/**
 * `CustomerReceipt`, sums as numbers in roubles. `prepaid` settles a payment in advance (tag 1215),
 * `electronic` is money that moves now (tag 1081).
 */
export function toReceipt(
  receipt: Receipt,
  currency: string,
  settledBy: 'electronic' | 'prepaid' = 'electronic',
): Record<string, unknown> {
  const minor = receipt.items.reduce((all, { amount }) => all + amount, 0n);
  const total = toNumber({ minor, currency });
  const { email, phone } = receipt.customer;
  return {
    Items: receipt.items.map((item) => toItem(item, currency)),
    ...(receipt.taxSystem ? { taxationSystem: TAX_SYSTEM[receipt.taxSystem] } : {}),
    ...(email ? { email } : {}),
    ...(phone ? { phone } : {}),
    amounts: {
      electronic: settledBy === 'electronic' ? total : 0,
      advancePayment: settledBy === 'prepaid' ? total : 0,
      credit: 0,
      provision: 0,
    },
  };
}

function toItem(item: ReceiptItem, currency: string): Record<string, unknown> {
  return {
    label: cut(item.title, LONGEST_LABEL),
    price: toNumber({ minor: item.price, currency }),
    quantity: thousandths(item.quantity),
    amount: toNumber({ minor: item.amount, currency }),
    vat: VAT[item.vat],
    method: METHOD[item.mode],
    object: OBJECT[item.subject],
  };
}

/** `1500` thousandths as 1.5: the shortest text of the float next to it is the decimal itself. */
function thousandths(quantity: bigint): number {
  return Number(`${quantity / 1000n}.${(quantity % 1000n).toString().padStart(3, '0')}`);
}
