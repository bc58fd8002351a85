import { describe, expect, it } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import type { Changes } from '../../domain/changes.ts';
import { cancelInvoice } from '../../domain/decisions/cancel-invoice.ts';
import { noteHoldAnswer, releaseHeld, takeHeld, watchHold } from '../../domain/decisions/hold.ts';
import { startPayment } from '../../domain/decisions/start-payment.ts';
import { loseDeal } from '../../domain/decisions/work-deal.ts';
import { decideBefore, warningsOf } from '../../domain/hold.ts';
import { expireInvoice, remind } from '../../domain/reminder.ts';
import type { Failure, Result } from '../../domain/result.ts';
import { anOpenHold, DAY, ENDS, HOUR, held, heldNotice, holding, paymentOf } from '../support/holds.ts';
import { anInvoice, anOpenPayment, apply, charged, context, hear, kinds, NOON } from '../support/world.ts';

const rub = (minor: bigint) => ({ minor, currency: 'RUB' });
const at = (now: number) => context({ now });
const idOf = (facts: DealCase) => paymentOf(facts).id;
const done = (facts: DealCase, result: Result<Changes>) => {
  if (!result.ok) throw new Error(result.code);
  return apply(facts, result.value);
};
const cancelled = (over = {}) =>
  charged({ state: 'cancelled', chargeId: null, eventKey: 'payment:pay_1:cancelled', ...over });
const failure = (category: Failure['category']): Failure => ({
  ok: false,
  category,
  retryable: false,
  code: 'E1',
  message: 'not today',
});
/** Half an hour before the bank's own end. */
const DECIDE = ENDS - HOUR / 2;

describe('money that is held', () => {
  it('is not paid: nothing is booked, the deal waits, both sides are told so and until when', () => {
    const { facts, said } = hear(anOpenHold(), [heldNotice()]);
    expect(paymentOf(facts)).toMatchObject({ state: 'authorized', captureBefore: ENDS, captureAmount: null });
    expect(facts.postings).toEqual([]);
    expect(facts.deal.stage).toBe('awaiting_payment');
    expect(facts.invoices[0]).toMatchObject({ state: 'open', paid: 0n, nextReminderAt: null });
    expect(kinds(said)).toEqual(['money_held → 2001', 'staff_money_held → 1001']);
    expect(said[1]?.data).toMatchObject({ amount: { minor: '1500000' }, until: DECIDE, kind: 'card' });
  });

  it('lasts six days where the provider does not say how long', () => {
    const { facts } = hear(anOpenHold(), [heldNotice({ captureBefore: null })]);
    expect(paymentOf(facts).captureBefore).toBe(NOON + 6 * DAY);
  });

  it('outlives a decline on the same page, in any order', () => {
    const failed = charged({ state: 'failed', chargeId: null, eventKey: 'declined', reason: 'limit' });
    for (const news of [
      [failed, heldNotice()],
      [heldNotice(), failed],
    ])
      expect(paymentOf(hear(anOpenHold(), news).facts).state).toBe('authorized');
  });

  it('keeps a second attempt from being opened', () => {
    const facts = held();
    const token = facts.invoices[0]?.payToken ?? '';
    for (const kind of ['card', 'sbp'] as const) {
      const again = startPayment(facts, token, { provider: 'sandbox', kind }, context());
      expect(again).toMatchObject({ ok: false, code: 'money_held', args: { held: { minor: '1500000' } } });
    }
  });

  it('is not reminded of, and is again when the hold is over', () => {
    const facts = held();
    const due = { ...facts, invoices: facts.invoices.map((each) => ({ ...each, nextReminderAt: NOON })) };
    expect(remind(due, due.invoices[0]?.id ?? '', context())?.messages).toEqual([]);
    const { facts: free, said } = hear(facts, [cancelled()], at(NOON + HOUR));
    expect(free.invoices[0]?.nextReminderAt).toBe(NOON + 3 * HOUR);
    expect(kinds(said).slice(0, 2)).toEqual(['hold_released → 2001', 'staff_hold_released → 1001']);
    expect(said[1]?.data).toMatchObject({ reason: 'bank', asks: true });
  });

  it('is given back at once where nobody needs it: paid meanwhile, cancelled, or held twice', () => {
    const other = anOpenPayment(anOpenHold(), 'pay_2', 'sbp');
    const paid = hear(other, [charged({ reference: 'pay_2' })]).facts;
    const open = anOpenHold();
    const gone = done(open, cancelInvoice(open, '1', context()));
    const more = {
      ...open,
      payments: [...open.payments, { ...paymentOf(open), id: 'p2', reference: 'pay_2' }],
    };
    const double = held(more);
    const secondly = hear(double, [heldNotice({ reference: 'pay_2' })]).facts;
    for (const facts of [held(paid), held(gone)])
      expect(paymentOf(facts)).toMatchObject({ captureAmount: 0n, failure: 'not_needed', nextCheckAt: NOON });
    expect(paymentOf(secondly, 0)).toMatchObject({ captureAmount: null });
    expect(paymentOf(secondly, 1)).toMatchObject({ captureAmount: 0n });
  });

  it('of an attempt that was not to hold passes through, and is a hold when it stays', () => {
    const passing = hear(anOpenPayment(), [heldNotice()]);
    expect(passing.said).toEqual([]);
    const id = idOf(passing.facts);
    expect(watchHold(passing.facts, id, at(NOON + HOUR / 6))?.messages).toEqual([]);
    const stayed = watchHold(passing.facts, id, at(NOON + HOUR / 2));
    expect(kinds(stayed?.messages ?? [])).toContain('staff_money_held → 1001');
    expect(stayed?.payments?.[0]).toMatchObject({ hold: true, captureAmount: null });
  });
});

