import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditDeal } from '../../domain/audit.ts';
import type { DealCase } from '../../domain/case.ts';
import { issueInvoice } from '../../domain/decisions/issue-invoice.ts';
import {
  checkRefund,
  type RequestRefund,
  requestRefund,
  retryRefund,
} from '../../domain/decisions/refund.ts';
import type { RefundItem } from '../../domain/refund.ts';
import {
  dealOut,
  failedRefunds,
  type PickedItem,
  refundableOf,
  returnableItems,
} from '../../domain/returnable.ts';
import {
  aDeal,
  anOpenPayment,
  apply,
  charged,
  context,
  disputed,
  hear,
  refunded,
  staff,
} from '../support/world.ts';

const rub = (minor: bigint) => ({ minor, currency: 'RUB' });

interface Line {
  readonly title: string;
  readonly quantity: bigint;
  readonly price: bigint;
}

const CAKES: Line = { title: 'Торт', quantity: 3_000n, price: 100_000n };
const CANDLES: Line = { title: 'Свечи', quantity: 1_000n, price: 50_000n };

function invoiceOf(lines: readonly Line[]): DealCase {
  const facts = aDeal();
  const issued = issueInvoice(facts, { items: lines, dueAt: null, counter: 0, by: staff() }, context());
  if (!issued.ok) throw new Error(issued.code);
  return apply(facts, issued.value.changes);
}

/** An invoice of `lines`, paid by charges of these sums. */
function paid(lines: readonly Line[], ...sums: readonly bigint[]): DealCase {
  let facts = invoiceOf(lines);
  for (const [index, sum] of sums.entries()) {
    const kind = index === 0 ? 'sbp' : 'card';
    facts = anOpenPayment(facts, `pay_${index}`, kind);
    facts = hear(facts, [
      charged({ reference: `pay_${index}`, chargeId: `ch_${index}`, amount: rub(sum) }),
    ]).facts;
  }
  return facts;
}

/** Asks for a return. */
function ask(facts: DealCase, over: Partial<RequestRefund>) {
  return requestRefund(facts, { number: '1', amount: null, reason: 'брак', by: null, ...over }, context());
}

function asked(facts: DealCase, over: Partial<RequestRefund>): DealCase {
  const result = ask(facts, over);
  if (!result.ok) throw new Error(result.code);
  return apply(facts, result.value);
}

/** The bank says of every return that waits how it ended. */
function ended(facts: DealCase, state: 'succeeded' | 'failed' = 'succeeded'): DealCase {
  const waiting = facts.refunds.filter((each) => each.state === 'creating');
  return waiting.reduce((now, { id, amount, paymentId }) => {
    const reference = facts.payments.find((each) => each.id === paymentId)?.reference ?? '';
    const about = { reference, refundReference: `re_${id}`, refundId: id, amount: rub(amount) };
    return hear(now, [refunded({ ...about, state })]).facts;
  }, facts);
}

const left = (facts: DealCase) => returnableItems(facts, facts.invoices[0]!);
const all = (facts: DealCase): PickedItem[] => left(facts).map(({ line, quantity }) => ({ line, quantity }));

