import { z } from 'zod';

/** Sums inside the fake are as on the wire: `{"value":"1250.00","currency":"RUB"}`. */
export interface Sum {
  readonly value: string;
  readonly currency: string;
}

export interface Cancellation {
  readonly party: 'merchant' | 'yoo_money' | 'payment_network';
  readonly reason: string;
}

export interface ReceiptLine {
  readonly description: string;
  readonly quantity: number;
  readonly amount: Sum;
  readonly vat_code: number;
  readonly payment_mode?: string | undefined;
  readonly payment_subject?: string | undefined;
  readonly measure?: string | undefined;
}

export interface ReceiptData {
  readonly customer: { readonly email?: string | undefined; readonly phone?: string | undefined };
  readonly items: readonly ReceiptLine[];
  readonly tax_system_code?: number | undefined;
}

export type Registration = 'pending' | 'succeeded' | 'canceled';

export interface FakeMethod {
  type: string;
  id: string;
  saved: boolean;
  title?: string;
  card?: { readonly first6: string; readonly last4: string; readonly card_type: string };
  sbp_operation_id?: string;
}

/** What the API shows of a payment, as it shows it. */
export interface ShownPayment {
  readonly id: string;
  status: 'pending' | 'waiting_for_capture' | 'succeeded' | 'canceled';
  paid: boolean;
  amount: Sum;
  income_amount?: Sum;
  readonly confirmation?: Readonly<Record<string, string>>;
  readonly created_at: string;
  captured_at?: string;
  expires_at?: string;
  readonly description?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly recipient: { readonly account_id: string; readonly gateway_id: string };
  payment_method?: FakeMethod;
  cancellation_details?: Cancellation;
  receipt_registration?: Registration;
  refundable: boolean;
  refunded_amount?: Sum;
  readonly test: boolean;
}

/** A payment with what the API does not show. */
export interface FakePayment {
  readonly shown: ShownPayment;
  /** Takes the money at once, without a hold. */
  readonly capture: boolean;
  /** What the shop asked for; null lets the payer choose. */
  readonly method: string | null;
  readonly save: boolean;
  readonly returnUrl: string | null;
  receipt: ReceiptData | null;
  /** Moment at which an unpaid or an untaken payment ends by itself, milliseconds. */
  endsAt: number;
}

export interface FakeRefund {
  readonly id: string;
  readonly payment_id: string;
  status: 'pending' | 'succeeded' | 'canceled';
  readonly amount: Sum;
  readonly created_at: string;
  readonly description?: string | undefined;
  cancellation_details?: Cancellation;
  receipt_registration?: Registration;
}

export interface FakeReceipt extends ReceiptData {
  readonly id: string;
  readonly type: 'payment' | 'refund';
  readonly payment_id?: string;
  readonly refund_id?: string;
  status: Registration;
  readonly created_at: string;
  readonly settlements: readonly { readonly type: string; readonly amount: Sum }[];
  registered_at?: string;
  fiscal_document_number?: string;
  fiscal_storage_number?: string;
  fiscal_attribute?: string;
}

/** A method that was saved; `revoked` by its owner it takes no more charges. */
export interface SavedMethod {
  readonly method: FakeMethod;
  revoked: boolean;
}

export interface ShopState {
  payments: Map<string, FakePayment>;
  refunds: Map<string, FakeRefund>;
  receipts: Map<string, FakeReceipt>;
  methods: Map<string, SavedMethod>;
  /** What was asked under a key, and what it made. */
  answers: Map<string, { readonly request: string; readonly answer: string }>;
}

export const emptyState = (): ShopState => ({
  payments: new Map(),
  refunds: new Map(),
  receipts: new Map(),
  methods: new Map(),
  answers: new Map(),
});

/** A refusal in YooKassa's own form. */
export class ShopError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 405,
    readonly code:
      | 'invalid_request'
      | 'invalid_credentials'
      | 'forbidden'
      | 'not_found'
      | 'method_not_allowed',
    description: string,
    readonly parameter?: string,
  ) {
    super(description);
  }
}

export const invalid = (description: string, parameter?: string) =>
  new ShopError(400, 'invalid_request', description, parameter);

/** Kopecks of a sum that was checked before: roubles have two decimals. */
export function minorOf({ value }: Sum): bigint {
  const [whole = '0', part = ''] = value.split('.');
  return BigInt(whole + part.padEnd(2, '0'));
}

export function sumOf(minor: bigint, currency: string): Sum {
  const digits = minor.toString().padStart(3, '0');
  return { value: `${digits.slice(0, -2)}.${digits.slice(-2)}`, currency };
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}

const pairs = z.array(z.tuple([z.string(), z.looseObject({})]));
const saved = z.object({ payments: pairs, refunds: pairs, receipts: pairs, methods: pairs, answers: pairs });

export function toText(state: ShopState): string {
  return JSON.stringify(Object.fromEntries(Object.entries(state).map(([name, map]) => [name, [...map]])));
}

/** @throws SyntaxError for text that `toText` did not write. */
export function fromText(text: string): ShopState {
  const read = saved.safeParse(JSON.parse(text));
  if (!read.success) throw new SyntaxError('not a snapshot of this fake');
  const maps = Object.entries(read.data).map(([name, entries]) => [name, new Map(entries)]);
  return Object.fromEntries(maps) as unknown as ShopState;
}
