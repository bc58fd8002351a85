import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { currencyNamed } from '../../domain/currency-words.ts';
import { format, money } from '../../domain/money.ts';
import { readSum, type SumCode, takeSum } from '../../domain/sum.ts';

const NBSP = '\u00a0';
const THIN = '\u2009';
const NARROW = '\u202f';

describe('sums as people write them', () => {
  test.each<[string, bigint]>([
    ['15000', 1_500_000n],
    ['0500', 50_000n],
    ['15 000', 1_500_000n],
    [`15${NBSP}000`, 1_500_000n],
    [`1${THIN}500${THIN}000`, 150_000_000n],
    [`15${NARROW}000,5`, 1_500_050n],
    ['15 000,50', 1_500_050n],
    ['15.000,50', 1_500_050n],
    ['15,000.50', 1_500_050n],
    ['1,234,567.89', 123_456_789n],
    ['1.234.567', 123_456_700n],
    ["15'000.50", 1_500_050n],
    ['15’000', 1_500_000n],
    ['１５０００', 1_500_000n],
    ['１５，５', 1550n],
    ['15,5', 1550n],
    ['0,5', 50n],
    ['15k', 1_500_000n],
    ['15К', 1_500_000n],
    ['1.5k', 150_000n],
    ['1.5тыс', 150_000n],
    ['1,5 тыс.', 150_000n],
    ['1 500 тыс', 150_000_000n],
    ['15 тысяч рублей', 1_500_000n],
    ['15 т.р.', 1_500_000n],
    ['15тр', 1_500_000n],
    ['2 млн', 200_000_000n],
    ['2m', 200_000_000n],
    ['0,125 млн', 12_500_000n],
    ['1.23456тыс', 123_456n],
    ['1 500 ₽', 150_000n],
    ['₽1500', 150_000n],
    ['1500р', 150_000n],
    ['1500 р.', 150_000n],
    ['1500 руб.', 150_000n],
    ['1500 RUB', 150_000n],
    ['1500.', 150_000n],
    [' 1500 ', 150_000n],
    ['\u200e1500\u200f', 150_000n],
    ['10000000000', 10n ** 12n],
  ])('%j is %i kopecks', (text, minor) => {
    expect(readSum(text, 'RUB')).toEqual({ ok: true, minor });
  });

  test.each<[string, string, bigint]>([
    ['$20', 'USD', 2000n],
    ['US$20', 'USD', 2000n],
    ['20 usd', 'USD', 2000n],
    ['$20', 'CAD', 2000n],
    ['20 долларов', 'USD', 2000n],
    ['20,5 €', 'EUR', 2050n],
    ['500 ⭐️', 'XTR', 500n],
    ['500 звёзд', 'XTR', 500n],
    ['15,000', 'JPY', 15_000n],
    ['500.00', 'JPY', 500n],
    ['1.5', 'KWD', 1500n],
    ['1.5005k', 'KWD', 1_500_500n],
    ['5 000 тенге', 'KZT', 500_000n],
    ['20 chf', 'CHF', 2000n],
  ])('%j in %s is %i minor units', (text, currency, minor) => {
    expect(readSum(text, currency)).toEqual({ ok: true, minor });
  });
});

describe('the lone separator with three digits behind it', () => {
  test('after one to three digits it parts thousands', () => {
    for (const text of ['15,000', '15.000', '1,500', '999.999']) expect(readSum(text, 'RUB').ok).toBe(true);
    expect(readSum('15,000', 'RUB')).toEqual(readSum('15000', 'RUB'));
  });

  test('after a zero, or more than three digits, it can only be a decimal one', () => {
    for (const text of ['0,125', '1500,125', '1500,000', '0.000'])
      expect(readSum(text, 'RUB')).toEqual({ ok: false, code: 'sum_too_precise' });
  });

  test('where both readings are common it is refused rather than guessed at', () => {
    for (const text of ['1,500 тыс', '1.500k', '1,500 млн']) expect(readSum(text, 'RUB').ok).toBe(false);
    expect(readSum('15.000', 'KWD')).toEqual({ ok: false, code: 'sum_unreadable' });
    expect(readSum('15,000.000', 'KWD')).toEqual({ ok: true, minor: 15_000_000n });
  });
});

