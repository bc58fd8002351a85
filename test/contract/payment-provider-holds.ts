import { describe, expect, test } from 'vitest';
import { failureOf, type PaymentNotice, type Stand, SUM, valueFrom } from './payment-provider-driver.ts';

/** Money that is held first: taken whole, taken in part, let go. Skipped for who holds none. */
export function holdsContract(stand: () => Stand): void {
  describe('holding', () => {
    const held = async () => {
      const opened = await stand().open({ kind: 'card', hold: true });
      await (stand().driver.payHeld ?? stand().driver.pay)(opened.reference);
      return opened;
    };
    const holds = () => stand().provider.can.hold;
    const capture = (reference: string, minor: bigint, key: string) =>
      stand().provider.capture!(reference, stand().money(minor), key);

    test('can be done exactly where it is claimed', () => {
      expect(Boolean(stand().provider.capture)).toBe(holds());
    });

    test('money that is held is told as held, with its sum, and is no charge', async (context) => {
      if (!holds()) return context.skip('it holds no money');
      const { reference, request } = await held();
      const told = valueFrom(await stand().look(reference, request)) as readonly PaymentNotice[];
      const authorized = told.find(({ state }) => state === 'authorized');
      expect(authorized).toMatchObject({ amount: stand().money(SUM), reference });
      expect(authorized?.captureBefore ?? null).toSatisfy(
        (until: number | null) => until === null || until > stand().driver.now(),
      );
      expect(told.some(({ state }) => state === 'succeeded')).toBe(false);
    });

    test('taking it brings one charge, however often it is asked for', async (context) => {
      if (!holds()) return context.skip('it holds no money');
      const { reference, request } = await held();
      for (const _time of [1, 2])
        expect(await capture(reference, SUM, 'take-all')).toMatchObject({ ok: true });
      const charges = await stand().charges(reference, request);
      expect(new Set(charges.map(({ chargeId }) => chargeId)).size).toBe(1);
      expect(charges[0]).toMatchObject({ amount: stand().money(SUM) });
    });

    test('taking less brings a charge of that sum', async (context) => {
      if (!holds()) return context.skip('it holds no money');
      const { reference, request } = await held();
      expect(await capture(reference, SUM / 3n, 'take-less')).toMatchObject({ ok: true });
      const looked = valueFrom(await stand().look(reference, request)) as readonly PaymentNotice[];
      const charge = looked.find(({ state }) => state === 'succeeded');
      expect(charge?.amount).toEqual(stand().money(SUM / 3n));
    });

    test('more than is held is not taken, and it stays held', async (context) => {
      if (!holds()) return context.skip('it holds no money');
      const { reference, request } = await held();
      expect(failureOf(await capture(reference, SUM + 1n, 'take-more')).category).toMatch(/refused|invalid/);
      expect(await stand().charges(reference, request)).toEqual([]);
      expect(await capture(reference, SUM, 'take-all-after')).toMatchObject({ ok: true });
    });

    test('letting it go ends the attempt without money, and nothing can be taken then', async (context) => {
      if (!holds()) return context.skip('it holds no money');
      const { reference, request } = await held();
      for (const _time of [1, 2])
        expect(await stand().provider.cancel!(reference, 'let-go')).toMatchObject({ ok: true });
      const looked = valueFrom(await stand().look(reference, request)) as readonly PaymentNotice[];
      expect(looked.at(-1)?.state).toMatch(/cancelled|expired/);
      expect(looked.some(({ state }) => state === 'succeeded')).toBe(false);
      expect(failureOf(await capture(reference, SUM, 'too-late')).category).not.toBe('unknown');
    });
  });
}