describe('staff decide', () => {
  it('to take all: the intent is saved first, and only the provider’s word books it', () => {
    const facts = held();
    const asked = done(facts, takeHeld(facts, idOf(facts), null, at(NOON + HOUR)));
    expect(paymentOf(asked)).toMatchObject({
      state: 'authorized',
      captureAmount: 1_500_000n,
      nextCheckAt: NOON + HOUR,
    });
    expect(asked.postings).toEqual([]);
    const { facts: paid, said } = hear(asked, [charged()]);
    expect(paid.deal.stage).toBe('paid');
    expect(kinds(said)).toContain('invoice_paid → 2001');
  });

  it('to take less: what was taken is booked, the rest is still owed', () => {
    const facts = held();
    const asked = done(facts, takeHeld(facts, idOf(facts), 400_000n, context()));
    const { facts: part } = hear(asked, [charged({ amount: rub(400_000n) })]);
    expect(part.invoices[0]).toMatchObject({ paid: 400_000n, state: 'partially_paid' });
    expect(part.payments).toHaveLength(1);
  });

  it('never to take more than is held or owed, nor nothing', () => {
    const facts = held();
    const take = (amount: bigint) => takeHeld(facts, idOf(facts), amount, context());
    expect(take(1_500_001n)).toMatchObject({ code: 'hold_too_small', args: { left: { minor: '1500000' } } });
    expect(take(0n)).toMatchObject({ code: 'sum_not_positive' });
    const begun = hear(anOpenPayment(holding()), [charged({ amount: rub(1_000_000n) })]).facts;
    const part = hear(anOpenHold(begun, 'pay_3'), [
      heldNotice({ reference: 'pay_3', amount: rub(800_000n) }),
    ]).facts;
    const id = paymentOf(part, 1).id;
    expect(takeHeld(part, id, 500_001n, context())).toMatchObject({ code: 'hold_too_small' });
    const all = done(part, takeHeld(part, id, null, context()));
    expect(paymentOf(all, 1).captureAmount).toBe(500_000n);
  });

  it('to give it back: told when the provider has done it', () => {
    const facts = held();
    const asked = done(facts, releaseHeld(facts, idOf(facts), context()));
    expect(paymentOf(asked)).toMatchObject({ captureAmount: 0n, failure: 'staff', state: 'authorized' });
    const { facts: free, said } = hear(asked, [cancelled({ reason: 'canceled_by_merchant' })]);
    expect(paymentOf(free).state).toBe('cancelled');
    expect(said[1]?.data).toMatchObject({ reason: 'staff', asks: true });
    expect(free.deal.stage).toBe('invoice_issued');
  });

  it('once: a second decision is refused', () => {
    const facts = held();
    const taken = done(facts, takeHeld(facts, idOf(facts), null, context()));
    const free = done(facts, releaseHeld(facts, idOf(facts), context()));
    for (const decided of [taken, free]) {
      expect(takeHeld(decided, idOf(facts), null, context())).toMatchObject({ code: 'already_decided' });
      expect(releaseHeld(decided, idOf(facts), context())).toMatchObject({ code: 'already_decided' });
    }
    expect(takeHeld(anOpenHold(), 'nobody', null, context())).toMatchObject({ code: 'nothing_to_do' });
  });

  it('and the provider refuses to take: they hear why and may decide anew; any other answer is asked again', () => {
    const facts = held();
    const asked = done(facts, takeHeld(facts, idOf(facts), 400_000n, context()));
    const refused = noteHoldAnswer(asked, idOf(asked), failure('refused'), context());
    expect(refused?.payments?.[0]).toMatchObject({ captureAmount: null, failure: 'E1', nextCheckAt: NOON });
    expect(kinds(refused?.messages ?? [])).toContain('staff_hold_failed → 1001');
    for (const answer of [failure('unknown'), failure('auth'), { ok: true } as const]) {
      const open = noteHoldAnswer(asked, idOf(asked), answer, context());
      expect(open?.payments?.[0]).toMatchObject({
        captureAmount: 400_000n,
        checks: 1,
        nextCheckAt: NOON + 15_000,
      });
    }
    const booked = hear(asked, [charged({ amount: rub(400_000n) })]).facts;
    expect(noteHoldAnswer(booked, idOf(booked), { ok: true }, context())).toBeNull();
  });
});

