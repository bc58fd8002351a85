import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { saleReceipt } from '../../domain/fiscal.ts';
import { spread } from '../../domain/receipt-lines.ts';
import type { Seller } from '../../domain/seller.ts';
import { law, money, ready, rub } from '../support/receipts.ts';
import { hear, refunded } from '../support/world.ts';

describe('sums of lines', () => {
  const items = fc
    .array(fc.record({ title: fc.constant('Товар'), amount: fc.bigInt(1n, 10_000_000n) }), {
      minLength: 1,
      maxLength: 20,
    })
    .map((all) => all.map((each) => ({ ...each, quantity: 1000n, price: each.amount })));

  test('any payments, in any number, leave each line with exactly its own sum', () => {
    fc.assert(
      fc.property(items, fc.array(fc.bigInt(1n, 5_000_000n), { maxLength: 12 }), (all, wanted) => {
        const total = all.reduce((sum, each) => sum + each.amount, 0n);
        const received = all.map(() => 0n);
        const earlier: bigint[] = [];
        let left = total;
        for (const each of [...wanted, total]) {
          const part = each < left ? each : left;
          if (part <= 0n) break;
          const shares = spread(all, earlier, part);
          expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(part);
          expect(shares.every((share) => share >= 0n)).toBe(true);
          for (const [index, share] of shares.entries()) received[index] = (received[index] ?? 0n) + share;
          earlier.push(part);
          left -= part;
        }
        expect(received).toEqual(all.map(({ amount }) => amount));
      }),
      { numRuns: 500 },
    );
  });

  test('whatever comes and goes, receipts add up to the money to the kopeck', () => {
    const step = fc.oneof(
      fc.record({ type: fc.constant('in' as const), minor: fc.bigInt(1n, 2_000_000n) }),
      fc.record({ type: fc.constant('out' as const), minor: fc.bigInt(1n, 2_000_000n) }),
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 10 }),
        fc.constantFrom('at_once', 'later'),
        (steps, handedOver) => {
          const at = law({ handedOver: handedOver as Seller['handedOver'], vat: '10' });
          let facts = ready();
          for (const [index, { type, minor }] of steps.entries()) {
            const notice =
              type === 'in'
                ? money(minor, `ch_${index}`)
                : refunded({ amount: rub(minor), refundReference: `re_${index}` });
            // A provider returns at most what it took.
            const taken = facts.payments.find((each) => each.reference === 'pay_1');
            const back = facts.refunds.reduce((sum, each) => sum + each.amount, 0n);
            if (type === 'out' && (taken?.state !== 'succeeded' || taken.amount < back + minor)) continue;
            facts = hear(facts, [notice], at).facts;
          }
          for (const receipt of facts.receipts) {
            const sum = receipt.content.items.reduce((all, each) => all + each.amount, 0n);
            expect(sum).toBe(receipt.amount);
            for (const { price, quantity, amount } of receipt.content.items)
              expect(price * quantity).toBe(amount * 1000n);
            const { paymentId, refundId, purpose } = receipt;
            const moved =
              purpose === 'refund'
                ? facts.refunds.find(({ id }) => id === refundId)?.amount
                : facts.payments.find(({ id }) => id === paymentId)?.amount;
            if (purpose !== 'closing') expect(receipt.amount).toBe(moved);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a line’s own rate and subject go before the seller’s', () => {
    const facts = ready();
    const [invoice] = facts.invoices;
    const items = invoice!.items.map((each) => ({
      ...each,
      vat: '10' as const,
      subject: 'service' as const,
    }));
    const receipt = saleReceipt(
      facts,
      { ...invoice!, items },
      { paid: 1_500_000n, beyond: 0n },
      law({ vat: '22' }).settings,
    );
    expect(receipt.items[0]).toMatchObject({ vat: '10', subject: 'service' });
  });
});
