import { describe, expect, it } from 'vitest';
import { auditDeal } from '../../domain/audit.ts';
import type { DealCase } from '../../domain/case.ts';
import { cancelInvoice } from '../../domain/decisions/cancel-invoice.ts';
import { type EnterCash, enterCash } from '../../domain/decisions/enter-cash.ts';
import type { PolicyChoices } from '../../domain/policy.ts';
import { anInvoice, anOpenPayment, apply, context, kinds, NOON, staff } from '../support/world.ts';

const CHOICES: PolicyChoices = {
  people: null,
  companies: null,
  hold: false,
  cash: true,
  inPieces: false,
  seller: null,
};

function allowed(facts: DealCase, cash = true): DealCase {
  return { ...facts, policy: { funnel: 'main', choices: { ...CHOICES, cash }, version: 1 } };
}

function enter(facts: DealCase, over: Partial<EnterCash> = {}) {
  const command = { number: '1', amount: null, kind: 'cash', reason: 'от курьера', by: staff() } as const;
  return enterCash(facts, { ...command, ...over }, context({ actor: { type: 'staff', id: 'anna' } }));
}

function entered(facts: DealCase, over: Partial<EnterCash> = {}) {
  const decided = enter(facts, over);
  if (!decided.ok) throw new Error(decided.code);
  return { facts: apply(facts, decided.value), changes: decided.value };
}

describe('money that a manager enters by hand', () => {
  it('pays the invoice, tells both sides, and keeps who and why in the history', () => {
    const { facts, changes } = entered(allowed(anInvoice()));
    expect(facts.deal.stage).toBe('paid');
    expect(facts.payments).toMatchObject([
      { provider: 'cash', kind: 'cash', state: 'succeeded', amount: 1_500_000n, enteredBy: 'anna' },
    ]);
    expect(kinds(changes.messages ?? [])).toContain('invoice_paid → 2001');
    expect(changes.history?.find(({ type }) => type === 'money_entered')).toMatchObject({
      actor: { type: 'staff', id: 'anna' },
      data: { number: '1', reason: 'от курьера', amount: { minor: '1500000', currency: 'RUB' } },
    });
    expect(auditDeal(facts)).toEqual([]);
  });

  it('may be a part, and then the rest', () => {
    const part = entered(allowed(anInvoice()), { amount: 500_000n, kind: 'transfer' });
    expect(part.facts.deal.stage).toBe('partially_paid');
    const rest = entered(part.facts, { kind: 'card' });
    expect(rest.facts.deal.stage).toBe('paid');
    expect(rest.facts.payments.map(({ amount }) => amount)).toEqual([500_000n, 1_000_000n]);
    expect(auditDeal(rest.facts)).toEqual([]);
  });

  it('has the attempt that the customer opened voided', () => {
    const { facts } = entered(allowed(anOpenPayment()));
    expect(facts.payments[0]).toMatchObject({ state: 'pending', nextCheckAt: NOON });
  });

  it.each<[string, Partial<EnterCash>, string]>([
    ['no words', { reason: '  ' }, 'reason_missing'],
    ['more than is due', { amount: 1_500_001n }, 'cash_above_due'],
    ['nothing', { amount: 0n }, 'sum_not_positive'],
    ['an unknown invoice', { number: '9' }, 'invoice_not_found'],
    ['a viewer', { by: staff({ id: 'olga', role: 'viewer' }) }, 'not_allowed'],
    ['another manager', { by: staff({ id: 'boris', role: 'manager' }) }, 'deal_taken'],
  ])('is refused with %s', (_what, over, code) => {
    expect(enter(allowed(anInvoice()), over)).toMatchObject({ ok: false, code });
  });

  it('is refused where no owner has allowed it, to owners too', () => {
    for (const facts of [anInvoice(), allowed(anInvoice(), false)])
      expect(enter(facts)).toMatchObject({ ok: false, code: 'cash_not_allowed' });
  });

  it('is refused for what asks for no money', () => {
    const open = allowed(anInvoice());
    const cancelled = cancelInvoice(open, '1', context());
    expect(enter(apply(open, cancelled.ok ? cancelled.value : null))).toMatchObject({
      code: 'invoice_not_open',
    });
    expect(enter(entered(open).facts)).toMatchObject({ code: 'invoice_not_open' });
  });
});