describe('what may be returned by item', () => {
  it('is every line with what it cost, when all of it was paid', () => {
    expect(left(paid([CAKES, CANDLES], 350_000n))).toEqual([
      { line: 0, title: 'Торт', quantity: 3_000n, amount: 300_000n },
      { line: 1, title: 'Свечи', quantity: 1_000n, amount: 50_000n },
    ]);
  });

  it('is nothing of an invoice that nobody paid', () => {
    expect(left(invoiceOf([CAKES]))).toEqual([]);
  });

  it('shares out a part payment in proportion to what the lines cost, to the kopeck', () => {
    expect(left(paid([CAKES, CANDLES], 100_000n)).map(({ amount }) => amount)).toEqual([85_714n, 14_286n]);
  });

  it('shares out a return by sum the same way', () => {
    const facts = asked(paid([CAKES, CANDLES], 350_000n), { amount: 35_000n });
    expect(left(facts).map(({ amount }) => amount)).toEqual([270_000n, 45_000n]);
  });

  it('is less while a bank disputes some of it', () => {
    const facts = hear(paid([CAKES, CANDLES], 350_000n), [
      disputed({ reference: 'pay_0', amount: rub(175_000n) }),
    ]).facts;
    expect(left(facts).map(({ amount }) => amount)).toEqual([150_000n, 25_000n]);
  });

  it('is never more than a line costs: what is paid after a return goes back by sum', () => {
    const half = anOpenPayment(paid([CAKES, CANDLES], 175_000n), 'pay_1', 'card');
    const back = ended(asked(half, { items: [{ line: 0, quantity: 3_000n }] }));
    const rest = hear(back, [charged({ reference: 'pay_1', chargeId: 'ch_1', amount: rub(175_000n) })]).facts;
    expect(left(rest)).toEqual([{ line: 1, title: 'Свечи', quantity: 1_000n, amount: 50_000n }]);
    expect(refundableOf(rest, rest.invoices[0]!)).toBe(200_000n);
  });
});

describe('a return by item', () => {
  it('returns the price of what is picked, and keeps what it was for', () => {
    const facts = asked(paid([CAKES, CANDLES], 350_000n), { items: [{ line: 0, quantity: 1_000n }] });
    expect(facts.refunds).toMatchObject([
      { amount: 100_000n, items: [{ line: 0, quantity: 1_000n, amount: 100_000n }] },
    ]);
    expect(left(facts)[0]).toMatchObject({ quantity: 2_000n, amount: 200_000n });
    const back = ended(facts);
    expect(back.deal.stage).toBe('partially_refunded');
    expect(auditDeal(back)).toEqual([]);
  });

  it('takes fractions, as they were sold', () => {
    const cheese = { title: 'Сыр', quantity: 1_250n, price: 80_001n };
    const facts = asked(paid([cheese], 100_001n), { items: [{ line: 0, quantity: 500n }] });
    expect(facts.refunds[0]?.amount).toBe(40_001n);
    expect(left(facts)[0]).toMatchObject({ quantity: 750n, amount: 60_000n });
  });

  it('of everything returns exactly what was paid, and the deal is refunded', () => {
    const facts = paid([CAKES, CANDLES], 123_457n);
    const whole = ended(asked(facts, { items: all(facts) }));
    expect(whole.invoices[0]).toMatchObject({ refunded: 123_457n });
    expect(refundableOf(whole, whole.invoices[0]!)).toBe(0n);
  });

  it.each([
    ['more than was sold', [{ line: 0, quantity: 3_001n }]],
    ['a line that is not there', [{ line: 7, quantity: 1_000n }]],
    ['nothing of a line', [{ line: 0, quantity: 0n }]],
    [
      'a line twice',
      [
        { line: 0, quantity: 2_000n },
        { line: 0, quantity: 2_000n },
      ],
    ],
    ['nothing at all', []],
  ])('is refused for %s', (_what, items) => {
    expect(ask(paid([CAKES, CANDLES], 350_000n), { items })).toMatchObject({ ok: false, code: 'items_gone' });
  });

  it('is refused for what is on its way back already, and possible again when that fails', () => {
    const facts = asked(paid([CAKES, CANDLES], 350_000n), { items: [{ line: 1, quantity: 1_000n }] });
    expect(ask(facts, { items: [{ line: 1, quantity: 1_000n }] })).toMatchObject({ code: 'items_gone' });
    expect(ask(ended(facts, 'failed'), { items: [{ line: 1, quantity: 1_000n }] }).ok).toBe(true);
  });

  it('of two managers at once is made once: the second sees that it is gone', () => {
    const facts = paid([CAKES, CANDLES], 350_000n);
    const items = [{ line: 0, quantity: 2_000n }];
    const [first, second] = [
      ask(facts, { items, by: staff() }),
      ask(facts, { items, by: staff({ id: 'oleg' }) }),
    ];
    expect([first.ok, second.ok]).toEqual([true, true]);
    // The second one's deal is an older version: it is decided again, on what the first one saved.
    const saved = first.ok ? apply(facts, first.value) : facts;
    expect(ask(saved, { items, by: staff({ id: 'oleg' }) })).toMatchObject({ code: 'items_gone' });
  });

  it('is refused when its sum is another one than was confirmed', () => {
    const facts = paid([CAKES, CANDLES], 350_000n);
    const items = [{ line: 1, quantity: 1_000n }];
    const meanwhile = asked(facts, { amount: 35_000n });
    expect(ask(meanwhile, { items, amount: 50_000n })).toMatchObject({ code: 'refund_changed' });
    expect(ask(meanwhile, { items, amount: 45_000n }).ok).toBe(true);
  });

  it('keeps to a ceiling', () => {
    const by = staff({ role: 'manager', refundCeiling: 99_999n });
    const command = { number: '1', amount: null, items: [{ line: 0, quantity: 1_000n }], by };
    expect(checkRefund(paid([CAKES], 300_000n), command)).toMatchObject({ code: 'above_ceiling' });
  });

  it('by several payments deals its items out, newest payment first, and cuts as few as it must', () => {
    const facts = paid([CAKES, CANDLES], 250_000n, 100_000n);
    const back = asked(facts, {
      items: [
        { line: 0, quantity: 1_500n },
        { line: 1, quantity: 1_000n },
      ],
    });
    expect(back.refunds.map(({ amount, items }) => ({ amount, items }))).toEqual([
      { amount: 100_000n, items: [{ line: 0, quantity: 1_000n, amount: 100_000n }] },
      {
        amount: 100_000n,
        items: [
          { line: 0, quantity: 500n, amount: 50_000n },
          { line: 1, quantity: 1_000n, amount: 50_000n },
        ],
      },
    ]);
  });
});

