/**
 * Money: an integer number of minor units and an ISO 4217 code. Never a float.
 * Telegram Stars are `XTR` and have no minor units.
 */

import { numberFormat } from './kept-formats.ts';

/** An amount in minor units (kopecks, cents, whole Stars). May be negative in the ledger only. */
export interface Money {
  readonly minor: bigint;
  readonly currency: string;
}

/** The same as JSON can carry it: `minor` is a decimal integer as text. */
export interface MoneyJson {
  readonly minor: string;
  readonly currency: string;
}

// ISO 4217, list one: currencies whose minor unit is not a hundredth. XTR is Telegram's own.
const ZERO_DECIMALS = new Set(
  'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF XTR'.split(' '),
);
const THREE_DECIMALS = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

/** Number of decimals of the currency's minor unit (ISO 4217). */
export function decimalsOf(currency: string): 0 | 2 | 3 {
  if (ZERO_DECIMALS.has(currency)) return 0;
  return THREE_DECIMALS.has(currency) ? 3 : 2;
}

const known = new Set([...Intl.supportedValuesOf('currency'), 'XTR']);

/** True for an ISO 4217 code that this runtime knows, and for `XTR`. */
export function isCurrency(code: string): boolean {
  return known.has(code);
}

export function money(minor: bigint, currency: string): Money {
  return { minor, currency };
}

export function toJson(value: Money): MoneyJson {
  return { minor: value.minor.toString(), currency: value.currency };
}

export function fromJson(value: MoneyJson): Money {
  return { minor: BigInt(value.minor), currency: value.currency };
}

/** `15000.00`: plain decimal text with the currency's own number of decimals, for APIs and vendors. */
export function toDecimal(value: Money): string {
  const places = decimalsOf(value.currency);
  const sign = value.minor < 0n ? '-' : '';
  const digits = (value.minor < 0n ? -value.minor : value.minor).toString();
  if (places === 0) return sign + digits;
  const padded = digits.padStart(places + 1, '0');
  return `${sign}${padded.slice(0, -places)}.${padded.slice(-places)}`;
}

/**
 * Reads machine-written decimal text (`15000.00`, `15000`, `-3.5`), as vendors send it.
 * Null for anything else: exponents, spaces, more decimals than the currency has.
 */
export function fromDecimal(text: string, currency: string): Money | null {
  const match = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(text);
  if (!match) return null;
  const places = decimalsOf(currency);
  const fraction = match[3] ?? '';
  if (fraction.length > places && /[1-9]/.test(fraction.slice(places))) return null;
  const minor = BigInt(match[2] + fraction.slice(0, places).padEnd(places, '0'));
  return { minor: match[1] ? -minor : minor, currency };
}

/**
 * Splits a sum by shares so that the parts add up to it exactly (largest remainder).
 * Shares are non-negative integers with a positive sum.
 * @throws RangeError for shares that cannot be split by: that is a bug of the caller.
 */
export function split(total: Money, shares: readonly bigint[]): Money[] {
  const whole = shares.reduce((sum, share) => sum + share, 0n);
  if (whole <= 0n || shares.some((share) => share < 0n)) throw new RangeError('shares must be positive');
  const sign = total.minor < 0n ? -1n : 1n;
  const size = total.minor * sign;
  const parts = shares.map((share) => (size * share) / whole);
  let left = size - parts.reduce((sum, part) => sum + part, 0n);
  const byRemainder = shares
    .map((share, index) => ({ index, remainder: (size * share) % whole }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1));
  for (const { index } of byRemainder) {
    if (left === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts.map((minor) => ({ minor: minor * sign, currency: total.currency }));
}

/** For people: `15 000,50 ₽`, `$15,000.50`, `500 ⭐`. Whole sums are written without decimals. */
export function format(value: Money, locale: string): string {
  const places = decimalsOf(value.currency);
  if (value.currency === 'XTR') return `${numberFormat(locale).format(value.minor)} ⭐`;
  const whole = places === 0 || value.minor % 10n ** BigInt(places) === 0n;
  const digits = whole ? 0 : places;
  return numberFormat(locale, {
    style: 'currency',
    currency: value.currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    // Intl takes decimal text and keeps every digit of it, where a number would be rounded.
  }).format(toDecimal(value) as unknown as number);
}
