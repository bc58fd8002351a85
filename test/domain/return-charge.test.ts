import { describe, expect, it } from 'vitest';
import { auditDeal, recountDeal } from '../../domain/audit.ts';
import type { DealCase } from '../../domain/case.ts';
import type { Changes } from '../../domain/changes.ts';
import { returnCharge } from '../../domain/decisions/return-charge.ts';
import { isBalanced } from '../../domain/ledger.ts';
import { settle } from '../../domain/notice.ts';
import { aDeal, apply, context, kinds, NOON, refunded, SETTINGS, staff } from '../support/world.ts';

const CHARGE = {
  provider: 'sandbox',
  kind: 'sbp',
  reference: 'stranger',
  attempt: null,
  chargeId: 'ch_lost',
  amount: { minor: 77_700n, currency: 'RUB' },
  fee: null,
  at: NOON,
} as const;

function returned(byHand: boolean): { changes: Changes; facts: DealCase } {
  const anna = staff();
  const decided = returnCharge({ id: 5, charge: CHARGE, by: anna, team: [anna], byHand }, context());
  if (!decided.ok) throw new Error(decided.code);
  const changes = decided.value;
  const [deal] = changes.deals ?? [];
  if (!deal) throw new Error('no deal');
  const blank = { ...aDeal([anna]), deal, contact: null };
  return { changes, facts: apply(blank, changes) };
}

describe('unknown money that goes back', () => {
  it('lies as credit in a closed deal of its own until the provider has sent it', () => {
    const { facts, changes } = returned(false);
    expect(changes.deals).toHaveLength(1);
    expect(facts.deal).toMatchObject({ id: 5, stage: 'cancelled', contactId: null });
    expect(facts.invoices).toMatchObject([{ number: 'R5', state: 'cancelled', paid: 0n }]);
    expect(facts.refunds).toMatchObject([
      { state: 'creating', overpayment: true, amount: 77_700n, nextCheckAt: NOON },
    ]);
    expect(changes.counters, 'it takes no number of the series').toBeUndefined();
    expect(kinds(changes.messages ?? [])).toEqual([]);
    expect(auditDeal(facts)).toEqual([]);
    const gone = refunded({ reference: 'stranger', chargeId: 'ch_lost', amount: CHARGE.amount });
    const after = apply(facts, settle(facts, gone, 'sandbox', context()));
    expect(after.refunds).toMatchObject([{ state: 'succeeded' }]);
    expect(auditDeal(after)).toEqual([]);
  });

  it('is booked at once when a person has sent it', () => {
    const { facts, changes } = returned(true);
    expect(facts.refunds).toMatchObject([{ state: 'succeeded', overpayment: true, amount: 77_700n }]);
    expect(changes.refunds).toHaveLength(1);
    expect(isBalanced(facts.postings)).toBe(true);
    expect(auditDeal(facts)).toEqual([]);
  });

  it.each([false, true])('counts as money that came and went, and as no invoice (by hand: %s)', (byHand) => {
    const { facts, changes } = returned(byHand);
    const told = (changes.rollups ?? []).map(({ metric, label }) => `${metric} ${label}`);
    expect(told).toEqual(recountDeal(facts, SETTINGS).map(({ metric, label }) => `${metric} ${label}`));
    expect(told[0]).toBe('payments sbp');
  });
});
