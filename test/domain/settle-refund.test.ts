import { describe, expect, it } from 'vitest';
import { auditDeal } from '../../domain/audit.ts';
import type { DealCase } from '../../domain/case.ts';
import { requestRefund, returnOverpayment } from '../../domain/decisions/refund.ts';
import { noteRefundAnswer, noteRefundChecked } from '../../domain/decisions/settle-refund.ts';
import { invoiceSums } from '../../domain/ledger.ts';
import type { Failure } from '../../domain/result.ts';
import {
  anOpenPayment,
  apply,
  charged,
  context,
  type Given,
  hear,
  kinds,
  NOON,
  refunded,
  staff,
} from '../support/world.ts';

const rub = (minor: bigint) => ({ minor, currency: 'RUB' });
const paid = () => hear(anOpenPayment(), [charged()]).facts;

/** A paid invoice with a refund that was asked for. */
function asked(amount: bigint | null = null): DealCase {
  const facts = paid();
  const result = requestRefund(facts, { number: '1', amount, reason: 'брак', by: staff() }, context());
  if (!result.ok) throw new Error(result.code);
  return apply(facts, result.value);
}

const idOf = (facts: DealCase) => facts.refunds[0]?.id ?? '';
const sums = ({ facts }: Given) => invoiceSums(facts.postings, facts.invoices[0]?.id ?? '', 'RUB');

describe('a refund that we asked for', () => {
  it('went through: the ledger, the invoice and the deal say so, and both sides hear of it once', () => {
    const facts = asked();
    const given = hear(facts, [refunded({ refundId: idOf(facts) })]);
    expect(given.facts.deal.stage).toBe('refunded');
    expect(given.facts.invoices[0]).toMatchObject({ state: 'refunded', refunded: 1_500_000n });
    expect(given.facts.refunds[0]).toMatchObject({
      state: 'succeeded',
      reference: 're_1',
      nextCheckAt: null,
    });
    expect(kinds(given.said)).toEqual(['refund_sent → 2001', 'staff_refund_sent → 1001', 'deal_card → 1001']);
    expect(auditDeal(given.facts)).toEqual([]);
  });

  it('of a part leaves the deal partly refunded', () => {
    const facts = asked(500_000n);
    const given = hear(facts, [refunded({ refundId: idOf(facts), amount: rub(500_000n) })]);
    expect(given.facts.deal.stage).toBe('partially_refunded');
    expect(sums(given)).toMatchObject({ paid: 1_500_000n, refunded: 500_000n });
  });

  it('is silent on a repeat, also under another event', () => {
    const facts = asked();
    const once = hear(facts, [refunded({ refundId: idOf(facts) })]);
    const again = hear(once.facts, [refunded({ refundId: idOf(facts) }), refunded({ eventKey: 'another' })]);
    expect(again.facts).toEqual(once.facts);
    expect(again.said).toEqual([]);
  });

  it('failed: staff hear why, and the money may be asked for again', () => {
    const facts = asked();
    const failed = refunded({ refundId: idOf(facts), state: 'failed', reason: 'no money at the till' });
    const given = hear(facts, [failed]);
    expect(given.facts.refunds[0]).toMatchObject({ state: 'failed', failure: 'no money at the till' });
    expect(given.facts.deal.stage).toBe('paid');
    expect(kinds(given.said)).toEqual(['staff_refund_failed → 1001', 'deal_card → 1001']);
    const again = requestRefund(
      given.facts,
      { number: '1', amount: null, reason: 'брак', by: null },
      context(),
    );
    expect(again.ok).toBe(true);
  });

  it('is not undone by older news, and money that went after a failure counts', () => {
    const facts = asked();
    const told = (state: 'pending' | 'failed' | 'succeeded') => refunded({ refundId: idOf(facts), state });
    expect(hear(facts, [told('succeeded'), told('pending'), told('failed')]).facts.deal.stage).toBe(
      'refunded',
    );
    expect(hear(facts, [told('failed'), told('pending')]).facts.refunds[0]?.state).toBe('failed');
    expect(hear(facts, [told('failed'), told('succeeded')]).facts.deal.stage).toBe('refunded');
  });

  it('of an overpayment leaves the sale paid', () => {
    const { facts } = hear(anOpenPayment(), [charged({ amount: rub(1_600_000n) })]);
    const wanted = returnOverpayment(facts, facts.payments[0]?.id ?? '', staff(), context());
    if (!wanted.ok) throw new Error(wanted.code);
    const back = apply(facts, wanted.value);
    const given = hear(back, [refunded({ refundId: idOf(back), amount: rub(100_000n) })]);
    expect(given.facts.deal.stage).toBe('paid');
    expect(sums(given)).toMatchObject({ paid: 1_500_000n, refunded: 0n, credit: 0n });
  });

  it('told of before our question was answered, by a provider that does not name it, is not a second one', () => {
    const given = hear(asked(), [refunded()]);
    expect(given.facts.refunds).toHaveLength(1);
    expect(sums(given).refunded).toBe(1_500_000n);
    const answer = { ok: true, value: { refundReference: 're_1', state: 'succeeded' } } as const;
    expect(noteRefundAnswer(given.facts, idOf(given.facts), answer, context())).toBeNull();
  });
});