describe('what is refused', () => {
  test.each<[SumCode, string[]]>([
    ['sum_not_positive', ['0', '0,00', '00', '-5', '−5', '– 5', '₽-5', '0 тыс']],
    ['sum_too_precise', ['15000,505', '15,5050', '15.000,500', '0,001', '1,000.505']],
    ['sum_too_large', ['10000000000,01', '20000 млн', '9'.repeat(40), '1 000 000 000 000']],
    [
      'sum_unreadable',
      ['', ' ', '₽', '-', '.', 'пять', 'сто рублей', '1e5', 'NaN', 'Infinity', '-Infinity', '0x10'],
    ],
    [
      'sum_unreadable',
      ['15-20', '24.11.2026', '1.2.3', '1 5', '15 00', '1500 000', '15,0000.5', '1,5,5', '1 000,000.50'],
    ],
    [
      'sum_unreadable',
      ['+79000000001', '15 %', '15%', '1500-00', '15 000 ,50', '.5', ',50', '½', '15²', '1_000', '15\n000'],
    ],
    [
      'sum_unreadable',
      [
        '15 шт',
        '15 k',
        '2 m',
        '15kg',
        '15000 логотип',
        "15'000 000",
        '(5)',
        '5 5 тыс',
        '１ ２',
        '9'.repeat(100),
      ],
    ],
    ['sum_unreadable', ['$20', '20 usd', '20 EUR', '20€', '€20', '500⭐', '20 тенге', '₿1', '20 ALL']],
  ])('%s: %j', (code, texts) => {
    for (const text of texts) expect([text, readSum(text, 'RUB')]).toEqual([text, { ok: false, code }]);
  });

  test('roubles are not dollars, not even by the thousand', () => {
    for (const text of ['15 т.р.', '1500 руб', '₽15']) expect(readSum(text, 'USD').ok).toBe(false);
  });

  test('decimals of a currency that has none', () => {
    expect(readSum('15,5', 'JPY')).toEqual({ ok: false, code: 'sum_too_precise' });
    expect(readSum('1,5k', 'XTR')).toEqual({ ok: true, minor: 1500n });
  });
});

describe('the sum at the front of a command’s words', () => {
  test.each<[string, bigint, string]>([
    ['15000 Логотип', 1_500_000n, 'Логотип'],
    ['15 000,50 Логотип и визитки', 1_500_050n, 'Логотип и визитки'],
    ['1.5 тыс Кофе', 150_000n, 'Кофе'],
    ['1,5 тыс. руб. Кофе', 150_000n, 'Кофе'],
    ['15 т. р. Кофе', 1_500_000n, 'Кофе'],
    ['15000руб, лого', 1_500_000n, 'лого'],
    ['15000 3 визитки', 1_500_000n, '3 визитки'],
    ['15 000 3 визитки', 1_500_000n, '3 визитки'],
    ['15000 300 визиток', 1_500_000n, '300 визиток'],
    ['15000 500г кофе', 1_500_000n, '500г кофе'],
    ['15 000 визиток', 1_500_000n, 'визиток'],
    ['100 500 рублей', 10_050_000n, ''],
    ['15000', 1_500_000n, ''],
    ['  15000   Логотип  и\nвизитки ', 1_500_000n, 'Логотип  и\nвизитки'],
    ['15000: Логотип', 1_500_000n, 'Логотип'],
    ['15000 — Логотип', 1_500_000n, 'Логотип'],
    [`15${NBSP}000${NBSP}₽ Логотип`, 1_500_000n, 'Логотип'],
    ['15000 Евроремонт', 1_500_000n, 'Евроремонт'],
    ['1500 k-pop постер', 150_000n, 'k-pop постер'],
    ['1500 Рекламный ролик', 150_000n, 'Рекламный ролик'],
    ['1500 TOP дизайн', 150_000n, 'TOP дизайн'],
  ])('%j', (text, minor, rest) => {
    expect(takeSum(text, 'RUB')).toEqual({ sum: { ok: true, minor }, rest });
  });

  test.each<[string, SumCode]>([
    ['Логотип 15000', 'sum_unreadable'],
    ['', 'sum_unreadable'],
    ['20 usd логотип', 'sum_unreadable'],
    ['$20 логотип', 'sum_unreadable'],
    ['20 долларов за логотип', 'sum_unreadable'],
    ['15-20 тыс логотип', 'sum_unreadable'],
    ['15 - 20 тыс логотип', 'sum_unreadable'],
    ['10 % скидка', 'sum_unreadable'],
    ['15 000.- логотип', 'sum_unreadable'],
    ['15 000abc логотип', 'sum_unreadable'],
    ['15 ,50 логотип', 'sum_unreadable'],
    ['1e5 логотип', 'sum_unreadable'],
    ['-5 логотип', 'sum_not_positive'],
    ['0 логотип', 'sum_not_positive'],
    ['15000,505 логотип', 'sum_too_precise'],
    ['1 000 000 000 000 логотип', 'sum_too_large'],
  ])('%j is refused as %s', (text, code) => {
    expect(takeSum(text, 'RUB').sum).toEqual({ ok: false, code });
  });
});

