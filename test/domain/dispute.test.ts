import { describe, expect, it } from 'vitest';
import { auditDeal } from '../../domain/audit.ts';
import type { DealCase } from '../../domain/case.ts';
import { cancelInvoice } from '../../domain/decisions/cancel-invoice.ts';
import { refundableOf, returnOverpayment } from '../../domain/decisions/refund.ts';
import { invoiceSums } from '../../domain/ledger.ts';
import { expireInvoice } from '../../domain/reminder.ts';
import {
  anInvoice,
  anOpenPayment,
  apply,
  charged,
  context,
  disputed,
  hear,
  kinds,
  NOON,
} from '../support/world.ts';

const rub = (minor: bigint) => ({ minor, currency: 'RUB' });
const paid = () => hear(anOpenPayment(), [charged()]).facts;
const sums = (facts: DealCase) => invoiceSums(facts.postings, facts.invoices[0]?.id ?? '', 'RUB');

/** Two attempts of one invoice, both paid: the second is credit. */
const paidTwice = () =>
  hear(anOpenPayment(anOpenPayment(), 'pay_2', 'card'), [
    charged(),
    charged({ reference: 'pay_2', chargeId: 'ch_2' }),
  ]).facts;

describe('a chargeback', () => {
  it('takes the money out, moves the deal and tells staff, not the customer', () => {
    const { facts, said } = hear(paid(), [disputed()]);
    expect(facts.deal.stage).toBe('disputed');
    expect(facts.invoices[0]).toMatchObject({ state: 'disputed', paid: 1_500_000n });
    expect(facts.disputes).toMatchObject([
      { reference: 'dp_1', state: 'open', amount: 1_500_000n, closedAt: null },
    ]);
    expect(kinds(said)).toEqual(['staff_disputed → 1001', 'deal_card → 1001']);
    expect(auditDeal(facts)).toEqual([]);
  });

  it('won brings everything back, lost is money gone for good', () => {
    const won = hear(paid(), [disputed(), disputed({ state: 'won' })]).facts;
    expect(won.deal.stage).toBe('paid');
    expect(sums(won)).toMatchObject({ paid: 1_500_000n, disputed: 0n });
    const lost = hear(paid(), [disputed(), disputed({ state: 'lost' })]).facts;
    expect(lost.deal.stage).toBe('refunded');
    expect(sums(lost).disputed).toBe(1_500_000n);
    expect(lost.disputes[0]?.closedAt).toBe(NOON);
  });

  it('of a part leaves the rest', () => {
    const facts = hear(paid(), [
      disputed({ amount: rub(1n) }),
      disputed({ state: 'lost', amount: rub(1n) }),
    ]).facts;
    expect(facts.deal.stage).toBe('partially_refunded');
    expect(refundableOf(facts, facts.invoices[0]!)).toBe(1_499_999n);
  });

  it('is silent on a repeat, and closed ones stay closed', () => {
    const lost = hear(paid(), [disputed(), disputed({ state: 'lost' })]).facts;
    for (const state of ['open', 'won', 'lost'] as const) {
      const again = hear(lost, [disputed({ state, eventKey: `again ${state}` })]);
      expect(again.facts).toBe(lost);
      expect(again.said).toEqual([]);
    }
  });

  it('ends the same when its end is told first', () => {
    for (const state of ['won', 'lost'] as const) {
      const inOrder = hear(paid(), [disputed(), disputed({ state })]).facts;
      const backwards = hear(paid(), [disputed({ state }), disputed()]).facts;
      expect(backwards.deal.stage).toBe(inOrder.deal.stage);
      expect(sums(backwards)).toEqual(sums(inOrder));
    }
  });

  it('of a payment that we do not know changes nothing here', () => {
    const facts = paid();
    expect(hear(facts, [disputed({ reference: 'of somebody else' })]).facts).toBe(facts);
  });

  it('finds its payment by the charge first, then by the attempt, then by our id', () => {
    const twice = paidTwice();
    const of = (over: Parameters<typeof disputed>[0]) =>
      hear(twice, [disputed(over)]).facts.disputes[0]?.paymentId;
    const [first, second] = twice.payments;
    expect(of({ reference: 'pay_1', chargeId: 'ch_2' })).toBe(second?.id);
    expect(of({ reference: 'pay_2' })).toBe(second?.id);
    expect(of({ reference: '', paymentId: first?.id ?? '' })).toBe(first?.id);
  });
});

