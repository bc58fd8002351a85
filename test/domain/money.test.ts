import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decimalsOf,
  format,
  fromDecimal,
  fromJson,
  isCurrency,
  money,
  split,
  toDecimal,
  toJson,
} from '../../domain/money.ts';

/** Currencies with 0, 2 and 3 decimals, Telegram's own among them. */
const currencies = fc.constantFrom('RUB', 'USD', 'JPY', 'KWD', 'XTR');
const minor = fc.bigInt({ min: 0n, max: 10n ** 14n });
const signed = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n });
const shares = fc
  .array(fc.bigInt({ min: 0n, max: 10n ** 6n }), { minLength: 1, maxLength: 12 })
  .filter((all) => all.some((share) => share > 0n));

// RELIABILITY.md, R16: 100,000 cases in all, spread over the five rules below.
const CASES = { numRuns: 20_000 };

const sumOf = (parts: readonly { minor: bigint }[]) => parts.reduce((sum, part) => sum + part.minor, 0n);

describe('random money in currencies of 0, 2 and 3 decimals', () => {
  test('splitting loses no minor unit, and no part is further than one unit from its fair share', () => {
    fc.assert(
      fc.property(signed, currencies, shares, (total, currency, by) => {
        const parts = split(money(total, currency), by);
        const whole = by.reduce((sum, share) => sum + share, 0n);
        expect(sumOf(parts)).toBe(total);
        parts.forEach((part, index) => {
          const off = part.minor * whole - total * (by[index] ?? 0n);
          if (off <= -whole || off >= whole) throw new Error(`part ${index} of ${total} by ${by} is unfair`);
        });
      }),
      CASES,
    );
  });

  test('partial payments cut from an invoice add up to it, whatever the cuts', () => {
    fc.assert(
      fc.property(
        minor,
        currencies,
        fc.array(fc.integer({ min: 1, max: 9999 }), { maxLength: 8 }),
        (total, currency, cuts) => {
          let due = total;
          let paid = 0n;
          for (const cut of cuts) {
            const [part, left] = split(money(due, currency), [BigInt(cut), 10_000n - BigInt(cut)]);
            paid += part?.minor ?? 0n;
            due = left?.minor ?? 0n;
            if (paid + due !== total || due < 0n) throw new Error(`${paid} and ${due} are not ${total}`);
          }
        },
      ),
      CASES,
    );
  });

  test('a discount spread over the lines of an invoice is the discount, and makes no line negative', () => {
    const prices = fc.array(fc.bigInt({ min: 1n, max: 10n ** 9n }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(prices, fc.integer({ min: 0, max: 10_000 }), currencies, (lines, share, currency) => {
        const total = lines.reduce((sum, line) => sum + line, 0n);
        const discount = (total * BigInt(share)) / 10_000n;
        const off = split(money(discount, currency), lines);
        expect(sumOf(off)).toBe(discount);
        if (lines.some((line, index) => line < (off[index]?.minor ?? 0n)))
          throw new Error('a line below zero');
      }),
      CASES,
    );
  });

  test('decimal text and back is the same sum', () => {
    fc.assert(
      fc.property(signed, currencies, (value, currency) => {
        const text = toDecimal(money(value, currency));
        if (/[^\d.-]/.test(text)) throw new Error(`${text} is not plain decimal text`);
        expect(fromDecimal(text, currency)).toEqual({ minor: value, currency });
      }),
      CASES,
    );
  });

  test('JSON and back is the same sum, and what people see holds every digit of it', () => {
    fc.assert(
      fc.property(minor, currencies, fc.constantFrom('ru', 'en'), (value, currency, locale) => {
        const sum = money(value, currency);
        expect(fromJson(JSON.parse(JSON.stringify(toJson(sum))))).toEqual(sum);
        const seen = format(sum, locale).replace(/\D/g, '');
        const digits = toDecimal(sum).replace('.', '');
        const places = decimalsOf(currency);
        const whole = value % 10n ** BigInt(places) === 0n;
        expect(BigInt(seen)).toBe(BigInt(whole && places > 0 ? digits.slice(0, -places) : digits));
      }),
      CASES,
    );
  });
});

describe('currencies', () => {
  test.each([
    ['RUB', 2],
    ['USD', 2],
    ['JPY', 0],
    ['XTR', 0],
    ['KWD', 3],
    ['UGX', 0],
  ])('%s has %i decimals', (currency, places) => {
    expect(decimalsOf(currency)).toBe(places);
  });

  test('a currency is an ISO 4217 code in capitals, or XTR', () => {
    expect(['RUB', 'KZT', 'XTR'].every(isCurrency)).toBe(true);
    expect(['rub', 'RUBLE', '', 'ZZZ'].some(isCurrency)).toBe(false);
  });
});

describe('decimal text as vendors send it', () => {
  test.each([
    ['15000.00', 'RUB', 1_500_000n],
    ['15000', 'RUB', 1_500_000n],
    ['-3.5', 'RUB', -350n],
    ['0.07', 'USD', 7n],
    ['10.0000', 'RUB', 1000n],
    ['500', 'XTR', 500n],
    ['500.00', 'JPY', 500n],
    ['1.5', 'KWD', 1500n],
  ])('%s %s is understood', (text, currency, expected) => {
    expect(fromDecimal(text, currency)).toEqual({ minor: expected, currency });
  });

  test.each([
    '',
    '1e5',
    '1 000',
    '1,5',
    '.5',
    '5.',
    '0x10',
    '+5',
    'NaN',
    '1.001',
    '9999999999999999',
    ' 5',
    '5\n',
  ])('%j is refused rather than guessed at', (text) => {
    expect(fromDecimal(text, 'RUB')).toBeNull();
  });
});

describe('splitting', () => {
  test('the units left over go to the largest remainders, the first of equals first', () => {
    const parts = (total: bigint, by: bigint[]) => split(money(total, 'RUB'), by).map((part) => part.minor);
    expect(parts(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(parts(100n, [1n, 2n, 3n])).toEqual([17n, 33n, 50n]);
    expect(parts(-100n, [1n, 1n, 1n])).toEqual([-34n, -33n, -33n]);
    expect(parts(5n, [0n, 1n])).toEqual([0n, 5n]);
  });

  test('shares that nothing can be split by are a bug of the caller', () => {
    expect(() => split(money(1n, 'RUB'), [])).toThrow(RangeError);
    expect(() => split(money(1n, 'RUB'), [0n, 0n])).toThrow(RangeError);
    expect(() => split(money(1n, 'RUB'), [-1n, 2n])).toThrow(RangeError);
  });
});

describe('money for people', () => {
  // U+00A0, which Intl writes so that a sum is not torn over two lines.
  const nbsp = '\u00a0';
  test.each([
    [1_500_050n, 'RUB', 'ru', `15${nbsp}000,50${nbsp}₽`],
    [1_500_000n, 'RUB', 'ru', `15${nbsp}000${nbsp}₽`],
    [1_500_050n, 'RUB', 'en', '₽15,000.50'],
    [1_500_050n, 'USD', 'en', '$15,000.50'],
    [2_000n, 'USD', 'ru', `20${nbsp}$`],
    [500n, 'JPY', 'en', '¥500'],
    [1_500n, 'KWD', 'en', `KWD${nbsp}1.500`],
    [500n, 'XTR', 'ru', '500 ⭐'],
    [12_500n, 'XTR', 'en', '12,500 ⭐'],
    [99_999_999_999_999n, 'RUB', 'ru', `999${nbsp}999${nbsp}999${nbsp}999,99${nbsp}₽`],
  ])('%s %s in %s is %j', (value, currency, locale, expected) => {
    expect(format(money(value, currency), locale)).toBe(expected);
  });
});
