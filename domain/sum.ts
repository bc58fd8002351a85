import { currencyNamed } from './currency-words.ts';
import { readDigits } from './digits.ts';
import { decimalsOf } from './money.ts';

/** A sum that a person wrote, in minor units, or why it cannot be taken. Never zero or less. */
export type SumRead =
  | { readonly ok: true; readonly minor: bigint }
  | { readonly ok: false; readonly code: SumCode };

export type SumCode = 'sum_unreadable' | 'sum_not_positive' | 'sum_too_precise' | 'sum_too_large';

/** Ten milliards of a currency with hundredths: nobody bills that in a chat, but a slip of a finger does. */
const LARGEST = 10n ** 12n;
const MOST_WORDS = 12;
const LONGEST = 60;

/**
 * Reads a sum as people write it: `15000`, `15 000,50`, `15.000,50`, `15k`, `1.5тыс`, `2 млн`, `1 500 ₽`.
 * How separators are understood is told at `readDigits`: `15,000` and `15.000` are fifteen thousand,
 * `0,125` and `1500,125` are decimals and too precise. Where a reading would be a guess about a factor of a
 * thousand (`1,500 тыс`, or `15.000` of a currency with three decimals) the sum is unreadable. Words that
 * name another currency make it unreadable too. `k`, `к` and `m` stand right after the digits.
 */
export function readSum(text: string, currency: string): SumRead {
  const read = understand(text, currency);
  return typeof read === 'bigint'
    ? { ok: true, minor: read }
    : refused(read === 'other_currency' ? 'sum_unreadable' : read);
}

/**
 * Takes the sum off the front of a command's words: the longest beginning that reads as a sum; `rest` is
 * the other words as they were. Digits join a sum only in groups of exactly three: `15 000 визиток` is
 * 15000 of `визиток`, `15000 3 визитки` is 15000 of `3 визитки`, `100 500 рублей` is 100500. What would cut
 * a number, a range, a percentage or a sum in another currency in half (`15-20 тыс`, `20 usd логотип`) is
 * unreadable, with all the words left in `rest`.
 */
export function takeSum(text: string, currency: string): { sum: SumRead; rest: string } {
  const words = [...text.matchAll(/\S+/g)].slice(0, MOST_WORDS);
  for (const word of words.reverse()) {
    const end = word.index + word[0].length;
    const read = understand(text.slice(0, end), currency);
    if (read === 'sum_unreadable') continue;
    const rest = text.slice(end).trim();
    if (read === 'other_currency' || isTornOff(tidy(text.slice(0, end)), tidy(rest))) break;
    const sum = typeof read === 'bigint' ? { ok: true as const, minor: read } : refused(read);
    return { sum, rest: rest.replace(/^[-–—:;,.]\s+/, '') };
  }
  return { sum: refused('sum_unreadable'), rest: text.trim() };
}

function refused(code: SumCode): SumRead {
  return { ok: false, code };
}

/** The rest of a number: a group with something stuck to it, a range, a percentage, a lost decimal part. */
function isTornOff(taken: string, rest: string): boolean {
  const mayGoOn = /(^|\D)\d{1,3}$/.test(taken);
  return /^([-–—−]\s*\d|[.,]\d|%)/u.test(rest) || (mayGoOn && /^\d{3}(?![\d\s])/u.test(rest));
}

/** One kind of space, apostrophe, minus and digits; marks that are not seen are gone. */
function tidy(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\p{Cf}|\ufe0f/gu, '')
    .replace(/[\t\p{Zs}]+/gu, ' ')
    .replace(/[’ʼ‘`]/g, "'")
    .replace(/[−–—]/g, '-')
    .trim();
}

const SHAPE = /^(-?) ?([^\d\s.,'+-]*) ?(-?)(\d(?:[ .,']?\d)*)( ?)(.*)$/u;

function understand(text: string, currency: string): bigint | SumCode | 'other_currency' {
  const tidied = text.length > LONGEST ? '' : tidy(text);
  const [, minus, before = '', inner, digits = '', space, after = ''] = SHAPE.exec(tidied) ?? [];
  if (!digits) return 'sum_unreadable';
  const tail = readTail(after.replace(/[.,:;!]+$/, ''), space === '');
  const named = [before, tail.word].filter(Boolean).map((word) => currencyNamed(word, currency));
  if (named.includes(null)) return 'sum_unreadable';
  if (named.includes('other')) return 'other_currency';
  if (tail.rubles && currency !== 'RUB') return 'other_currency';
  return inMinor(digits, tail.zeros, currency, Boolean(minus || inner));
}

interface Tail {
  /** How many zeros the words add. */
  readonly zeros: 0 | 3 | 6;
  /** What is left, to name the currency. */
  readonly word: string;
  /** `15 т.р.`: thousands of roubles in one word. */
  readonly rubles: boolean;
}

const SCALES: readonly { readonly words: RegExp; readonly zeros: 3 | 6; readonly stuck: boolean }[] = [
  { words: /^(kk|кк|m)(?![\p{L}\d])/iu, zeros: 6, stuck: true },
  { words: /^(k|к)(?![\p{L}\d])/iu, zeros: 3, stuck: true },
  { words: /^(тыс\.?|тысяч[аи]?|thousand)(?![\p{L}\d])/iu, zeros: 3, stuck: false },
  { words: /^(млн\.?|миллион(а|ов)?|mln\.?|millions?)(?![\p{L}\d])/iu, zeros: 6, stuck: false },
];

/** The words behind the digits. `stuck`: they follow without a space. */
function readTail(text: string, stuck: boolean): Tail {
  if (/^т\.? ?р$/iu.test(text)) return { zeros: 3, word: '', rubles: true };
  for (const scale of SCALES) {
    const match = scale.words.exec(text);
    if (!match || (scale.stuck && !stuck)) continue;
    return { zeros: scale.zeros, word: text.slice(match[0].length).trim(), rubles: false };
  }
  return { zeros: 0, word: text.trim(), rubles: false };
}

function inMinor(digits: string, zeros: 0 | 3 | 6, currency: string, negative: boolean): bigint | SumCode {
  const places = decimalsOf(currency);
  const read = readDigits(digits, zeros > 0 || places === 3 ? 'refuse' : 'group');
  if (!read) return 'sum_unreadable';
  const most = places + zeros;
  // `500.00` of a currency without decimals is how machines write it, and loses nothing.
  const fraction = most === 0 && /^0{1,2}$/.test(read.fraction) ? '' : read.fraction;
  if (fraction.length > most) return 'sum_too_precise';
  const all = (read.whole + fraction.padEnd(most, '0')).replace(/^0+/, '');
  if (negative || all === '') return 'sum_not_positive';
  if (all.length > 15) return 'sum_too_large';
  const minor = BigInt(all);
  return minor > LARGEST ? 'sum_too_large' : minor;
}
