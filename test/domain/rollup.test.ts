import { describe, expect, it } from 'vitest';
import { auditRollups, recountDeal } from '../../domain/audit.ts';
import type { RollupDelta } from '../../domain/history.ts';
import { settle } from '../../domain/notice.ts';
import { issuedDelta, localDay, paidDeltas } from '../../domain/rollup.ts';
import {
  anInvoice,
  anOpenPayment,
  apply,
  charged,
  context,
  NOON,
  refunded,
  SETTINGS,
} from '../support/world.ts';

const MINUTE = 60_000;

describe('the day of a number', () => {
  it('is the business’s own calendar day', () => {
    const lateInUtc = Date.UTC(2026, 10, 24, 21, 0);
    expect(localDay(lateInUtc - 1, 'Europe/Moscow')).toBe('2026-11-24');
    expect(localDay(lateInUtc, 'Europe/Moscow')).toBe('2026-11-25');
    expect(localDay(lateInUtc, 'America/New_York')).toBe('2026-11-24');
  });

  it('has one more hour when clocks go back', () => {
    const days = Array.from({ length: 50 }, (_, hour) =>
      localDay(Date.UTC(2026, 9, 24, 22) + hour * 3_600_000, 'Europe/Berlin'),
    );
    expect(days.filter((day) => day === '2026-10-25')).toHaveLength(25);
  });
});

describe('the bucket of a time to payment', () => {
  const bucketOf = (minutes: number) => paidDeltas('RUB', 5n, NOON, NOON + minutes * MINUTE)[2]?.label;

  it.each([
    [0, '00001'],
    [1, '00001'],
    [60, '00060'],
    [61, '00075'],
    [1440, '01440'],
    [1441, '01500'],
    [43_200, '43200'],
    [1e9, '43200'],
  ])('%s minutes end in bucket %s', (minutes, label) => {
    expect(bucketOf(minutes)).toBe(label);
  });

  it('sorts as text as it does as a number', () => {
    const labels = Array.from({ length: 4000 }, (_, step) => bucketOf(step * 11));
    expect([...labels].sort()).toEqual(labels);
  });
});

describe('what an invoice adds to the numbers', () => {
  it('when it is issued: itself and its total', () => {
    expect(issuedDelta('RUB', 5n)).toEqual({
      currency: 'RUB',
      metric: 'invoices_issued',
      label: '',
      count: 1,
      sum: 5n,
    });
  });

  it('when it is paid: itself, its minutes and their bucket; a clock that went back counts as none', () => {
    expect(paidDeltas('RUB', 5n, NOON, NOON + 90 * MINUTE)).toEqual([
      { currency: 'RUB', metric: 'invoices_paid', label: '', count: 1, sum: 5n },
      { currency: 'RUB', metric: 'pay_minutes', label: '', count: 1, sum: 90n },
      { currency: 'RUB', metric: 'pay_time', label: '00090', count: 1, sum: 0n },
    ]);
    expect(paidDeltas('RUB', 5n, NOON, NOON - MINUTE)[1]?.sum).toBe(0n);
  });
});

describe('the numbers that decisions keep', () => {
  const rub = (minor: bigint) => ({ minor, currency: 'RUB' });

  function kept(): { stored: RollupDelta[]; recounted: RollupDelta[] } {
    let facts = anOpenPayment(anInvoice(1_000n));
    const stored: RollupDelta[] = [{ ...issuedDelta('RUB', 1_000n), day: '2026-11-24', funnel: 'main' }];
    const news = [
      charged({ amount: rub(1_300n), fee: rub(30n) }),
      refunded({ amount: rub(400n) }),
      charged({ chargeId: 'ch_2', amount: { minor: 7n, currency: 'USD' } }),
    ];
    for (const notice of news) {
      const changes = settle(facts, notice, 'sandbox', context({ now: NOON + 5 * MINUTE }));
      stored.push(...(changes?.rollups ?? []));
      facts = apply(facts, changes);
    }
    return { stored, recounted: recountDeal(facts, SETTINGS) };
  }

  it('are what a recount of the ledger says, fees, credit and other currencies among them', () => {
    const { stored, recounted } = kept();
    expect(auditRollups(stored, recounted)).toEqual([]);
    expect(stored.filter(({ metric }) => metric === 'refunds').map(({ label, sum }) => [label, sum])).toEqual(
      [
        ['overpayment', 300n],
        ['', 100n],
      ],
    );
  });

  it('differ from a recount when one of them is missing, or counted twice', () => {
    const { stored, recounted } = kept();
    expect(auditRollups(stored.slice(1), recounted)).toMatchObject([
      { stored: 'none', computed: '1 × 1000' },
    ]);
    expect(auditRollups([...stored, stored[0]!], recounted)).toMatchObject([
      { stored: '2 × 2000', computed: '1 × 1000' },
    ]);
  });
});
