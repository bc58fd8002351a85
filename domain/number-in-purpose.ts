/** Longest purpose that is read, characters; banks carry 210. */
const LONGEST = 500;
/** More numbers than these are no purpose but a list. */
const MOST = 10;

/** Not inside a word or a number. */
const START = '(?<![\\p{L}\\p{N}])';
/** The end of a number that is no day (`17.11`), no part of another number (`17/3`, `17-К`), and no sum (`17,50`). */
const END = '(?![\\p{L}\\p{N}]|[.,]\\d|[/\\\\-][\\p{L}\\p{N}])';
const MARK = '(?:№|N[o°º]?\\.?|#|номер\\s|ном\\.)';
const DIGITS = `0{0,8}([1-9]\\d{0,8})${END}`;

/** Words for one invoice and for several; a tax invoice (`счёт-фактура`) is another document. */
const BILL = 'сч(?:[её]т[ау]?(?:\\s+на\\s+оплату)?|[её]том|\\.)|inv(?:oice)?\\.?|bill';
const BILLS = 'счет(?:а|ам|ов|ами)|сч[её]та|inv(?:oice)?s';

const ONE = new RegExp(`${START}(?:${BILL})[\\s:]*${MARK}?\\s*${DIGITS}`, 'giu');
const NEXT = `\\s*(?:,|;|\\sи\\s|\\sand\\s|&)\\s*${MARK}?\\s*`;
const LIST = new RegExp(
  `${START}(?:${BILLS})[\\s:]*(${MARK}?\\s*\\d{1,9}(?:${NEXT}\\d{1,9}){1,8})${END}`,
  'giu',
);

/** What a bare `№ 17` may follow when it is of another paper. */
const OTHER_PAPER =
  /(?:договор\S*|дог\.?|контракт\S*|соглашени\S*|заказ\S*|акт\S*|накладн\S*|наклад\.?|н\/н|упд|утд|фактур\S*|с\/ф|сч\.?\/ф\.?|спецификаци\S*|лот\S*|поручени\S*|п\/п|пп|contract|agreement|order|act|lot)[\s:]*$/iu;
const BARE = new RegExp(`(?:№|${START}N[o°º]?\\.?|#)\\s*${DIGITS}`, 'giu');

/**
 * Numbers of invoices that a purpose names: `счёт № 17`, `по сч. N17`, `invoice 17`, `№17`; several by
 * `счета 17, 18`. Numbers of contracts, orders and acts are none, nor are days and sums. Each once, in order.
 */
export function numbersIn(purpose: string): string[] {
  const text = purpose.slice(0, LONGEST).normalize('NFKC').replace(/\s+/gu, ' ');
  const named = [...text.matchAll(ONE)].map((match) => match[1] ?? '');
  const lists = [...text.matchAll(LIST)].flatMap((match) =>
    [...(match[1] ?? '').matchAll(/\d+/g)].map(([digits]) => digits.replace(/^0+/, '')),
  );
  const bare = [...text.matchAll(BARE)]
    .filter((match) => !OTHER_PAPER.test(text.slice(0, match.index)))
    .map((match) => match[1] ?? '');
  const all = [...named, ...lists, ...bare];
  return [...new Set(all)].filter(Boolean).slice(0, MOST);
}
