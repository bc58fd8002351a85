import { describe, expect, it } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import type { Changes } from '../../domain/changes.ts';
import { STAGES, type Stage } from '../../domain/deal.ts';
import { cancelInvoice } from '../../domain/decisions/cancel-invoice.ts';
import { issueInvoice } from '../../domain/decisions/issue-invoice.ts';
import { loseDeal, takeDeal } from '../../domain/decisions/work-deal.ts';
import { amend } from '../../domain/draft.ts';
import type { Result } from '../../domain/result.ts';
import { MOVES, mayMove, stageOf } from '../../domain/stage.ts';
import {
  aDeal,
  anInvoice,
  anOpenPayment,
  apply,
  charged,
  context,
  disputed,
  hear,
  refunded,
  staff,
} from '../support/world.ts';

const rub = (minor: bigint) => ({ minor, currency: 'RUB' });
const part = () => charged({ amount: rub(500_000n) });

function after(facts: DealCase, decide: (facts: DealCase) => Result<Changes>): DealCase {
  const result = decide(facts);
  if (!result.ok) throw new Error(result.code);
  return apply(facts, result.value);
}

function oneMore(facts: DealCase): DealCase {
  const items = [{ title: 'Ещё', quantity: 1000n, price: 100n }];
  const issued = issueInvoice(facts, { items, dueAt: null, counter: 1, by: staff() }, context());
  if (!issued.ok) throw new Error(issued.code);
  return apply(facts, issued.value.changes);
}

/** One way into every stage. */
const ROADS: Record<Stage, () => DealCase> = {
  lead: () => aDeal(),
  in_work: () => after(aDeal(), (facts) => takeDeal(facts, staff(), context())),
  invoice_issued: () => anInvoice(),
  awaiting_payment: () => anOpenPayment(),
  partially_paid: () => hear(anOpenPayment(), [part()]).facts,
  paid: () => hear(anOpenPayment(), [charged()]).facts,
  partially_refunded: () => hear(anOpenPayment(), [charged(), refunded({ amount: rub(1n) })]).facts,
  refunded: () => hear(anOpenPayment(), [charged(), refunded()]).facts,
  disputed: () => hear(anOpenPayment(), [charged(), disputed()]).facts,
  cancelled: () => after(anInvoice(), (facts) => cancelInvoice(facts, '1', context())),
  lost: () => after(aDeal(), (facts) => loseDeal(facts, 'дорого', context())),
};

describe('the stage of a deal', () => {
  it.each(STAGES)('%s is reached, stored, and what the money says', (stage) => {
    const facts = ROADS[stage]();
    expect(facts.deal.stage).toBe(stage);
    expect(stageOf(facts)).toBe(stage);
  });

  it('is not moved by what somebody typed: only by facts', () => {
    const facts = ROADS.paid();
    const typed = { ...facts, deal: { ...facts.deal, stage: 'lead' as const, lostReason: 'надоело' } };
    expect(stageOf(typed)).toBe('paid');
  });

  it('waits for payment only while an attempt is open at the provider', () => {
    const facts = anOpenPayment();
    const withState = (state: 'creating' | 'unknown' | 'authorized' | 'failed' | 'expired' | 'cancelled') =>
      stageOf({ ...facts, payments: facts.payments.map((payment) => ({ ...payment, state })) });
    expect(['unknown', 'authorized'].map((state) => withState(state as 'unknown'))).toEqual(
      Array(2).fill('awaiting_payment'),
    );
    expect(
      ['creating', 'failed', 'expired', 'cancelled'].map((state) => withState(state as 'failed')),
    ).toEqual(Array(4).fill('invoice_issued'));
  });

  it('is partly paid again when a paid deal gets one more invoice, and issued when a refunded one does', () => {
    expect(oneMore(ROADS.paid()).deal.stage).toBe('partially_paid');
    expect(oneMore(ROADS.refunded()).deal.stage).toBe('invoice_issued');
  });

  it('is alive again when a lost or cancelled deal gets an invoice', () => {
    expect(oneMore(ROADS.lost()).deal).toMatchObject({ stage: 'invoice_issued', lostReason: null });
    expect(oneMore(ROADS.cancelled()).deal.stage).toBe('invoice_issued');
  });

  it('stays lost when money comes for an invoice that went with it: staff decide', () => {
    const lost = after(anOpenPayment(), (facts) => loseDeal(facts, 'дорого', context()));
    expect(lost.deal.stage).toBe('lost');
    expect(hear(lost, [charged()]).facts.deal.stage).toBe('lost');
  });
});

describe('the table of moves', () => {
  it('has every stage, every move once, with a condition and what it starts', () => {
    expect(Object.keys(MOVES).sort()).toEqual([...STAGES].sort());
    for (const [from, moves] of Object.entries(MOVES)) {
      expect(new Set(moves.map(({ to }) => to)).size, from).toBe(moves.length);
      for (const move of moves)
        expect([move.when, move.starts].every((words) => words.length > 3)).toBe(true);
    }
  });

  it('lets money move any stage, and nothing but money leave paid', () => {
    const byMoney: Stage[] = ['partially_paid', 'paid', 'partially_refunded', 'refunded', 'disputed'];
    for (const from of [
      'lead',
      'in_work',
      'invoice_issued',
      'awaiting_payment',
      'cancelled',
      'lost',
    ] as const) {
      expect(byMoney.filter((to) => !mayMove(from, to))).toEqual([]);
    }
    expect(MOVES.paid.map(({ to }) => to).filter((to) => !byMoney.includes(to))).toEqual([]);
  });

  it('allows staying', () => {
    for (const stage of STAGES) expect(mayMove(stage, stage)).toBe(true);
  });

  it('is obeyed: a move that is not listed throws, nothing is written', () => {
    const facts = ROADS.paid();
    const broken = { ...facts, postings: [], invoices: [] };
    expect(() => amend(broken, context()).seal()).toThrow('A deal may not move from paid to in_work');
  });
});

describe('a change of stage', () => {
  it('is told on the timeline, and redraws the card once', () => {
    const facts = aDeal();
    const taken = takeDeal(facts, staff(), context());
    if (!taken.ok) throw new Error(taken.code);
    expect(taken.value.history?.filter(({ type }) => type === 'stage_changed')).toMatchObject([
      { stream: 'deal:1', data: { from: 'lead', to: 'in_work' } },
    ]);
    expect(taken.value.messages).toMatchObject([
      { kind: 'deal_card', slot: 'card:1', dedupeKey: `card:1:${facts.deal.version + 1}:anna` },
    ]);
  });
});
