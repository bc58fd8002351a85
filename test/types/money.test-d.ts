import { expectTypeOf, test } from 'vitest';
import { fromDecimal, type Money, money, split } from '../../domain/money.ts';
import { readSum } from '../../domain/sum.ts';

test('money is never a float', () => {
  // @ts-expect-error a number is no amount
  money(15_000.5, 'RUB');
  expectTypeOf<Money['minor']>().toEqualTypeOf<bigint>();
  // @ts-expect-error minor units do not mix with numbers
  money(1n, 'RUB').minor + 1;
});

test('an amount cannot be changed behind somebody’s back', () => {
  const sum = money(1n, 'RUB');
  // @ts-expect-error read only
  sum.minor = 2n;
});

test('an amount without a currency is none', () => {
  // @ts-expect-error the currency is missing
  money(1n);
  // @ts-expect-error shares are whole numbers
  split(money(1n, 'RUB'), [0.5, 0.5]);
});

test('unreadable text has to be dealt with', () => {
  // @ts-expect-error it may be null
  fromDecimal('1.00', 'RUB').minor;
  const read = readSum('15000', 'RUB');
  // @ts-expect-error there is a sum only when it was read
  read.minor;
  if (read.ok) expectTypeOf(read.minor).toEqualTypeOf<bigint>();
  else expectTypeOf(read.code).toExtend<string>();
});
