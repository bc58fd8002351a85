import fc from 'fast-check';
import type { Notice } from '../../domain/ports/payment-provider.ts';
import type { Refund } from '../../domain/refund.ts';
import type { Attempt, Step } from './story.ts';
import { NOON } from './world.ts';

const which = fc.nat({ max: 3 });
const nr = fc.nat({ max: 1 });

/** A tenth of the sum, all of it, a little more: what makes a difference to an invoice. */
const share = fc.constantFrom(10n, 50n, 100n, 100n, 100n, 130n);

const partOf = (amount: bigint, percent: bigint): bigint => (amount * percent + 99n) / 100n;

/** A charge has one sum and currency, however often and late it is told: they follow from its id. */
const succeeded = (attempt: Attempt, charge: number, percent: bigint): Notice => {
  const chargeId = `${attempt.reference}:ch_${charge}:${percent}`;
  const currency = percent === 50n && charge === 1 ? 'USD' : 'RUB';
  const amount = { minor: partOf(attempt.amount, percent), currency };
  return {
    ...about(attempt),
    type: 'payment',
    eventKey: `${chargeId}:succeeded`,
    state: 'succeeded',
    chargeId,
    amount,
    fee: null,
  };
};

function about({ reference, paymentId }: Attempt) {
  return { reference, paymentId, at: NOON, reason: 'so it is' };
}

const ofPayment = fc.oneof(
  fc.record({ charge: nr, percent: share }).map(
    ({ charge, percent }) =>
      (attempt: Attempt) =>
        succeeded(attempt, charge, percent),
  ),
  fc
    .constantFrom(
      'pending' as const,
      'authorized' as const,
      'failed' as const,
      'expired' as const,
      'cancelled' as const,
    )
    .map(
      (state) =>
        (attempt: Attempt): Notice => ({
          ...about(attempt),
          type: 'payment',
          eventKey: `${attempt.reference}:${state}`,
          state,
          chargeId: null,
          amount: { minor: attempt.amount, currency: 'RUB' },
          fee: null,
        }),
    ),
);

const state = fc.constantFrom('pending' as const, 'succeeded' as const, 'failed' as const);

const ofAskedRefund = fc
  .record({ nr: which, state, named: fc.boolean() })
  .map(({ nr, state, named }) => (attempt: Attempt, asked: readonly Refund[]): Notice | null => {
    const refund = asked[nr % Math.max(asked.length, 1)];
    if (!refund) return null;
    const refundReference = `re_of_${refund.id}`;
    return {
      ...about(attempt),
      paymentId: refund.paymentId,
      type: 'refund',
      eventKey: `${refundReference}:${state}`,
      chargeId: null,
      refundReference,
      refundId: named ? refund.id : null,
      state,
      amount: { minor: refund.amount, currency: refund.currency },
    };
  });

const ofForeignRefund = fc
  .record({ nr, state, percent: share })
  .map(({ nr, state, percent }) => (attempt: Attempt): Notice => {
    const refundReference = `${attempt.reference}:re_${nr}:${percent}`;
    return {
      ...about(attempt),
      type: 'refund',
      eventKey: `${refundReference}:${state}`,
      chargeId: null,
      refundReference,
      refundId: null,
      state,
      amount: { minor: partOf(attempt.amount, percent), currency: 'RUB' },
    };
  });

const ofDispute = fc
  .record({ nr, state: fc.constantFrom('open' as const, 'won' as const, 'lost' as const), percent: share })
  .map(({ nr, state, percent }) => (attempt: Attempt): Notice => {
    const disputeReference = `${attempt.reference}:dp_${nr}:${percent}`;
    return {
      ...about(attempt),
      type: 'dispute',
      eventKey: `${disputeReference}:${state}`,
      chargeId: null,
      disputeReference,
      state,
      amount: { minor: partOf(attempt.amount, percent), currency: 'RUB' },
    };
  });

const hear = (
  weight: number,
  say: fc.Arbitrary<(attempt: Attempt, asked: readonly Refund[]) => Notice | null>,
) => ({
  weight,
  arbitrary: fc.record({ do: fc.constant('hear' as const), which, say }) as fc.Arbitrary<Step>,
});

const act = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary });
const one = <T extends string>(...names: T[]) => fc.constantFrom(...names);

/** Anything that staff, customers, clocks and providers may do to one deal, in no order at all. */
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  act(
    3,
    fc.record({
      do: one('issue'),
      total: fc.bigInt(1n, 2000n),
      hours: fc.option(fc.integer({ min: 1, max: 60 }), { nil: null }),
    }),
  ),
  act(4, fc.record({ do: one('start'), which })),
  act(4, fc.record({ do: one('cancel', 'cancel', 'expire', 'remind'), which })),
  act(3, fc.record({ do: one('refund'), which, sum: one('whole', 'part', 'too much') })),
  act(3, fc.record({ do: one('return'), which })),
  act(3, fc.record({ do: one('credit'), which })),
  act(1, fc.record({ do: one('lose', 'take') })),
  act(1, fc.record({ do: one('wait'), hours: fc.nat({ max: 40 }) })),
  hear(8, ofPayment),
  hear(3, ofAskedRefund),
  hear(2, ofForeignRefund),
  hear(3, ofDispute),
);
