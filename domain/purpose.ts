import type { Invoice } from './invoice.ts';
import { decimalsOf, money, toDecimal } from './money.ts';
import type { VatRate } from './receipt.ts';
import type { Seller } from './seller.ts';

/** Longest purpose of a Russian payment order, characters (Bank of Russia 762-P, field 24). */
const ORDER = 210;
/** Fewer characters of what was sold say nothing. */
const LEAST = 6;

export interface PurposeOptions {
  /** `ru`, or English for any other. */
  readonly locale: string;
  /** Characters. The number and the VAT always stay: the words between them are cut. Default 210. */
  readonly limit?: number | undefined;
}

/**
 * What a payment of `amount` (minor units) is for, as a bank or provider carries it, so that its line in a
 * statement is matched without guessing: `Оплата по счёту № 17: торт «Прага». Без НДС`, or
 * `… В т.ч. НДС 22% 2 704,92 руб.`. One line of plain characters.
 */
export function purposeOf(
  invoice: Pick<Invoice, 'number' | 'items' | 'total' | 'currency'>,
  amount: bigint,
  seller: Pick<Seller, 'vat' | 'inn'>,
  { locale, limit = ORDER }: PurposeOptions,
): string {
  const russian = locale.startsWith('ru');
  const head = `${russian ? 'Оплата по счёту №' : 'Payment for invoice No.'} ${invoice.number}`;
  const vat = vatText(invoice, amount, seller, russian);
  const tail = vat && `. ${vat}`;
  const what = plain(invoice.items.map((item) => item.title).join(', ')).replace(/[.…\s]+$/u, '');
  const room = limit - length(head) - length(tail) - 2;
  const words = shortened(what, room);
  return `${head}${words && `: ${words}`}${words.endsWith('…') ? tail.slice(1) : tail}`;
}

/** The purpose of money that goes back: `Возврат по счёту № 17. Без НДС`. */
export function returnPurposeOf(
  invoice: Pick<Invoice, 'number' | 'items' | 'total' | 'currency'>,
  amount: bigint,
  seller: Pick<Seller, 'vat' | 'inn'>,
): string {
  const vat = vatText(invoice, amount, seller, true);
  return `Возврат по счёту № ${invoice.number}${vat && `. ${vat}`}`;
}

/** A purpose that names its invoice; the number is put in front of one that does not. */
export function withNumber(purpose: string, number: string): string {
  const named = new RegExp(`(?:№|No\\.?|#) ?${number.replace(/[^\w-]/g, '')}(?![\\w-])`).test(purpose);
  return named ? purpose : `№ ${number}: ${purpose}`;
}

/** VAT that is inside a sum, minor units, rounded half up (tax code, article 168: the rate is in the price). */
export function vatInside(gross: bigint, rate: VatRate): bigint {
  const percent = BigInt(rate === 'none' ? 0 : rate.replace('_of', ''));
  return (2n * gross * percent + 100n + percent) / (2n * (100n + percent));
}

/** Empty for a seller of whom no tax is known: a shop abroad. */
function vatText(
  { items, total, currency }: Pick<Invoice, 'items' | 'total' | 'currency'>,
  amount: bigint,
  seller: Pick<Seller, 'vat' | 'inn'>,
  russian: boolean,
): string {
  const rates = new Set(items.map((item) => rateOf(item.vat ?? seller.vat)));
  const [only = 'none'] = rates;
  if (rates.size <= 1 && only === 'none')
    return seller.inn === '' ? '' : russian ? 'Без НДС' : 'VAT not charged';
  const inside = rates.size === 1 ? vatInside(amount, only) : share(items, seller, amount, total);
  const rate = rates.size === 1 ? ` ${only}%` : '';
  if (inside === 0n) return `${russian ? 'НДС' : 'VAT'}${rate || ' 0%'}`;
  return `${russian ? 'В т.ч. НДС' : 'Incl. VAT'}${rate} ${sumText(inside, currency, russian)}`;
}

/** `20/120` and `20` are one rate here: both say how much of the sum is tax. */
function rateOf(vat: VatRate): VatRate {
  return vat.replace('_of', '') as VatRate;
}

/** Items of several rates: the tax of the whole, in proportion to what is paid of it. */
function share(items: Invoice['items'], seller: Pick<Seller, 'vat'>, amount: bigint, total: bigint): bigint {
  const whole = items.reduce((sum, item) => sum + vatInside(item.amount, item.vat ?? seller.vat), 0n);
  return total > 0n ? (2n * whole * amount + total) / (2n * total) : 0n;
}

/** `2 704,92 руб.`; plain spaces, since banks have no others. */
function sumText(minor: bigint, currency: string, russian: boolean): string {
  const text = toDecimal(money(minor, currency));
  if (!russian) return `${text} ${currency}`;
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ' ');
  const unit = currency === 'RUB' ? 'руб.' : currency;
  return `${grouped}${decimalsOf(currency) > 0 ? `,${fraction}` : ''} ${unit}`;
}

/** Banks carry one line of letters, digits and signs of punctuation: no breaks, no pictures. */
function plain(text: string): string {
  return text
    .replace(/\p{Extended_Pictographic}|\p{Cf}|\ufe0f/gu, '')
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .replace(/ ([,.;:])/g, '$1')
    .trim();
}

function shortened(text: string, room: number): string {
  const letters = [...text];
  if (letters.length <= room) return text;
  if (room < LEAST) return '';
  return `${letters
    .slice(0, room - 1)
    .join('')
    .replace(/[^\p{L}\p{N}»")]+$/u, '')}…`;
}

function length(text: string): number {
  return [...text].length;
}
