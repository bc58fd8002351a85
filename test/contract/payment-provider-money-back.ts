import { describe, expect, type TestContext, test } from 'vitest';
import type { RefundRequest } from '../../domain/ports/payment-provider.ts';
import { expectSameNews, failureOf, type Stand, SUM, valueFrom } from './payment-provider-driver.ts';

type Paid = Awaited<ReturnType<Stand['paid']>>;

/** Refunds and disputes. */
export function moneyBackContract(stand: () => Stand): void {
  describe('refunding', () => refundContract(stand));
  describe('refunding in parts', () => partsContract(stand));
  describe('disputes', () => disputeContract(stand));
}

let serial = 0;

function request(stand: Stand, { reference, charge }: Paid, minor: bigint): RefundRequest {
  serial += 1;
  const refundId = `refund-${Date.now().toString(36)}-${serial}`;
  return {
    refundId,
    idempotencyKey: refundId,
    reference,
    chargeId: charge.chargeId!,
    amount: stand.money(minor),
    charged: stand.money(SUM),
    reason: 'Не подошло',
  };
}

/** The provider's refund, or the end of the test where there is none. */
function refunding(stand: Stand, context: TestContext, parts = false) {
  const { refund, can } = stand.provider;
  if (!refund || can.refund === 'none') return context.skip('nothing can be refunded');
  if (parts && can.refund !== 'part') return context.skip('only the whole can be refunded');
  return async (asked: RefundRequest) => {
    const outcome = await refund.call(stand.provider, asked);
    if (outcome.ok) stand.note(asked, outcome.value);
    return outcome;
  };
}

/** Refunds that are done; what was told before of one on its way is old news. */
async function refundsOf(stand: Stand, { reference, request: opened }: Paid) {
  const learnt = stand.driver.asksForRefunds
    ? valueFrom(await stand.look(reference, opened))
    : await stand.learn(reference, opened);
  return learnt.flatMap((each) => (each.type === 'refund' && each.state === 'succeeded' ? [each] : []));
}

function refundContract(stand: () => Stand): void {
  test('the whole goes back, and is told by webhook and by asking', async (context) => {
    const refund = refunding(stand(), context)!;
    const paid = await stand().paid();
    const asked = request(stand(), paid, SUM);
    const started = valueFrom(await refund(asked));
    expect(['pending', 'succeeded']).toContain(started.state);
    expect(stand().driver.refunded()).toBe(SUM);
    const told = await refundsOf(stand(), paid);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      refundReference: started.refundReference,
      state: 'succeeded',
      amount: stand().money(SUM),
    });
    expect([asked.refundId, null]).toContain(told[0]?.refundId);
    expectSameNews(told, valueFrom(await stand().look(paid.reference, paid.request)));
  });

  test('the same key in a row and at once makes one refund', async (context) => {
    const refund = refunding(stand(), context)!;
    const asked = request(stand(), await stand().paid(), SUM);
    const first = valueFrom(await refund(asked));
    const more = await Promise.all([refund(asked), refund(asked), refund(asked)]);
    for (const outcome of more) expect(valueFrom(outcome).refundReference).toBe(first.refundReference);
    expect(stand().driver.refunded()).toBe(SUM);
  });

  test('what went back as a whole does not go back again', async (context) => {
    const refund = refunding(stand(), context)!;
    const paid = await stand().paid();
    valueFrom(await refund(request(stand(), paid, SUM)));
    const failure = failureOf(await refund(request(stand(), paid, SUM)));
    expect(['refused', 'invalid']).toContain(failure.category);
    expect(failure.retryable).toBe(false);
    expect(stand().driver.refunded()).toBe(SUM);
  });

  test('a refund made at the provider itself is told, and is nobody’s of ours', async (context) => {
    const { refundOutside } = stand().driver;
    if (!refundOutside) return context.skip('refunds are made by us alone');
    const paid = await stand().paid();
    await refundOutside(paid.reference, SUM);
    const told = await refundsOf(stand(), paid);
    expect(told).toMatchObject([{ refundId: null, state: 'succeeded', amount: stand().money(SUM) }]);
    expectSameNews(told, valueFrom(await stand().look(paid.reference, paid.request)));
  });

  test('an answer that is lost is got by asking with the same key, and money goes back once', async (context) => {
    const refund = refunding(stand(), context)!;
    const asked = request(stand(), await stand().paid(), SUM);
    stand().fail(context, 'refund', { kind: 'lost_answer' });
    expect(failureOf(await refund(asked))).toMatchObject({ category: 'unknown', retryable: true });
    valueFrom(await refund(asked));
    expect(stand().driver.refunded()).toBe(SUM);
  });
}