describe('a refund that failed', () => {
  const failed = () =>
    ended(asked(paid([CAKES, CANDLES], 350_000n), { items: [{ line: 0, quantity: 1_000n }] }), 'failed');

  it('is tried again as a new one, for the same money and items, under a new key', () => {
    const facts = failed();
    const [old] = failedRefunds(facts);
    const again = retryRefund(facts, old?.id ?? '', staff(), context());
    if (!again.ok) throw new Error(again.code);
    const now = apply(facts, again.value);
    expect(now.refunds[1]).toMatchObject({ amount: 100_000n, items: old?.items ?? [], state: 'creating' });
    expect(now.refunds[1]?.idempotencyKey).not.toBe(old?.idempotencyKey);
    expect(failedRefunds(now)).toEqual([]);
    expect(retryRefund(now, old?.id ?? '', staff(), context())).toMatchObject({ code: 'nothing_to_do' });
    expect(failedRefunds(ended(now, 'failed'))).toHaveLength(1);
  });

  it('is not, when its money or its items went back another way meanwhile', () => {
    const facts = failed();
    const id = facts.refunds[0]?.id ?? '';
    expect(retryRefund(asked(facts, {}), id, staff(), context())).toMatchObject({ code: 'nothing_to_do' });
    const others = asked(facts, { items: [{ line: 0, quantity: 2_500n }] });
    expect(retryRefund(others, id, staff(), context())).toMatchObject({ code: 'items_gone' });
  });

  it('of one who may not return so much needs an owner', () => {
    const facts = failed();
    const by = staff({ role: 'manager', refundCeiling: 1n });
    expect(retryRefund(facts, facts.refunds[0]?.id ?? '', by, context())).toMatchObject({
      code: 'above_ceiling',
    });
  });
});

