import { describe, expect, type TestContext, test } from 'vitest';
import { failureOf, type Stand, SUM, valueFrom } from './payment-provider-driver.ts';

const HOUR = 3_600_000;

/** What a provider that can list its books lists. */
export function booksContract(stand: () => Stand): void {
  const listing = (context: TestContext) => {
    const { provider } = stand();
    const list = provider.list?.bind(provider);
    return list ?? context.skip('it has no list');
  };
  const now = () => stand().driver.now();

  describe('the list of what was booked', () => {
    test('has every charge under the id and sum by which it is told, and what to ask about', async (context) => {
      const list = listing(context)!;
      const { reference, charge } = await stand().paid();
      await stand().open();
      const records = valueFrom(await list(now() - HOUR, now() + HOUR));
      expect(records).toMatchObject([{ type: 'payment', id: charge.chargeId, amount: stand().money(SUM) }]);
      if (charge.fee) expect(records[0]?.fee).toEqual(charge.fee);
      expect([reference, charge.chargeId]).toContain(records[0]?.reference ?? charge.chargeId);
    });

    test('has a refund of the office with the attempt that it is of', async (context) => {
      const list = listing(context)!;
      const { refundOutside } = stand().driver;
      if (!refundOutside) return context.skip('nothing is refunded there');
      const { reference, charge } = await stand().paid();
      const sum = stand().provider.can.refund === 'whole' ? SUM : 500n;
      await refundOutside(reference, sum);
      const records = valueFrom(await list(now() - HOUR, now() + HOUR));
      const [refund] = records.filter(({ type }) => type === 'refund');
      expect(refund).toMatchObject({ amount: stand().money(sum), fee: null });
      expect([reference, charge.chargeId]).toContain(refund?.reference);
    });

    test('ends where it was told to', async (context) => {
      const list = listing(context)!;
      await stand().paid();
      expect(valueFrom(await list(now() - 2 * HOUR, now() - HOUR))).toEqual([]);
      expect(valueFrom(await list(now() + HOUR, now() + 2 * HOUR))).toEqual([]);
    });

    test('that can’t be had is a failure, never an empty one', async (context) => {
      const list = listing(context)!;
      await stand().paid();
      stand().fail(context, 'look', { kind: 'error', status: 503 }, 5);
      expect(failureOf(await list(now() - HOUR, now() + HOUR))).toMatchObject({ category: 'unavailable' });
    });
  });
}