describe('time passes over held money', () => {
  const payment = paymentOf(held());
  const times = warningsOf(payment, decideBefore(payment, { dueAt: null }));

  it('warns staff at half of the time, a day and three hours before the end, each once', () => {
    expect(times).toEqual([Math.floor((NOON + DECIDE) / 2), DECIDE - DAY, DECIDE - 3 * HOUR]);
    let facts = held();
    const said: string[] = [];
    for (let now = NOON; now < DECIDE; now += HOUR) {
      const watched = watchHold(facts, idOf(facts), at(now));
      said.push(...(watched?.messages ?? []).map(({ kind }) => `${kind} ${Math.floor((now - NOON) / HOUR)}`));
      facts = apply(facts, watched);
      expect(paymentOf(facts).nextCheckAt).toBeLessThanOrEqual(DECIDE);
    }
    expect(said).toEqual(['staff_hold_ending 84', 'staff_hold_ending 144', 'staff_hold_ending 165']);
  });

  it('says only the latest warning after a long sleep', () => {
    const facts = held();
    const woken = watchHold(facts, idOf(facts), at(DECIDE - HOUR));
    expect(woken?.messages?.filter(({ kind }) => kind === 'staff_hold_ending')).toHaveLength(1);
    expect(woken?.payments?.[0]?.checks).toBe(3);
  });

  it('lets go before the bank would, and says so', () => {
    const facts = held();
    const late = apply(facts, watchHold(facts, idOf(facts), at(DECIDE)));
    expect(paymentOf(late)).toMatchObject({ captureAmount: 0n, failure: 'deadline', nextCheckAt: DECIDE });
    const { said } = hear(late, [cancelled()], at(DECIDE));
    expect(said[1]).toMatchObject({ kind: 'staff_hold_released', data: { reason: 'deadline' } });
  });

  it('is decided by the invoice’s last day where that is sooner', () => {
    const facts = held(anOpenHold(holding(anInvoice(1_500_000n, { dueAt: NOON + DAY }))));
    expect(decideBefore(paymentOf(facts), facts.invoices[0]!)).toBe(NOON + DAY);
    const over = expireInvoice(facts, facts.invoices[0]?.id ?? '', at(NOON + DAY + 1));
    expect(over?.payments?.[0]).toMatchObject({ captureAmount: 0n, failure: 'deadline' });
  });

  it('does not close an invoice whose money is being taken this moment', () => {
    const facts = held(anOpenHold(holding(anInvoice(1_500_000n, { dueAt: NOON + DAY }))));
    const taken = done(facts, takeHeld(facts, idOf(facts), null, context()));
    expect(expireInvoice(taken, taken.invoices[0]?.id ?? '', at(NOON + 2 * DAY))).toBeNull();
    expect(cancelInvoice(taken, '1', context())).toMatchObject({ code: 'already_decided' });
  });

  it('of a short hold leaves a margin in proportion', () => {
    const hold = { createdAt: NOON, captureBefore: NOON + HOUR };
    expect(decideBefore(hold, { dueAt: null })).toBe(NOON + HOUR - HOUR / 10);
    expect(warningsOf(hold, NOON + HOUR - HOUR / 10)).toEqual([NOON + 27 * 60_000]);
  });
});

describe('an invoice that is given up', () => {
  it('gives back what is held for it, whichever way it goes', () => {
    const facts = held();
    const lost = loseDeal(facts, 'Дорого', context());
    const ways = [cancelInvoice(facts, '1', context()), lost];
    for (const way of ways) expect(paymentOf(done(facts, way))).toMatchObject({ captureAmount: 0n });
  });
});