describe('a chargeback of money that paid nothing', () => {
  it('takes a double payment’s credit; the invoice stays paid whatever the bank decides', () => {
    const of = { reference: 'pay_2' };
    const open = hear(paidTwice(), [disputed(of)]).facts;
    expect(open.deal.stage).toBe('disputed');
    expect(open.invoices[0]?.state).toBe('paid');
    expect(sums(open)).toMatchObject({ credit: 0n, disputed: 0n });
    const lost = hear(open, [disputed({ ...of, state: 'lost' })]).facts;
    expect(lost.deal.stage).toBe('paid');
    const won = hear(open, [disputed({ ...of, state: 'won' })]).facts;
    expect(won.deal.stage).toBe('paid');
    expect(sums(won).credit).toBe(1_500_000n);
  });

  it('leaves nothing that could be returned a second time', () => {
    const facts = hear(paidTwice(), [disputed({ reference: 'pay_2' })]).facts;
    const second = facts.payments.find(({ chargeId }) => chargeId === 'ch_2')?.id ?? '';
    expect(returnOverpayment(facts, second, null, context())).toMatchObject({ code: 'nothing_to_refund' });
    expect(refundableOf(facts, facts.invoices[0]!)).toBe(1_500_000n);
  });

  it('takes credit first and the sale for the rest, and gives both back', () => {
    const over = hear(anOpenPayment(), [charged({ amount: rub(1_600_000n) })]).facts;
    const open = hear(over, [disputed({ amount: rub(1_600_000n) })]).facts;
    expect(sums(open)).toMatchObject({ credit: 0n, disputed: 1_500_000n });
    const won = hear(open, [disputed({ state: 'won', amount: rub(1_600_000n) })]).facts;
    expect(sums(won)).toEqual(sums(over));
  });

  it('on a cancelled invoice ends with the deal cancelled, on an expired one with it in work', () => {
    const cancelled = anOpenPayment();
    const gone = cancelInvoice(cancelled, '1', context());
    if (!gone.ok) throw new Error(gone.code);
    const expiring = anOpenPayment(anInvoice(1_500_000n, { dueAt: NOON + 1 }));
    const late = context({ now: NOON + 2 });
    for (const [facts, stage, state] of [
      [apply(cancelled, gone.value), 'cancelled', 'cancelled'],
      [apply(expiring, expireInvoice(expiring, expiring.invoices[0]?.id ?? '', late)), 'in_work', 'expired'],
    ] as const) {
      const open = hear(facts, [charged(), disputed()]).facts;
      expect(open.deal.stage).toBe('disputed');
      for (const end of ['won', 'lost'] as const) {
        const over = hear(open, [disputed({ state: end })]).facts;
        expect([over.deal.stage, over.invoices[0]?.state]).toEqual([stage, state]);
      }
    }
  });

  it('told before its own charge: it ends on the payment on which it began, and the books balance', () => {
    const open = anOpenPayment(anInvoice());
    const { facts } = hear(open, [
      charged(),
      disputed({ chargeId: 'ch_2' }),
      charged({ chargeId: 'ch_2' }),
      disputed({ chargeId: 'ch_2', state: 'won' }),
    ]);
    expect(facts.disputes).toMatchObject([{ state: 'won', paymentId: facts.payments[0]?.id }]);
    expect(auditDeal(facts)).toEqual([]);
    expect(facts.deal.stage).toBe('paid');
  });
});
