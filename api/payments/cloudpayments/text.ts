import { fromDecimal, type Money, toDecimal } from '../../../domain/money.ts';

/** Cuts to UTF-16 units without leaving half of a surrogate pair, which is no valid text. NUL goes. */
export function cut(text: string, longest: number): string {
  return text
    .replaceAll('\0', '')
    .slice(0, longest)
    .replace(/[\uD800-\uDBFF]$/, '');
}

/** Decimal digits that a float holds whatever they are (IEEE 754: DBL_DIG is 15). */
const EXACT = 999_999_999_999_999n;

/** True when `toNumber` gives the sum exactly: up to 9,999,999,999,999.99. */
export function isExact({ minor }: Money): boolean {
  return minor >= 0n && minor <= EXACT;
}

/**
 * Minor units as the number of JSON that CloudPayments wants: 1540.5 for 154050 kopecks. With at most 15
 * digits the shortest text of the float is the decimal itself. @throws RangeError beyond `isExact`.
 */
export function toNumber(value: Money): number {
  if (!isExact(value)) throw new RangeError('a sum that no number of JSON holds exactly');
  return Number(toDecimal(value));
}

/** Reads `3490.00` or `10.5` exactly; null for what is no such sum. */
export function toMoney(text: string, currency: string): Money | null {
  return fromDecimal(text, currency);
}

const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * JSON with every number as the text that was sent, so that sums are never rounded and ids keep their
 * digits. Undefined for what is no JSON.
 */
export function readJson(text: string): unknown {
  try {
    // Checked as it came: quoting makes JSON of some texts that are none, such as `{1:2}`.
    JSON.parse(text);
    return JSON.parse(text.replace(TOKENS, (token) => (token.startsWith('"') ? token : `"${token}"`)));
  } catch {
    return undefined;
  }
}
