import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditDeal } from '../../domain/audit.ts';
import type { DealCase } from '../../domain/case.ts';
import type { RefundItem } from '../../domain/refund.ts';
import { dealOut, refundableOf } from '../../domain/returnable.ts';
import { all, ask, asked, ended, invoiceOf, left, paid } from '../support/returns.ts';
import { apply } from '../support/world.ts';

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