describe('a refund made at the provider', () => {
  it('is booked as if we had asked, under the provider’s own reference', () => {
    const given = hear(paid(), [refunded()]);
    expect(given.facts.refunds).toMatchObject([
      { state: 'succeeded', reference: 're_1', requestedBy: null, overpayment: false },
    ]);
    expect(given.facts.deal.stage).toBe('refunded');
  });

  it('returns credit first, then the sale, and settles both halves of it', () => {
    const over = hear(anOpenPayment(), [charged({ amount: rub(1_600_000n) })]).facts;
    for (const news of [
      [refunded({ amount: rub(300_000n) })],
      [refunded({ state: 'pending', amount: rub(300_000n) }), refunded({ amount: rub(300_000n) })],
    ]) {
      const given = hear(over, news);
      expect(
        given.facts.refunds.map(({ state, amount, overpayment }) => [state, amount, overpayment]),
      ).toEqual([
        ['succeeded', 100_000n, true],
        ['succeeded', 200_000n, false],
      ]);
      expect(sums(given)).toMatchObject({ refunded: 200_000n, credit: 0n });
      expect(auditDeal(given.facts)).toEqual([]);
    }
  });

  it('that failed is told once and reserves nothing', () => {
    const failed = refunded({ state: 'failed', reason: 'declined' });
    const given = hear(paid(), [failed, { ...failed, eventKey: 'another event of the same refund' }]);
    expect(given.facts.refunds).toHaveLength(1);
    expect(kinds(given.said)).toEqual(['staff_refund_failed → 1001']);
  });

  it('of a payment that we do not know changes nothing here', () => {
    const facts = paid();
    expect(hear(facts, [refunded({ reference: 'of somebody else' })]).facts).toBe(facts);
  });
});

describe('the provider’s answer to our request', () => {
  const failure = (category: Failure['category'], retryable = false): Failure => ({
    ok: false,
    category,
    retryable,
    code: 'E1',
    message: 'not today',
  });
  const note = (answer: Parameters<typeof noteRefundAnswer>[2], facts = asked()) =>
    apply(facts, noteRefundAnswer(facts, idOf(facts), answer, context())).refunds[0];

  it('that it was taken waits for the news of the money', () => {
    const answer = { ok: true, value: { refundReference: 're_1', state: 'succeeded' } } as const;
    expect(note(answer)).toMatchObject({
      state: 'pending',
      reference: 're_1',
      nextCheckAt: NOON + 5_000,
      checks: 1,
    });
  });

  it.each([
    ['nobody knows', failure('unknown')],
    ['may be asked again', failure('rate_limited', true)],
  ])('that %s is asked again later', (_what, answer) => {
    expect(note(answer)).toMatchObject({ state: 'unknown', failure: 'E1', nextCheckAt: NOON + 5_000 });
  });

  it('that it was refused fails it', () => {
    expect(note(failure('refused'))).toMatchObject({
      state: 'failed',
      failure: 'not today',
      nextCheckAt: null,
    });
  });

  it('comes after the end, or for nothing: nothing changes', () => {
    const facts = asked();
    const over = hear(facts, [refunded({ refundId: idOf(facts) })]).facts;
    expect(noteRefundAnswer(over, idOf(over), failure('refused'), context())).toBeNull();
    expect(noteRefundAnswer(facts, 'nobody', failure('refused'), context())).toBeNull();
  });

  it('silence is asked about at growing intervals, an hour at most', () => {
    let facts = asked();
    const waits = Array.from({ length: 12 }, () => {
      facts = apply(facts, noteRefundChecked(facts, idOf(facts), context()));
      return ((facts.refunds[0]?.nextCheckAt ?? 0) - NOON) / 1000;
    });
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
    expect(noteRefundChecked(hear(facts, [refunded()]).facts, idOf(facts), context())).toBeNull();
  });
});