describe('any returns of any invoice', () => {
  const line = fc.record({
    title: fc.constant('Вещь'),
    quantity: fc.constantFrom(333n, 1_000n, 1_250n, 3_000n, 7_000n),
    price: fc.constantFrom(7n, 99n, 1_000n, 33_333n),
  });
  const step = fc.oneof(
    fc.record({ by: fc.constant('item' as const), pick: fc.nat(5), share: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ by: fc.constant('sum' as const), pick: fc.nat(5), share: fc.integer({ min: 1, max: 9 }) }),
    fc.record({
      by: fc.constant('failing item' as const),
      pick: fc.nat(5),
      share: fc.integer({ min: 1, max: 4 }),
    }),
  );

  it('never return more than was paid, nor a thing twice, and all of them return all of it', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 4 }),
        fc.array(step, { maxLength: 6 }),
        fc.constantFrom(1n, 2n, 3n),
        fc.boolean(),
        (lines, steps, part, twice) => {
          const total = invoiceOf(lines).invoices[0]?.total ?? 0n;
          const came = total / part;
          fc.pre(came > 1n);
          let facts = twice ? paid(lines, came / 2n, came - came / 2n) : paid(lines, came);
          for (const each of steps) facts = take(facts, each);
          const back = all(facts);
          if (refundableOf(facts, facts.invoices[0]!) > 0n) facts = ended(asked(facts, { items: back }));
          const [invoice] = facts.invoices;
          expect(invoice?.refunded).toBe(came);
          expect(auditDeal(facts)).toEqual([]);
          const returned = facts.refunds.filter(({ state }) => state === 'succeeded');
          for (const [index, { quantity }] of (invoice?.items ?? []).entries()) {
            const gone = returned.flatMap(({ items }) => items ?? []).filter((each) => each.line === index);
            expect(gone.reduce((sum, each) => sum + each.quantity, 0n) <= quantity).toBe(true);
          }
          for (const { amount, items } of returned)
            if (items) expect(items.reduce((sum, each) => sum + each.amount, 0n)).toBe(amount);
        },
      ),
      { numRuns: 250, seed: 8 },
    );
  });

  function take(facts: DealCase, { by, pick, share }: { by: string; pick: number; share: number }): DealCase {
    const invoice = facts.invoices[0]!;
    const items = left(facts);
    if (items.length === 0) return facts;
    if (by === 'sum') {
      const amount = refundableOf(facts, invoice) / BigInt(share);
      return amount > 0n ? ended(asked(facts, { amount })) : facts;
    }
    const item = items[pick % items.length]!;
    const quantity = item.quantity / BigInt(share);
    const result = ask(facts, { items: [{ line: item.line, quantity }] });
    if (!result.ok) return facts;
    return ended(apply(facts, result.value), by === 'item' ? 'succeeded' : 'failed');
  }

  it('dealt out to several payments keep every kopeck, and every piece of a thing', () => {
    const item = fc.record({
      line: fc.nat(9),
      quantity: fc.bigInt({ min: 1n, max: 5_000n }),
      amount: fc.bigInt({ min: 0n, max: 90_000n }),
    });
    const cuts = fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 5 }), cuts, (items, at) => {
        const total = sum(items);
        const ends = [...at.map((percent) => (total * BigInt(percent)) / 100n), total].sort((a, b) =>
          a < b ? -1 : 1,
        );
        const parts = ends.map((end, index) => end - (ends[index - 1] ?? 0n));
        const dealt = dealOut(items, parts);
        expect(dealt.map(sum)).toEqual(parts);
        const pieces = (all: readonly RefundItem[]) => all.reduce((count, each) => count + each.quantity, 0n);
        expect(pieces(dealt.flat())).toBe(pieces(items));
      }),
      { seed: 8 },
    );
  });
});

function sum(items: readonly RefundItem[]): bigint {
  return items.reduce((total, each) => total + each.amount, 0n);
}
