import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromStripe, STRIPE_CURRENCIES, toStripe } from '../../api/payments/stripe/amounts.ts';
import { isCurrency } from '../../domain/money.ts';

describe('Stripe’s minor units are its own', () => {
  test.each([
    ['10.50 dollars', 1_050n, 'USD', 1_050],
    ['500 yen', 500n, 'JPY', 500],
    ['5 Ugandan shillings, with two zeros that mean nothing', 5n, 'UGX', 500],
    ['1,500 Icelandic krónur, likewise', 1_500n, 'ISK', 150_000],
    ['300 ariary, which ISO 4217 gives hundredths', 30_000n, 'MGA', 300],
    ['5.120 Kuwaiti dinars', 5_120n, 'KWD', 5_120],
    ['12.34 forints', 1_234n, 'HUF', 1_234],
  ])('%s', (_name, minor, currency, amount) => {
    expect(toStripe({ minor, currency })).toBe(amount);
    expect(fromStripe(amount, currency.toLowerCase())).toEqual({ minor, currency });
  });

  test.each([
    ['a last digit in three decimals', 5_125n, 'KWD'],
    ['hundredths of an ariary', 30_001n, 'MGA'],
    ['more than JSON holds', 9_007_199_254_740_993n, 'USD'],
  ])('%s can’t be said, and is not rounded', (_name, minor, currency) => {
    expect(toStripe({ minor, currency })).toBeNull();
  });

  test.each([
    [550, 'ugx'],
    [1, 'isk'],
  ])('%i %s is less than our unit, and is not rounded', (amount, code) => {
    expect(fromStripe(amount, code)).toBeNull();
  });

  test('whatever can be said comes back as it was', () => {
    const sums = fc.bigInt({ min: 1n, max: 99_999_999n });
    fc.assert(
      fc.property(sums, fc.constantFrom(...STRIPE_CURRENCIES), (minor, currency) => {
        const amount = toStripe({ minor, currency });
        if (amount !== null) expect(fromStripe(amount, currency.toLowerCase())).toEqual({ minor, currency });
      }),
    );
  });

  test('the list holds codes of ISO 4217, each once', () => {
    expect(STRIPE_CURRENCIES.filter((code) => !isCurrency(code))).toEqual([]);
    expect(new Set(STRIPE_CURRENCIES).size).toBe(STRIPE_CURRENCIES.length);
  });
});
