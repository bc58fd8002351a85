import { describe, expect, it } from 'vitest';
import type { BookRecord } from '../../domain/ports/payment-provider.ts';
import { compareBooks, daysBefore, type OwnRecord, ownRecords, periodOf } from '../../domain/reconcile.ts';
import { anInvoice, anOpenPayment, charged, hear, NOON, refunded } from '../support/world.ts';

const HOUR = 3_600_000;
const PERIOD = { from: NOON - HOUR, to: NOON + HOUR };
const rub = (minor: bigint) => ({ minor, currency: 'RUB' });
const theirs = (id: string, over: Partial<BookRecord> = {}): BookRecord => ({
  type: 'payment',
  id,
  reference: `attempt-${id}`,
  amount: rub(100_00n),
  fee: null,
  at: NOON,
  ...over,
});
const ours = (id: string, over: Partial<OwnRecord> = {}): OwnRecord => ({
  ...theirs(id),
  dealId: 1,
  paymentId: `payment-${id}`,
  kind: 'sbp',
  byStaff: false,
  ...over,
});

function causes(own: readonly OwnRecord[], listed: readonly BookRecord[]): string[] {
  return compareBooks(own, listed, PERIOD).differences.map(({ cause, id }) => `${cause} ${id}`);
}

describe('a period', () => {
  it('is whole days of the shop’s zone, both ends in it', () => {
    expect(periodOf('2026-11-01', '2026-11-30', 'Europe/Moscow')).toEqual({
      from: Date.UTC(2026, 9, 31, 21),
      to: Date.UTC(2026, 10, 30, 21),
    });
  });

  it('has 25 hours on the day when summer time ends', () => {
    const { from = 0, to = 0 } = periodOf('2026-10-25', '2026-10-25', 'Europe/Berlin') ?? {};
    expect((to - from) / HOUR).toBe(25);
  });

  it.each([
    ['2026-11-02', '2026-11-01'],
    ['2026-02-30', '2026-03-01'],
    ['01.11.2026', '2026-11-02'],
    ['2026-11-01', 'yesterday'],
  ])('is none from %s to %s', (from, to) => {
    expect(periodOf(from, to, 'Europe/Moscow')).toBeNull();
  });

  it('of the last days ends yesterday, by the shop’s calendar', () => {
    const late = Date.UTC(2026, 10, 24, 22);
    expect(daysBefore(late, 4, 'Europe/Moscow')).toEqual({ from: '2026-11-21', to: '2026-11-24' });
    expect(daysBefore(late, 1, 'America/New_York')).toEqual({ from: '2026-11-23', to: '2026-11-23' });
  });
});

describe('books', () => {
  it('agree when both have the same, whatever side of midnight each has it on', () => {
    const late = { at: PERIOD.to + 1 };
    const own = [ours('a'), ours('b', late), ours('c')];
    expect(causes(own, [theirs('a'), theirs('b'), theirs('c', late)])).toEqual([]);
  });

  it('differ by what only one of them has, and only in the period', () => {
    const early = { at: PERIOD.from - 1 };
    const own = [ours('here'), ours('early', early)];
    const listed = [theirs('there'), theirs('before', early)];
    expect(causes(own, listed)).toEqual(['missing_here there', 'missing_there here']);
  });

  it.each([
    ['amount_differs', { amount: rub(99_99n) }],
    ['currency_differs', { amount: { minor: 100_00n, currency: 'USD' } }],
    ['fee_differs', { fee: rub(3_00n) }],
  ] as const)('differ by %s', (cause, over) => {
    const own = [ours('a', { fee: rub(2_50n) })];
    expect(causes(own, [theirs('a', over)])).toEqual([`${cause} a`]);
  });

  it('do not differ by a fee that one of them does not know', () => {
    expect(causes([ours('a')], [theirs('a', { fee: rub(1n) })])).toEqual([]);
    expect(causes([ours('a', { fee: rub(1n) })], [theirs('a')])).toEqual([]);
  });

  it('do not take a payment for a refund of the same name', () => {
    expect(causes([ours('a')], [theirs('a', { type: 'refund' })])).toEqual([
      'missing_here a',
      'missing_there a',
    ]);
  });

  it('do not miss what a provider never tells of', () => {
    const { differences } = compareBooks([ours('a', { type: 'refund' })], [], PERIOD, ['payment']);
    expect(differences).toEqual([]);
  });

  it('add up by method and currency, what nobody knows apart', () => {
    const own = [ours('a'), ours('b', { kind: 'card' }), ours('c', { type: 'refund', amount: rub(1n) })];
    const listed = [theirs('a'), theirs('b', { amount: rub(1_00n) }), theirs('x')];
    const { totals } = compareBooks(own, listed, PERIOD);
    const side = (count: number, sum: bigint) => ({ count, sum });
    expect(totals).toEqual([
      { kind: 'card', type: 'payment', currency: 'RUB', ours: side(1, 100_00n), theirs: side(1, 1_00n) },
      { kind: 'sbp', type: 'payment', currency: 'RUB', ours: side(1, 100_00n), theirs: side(1, 100_00n) },
      { kind: 'sbp', type: 'refund', currency: 'RUB', ours: side(1, 1n), theirs: side(0, 0n) },
      { kind: null, type: 'payment', currency: 'RUB', ours: side(0, 0n), theirs: side(1, 100_00n) },
    ]);
  });
});

describe('our own records', () => {
  it('are the deal’s payments with their fees, and refunds under the provider’s name', () => {
    const fee = rub(37_500n);
    const { facts } = hear(anOpenPayment(), [charged({ fee }), refunded({ amount: rub(500n) })]);
    expect(ownRecords(facts, 'sandbox')).toMatchObject([
      { type: 'payment', id: 'ch_1', reference: 'pay_1', amount: rub(1_500_000n), fee, kind: 'sbp' },
      { type: 'refund', id: 're_1', reference: 'pay_1', amount: rub(500n), fee: null },
    ]);
    expect(ownRecords(facts, 'another')).toEqual([]);
  });

  it('join the two rows of one refund that was of credit and of the sale', () => {
    const { facts } = hear(anOpenPayment(anInvoice(1_000_000n)), [
      charged(),
      refunded({ amount: rub(600_000n) }),
    ]);
    expect(facts.refunds).toHaveLength(2);
    expect(ownRecords(facts, 'sandbox').filter(({ type }) => type === 'refund')).toMatchObject([
      { id: 're_1', amount: rub(600_000n) },
    ]);
  });

  it('leave out what did not succeed', () => {
    expect(ownRecords(anOpenPayment(), 'sandbox')).toEqual([]);
  });
});
