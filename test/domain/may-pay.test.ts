import { describe, expect, test } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import { cancelInvoice } from '../../domain/decisions/cancel-invoice.ts';
import { mayPay } from '../../domain/decisions/may-pay.ts';
import { money } from '../../domain/money.ts';
import { anInvoice, anOpenPayment, apply, charged, context, hear, NOON } from '../support/world.ts';

const open = anOpenPayment();
const attempt = open.payments[0]!;
const SUM = money(1_500_000n, 'RUB');

function asked(facts: DealCase, over: Partial<Parameters<typeof mayPay>[1]> = {}, now = NOON) {
  return mayPay(facts, { provider: 'sandbox', paymentId: attempt.id, amount: SUM, ...over }, now);
}

describe('a payment in a messenger may go on', () => {
  test('while its invoice is owed, in the sum that was asked for', () => {
    expect(asked(open)).toBe('ok');
  });

  test('also when the provider’s answer to the start was lost', () => {
    const payments = [{ ...attempt, state: 'unknown' as const, url: null, reference: null }];
    expect(asked({ ...open, payments })).toBe('ok');
  });

  test('again, since it changes nothing', () => {
    expect([asked(open), asked(open)]).toEqual(['ok', 'ok']);
  });
});

describe('a payment in a messenger is declined', () => {
  test('when the invoice is paid, whoever paid it', () => {
    expect(asked(hear(open, [charged()]).facts)).toBe('paid');
    const two = anOpenPayment(open, 'pay_2', 'card');
    expect(asked(hear(two, [charged({ reference: 'pay_2' })]).facts)).toBe('paid');
  });

  test('when the invoice is cancelled', () => {
    const cancelled = cancelInvoice(open, '1', context());
    expect(asked(apply(open, cancelled.ok ? cancelled.value : null))).toBe('cancelled');
  });

  test('when its last moment is over, whether or not the sweep has said so', () => {
    const facts = anOpenPayment(anInvoice(1_500_000n, { dueAt: NOON + 1000 }));
    const paymentId = facts.payments[0]?.id ?? '';
    expect(asked(facts, { paymentId }, NOON + 1000)).toBe('ok');
    expect(asked(facts, { paymentId }, NOON + 1001)).toBe('expired');
  });

  test('when another sum or currency is asked for than we asked for', () => {
    expect(asked(open, { amount: money(1n, 'RUB') })).toBe('changed');
    expect(asked(open, { amount: money(1_500_000n, 'XTR') })).toBe('changed');
  });

  test('when less is owed by now', () => {
    const two = anOpenPayment(open, 'pay_2', 'card');
    const some = charged({ reference: 'pay_2', amount: money(1n, 'RUB') });
    expect(asked(hear(two, [some]).facts)).toBe('changed');
  });

  test('when the attempt was given up', () => {
    for (const state of ['cancelled', 'expired', 'succeeded'] as const)
      expect(asked({ ...open, payments: [{ ...attempt, state }] })).toBe('changed');
  });

  test('when another attempt holds the money', () => {
    const held = { ...attempt, id: 'other', state: 'authorized' as const };
    expect(asked({ ...open, payments: [attempt, held] })).toBe('busy');
  });

  test('when it is not ours', () => {
    expect(asked(open, { paymentId: 'somebody else’s' })).toBe('unknown');
    expect(asked(open, { provider: 'another' })).toBe('unknown');
  });
});

describe('the renewal of a subscription', () => {
  test('is booked once, as credit that staff see, and not on the old invoice', () => {
    const paid = hear(open, [charged()]).facts;
    const renewal = charged({ chargeId: 'ch_2', eventKey: 'paid:ch_2' });
    const { facts, said } = hear(paid, [renewal]);
    expect(facts.invoices[0]).toMatchObject({ state: 'paid', paid: 1_500_000n });
    expect(facts.payments.filter(({ state }) => state === 'succeeded')).toHaveLength(2);
    const credit = facts.postings.filter(({ account }) => account === 'credit');
    expect(credit.reduce((sum, { amount }) => sum + amount, 0n)).toBe(-1_500_000n);
    expect(said.map(({ kind }) => kind)).toContain('staff_overpaid');
    const again = hear(facts, [renewal]);
    expect([again.facts, again.said]).toEqual([facts, []]);
  });
});
