import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditDeal } from '../../domain/audit.ts';
import type { DealCase } from '../../domain/case.ts';
import { attachCharge, type FoundCharge } from '../../domain/decisions/attach-charge.ts';
import { cancelInvoice } from '../../domain/decisions/cancel-invoice.ts';
import { issueInvoice } from '../../domain/decisions/issue-invoice.ts';
import { applyCredit } from '../../domain/decisions/settle-payment.ts';
import { invoiceSums, isBalanced } from '../../domain/ledger.ts';
import { settle } from '../../domain/notice.ts';
import {
  anInvoice,
  apply,
  charged,
  context,
  disputed,
  hear,
  kinds,
  NOON,
  refunded,
  staff,
} from '../support/world.ts';

const rub = (minor: bigint) => ({ minor, currency: 'RUB' });

function found(over: Partial<FoundCharge> = {}): FoundCharge {
  return {
    provider: 'sandbox',
    kind: 'sbp',
    reference: 'stranger',
    attempt: 'their-order',
    chargeId: 'ch_lost',
    amount: rub(1_500_000n),
    fee: null,
    at: NOON,
    ...over,
  };
}

function attach(
  facts: DealCase,
  over: Partial<FoundCharge> = {},
  more: { number?: string; asCredit?: boolean } = {},
) {
  const command = { number: '1', charge: found(over), by: staff(), reason: '', asCredit: false, ...more };
  return attachCharge(facts, command, context({ actor: { type: 'staff', id: 'anna' } }));
}

function attached(
  facts: DealCase,
  ...args: [Partial<FoundCharge>?, { number?: string; asCredit?: boolean }?]
) {
  const decided = attach(facts, ...args);
  if (!decided.ok) throw new Error(decided.code);
  return { facts: apply(facts, decided.value), changes: decided.value };
}

/** Nothing that the audit would find, and every entry balanced. */
function inOrder(facts: DealCase): void {
  expect(auditDeal(facts)).toEqual([]);
  expect(isBalanced(facts.postings)).toBe(true);
}

describe('money that staff put on an invoice', () => {
  it('pays it as its own payment would have, and says who did it', () => {
    const { facts, changes } = attached(anInvoice());
    expect(facts.deal.stage).toBe('paid');
    expect(facts.invoices[0]).toMatchObject({ state: 'paid', paid: 1_500_000n, nextReminderAt: null });
    expect(facts.payments).toMatchObject([
      { state: 'succeeded', chargeId: 'ch_lost', reference: 'stranger', enteredBy: 'anna' },
    ]);
    expect(kinds(changes.messages ?? [])).toEqual([
      'invoice_paid → 2001',
      'staff_invoice_paid → 1001',
      'deal_card → 1001',
    ]);
    expect(changes.history?.map(({ type, actor }) => `${type} ${actor.id}`)).toContain('money_attached anna');
    inOrder(facts);
  });

  it('is the same money for whoever tells of it later: a webhook, a look, a refund at the provider', () => {
    const { facts } = attached(anInvoice());
    expect(
      settle(facts, charged({ chargeId: 'ch_lost', reference: 'stranger' }), 'sandbox', context()),
    ).toBeNull();
    const back = hear(facts, [refunded({ chargeId: 'ch_lost', reference: 'stranger' })]).facts;
    expect(back.deal.stage).toBe('refunded');
    const taken = hear(facts, [disputed({ chargeId: 'ch_lost', reference: 'stranger' })]).facts;
    expect(taken.deal.stage).toBe('disputed');
    inOrder(back);
  });

  it('is not booked twice in a deal', () => {
    expect(attach(attached(anInvoice()).facts)).toMatchObject({ ok: false, code: 'nothing_to_do' });
  });

  it('is too little: partly paid; then too much: the rest is credit', () => {
    const part = attached(anInvoice(), { amount: rub(500_000n) });
    expect(part.facts.deal.stage).toBe('partially_paid');
    const rest = attached(part.facts, { amount: rub(1_200_000n), chargeId: 'ch_2', reference: null });
    expect(rest.facts.deal.stage).toBe('paid');
    expect(invoiceSums(rest.facts.postings, rest.facts.invoices[0]?.id ?? '', 'RUB').credit).toBe(200_000n);
    expect(kinds(rest.changes.messages ?? [])).toContain('staff_overpaid → 1001');
    inOrder(rest.facts);
  });

  it('is in another currency, or for a cancelled invoice: credit, and staff decide', () => {
    const dollars = attached(anInvoice(), { amount: { minor: 100n, currency: 'USD' } });
    expect(dollars.facts.invoices[0]).toMatchObject({ state: 'open', paid: 0n });
    const open = anInvoice();
    const cancelled = cancelInvoice(open, '1', context());
    const late = attached(apply(open, cancelled.ok ? cancelled.value : null));
    expect(late.facts.deal.stage).toBe('cancelled');
    for (const { facts, changes } of [dollars, late]) {
      expect(kinds(changes.messages ?? [])).toContain('staff_mismatch → 1001');
      inOrder(facts);
    }
  });

  it('is kept as credit when staff say so, and counts later', () => {
    const kept = attached(anInvoice(), {}, { asCredit: true });
    expect(kept.facts.invoices[0]).toMatchObject({ state: 'open', paid: 0n });
    expect(kept.changes.messages?.find(({ kind }) => kind === 'staff_mismatch')?.data).toMatchObject({
      reason: 'kept',
    });
    inOrder(kept.facts);
    const counted = apply(kept.facts, applyCredit(kept.facts, kept.facts.payments[0]?.id ?? '', context()));
    expect(counted.deal.stage).toBe('paid');
    inOrder(counted);
  });

  it('books what the provider kept for itself', () => {
    const { facts } = attached(anInvoice(), { fee: rub(4_200n) });
    const fees = facts.postings.filter(({ account }) => account === 'fees');
    expect(fees.map(({ amount }) => amount)).toEqual([4_200n]);
    inOrder(facts);
  });

  it.each([
    ['a viewer', staff({ id: 'olga', role: 'viewer' }), '1', 'not_allowed'],
    [
      'a manager, of a deal that somebody else has',
      staff({ id: 'boris', role: 'manager' }),
      '1',
      'deal_taken',
    ],
    ['anybody, of an invoice that there is not', staff(), '9', 'invoice_not_found'],
  ])('is refused to %s', (_who, by, number, code) => {
    const command = { number, charge: found(), by, reason: '', asCredit: false };
    expect(attachCharge(anInvoice(), command, context())).toMatchObject({ ok: false, code });
  });
});

