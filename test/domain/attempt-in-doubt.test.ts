import { describe, expect, test } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import {
  notePaymentChecked,
  notePaymentStarted,
  startPayment,
} from '../../domain/decisions/start-payment.ts';
import type { Failure } from '../../domain/result.ts';
import { anInvoice, anOpenPayment, apply, charged, context, hear, NOON } from '../support/world.ts';

function failure(category: Failure['category']): Failure {
  return { ok: false, category, retryable: true, code: category, message: '' };
}

/** An invoice whose payment was asked for; what the provider answered, in order, is noted. */
function asked(...answers: Failure[]): { facts: DealCase; id: string } {
  const facts = anInvoice();
  const started = startPayment(
    facts,
    facts.invoices[0]?.payToken ?? '',
    { provider: 'sandbox', kind: 'sbp' },
    context(),
  );
  if (!started.ok || started.value.type !== 'ask') throw new Error('nothing was asked');
  const { payment, changes } = started.value;
  const note = (now: DealCase, answer: Failure) =>
    apply(now, notePaymentStarted(now, payment.id, answer, context()));
  return { facts: answers.reduce(note, apply(facts, changes)), id: payment.id };
}

describe('an attempt whose fate is unknown', () => {
  for (const category of ['rate_limited', 'unavailable', 'unreachable', 'auth', 'unknown'] as const) {
    test(`stays so when the provider, asked again, answers ${category}: the first call may have made it`, () => {
      const { facts } = asked(failure('unknown'), failure(category));
      expect(facts.payments[0]).toMatchObject({ state: 'unknown', nextCheckAt: NOON + 30_000 });
    });
  }

  for (const category of ['refused', 'invalid', 'not_found'] as const) {
    test(`was never made when the provider answers ${category}`, () => {
      const { facts } = asked(failure('unknown'), failure(category));
      expect(facts.payments[0]).toMatchObject({ state: 'failed', nextCheckAt: null });
    });
  }

  test('is asked about at growing intervals of at most an hour', () => {
    const waits = Array.from({ length: 12 }, (_, index) => {
      const { facts } = asked(...Array.from({ length: index + 1 }, () => failure('unknown')));
      return ((facts.payments[0]?.nextCheckAt ?? 0) - NOON) / 1000;
    });
    expect(waits).toEqual([15, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]);
  });

  test('is looked at soon once it is open, however long it was in doubt', () => {
    const { facts, id } = asked(failure('unknown'), failure('unknown'), failure('unknown'));
    const value = { reference: 'pay_1', url: 'https://bank.example/pay_1', qr: null, expiresAt: null };
    const open = apply(facts, notePaymentStarted(facts, id, { ok: true, value }, context()));
    expect(open.payments[0]).toMatchObject({ state: 'pending', nextCheckAt: NOON + 60_000, checks: 0 });
  });
});

describe('a payment that was declined', () => {
  const declined = () =>
    hear(anOpenPayment(), [
      charged({ state: 'failed', chargeId: null, eventKey: 'declined', reason: 'no_funds' }),
    ]).facts;
  const look = (facts: DealCase, now: number) =>
    apply(facts, notePaymentChecked(facts, facts.payments[0]?.id ?? '', context({ now })));

  test('is still looked at: the customer may try again on the same page, and the bank say nothing', () => {
    expect(declined().payments[0]).toMatchObject({ state: 'failed', nextCheckAt: NOON + 60_000 });
    expect(hear(declined(), [charged()]).facts.deal.stage).toBe('paid');
  });

  test('is looked at no more three days later', () => {
    let facts = declined();
    let last = NOON;
    for (
      let next = facts.payments[0]?.nextCheckAt ?? null;
      next !== null;
      next = facts.payments[0]?.nextCheckAt ?? null
    ) {
      last = next;
      facts = look(facts, next);
    }
    expect((last - NOON) / 3_600_000).toBeGreaterThan(72);
    expect((last - NOON) / 3_600_000).toBeLessThan(80);
  });

  test.each(['expired', 'cancelled'] as const)('is over once the attempt is %s', (state) => {
    const over = charged({ state, chargeId: null, eventKey: state });
    expect(hear(declined(), [over]).facts.payments[0]).toMatchObject({ state, nextCheckAt: null });
  });
});
