import { describe, expect, test } from 'vitest';
import { money, type split } from '../../domain/money.ts';
import { spread } from '../../domain/receipt-lines.ts';
import { ledgerCase, type Spoil } from './ledger-cases.ts';
import { CURRENCIES, type MoneyWays, moneyCase, REAL } from './money-cases.ts';
import { amount, seeded } from './seeded.ts';

/**
 * R16: random money in five currencies (0, 2 and 3 decimals): splits, discounts, staged and partial payments,
 * the lines of their receipts; then whole deals with fees, overpayments and partial refunds.
 */
const CASES = amount(20_000, 100_000, 1_000_000);
const DEALS = amount(1_000, 5_000, 50_000);

/** Everything that is wrong in so many cases, each with the seed that shows it again. */
function faults(cases: number, one: (seed: number) => readonly string[]): string[] {
  const found: string[] = [];
  for (let seed = 1; seed <= cases; seed++) for (const what of one(seed)) found.push(`seed ${seed}: ${what}`);
  return found;
}

const money5 = (cases: number, ways: MoneyWays): string[] =>
  faults(cases, (seed) => moneyCase(seeded(seed), ways));
let receipts = 0;
const deals = (cases: number, spoil?: Spoil): string[] =>
  faults(cases, (seed) => {
    const outcome = ledgerCase(seeded(seed), spoil);
    receipts += outcome.receipts;
    return outcome.wrong;
  });

describe('money in any currency', () => {
  test('keeps every minor unit through splits, discounts, plans, parts and the lines of receipts', () => {
    const found = money5(CASES, REAL);
    console.log(`R16: ${CASES} sums in ${CURRENCIES.join(', ')}: ${found.length} minor units lost or made`);
    expect(found.slice(0, 5)).toEqual([]);
  }, 600_000);

  test('agrees with its ledger, its receipts and the numbers after every payment and refund', () => {
    const found = deals(DEALS);
    console.log(
      `R16: ${DEALS} deals paid and given back in parts, with ${receipts} receipts: ${found.length} differences`,
    );
    expect(found.slice(0, 5)).toEqual([]);
    expect(receipts).toBeGreaterThan(DEALS / 10);
  }, 600_000);
});

const floored: typeof split = (total, shares) => {
  const whole = shares.reduce((sum, share) => sum + share, 0n);
  return shares.map((share) => money((total.minor * share) / whole, total.currency));
};

const floating: typeof split = (total, shares) => {
  const whole = Number(shares.reduce((sum, share) => sum + share, 0n));
  const parts = shares.map((share) => Math.round((Number(total.minor) * Number(share)) / whole));
  return parts.map((part) => money(BigInt(part), total.currency));
};

/** Spreads each payment over the lines' whole prices, and not over what they still lack. */
const forgetful: typeof spread = (items, _earlier, sum) => spread(items, [], sum);

const BROKEN: Readonly<Record<string, MoneyWays>> = {
  'a split that rounds each part down': { ...REAL, split: floored },
  'a split in floating point': { ...REAL, split: floating },
  'receipts that forget what was paid before': { ...REAL, spread: forgetful },
  'lines that keep their quantity when a part is paid': {
    ...REAL,
    linesFor: (items, shares, mode, seller) =>
      REAL.linesFor(items, shares, mode, seller).map((line, index) => ({
        ...line,
        quantity: items[index]?.quantity ?? 1000n,
      })),
  },
};

const SPOILT: Readonly<Record<string, Spoil>> = {
  'an entry that loses a line': (changes) =>
    changes && { ...changes, postings: changes.postings?.filter(({ line }) => line !== 1) ?? [] },
  'numbers that miss a refund': (changes) =>
    changes && { ...changes, rollups: changes.rollups?.filter(({ metric }) => metric !== 'refunds') ?? [] },
  'a payment that rounds': (changes) =>
    changes && {
      ...changes,
      payments: changes.payments?.map((row) => ({ ...row, amount: (row.amount / 100n) * 100n })) ?? [],
    },
};

describe('R16 would catch', () => {
  test.each(Object.entries(BROKEN))('%s', (_what, ways) => {
    expect(money5(500, ways).length).toBeGreaterThan(0);
  });

  test.each(Object.entries(SPOILT))('%s', (_what, spoil) => {
    expect(deals(100, spoil).length).toBeGreaterThan(0);
  });
});
