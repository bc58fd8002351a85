import { fromDecimal, toDecimal } from '../../../../domain/money.ts';

export interface Order {
  readonly id: string;
  readonly number: number;
  /** Minor units, as text. */
  readonly minor: string;
  readonly currency: string;
  readonly description: string;
  readonly invoiceId: string;
  readonly accountId: string;
  readonly email: string;
  readonly jsonData: Readonly<Record<string, unknown>>;
  /** Two steps: the money is held first. */
  readonly holds: boolean;
  readonly successUrl: string;
  readonly failUrl: string;
  readonly culture: 'ru' | 'en';
  readonly createdAt: number;
  state: 'Created' | 'Paid' | 'Cancelled';
}

export interface Transaction {
  readonly id: number;
  readonly type: 'payment' | 'refund';
  /** What was paid; once held money is taken, what was taken. */
  minor: string;
  readonly currency: string;
  readonly invoiceId: string;
  readonly accountId: string;
  readonly email: string;
  readonly description: string;
  jsonData: Readonly<Record<string, unknown>>;
  readonly token: string;
  /** The payment that a refund belongs to. */
  readonly originalId: number | null;
  status: 'Completed' | 'Declined' | 'Authorized' | 'Cancelled';
  readonly reasonCode: number;
  readonly createdAt: number;
  /** When held money was taken. */
  confirmedAt: number | null;
}

export interface KktReceipt {
  readonly id: string;
  readonly type: string;
  readonly invoiceId: string;
  /** The payment or refund that it came along with. */
  readonly transactionId: number | null;
  /** Minor units, as text. */
  readonly minor: string;
  readonly receipt: unknown;
  readonly at: number;
}

export interface State {
  readonly orders: Map<string, Order>;
  readonly transactions: Map<number, Transaction>;
  readonly receipts: Map<string, KktReceipt>;
  /** Tokens that may be charged, with their accounts. */
  readonly tokens: Map<string, string>;
  /** Answers by `X-Request-ID`, kept for an hour. */
  readonly answers: Map<string, { readonly answer: string; readonly at: number }>;
}

/** A refusal of the API: HTTP 200, `Success: false` and these words. */
export class Refused extends Error {}

export function emptyState(): State {
  return {
    orders: new Map(),
    transactions: new Map(),
    receipts: new Map(),
    tokens: new Map(),
    answers: new Map(),
  };
}

export function toText(state: State): string {
  return JSON.stringify(Object.fromEntries(Object.entries(state).map(([name, map]) => [name, [...map]])));
}

/** @throws SyntaxError for text that `toText` did not give. */
export function fromText(text: string): State {
  const lists = JSON.parse(text) as Record<string, [never, never][] | undefined> | null;
  const state = emptyState();
  for (const [name, map] of Object.entries(state)) {
    const list = lists?.[name];
    if (!Array.isArray(list)) throw new SyntaxError('no state of the practice CloudPayments');
    for (const [key, value] of list) (map as Map<unknown, unknown>).set(key, value);
  }
  return state;
}

/** Minor units as the number that answers hold. */
export function sumOf({ minor, currency }: { minor: string; currency: string }): number {
  return Number(toDecimal({ minor: BigInt(minor), currency }));
}

/** Minor units of a number in a call; null for what is no positive sum of the currency. */
export function minorOf(value: number | string, currency: string): string | null {
  const read = fromDecimal(String(value), currency);
  return read && read.minor > 0n ? read.minor.toString() : null;
}

const FEW = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** An id like the vendor's: letters and digits. */
export function randomId(length: number): string {
  return [...crypto.getRandomValues(new Uint8Array(length))].map((byte) => FEW[byte % FEW.length]).join('');
}

/** Check was declined; the codes that the cabinet shows are 3001 to 3008. */
export const REFUSED_BY_SHOP = 3008;

/** Codes of declines with the words of the table of the documents. */
export const REASONS: Readonly<Record<number, readonly [string, string]>> = {
  0: ['Approved', 'Payment successful'],
  [REFUSED_BY_SHOP]: ['CannotBeAccepted', 'The shop did not accept the payment'],
  5051: ['InsufficientFunds', 'Insufficient funds on the card'],
};
