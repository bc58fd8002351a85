import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invoiceSums } from '../../domain/ledger.ts';
import type { Notice } from '../../domain/ports/payment-provider.ts';
import { anInvoice, anOpenPayment, charged, disputed, hear, refunded } from '../support/world.ts';

const TOTAL = 1_000n;

type Back = 'nothing' | 'refund' | 'dispute won' | 'dispute lost';

/** News of one payment of `percent` of the invoice, all or part of which went back, with all their noise. */
function newsOf(percent: bigint, back: Back, part: bigint): Notice[] {
  const came = { minor: (TOTAL * percent) / 100n, currency: 'RUB' };
  const amount = { minor: (came.minor * part) / 100n, currency: 'RUB' };
  const attempt = (['pending', 'failed', 'expired', 'cancelled'] as const).map((state) =>
    charged({ eventKey: state, state, chargeId: null, amount: came }),
  );
  const closed = back === 'dispute won' ? 'won' : 'lost';
  const gone = {
    nothing: [],
    refund: [refunded({ state: 'pending', amount }), refunded({ amount })],
    'dispute won': [disputed({ amount }), disputed({ state: closed, amount })],
    'dispute lost': [disputed({ amount }), disputed({ state: closed, amount })],
  }[back];
  return [...attempt, charged({ amount: came }), ...gone];
}

function booksAfter(news: readonly Notice[]) {
  const { facts } = hear(anOpenPayment(anInvoice(TOTAL)), news);
  const [invoice] = facts.invoices;
  return {
    stage: facts.deal.stage,
    invoice: [invoice?.state, invoice?.paid, invoice?.refunded],
    sums: invoiceSums(facts.postings, invoice?.id ?? '', 'RUB'),
    payments: facts.payments.map(({ state, amount }) => [state, amount]),
    disputes: facts.disputes.map(({ state }) => state),
  };
}

describe('the same news in another order', () => {
  it('end in the same books, also when more came than was owed', () => {
    const cases = fc.record({
      percent: fc.constantFrom(40n, 100n, 130n),
      back: fc.constantFrom<Back>('nothing', 'refund', 'dispute won', 'dispute lost'),
      part: fc.constantFrom(10n, 50n, 100n),
    });
    const ordered = cases.map(({ percent, back, part }) => newsOf(percent, back, part));
    const shuffled = ordered.chain((news) =>
      fc.record({
        news: fc.constant(news),
        other: fc.shuffledSubarray(news, { minLength: news.length, maxLength: news.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ news, other }) => {
        expect(booksAfter(other)).toEqual(booksAfter(news));
      }),
      { numRuns: 2_000, seed: 6 },
    );
  });

  it.each([
    ['refunded', refunded({ reference: 'pay_2' })],
    ['taken back by the bank', disputed({ reference: 'pay_2', state: 'lost' })],
  ])('a double payment that is %s before we hear of it leaves the invoice paid', (_what, back) => {
    const twoOpen = anOpenPayment(anOpenPayment(), 'pay_2', 'card');
    const { facts } = hear(twoOpen, [charged(), back, charged({ reference: 'pay_2', chargeId: 'ch_2' })]);
    expect(facts.deal.stage).toBe('paid');
    expect(facts.invoices[0]).toMatchObject({ state: 'paid', paid: 1_500_000n, refunded: 0n });
    expect(invoiceSums(facts.postings, facts.invoices[0]?.id ?? '', 'RUB').credit).toBe(0n);
  });
});
