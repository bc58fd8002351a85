/** Check digits of Russian numbers: a slip of one digit is found before money goes astray. */

const INN_10 = [2, 4, 10, 3, 5, 9, 4, 6, 8];
const INN_11 = [7, ...INN_10];
const INN_12 = [3, ...INN_11];

/** An INN with its check digits: ten digits of a company, twelve of a person (order of the FTS, check sum by 11). */
export function isInn(text: string): boolean {
  if (/^\d{10}$/.test(text)) return checkDigit(text, INN_10) === text[9];
  if (!/^\d{12}$/.test(text)) return false;
  return checkDigit(text, INN_11) === text[10] && checkDigit(text, INN_12) === text[11];
}

function checkDigit(text: string, weights: readonly number[]): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(text[index]), 0);
  return String((sum % 11) % 10);
}

const KEY = [7, 1, 3] as const;

/** Letters that may stand in an account number, each for the digit of its place. */
const LETTERS = 'ABCEHKMPTX';

/**
 * Whether a client's account can be one of the bank with this BIC: nine digits, twenty digits, and the key
 * between them (rules of the Bank of Russia No. 515 of 1997: weights 7, 1, 3, the sum divisible by ten).
 */
export function isAccountAt(bic: string, account: string): boolean {
  if (!/^\d{9}$/.test(bic) || !/^[1-9]\d{4}[\dABCEHKMPTX]\d{14}$/.test(account)) return false;
  // Accounts at the Bank of Russia itself have a BIC that ends with 000 to 002 and are checked by its branch.
  const part = Number(bic.slice(6)) <= 2 ? `0${bic.slice(4, 6)}` : bic.slice(6);
  const digits = part + account.replace(/[A-Z]/, (letter) => String(LETTERS.indexOf(letter)));
  const sum = [...digits].reduce(
    (total, digit, index) => total + ((Number(digit) * (KEY[index % 3] ?? 1)) % 10),
    0,
  );
  return sum % 10 === 0;
}