function partsContract(stand: () => Stand): void {
  test('parts go back one by one, to the last minor unit', async (context) => {
    const refund = refunding(stand(), context, true)!;
    const paid = await stand().paid();
    for (const minor of [1n, SUM / 2n, SUM - SUM / 2n - 1n]) {
      valueFrom(await refund(request(stand(), paid, minor)));
    }
    expect(stand().driver.refunded()).toBe(SUM);
    const told = await refundsOf(stand(), paid);
    expect(told.reduce((sum, { amount }) => sum + amount.minor, 0n)).toBe(SUM);
    expect(new Set(told.map(({ refundReference }) => refundReference)).size).toBe(3);
    failureOf(await refund(request(stand(), paid, 1n)));
  });

  test('more than was paid does not go back', async (context) => {
    const refund = refunding(stand(), context, true)!;
    const failure = failureOf(await refund(request(stand(), await stand().paid(), SUM + 1n)));
    expect(['refused', 'invalid']).toContain(failure.category);
    expect(failure.retryable).toBe(false);
    expect(stand().driver.refunded()).toBe(0n);
  });

  test('five at once never give back more than was paid', async (context) => {
    const refund = refunding(stand(), context, true)!;
    const paid = await stand().paid();
    const part = (SUM * 2n) / 5n;
    const requests = Array.from({ length: 5 }, () => request(stand(), paid, part));
    const outcomes = await Promise.all(requests.map((each) => refund(each)));
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(2);
    expect(stand().driver.refunded()).toBe(part * 2n);
  });

  test('a refund outside leaves the rest for us', async (context) => {
    const refund = refunding(stand(), context, true)!;
    const { refundOutside } = stand().driver;
    if (!refundOutside) return context.skip('refunds are made by us alone');
    const paid = await stand().paid();
    await refundOutside(paid.reference, 100n);
    failureOf(await refund(request(stand(), paid, SUM)));
    valueFrom(await refund(request(stand(), paid, SUM - 100n)));
    expect(stand().driver.refunded()).toBe(SUM);
  });
}

function disputeContract(stand: () => Stand): void {
  for (const state of ['won', 'lost'] as const) {
    test(`a chargeback is told when it opens and when it is ${state}`, async (context) => {
      const { chargeBack, decide } = stand().driver;
      if (!chargeBack || !decide) return context.skip('disputes are not told');
      const { reference, request: opened, charge } = await stand().paid();
      await chargeBack(reference);
      const disputes = async () =>
        (await stand().learn(reference, opened)).flatMap((each) => (each.type === 'dispute' ? [each] : []));
      const [open] = await disputes();
      expect(open).toMatchObject({ state: 'open', chargeId: charge.chargeId, amount: stand().money(SUM) });
      await decide(reference, state);
      const ends = (await disputes()).filter((each) => each.state === state);
      expect(ends).toMatchObject([{ state, disputeReference: open?.disputeReference }]);
      expect(ends[0]?.eventKey).not.toBe(open?.eventKey);
      expectSameNews(ends, valueFrom(await stand().look(reference, opened)));
    });
  }
}
