import { decimalsOf } from './money.ts';

export type SumRead =
  | { readonly ok: true; readonly minor: bigint }
  | { readonly ok: false; readonly code: 'sum_unreadable' | 'sum_not_positive' | 'sum_too_precise' | 'sum_too_large' };

const LARGEST = 10n ** 12n;

/** Words and signs that name a currency; one that names another currency makes the sum unreadable. */
const CURRENCY_WORDS: Readonly<Record<string, readonly string[]>> = {
  RUB: ['₽', 'р', 'р.', 'руб', 'руб.', 'рубль', 'рубля', 'рублей', 'rub'],
  USD: ['$', 'usd', 'долл', 'долл.', 'доллар', 'доллара', 'долларов', 'dollar', 'dollars'],
  EUR: ['€', 'eur', 'евро', 'euro', 'euros'],
  KZT: ['₸', 'kzt', 'тг', 'тг.', 'тенге'],
  BYN: ['byn', 'br'],
  GBP: ['£', 'gbp'],
  XTR: ['⭐', '⭐️', 'xtr', 'stars', 'звезд', 'звёзд', 'звезды', 'звезда'],
};
const THOUSAND = ['k', 'к', 'тыс', 'тыс.', 'тысяч', 'тысячи', 'тысяча'];
const MILLION = ['m', 'м', 'млн', 'млн.', 'mln'];

const SPACES = /[\s\u00a0\u2009\u202f']/gu;
const SHAPE = /^([-−–]?)(\D*?)\s*(\d[\d\s\u00a0\u2009\u202f'.,]*)\s*(\D*)$/u;

/**
 * Reads a sum as people write it: `15000`, `15 000,50`, `15.000,50`, `15k`, `1.5тыс`, `2 млн`, `1500 ₽`.
 * One separator with exactly three digits after one to three leading ones groups thousands (`15,000` is
 * fifteen thousand); after a lone zero or more than three digits it is a fraction, and too precise.
 */
export function readSum(text: string, currency: string): SumRead {
  const match = SHAPE.exec(text.normalize('NFKC').trim());
  if (!match) return { ok: false, code: 'sum_unreadable' };
  const [, sign = '', before = '', digits = '', after = ''] = match;
  const scale = scaleOf(`${before} ${after}`, currency);
  const number = scale === null ? null : decimalOf(digits.trim(), scale === 0);
  if (scale === null || number === null) return { ok: false, code: 'sum_unreadable' };
  const scaled = shift(number, scale);
  const places = decimalsOf(currency);
  const fraction = scaled.fraction.replace(/0+$/, '');
  if (fraction.length > places) return { ok: false, code: 'sum_too_precise' };
  const minor = BigInt(scaled.whole + fraction.padEnd(places, '0'));
  if (sign !== '' || minor === 0n) return { ok: false, code: 'sum_not_positive' };
  return minor > LARGEST ? { ok: false, code: 'sum_too_large' } : { ok: true, minor };
}

/** How many zeros the words add: 0, 3 or 6; null for words that say something else. */
function scaleOf(words: string, currency: string): 0 | 3 | 6 | null {
  let scale: 0 | 3 | 6 = 0;
  for (const word of words.toLowerCase().split(SPACES).filter(Boolean)) {
    if (THOUSAND.includes(word) && scale === 0) scale = 3;
    else if (MILLION.includes(word) && scale === 0) scale = 6;
    else if (!(CURRENCY_WORDS[currency]?.includes(word) || word === currency.toLowerCase())) return null;
  }
  return scale;
}

interface Decimal {
  readonly whole: string;
  readonly fraction: string;
}

function decimalOf(digits: string, mayGroup: boolean): Decimal | null {
  const groups = /^\d{1,3}(?:[\s\u00a0\u2009\u202f']\d{3})+(?=$|[.,])/u;
  const plain = groups.test(digits) ? digits.replace(SPACES, '') : digits;
  if (/[^\d.,]/u.test(plain)) return null;
  const marks = plain.match(/[.,]/g) ?? [];
  if (marks.length === 0) return { whole: plain, fraction: '' };
  const last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
  const whole = plain.slice(0, last);
  const fraction = plain.slice(last + 1);
  if (fraction === '') return null;
  // `1,234k` is a thousand and a bit: with a word for thousands a lone separator is a decimal one.
  if (marks.length === 1) return oneMark(whole, fraction, mayGroup && digits === plain);
  return manyMarks(plain, whole, fraction, marks);
}

function oneMark(whole: string, fraction: string, mayGroup: boolean): Decimal {
  const thousands = mayGroup && fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole);
  return thousands ? { whole: whole + fraction, fraction: '' } : { whole, fraction };
}

function manyMarks(plain: string, whole: string, fraction: string, marks: readonly string[]): Decimal | null {
  const same = marks.every((mark) => mark === marks[0]);
  if (same) return /^\d{1,3}([.,]\d{3})+$/.test(plain) ? { whole: plain.replace(/[.,]/g, ''), fraction: '' } : null;
  const group = marks[0];
  const tidy = marks.slice(0, -1).every((mark) => mark === group) && /^\d{1,3}([.,]\d{3})+$/.test(whole);
  return tidy ? { whole: whole.replace(/[.,]/g, ''), fraction } : null;
}

function shift({ whole, fraction }: Decimal, places: number): Decimal {
  const padded = fraction.padEnd(places, '0');
  return { whole: whole + padded.slice(0, places), fraction: padded.slice(places) };
}

/**
 * Takes the sum from the front of a command's words: the longest beginning that reads as a sum is the
 * sum, the rest is what it is for. `15 000,50 Логотип`, `1.5 тыс Кофе`, `15000 3 визитки` (digits that are
 * no group of three belong to the words).
 */
export function takeSum(text: string, currency: string): { sum: SumRead; rest: string } {
  const words = text.trim().split(/\s+/);
  for (let count = Math.min(words.length, 5); count > 1; count--) {
    const sum = readSum(words.slice(0, count).join(' '), currency);
    if (sum.ok || sum.code !== 'sum_unreadable') return { sum, rest: words.slice(count).join(' ') };
  }
  return { sum: readSum(words[0] ?? '', currency), rest: words.slice(1).join(' ') };
}