describe('whatever is written', () => {
  const currencies = fc.constantFrom('RUB', 'USD', 'EUR', 'JPY', 'XTR', 'KZT');
  const minor = fc.bigInt({ min: 1n, max: 10n ** 12n });

  test('a sum as we show it is read as the same sum', () => {
    fc.assert(
      fc.property(minor, currencies, fc.constantFrom('ru', 'en'), (value, currency, locale) => {
        expect(readSum(format(money(value, currency), locale), currency)).toEqual({ ok: true, minor: value });
      }),
      { numRuns: 5000 },
    );
  });

  test('and from before any words that are no part of it', () => {
    const words = fc.constantFrom('Логотип', 'Design of a site', '3 визитки', '№5', '«Ёлка»');
    fc.assert(
      fc.property(minor, fc.constantFrom('ru', 'en'), words, (value, locale, rest) => {
        const text = `${format(money(value, 'RUB'), locale)} ${rest}`;
        expect(takeSum(text, 'RUB')).toEqual({ sum: { ok: true, minor: value }, rest });
      }),
      { numRuns: 2000 },
    );
  });

  test('a currency of three decimals is read right or refused, never a thousand times off', () => {
    fc.assert(
      fc.property(minor, fc.constantFrom('ru', 'en'), (value, locale) => {
        const read = readSum(format(money(value, 'KWD'), locale), 'KWD');
        if (read.ok) expect(read.minor).toBe(value);
        else expect(read.code).toBe('sum_unreadable');
      }),
      { numRuns: 2000 },
    );
  });

  test('no text breaks it, and what it reads is a positive sum within the limit', () => {
    const noise = fc.string({
      unit: fc.constantFrom(..."0159 .,-+'ekкmртыс₽$%\u00a0€", '000', 'руб'),
      maxLength: 24,
    });
    fc.assert(
      fc.property(fc.oneof(noise, fc.string({ unit: 'binary' })), currencies, (text, currency) => {
        const read = readSum(text, currency);
        if (read.ok && (read.minor <= 0n || read.minor > 10n ** 12n))
          throw new Error(`${text} gave ${read.minor}`);
        const { sum, rest } = takeSum(text, currency);
        if (sum.ok && rest.length > text.length) throw new Error('words were made up');
      }),
      { numRuns: 5000 },
    );
  });

  test('a word that names a currency names exactly one to each reader', () => {
    expect(currencyNamed('₽', 'RUB')).toBe('own');
    expect(currencyNamed('Руб.', 'USD')).toBe('other');
    expect(currencyNamed('Логотип', 'RUB')).toBeNull();
  });
});
