import { expect, test } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import { returnOverpayment } from '../../domain/decisions/refund.ts';
import { paymentSums } from '../../domain/ledger.ts';
import type { Payment } from '../../domain/payment.ts';
import { anOpenPayment, apply, charged, context, disputed, hear, refunded } from '../support/world.ts';

/** 15,000.00 were due and 20,000.00 came; the 5,000.00 too much are on their way back. */
function returning(): { facts: DealCase; payment: Payment } {
  const { facts } = hear(anOpenPayment(), [charged({ amount: { minor: 2_000_000n, currency: 'RUB' } })]);
  const payment = facts.payments[0] as Payment;
  const asked = returnOverpayment(facts, payment.id, null, context());
  if (!asked.ok) throw new Error(asked.code);
  return { facts: apply(facts, asked.value), payment };
}

/** The till's own refund has happened. */
function arrived(facts: DealCase): DealCase {
  const own = facts.refunds.find(({ reason }) => reason === 'overpayment');
  return hear(facts, [
    refunded({
      refundReference: 're_own',
      refundId: own?.id ?? '',
      amount: { minor: 500_000n, currency: 'RUB' },
    }),
  ]).facts;
}

const part = { minor: 100_000n, currency: 'RUB' };

test('a refund made elsewhere meanwhile is of the sale: what is too much does not go back twice', () => {
  const { facts, payment } = returning();
  const elsewhere = refunded({ refundReference: 're_office', refundId: null, amount: part });
  const after = arrived(hear(facts, [elsewhere]).facts);
  expect(paymentSums(after.postings, payment.id)).toEqual({ sales: 1_400_000n, credit: 0n });
  expect(after.invoices[0]).toMatchObject({ state: 'partially_refunded', refunded: 100_000n });
});

test('one more after it is of its own sum, no more', () => {
  const { facts } = returning();
  const office = (refundReference: string) => refunded({ refundReference, refundId: null, amount: part });
  const after = hear(arrived(hear(facts, [office('re_1')]).facts), [office('re_2')]).facts;
  const elsewhere = after.refunds.filter(({ reason }) => reason !== 'overpayment');
  expect(elsewhere.map(({ amount }) => amount)).toEqual([100_000n, 100_000n]);
});

test('a dispute meanwhile takes from the sale as well', () => {
  const { facts, payment } = returning();
  const after = arrived(hear(facts, [disputed({ amount: part })]).facts);
  expect(paymentSums(after.postings, payment.id)).toEqual({ sales: 1_400_000n, credit: 0n });
});
