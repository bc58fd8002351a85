import { toDecimal } from '../../../domain/money.ts';
import type { RegisterRequest, Seller } from '../../../domain/ports/fiscal-register.ts';
import type {
  ReceiptItem,
  SettlementMode,
  SettlementSubject,
  TaxSystem,
  VatRate,
} from '../../../domain/receipt.ts';
import type { Failure } from '../../../domain/result.ts';
import type { AtolConfig } from './config.ts';
import { Decimal, type Json, jsonText } from './json.ts';
import { decimalOf, LARGEST_SUM, type Line, linesOf } from './lines.ts';
import { momentText } from './moment.ts';

/** `vat.type` of each rate (tag 1199), and the percents inside a sum. */
const VAT: Readonly<Record<VatRate, readonly [type: string, percent: bigint]>> = {
  none: ['none', 0n],
  '0': ['vat0', 0n],
  '5': ['vat5', 5n],
  '7': ['vat7', 7n],
  '10': ['vat10', 10n],
  '20': ['vat20', 20n],
  '22': ['vat22', 22n],
  '5_of': ['vat105', 5n],
  '7_of': ['vat107', 7n],
  '10_of': ['vat110', 10n],
  '20_of': ['vat120', 20n],
  '22_of': ['vat122', 22n],
};

/** Tag 1212: v5 takes the number, v4 the name. */
const SUBJECT: Readonly<Record<SettlementSubject, number>> = {
  commodity: 1,
  excise: 2,
  job: 3,
  service: 4,
  intellectual_activity: 9,
  payment: 10,
  another: 13,
};

/** Tag 1214 and tag 1055: ATOL's names are the domain's. */
const MODE = (mode: SettlementMode): string => mode;
const TAX_SYSTEM = (system: TaxSystem): string => system;

/** Tags 1031, 1081 and 1215. */
const PAID = { cash: 0, electronic: 1, prepaid: 2 } as const;

/** Tag 2108: a piece, or something else when it is no whole number of them. */
const PIECE = 0;
const OTHER_MEASURE = 255;

const MOST_LINES = 100;
/** 99,999.999 in thousandths. */
const LARGEST_QUANTITY = 99_999_999n;
const LONGEST_KEY = 128;
const LONGEST_EMAIL = 64;
const LONGEST_CALLBACK = 256;

/** What makes ATOL refuse a receipt, found before it is asked. Null when there is nothing. */
export function requestProblem({ receipt, ...request }: RegisterRequest): Failure | null {
  const { idempotencyKey: key, currency, paidBefore } = request;
  const lines = receipt.items.flatMap(linesOf);
  const total = totalOf(lines);
  if (currency !== 'RUB') return problem('currency', 'a register takes roubles only');
  if (!key || key.length > LONGEST_KEY) return problem('key', `a key has 1 to ${LONGEST_KEY} characters`);
  if (!contactOf(receipt.customer))
    return problem('customer', 'a receipt needs an e-mail address or a phone');
  if (receipt.items.some(({ amount, price, quantity }) => amount < 0n || price < 0n || quantity <= 0n))
    return problem('line', 'a line has a quantity above zero and sums that are not below');
  if (lines.some(({ title }) => !title)) return problem('line', 'a line without a title');
  if (lines.some(({ quantity }) => quantity > LARGEST_QUANTITY))
    return problem('quantity', 'a quantity is from 0.001 to 99,999.999');
  if (lines.length === 0 || lines.length > MOST_LINES)
    return problem('lines', `a receipt has 1 to ${MOST_LINES} lines that cost something`);
  if (total > LARGEST_SUM) return problem('sum', 'a receipt is of 42,949,672.95 roubles at most');
  if (paidBefore !== undefined && (paidBefore <= 0n || paidBefore >= total))
    return problem('paid_before', 'what was paid before is a part of the sum');
  return null;
}

function problem(code: string, message: string): Failure {
  return { ok: false, category: 'invalid', retryable: false, code: `receipt_${code}`, message };
}

export function operationOf({ receipt }: RegisterRequest): 'sell' | 'sell_refund' {
  return receipt.type === 'refund' ? 'sell_refund' : 'sell';
}

/**
 * The body of `sell` and `sell_refund` as JSON text: sums are roubles with their two decimals, written from
 * kopecks digit by digit. The request is one that `requestProblem` passed.
 */
export function toBody(request: RegisterRequest, config: AtolConfig, publicUrl: string): string {
  const { receipt, callbackUrl } = request;
  const items = receipt.items.flatMap((item) => linesOf(item).map((line) => ({ item, line })));
  const total = totalOf(items.map(({ line }) => line));
  const paymentAddress = request.seller?.paymentAddress || config.paymentAddress || publicUrl;
  return jsonText({
    external_id: request.idempotencyKey,
    timestamp: momentText(request.at),
    ...(callbackUrl && callbackUrl.length <= LONGEST_CALLBACK
      ? { service: { callback_url: callbackUrl } }
      : {}),
    receipt: {
      client: contactOf(receipt.customer) ?? {},
      company: companyOf({ ...request.seller, paymentAddress }, receipt.taxSystem),
      items: items.map(({ item, line }) => toItem(item, line, config.version)),
      payments: paymentsOf(request, total),
      total: roubles(total),
    },
  });
}

/** Tag 1008 holds one address. An e-mail costs nothing, a text message may. */
function contactOf({ email, phone }: RegisterRequest['receipt']['customer']) {
  if (email && email.length <= LONGEST_EMAIL) return { email };
  const digits = phone?.replace(/\D/g, '') ?? '';
  return digits ? { phone: `+${digits}` } : null;
}

function companyOf(seller: Partial<Seller>, taxSystem: TaxSystem | null): Json {
  const system = taxSystem ?? seller.taxSystem;
  return {
    email: seller.email || undefined,
    sno: system ? TAX_SYSTEM(system) : undefined,
    inn: seller.inn || undefined,
    payment_address: seller.paymentAddress,
  };
}

function toItem({ vat, mode, subject }: ReceiptItem, line: Line, version: AtolConfig['version']): Json {
  const [type, percent] = VAT[vat];
  const measure = line.quantity % 1000n === 0n ? PIECE : OTHER_MEASURE;
  return {
    name: line.title,
    price: roubles(line.price),
    quantity: new Decimal(decimalOf(line.quantity)),
    ...(version === 'v5' ? { measure } : {}),
    sum: roubles(line.amount),
    payment_method: MODE(mode),
    payment_object: version === 'v5' ? SUBJECT[subject] : subject,
    vat: { type, sum: roubles(taxInside(line.amount, percent)) },
  };
}

/** sum × rate / (100 + rate), to the kopeck, half up. */
function taxInside(amount: bigint, percent: bigint): bigint {
  const whole = 100n + percent;
  return (2n * amount * percent + whole) / (2n * whole);
}

function paymentsOf({ settledBy, paidBefore }: RegisterRequest, total: bigint): Json {
  if (paidBefore === undefined || settledBy === 'prepaid')
    return [{ type: PAID[settledBy], sum: roubles(total) }];
  return [
    { type: PAID.prepaid, sum: roubles(paidBefore) },
    { type: PAID[settledBy], sum: roubles(total - paidBefore) },
  ];
}

function totalOf(lines: readonly Line[]): bigint {
  return lines.reduce((sum, { amount }) => sum + amount, 0n);
}

function roubles(minor: bigint): Decimal {
  return new Decimal(toDecimal({ minor, currency: 'RUB' }));
}
