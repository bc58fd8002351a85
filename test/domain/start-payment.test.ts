import { describe, expect, it } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import {
  notePaymentChecked,
  notePaymentStarted,
  startPayment,
} from '../../domain/decisions/start-payment.ts';
import { attemptIdOf, type Payment } from '../../domain/payment.ts';
import type { Failure } from '../../domain/result.ts';
import { anInvoice, anOpenPayment, apply, charged, context, hear, NOON } from '../support/world.ts';

const SECOND = 1000;
const card = { provider: 'sandbox', kind: 'card' } as const;
const press = (facts: DealCase, choice: Parameters<typeof startPayment>[2] = card, at = context()) =>
  startPayment(facts, facts.invoices[0]?.payToken ?? '', choice, at);

function asked(facts = anInvoice()): { facts: DealCase; payment: Payment } {
  const pressed = press(facts);
  if (!pressed.ok || pressed.value.type !== 'ask') throw new Error('nothing was asked');
  return { facts: apply(facts, pressed.value.changes), payment: pressed.value.payment };
}

const opened = {
  ok: true,
  value: { reference: 'pay_1', url: 'https://bank.example/1', qr: null, expiresAt: null },
} as const;
const failure = (category: Failure['category']): Failure => ({
  ok: false,
  category,
  retryable: false,
  code: 'E1',
  message: 'not today',
});

describe('pressing pay', () => {
  it('saves the attempt and its key before the provider is asked', () => {
    const { facts, payment } = asked();
    expect(facts.payments).toEqual([payment]);
    expect(payment).toMatchObject({
      state: 'creating',
      amount: 1_500_000n,
      idempotencyKey: payment.id,
      reference: null,
    });
    expect(payment.nextCheckAt).toBe(NOON + 15 * SECOND);
    expect(facts.deal.stage).toBe('invoice_issued');
  });

  it('asks for what is left of an invoice that was paid in part', () => {
    const part = hear(anOpenPayment(), [charged({ amount: { minor: 1n, currency: 'RUB' } })]).facts;
    expect(asked(part).payment.amount).toBe(1_499_999n);
  });

  it('opens another attempt for another kind, another sum, or when the open one runs out within seconds', () => {
    const facts = anOpenPayment();
    const [open] = facts.payments;
    const withOpen = (over: Partial<Payment>) => ({ ...facts, payments: [{ ...open!, ...over }] });
    const sbp = { provider: 'sandbox', kind: 'sbp' } as const;
    const typeOf = (given: DealCase) => {
      const pressed = press(given, sbp);
      return pressed.ok ? pressed.value.type : pressed.code;
    };
    expect(typeOf(facts)).toBe('reuse');
    expect(press(facts, card)).toMatchObject({ ok: true, value: { type: 'ask' } });
    expect(typeOf(withOpen({ amount: 1n }))).toBe('ask');
    expect(typeOf(withOpen({ expiresAt: NOON + 5 * SECOND }))).toBe('ask');
    expect(typeOf(withOpen({ expiresAt: NOON + 6 * SECOND }))).toBe('reuse');
    for (const state of ['failed', 'expired', 'cancelled'] as const)
      expect(typeOf(withOpen({ state }))).toBe('ask');
  });

  it('with a link that nobody gave out finds no invoice', () => {
    expect(startPayment(anInvoice(), 'guessed', card, context())).toMatchObject({
      code: 'invoice_not_found',
    });
  });
});

describe('the provider’s answer to a start', () => {
  it('opens the payment: the deal waits for it, the provider is asked in a minute', () => {
    const { facts, payment } = asked();
    const open = apply(facts, notePaymentStarted(facts, payment.id, opened, context()));
    expect(open.payments[0]).toMatchObject({
      state: 'pending',
      reference: 'pay_1',
      nextCheckAt: NOON + 60 * SECOND,
    });
    expect(open.deal.stage).toBe('awaiting_payment');
    expect(notePaymentStarted(open, payment.id, opened, context())).toBeNull();
  });

  it('that got lost leaves the attempt unknown, to be asked for again with its key', () => {
    const { facts, payment } = asked();
    const lost = apply(facts, notePaymentStarted(facts, payment.id, failure('unknown'), context()));
    expect(lost.payments[0]).toMatchObject({
      state: 'unknown',
      nextCheckAt: NOON + 15 * SECOND,
      failure: 'E1',
    });
    expect(press(lost)).toMatchObject({
      ok: true,
      value: { type: 'ask', payment: { id: payment.id }, changes: null },
    });
    expect(apply(lost, notePaymentStarted(lost, payment.id, opened, context())).payments[0]?.state).toBe(
      'pending',
    );
  });

  it('that it refuses ends the attempt', () => {
    const { facts, payment } = asked();
    const refused = apply(facts, notePaymentStarted(facts, payment.id, failure('refused'), context()));
    expect(refused.payments[0]).toMatchObject({ state: 'failed', nextCheckAt: null, failure: 'E1' });
    expect(refused.deal.stage).toBe('invoice_issued');
  });

  it('never overwrites money that was faster than it, and is about nothing for an unknown id', () => {
    const { facts, payment } = asked();
    const paid = hear(facts, [charged({ reference: 'pay_1', paymentId: payment.id })]).facts;
    expect(paid.deal.stage).toBe('paid');
    expect(notePaymentStarted(paid, payment.id, opened, context())).toBeNull();
    expect(notePaymentStarted(facts, 'nobody', opened, context())).toBeNull();
  });
});

describe('a silent payment', () => {
  const waitsOf = (facts: DealCase, now: number) => {
    const next = apply(facts, notePaymentChecked(facts, facts.payments[0]?.id ?? '', context({ now })));
    return { next, wait: ((next.payments[0]?.nextCheckAt ?? Number.NaN) - now) / SECOND };
  };

  it('is looked at after a minute, then at growing intervals up to six hours', () => {
    let facts = anOpenPayment();
    const waits = Array.from({ length: 11 }, () => {
      const { next, wait } = waitsOf(facts, NOON);
      facts = next;
      return wait / 60;
    });
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]);
  });

  it('is looked at no more after thirty days, nor once it is over', () => {
    const facts = anOpenPayment();
    const late = notePaymentChecked(
      facts,
      facts.payments[0]?.id ?? '',
      context({ now: NOON + 31 * 86_400_000 }),
    );
    expect(late?.payments).toMatchObject([{ nextCheckAt: null }]);
    const paid = hear(facts, [charged()]).facts;
    expect(notePaymentChecked(paid, paid.payments[0]?.id ?? '', context())).toBeNull();
    expect(notePaymentChecked(facts, 'nobody', context())).toBeNull();
  });
});

describe('a second charge of one attempt', () => {
  it('is still the provider’s one attempt', () => {
    const { facts } = hear(anOpenPayment(), [charged(), charged({ chargeId: 'ch_2' })]);
    const [first, second] = facts.payments;
    expect(second?.reference).toBeNull();
    expect(attemptIdOf(second!)).toBe(first?.id);
  });
});
