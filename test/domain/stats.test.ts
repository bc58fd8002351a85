import { describe, expect, it } from 'vitest';
import type { RollupDelta } from '../../domain/history.ts';
import { daysOf, monthBefore, numbersOf, readMonth } from '../../domain/stats.ts';
import { NOON } from '../support/world.ts';

const row = (metric: RollupDelta['metric'], label: string, count: number, sum: bigint): RollupDelta => ({
  day: '2026-11-24',
  funnel: 'main',
  currency: 'RUB',
  metric,
  label,
  count,
  sum,
});

describe('the numbers of a month', () => {
  it('are read from the sums that the writes keep', () => {
    const [numbers] = numbersOf([
      row('invoices_issued', '', 4, 4_000_000n),
      row('invoices_paid', '', 3, 3_000_000n),
      row('pay_minutes', '', 3, 95n),
      row('pay_time', '00005', 2, 0n),
      row('pay_time', '00090', 1, 0n),
      row('payments', 'sbp', 2, 2_500_000n),
      row('payments', 'card', 2, 1_500_000n),
      row('refunds', '', 1, 100_000n),
      row('refunds', 'overpayment', 1, 1_000_000n),
    ]);
    expect(numbers).toMatchObject({
      issued: { count: 4, sum: 4_000_000n },
      paid: { count: 3, sum: 3_000_000n },
      meanMinutes: 32,
      medianMinutes: 5,
      methods: [{ kind: 'sbp' }, { kind: 'card' }],
      refunds: { count: 1, sum: 100_000n },
    });
  });

  it('say nothing of times when nothing was paid', () => {
    const [numbers] = numbersOf([row('invoices_issued', '', 1, 100n)]);
    expect(numbers).toMatchObject({ meanMinutes: null, medianMinutes: null, methods: [] });
  });

  it('are kept apart by currency', () => {
    const euro = { ...row('invoices_issued', '', 1, 5n), currency: 'EUR' };
    expect(numbersOf([row('invoices_issued', '', 1, 7n), euro]).map((each) => each.currency)).toEqual([
      'RUB',
      'EUR',
    ]);
  });
});

describe('a month as people write it', () => {
  it.each([
    ['', '2026-11'],
    ['2026-10', '2026-10'],
    ['10.2026', '2026-10'],
    ['10/2026', '2026-10'],
    ['11', '2026-11'],
    ['12', '2025-12'],
    ['3', '2026-03'],
  ])('%j is %s', (text, month) => {
    expect(readMonth(text, NOON, 'Europe/Moscow')).toBe(month);
  });

  it.each(['13', '0', 'ноябрь', '2026-13', '11-2026-1'])('%j is none', (text) => {
    expect(readMonth(text, NOON, 'Europe/Moscow')).toBeNull();
  });

  it('is the business zone’s own, not that of the server', () => {
    const late = Date.UTC(2026, 10, 30, 22, 0);
    expect(readMonth('', late, 'Europe/Moscow')).toBe('2026-12');
  });

  it('has its days, also over a year and in February', () => {
    expect(daysOf('2028-02')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
    expect(monthBefore('2026-01')).toBe('2025-12');
  });
});
