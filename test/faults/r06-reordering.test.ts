import { describe, expect, it } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import { amend } from '../../domain/draft.ts';
import { settle } from '../../domain/notice.ts';
import type { Notice } from '../../domain/ports/payment-provider.ts';
import { STORIES, type Telling } from '../support/reordered.ts';
import { anInvoice, anOpenPayment, apply, charged, context, refunded } from '../support/world.ts';
import { amount, type Chance, seeded } from './seeded.ts';

/**
 * R6: webhooks overtake each other, and are told again by polling. Whatever the order, a deal must end
 * in the same state. `Settle` is a parameter, so that the same checks can be shown to catch a broken one.
 */
type Settle = typeof settle;

const INTERLEAVINGS = amount(1_500, 10_000, 100_000);
const SEED = 6;

/** What must not depend on the order: stages, states and sums, not ids, times or what was said on the way. */
function outcome({ deal, invoices, payments, refunds, disputes, postings }: DealCase): string {
  const rows = [
    deal.stage,
    ...invoices.map(({ number, state, paid, refunded: back }) => `${number} ${state} ${paid} ${back}`),
    ...payments.map(({ state, amount, chargeId }) => `${state} ${amount} ${chargeId}`).sort(),
    // One refund of credit and sale is two rows, or one when it was told before its payment.
    ...summed(refunds, ({ state }) => `refunds ${state}`),
    ...summed(disputes, ({ state }) => `disputes ${state}`),
    ...summed(postings, ({ invoiceId, account, currency }) => `${invoiceId} ${account} ${currency}`),
  ];
  return rows.join('\n');
}

function summed<T extends { readonly amount: bigint }>(
  rows: readonly T[],
  keyOf: (row: T) => string,
): string[] {
  const sums = new Map<string, bigint>();
  for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0n) + row.amount);
  return [...sums]
    .filter(([, sum]) => sum !== 0n)
    .map(([key, sum]) => `${key} ${sum}`)
    .sort();
}

const at = context();

function tell(facts: DealCase, notice: Notice, by: Settle): DealCase {
  const next = apply(facts, by(facts, notice, 'sandbox', at));
  const fell = next.payments.find(
    ({ id, state }) =>
      state !== 'succeeded' && facts.payments.some((each) => each.id === id && each.state === 'succeeded'),
  );
  if (fell) throw new Error(`a paid payment fell back to ${fell.state}`);
  return next;
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}

/** Outcomes of one payment's six events in all their orders; more than one is a fault. */
function outcomesOfOnePayment(by: Settle): Map<string, number> {
  const noMoney = { chargeId: null, reason: 'so it is' } as const;
  const events = [
    charged({ ...noMoney, eventKey: 'created', state: 'pending' }),
    charged({ ...noMoney, eventKey: 'seen by polling', state: 'pending' }),
    charged({ eventKey: 'succeeded' }),
    charged({ ...noMoney, eventKey: 'failed', state: 'failed' }),
    refunded({ eventKey: 'refunded' }),
    charged({ ...noMoney, eventKey: 'expired', state: 'expired' }),
  ];
  const start = anOpenPayment(anInvoice());
  const orders = permutations(events);
  expect(orders).toHaveLength(720);
  return count(orders, (order) => outcome(order.reduce((facts, notice) => tell(facts, notice, by), start)));
}

function count<T>(all: readonly T[], read: (each: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const each of all) {
    const found = attempt(() => read(each));
    counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  return counts;
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
}

function shuffled<T>(items: readonly T[], { between }: Chance): T[] {
  const deck = [...items];
  for (let last = deck.length - 1; last > 0; last--) {
    const other = between(0, last);
    [deck[last], deck[other]] = [deck[other]!, deck[last]!];
  }
  return deck;
}

/** Runs one interleaving of all stories; gives the outcome of each deal. */
function interleave(tellings: readonly Telling[], by: Settle): string[] {
  const cases = STORIES.map(({ start }) => start);
  for (const { story, notice } of tellings) cases[story] = tell(cases[story]!, notice, by);
  return cases.map(outcome);
}

/** Interleavings that end differently from the natural order. */
function differing(by: Settle, runs: number): string[] {
  const all: Telling[] = STORIES.flatMap(({ news }, story) => news.map((notice) => ({ story, notice })));
  const expected = interleave(all, settle);
  const chance = seeded(SEED);
  const found: string[] = [];
  for (let run = 0; run < runs; run++) {
    const order = shuffled(all, chance);
    const got = attempt(() =>
      interleave(order, by)
        .filter((each, story) => each !== expected[story])
        .join('\n'),
    );
    if (got !== '') found.push(`run ${run} of seed ${SEED}: ${got}`);
  }
  return found;
}

describe('R6: events in any order', () => {
  it('end in one state for each order of one payment’s six events', () => {
    const outcomes = outcomesOfOnePayment(settle);
    expect([...outcomes.values()]).toEqual([720]);
    expect([...outcomes.keys()][0]?.split('\n').slice(0, 3)).toEqual([
      'refunded',
      '1 refunded 1500000 1500000',
      'succeeded 1500000 ch_1',
    ]);
  });

  it('end in one state for random interleavings of twenty invoices', () => {
    const started = performance.now();
    expect(differing(settle, INTERLEAVINGS).slice(0, 3)).toEqual([]);
    const events = STORIES.reduce((sum, { news }) => sum + news.length, 0);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      `R6: 720 permutations, ${INTERLEAVINGS.toLocaleString('en')} interleavings of 20 invoices (${events} events each, seed ${SEED}): one final state, ${seconds} s`,
    );
  }, 600_000);
});

describe('R6 would catch', () => {
  it.each<[string, Settle]>([
    [
      'news of an expiry that overwrites money',
      (facts, notice, provider, context) => {
        const changes = settle(facts, notice, provider, context);
        const payment = facts.payments.find(({ reference }) => reference === notice.reference);
        if (notice.type !== 'payment' || notice.state !== 'expired' || !payment) return changes;
        const draft = amend(facts, context);
        draft.payment({ ...payment, state: 'expired' });
        return draft.seal();
      },
    ],
    [
      'a refund that is dropped because its payment was not heard of yet',
      (facts, notice, provider, context) => {
        const known = facts.payments.some(({ state }) => state === 'succeeded');
        return notice.type === 'refund' && !known ? null : settle(facts, notice, provider, context);
      },
    ],
    [
      'a success that is not taken after a failure',
      (facts, notice, provider, context) => {
        const over = facts.payments.some(({ state }) => state === 'failed');
        return notice.type === 'payment' && over ? null : settle(facts, notice, provider, context);
      },
    ],
  ])('%s', (_what, broken) => {
    expect(outcomesOfOnePayment(broken).size).toBeGreaterThan(1);
    expect(differing(broken, 20).length).toBeGreaterThan(10);
  });
});