describe('any money, on any invoice, in any order, with repeats', () => {
  const step = fc.record({
    charge: fc.integer({ min: 1, max: 6 }),
    number: fc.constantFrom('1', '2', '3'),
    amount: fc.bigInt({ min: 1n, max: 300n }),
    currency: fc.constantFrom('RUB', 'RUB', 'RUB', 'USD'),
    asCredit: fc.boolean(),
    how: fc.constantFrom('attach', 'attach', 'cancel', 'tell'),
  });

  it('the books balance, and no charge is booked twice', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let facts = threeInvoices();
        for (const { charge, number, amount, currency, asCredit, how } of steps) {
          const money = { minor: amount, currency };
          const chargeId = `ch_${charge}`;
          if (how === 'cancel') {
            const cancelled = cancelInvoice(facts, number, context());
            facts = apply(facts, cancelled.ok ? cancelled.value : null);
          } else if (how === 'tell') {
            facts = apply(
              facts,
              settle(facts, charged({ chargeId, amount: money, reference: chargeId }), 'sandbox', context()),
            );
          } else {
            const decided = attach(
              facts,
              { chargeId, amount: money, reference: chargeId },
              { number, asCredit },
            );
            facts = apply(facts, decided.ok ? decided.value : null);
          }
        }
        inOrder(facts);
        const charges = facts.payments.map(({ chargeId }) => chargeId);
        expect(new Set(charges).size).toBe(charges.length);
        const lines = facts.postings.map(({ entryKey, line }) => `${entryKey}/${line}`);
        expect(new Set(lines).size).toBe(lines.length);
      }),
      { numRuns: 2_000, seed: 4 },
    );
  });
});

function threeInvoices(): DealCase {
  return [1, 2].reduce((facts, counter) => {
    const items = [{ title: 'Вывеска', quantity: 1000n, price: 150n }];
    const issued = issueInvoice(facts, { items, dueAt: null, counter, by: staff() }, context());
    if (!issued.ok) throw new Error(issued.code);
    return apply(facts, issued.value.changes);
  }, anInvoice(200n));
}
