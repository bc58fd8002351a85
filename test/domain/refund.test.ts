import { describe, expect, it } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import {
  checkRefund,
  refundable,
  refundableOf,
  requestRefund,
  returnOverpayment,
} from '../../domain/decisions/refund.ts';
import { invoiceSums } from '../../domain/ledger.ts';
import type { Result } from '../../domain/result.ts';
import {
  anInvoice,
  anOpenPayment,
  apply,
  charged,
  context,
  hear,
  refunded,
  staff,
} from '../support/world.ts';

const paid = () => hear(anOpenPayment(), [charged()]).facts;
const paidTwice = () => hear(anOpenPayment(), [charged(), charged({ chargeId: 'ch_2' })]).facts;
const command = (amount: bigint | null, by = staff()) => ({ number: '1', amount, reason: 'брак', by });

function accepted<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.code);
  return result.value;
}

function ask(facts: DealCase, amount: bigint | null): DealCase {
  return apply(facts, accepted(requestRefund(facts, command(amount), context())));
}

describe('asking for a refund', () => {
  it('saves the intent with its own key, to be carried out at once; no money has moved yet', () => {
    const facts = ask(paid(), 500_000n);
    expect(facts.refunds).toMatchObject([
      { state: 'creating', amount: 500_000n, overpayment: false, reference: null, requestedBy: 'anna' },
    ]);
    expect(facts.refunds[0]).toMatchObject({
      idempotencyKey: facts.refunds[0]?.id,
      nextCheckAt: context().now,
    });
    expect(facts.deal.stage).toBe('paid');
    expect(facts.invoices[0]?.refunded).toBe(0n);
  });

  it('without a sum returns everything that is left', () => {
    const facts = ask(ask(paid(), 500_000n), null);
    expect(facts.refunds.map(({ amount }) => amount)).toEqual([500_000n, 1_000_000n]);
  });

  it('says nothing to the customer before the money is on its way', () => {
    const { messages } = accepted(requestRefund(paid(), command(null), context()));
    expect(messages?.map(({ kind, address }) => `${kind} → ${address}`)).toEqual(['deal_card → 1001']);
  });

  it('of an invoice paid in parts takes the newest payment first', () => {
    const first = hear(anOpenPayment(), [charged({ amount: { minor: 900_000n, currency: 'RUB' } })]).facts;
    const rest = charged({
      reference: 'pay_2',
      chargeId: 'ch_2',
      amount: { minor: 600_000n, currency: 'RUB' },
    });
    const facts = ask(hear(anOpenPayment(first, 'pay_2', 'card'), [rest]).facts, 700_000n);
    const chargeOf = (paymentId: string) => facts.payments.find(({ id }) => id === paymentId)?.chargeId;
    expect(facts.refunds.map(({ paymentId, amount }) => [chargeOf(paymentId), amount])).toEqual([
      ['ch_2', 600_000n],
      ['ch_1', 100_000n],
    ]);
  });

  it('a second press never returns more than was paid', () => {
    const facts = ask(paid(), null);
    expect(requestRefund(facts, command(null), context())).toMatchObject({
      ok: false,
      code: 'nothing_to_refund',
    });
    expect(requestRefund(ask(paid(), 1_000_000n), command(500_001n), context())).toMatchObject({
      ok: false,
      code: 'refund_too_large',
      args: { left: { minor: '500000', currency: 'RUB' } },
    });
  });
});

describe('a refund is refused', () => {
  it.each([
    ['of an invoice that is not there', { ...command(null), number: '2' }, 'invoice_not_found'],
    ['of nothing', command(0n), 'sum_not_positive'],
    ['of less than nothing', command(-1n), 'sum_not_positive'],
    ['of more than was paid', command(1_500_001n), 'refund_too_large'],
    ['above the ceiling', command(2n, staff({ role: 'manager', refundCeiling: 1n })), 'above_ceiling'],
  ])('%s', (_what, asked, code) => {
    expect(checkRefund(paid(), asked)).toMatchObject({ ok: false, code });
    expect(requestRefund(paid(), asked, context())).toMatchObject({ ok: false, code });
  });

  it('while nothing was paid', () => {
    expect(requestRefund(anInvoice(), command(null), context())).toMatchObject({ code: 'nothing_to_refund' });
  });

  it('but not by a ceiling of nobody or of an owner', () => {
    expect(checkRefund(paid(), { number: '1', amount: null, by: null }).ok).toBe(true);
    expect(checkRefund(paid(), command(null, staff({ refundCeiling: 1n }))).ok).toBe(true);
    expect(checkRefund(paid(), command(1n, staff({ role: 'manager', refundCeiling: 1n }))).ok).toBe(true);
  });
});

describe('returning an overpayment', () => {
  const second = (facts: DealCase) => facts.payments.find(({ chargeId }) => chargeId === 'ch_2')?.id ?? '';

  it('returns all of it and leaves the sale alone', () => {
    const facts = paidTwice();
    const asked = apply(facts, accepted(returnOverpayment(facts, second(facts), staff(), context())));
    expect(asked.refunds).toMatchObject([{ amount: 1_500_000n, overpayment: true, reason: 'overpayment' }]);
    expect(refundableOf(asked, asked.invoices[0]!)).toBe(1_500_000n);
  });

  it('is refused a second time, for a payment without one, and for one that is not there', () => {
    const facts = paidTwice();
    const asked = apply(facts, accepted(returnOverpayment(facts, second(facts), staff(), context())));
    for (const [now, id] of [
      [asked, second(asked)],
      [facts, facts.payments[0]?.id ?? ''],
      [facts, 'nobody'],
    ] as const) {
      expect(returnOverpayment(now, id, null, context())).toMatchObject({
        ok: false,
        code: 'nothing_to_refund',
      });
    }
  });

  it('goes back in the currency in which it came', () => {
    const { facts } = hear(anOpenPayment(), [charged({ amount: { minor: 700n, currency: 'USD' } })]);
    const asked = apply(
      facts,
      accepted(returnOverpayment(facts, facts.payments[0]?.id ?? '', null, context())),
    );
    expect(asked.refunds).toMatchObject([{ amount: 700n, currency: 'USD', requestedBy: null }]);
  });
});

describe('what may be returned of a payment', () => {
  it('is nothing before it succeeded', () => {
    const facts = anOpenPayment();
    expect(refundable(facts, facts.payments[0]!, false)).toBe(0n);
  });

  it('is apart for the sale and for what came beyond it', () => {
    const { facts } = hear(anOpenPayment(), [charged({ amount: { minor: 1_600_000n, currency: 'RUB' } })]);
    expect(refundable(facts, facts.payments[0]!, false)).toBe(1_500_000n);
    expect(refundable(facts, facts.payments[0]!, true)).toBe(100_000n);
    expect(invoiceSums(facts.postings, facts.invoices[0]?.id ?? '', 'RUB').credit).toBe(100_000n);
  });

  it('is nothing, not less, when more of it went back elsewhere; another payment does not pay for that', () => {
    const rub = (minor: bigint) => ({ minor, currency: 'RUB' });
    const two = anOpenPayment(anOpenPayment(), 'pay_2', 'card');
    const { facts } = hear(two, [
      charged({ amount: rub(900_000n) }),
      charged({ reference: 'pay_2', chargeId: 'ch_2', amount: rub(600_000n) }),
      refunded({ reference: 'pay_2', amount: rub(700_000n) }),
    ]);
    expect(refundable(facts, facts.payments[1]!, false)).toBe(0n);
    expect(refundableOf(facts, facts.invoices[0]!)).toBe(900_000n);
  });
});
