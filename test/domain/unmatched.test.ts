import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orphan } from '../../domain/notice.ts';
import {
  cameAt,
  codeOf,
  fateEvent,
  fateOf,
  foundCharge,
  numbersNamed,
  readUnmatched,
} from '../../domain/unmatched.ts';
import { charged, context, disputed, NOON, refunded } from '../support/world.ts';

const entryOf = (notice: Parameters<typeof orphan>[1]) => {
  const [entry] = orphan('sandbox', notice, context()).inbox ?? [];
  if (!entry) throw new Error('nothing was kept');
  return entry;
};

describe('a row of the inbox', () => {
  it('shows the money, who paid and what for', () => {
    const payer = { name: 'ООО «Ромашка»', inn: '7707083893' };
    const row = readUnmatched(entryOf(charged({ payer, purpose: 'По счёту 12' })));
    expect(row?.view).toMatchObject({ type: 'payment', source: 'sandbox', payer, purpose: 'По счёту 12' });
    expect(row && foundCharge(row, 'sbp')).toMatchObject({ chargeId: 'ch_1', reference: 'pay_1' });
  });

  it('is none for a person when no money moved', () => {
    for (const state of ['pending', 'authorized', 'failed'] as const)
      expect(readUnmatched(entryOf(charged({ state, chargeId: null })))).toBeNull();
    expect(readUnmatched(entryOf(refunded({ state: 'failed' })))).toBeNull();
    expect(readUnmatched({ ...entryOf(charged()), state: 'done', body: null })).toBeNull();
  });

  it('is nothing to be booked when it is a refund or a dispute', () => {
    for (const notice of [refunded(), disputed()]) {
      const row = readUnmatched(entryOf(notice));
      expect(row && foundCharge(row, 'sbp')).toBeNull();
    }
  });
});

describe('the code of a row', () => {
  it('fits into every button with the longest number of an invoice, and tells when it came', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string(),
        fc.string({ maxLength: 300 }),
        fc.nat(4_000_000_000_000),
        async (source, key, at) => {
          const code = await codeOf({ source, key, receivedAt: at });
          expect(`uma:${code}:${'9'.repeat(20)}:y`.length).toBeLessThanOrEqual(64);
          expect(code).not.toContain(':');
          expect(cameAt(code)).toBe(at);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('differs by source, key and time', async () => {
    const at = { source: 'a', key: 'b', receivedAt: NOON };
    const others = [
      at,
      { ...at, source: 'ab', key: '' },
      { ...at, key: 'c' },
      { ...at, receivedAt: NOON + 1 },
    ];
    expect(new Set(await Promise.all(others.map(codeOf))).size).toBe(4);
    expect(cameAt('nonsense')).toBeNull();
  });

  it('leads to what became of it', () => {
    const of = { source: 'sandbox', key: 'k', dealId: 3, number: '7' };
    const event = fateEvent('code', 'attached', of, { minor: '1', currency: 'RUB' }, context());
    expect(fateOf([event])).toMatchObject({ fate: 'attached', dealId: 3, number: '7' });
    expect(fateOf([])).toBeNull();
  });
});

describe('numbers that a payment names', () => {
  it.each([
    ['Оплата по счёту № 12 от 24.11.2026, НДС не облагается', ['12']],
    ['Счет №0012. В т.ч. НДС 20% - 2500.00', ['12']],
    ['Заказ 31, НДС 20%, НДС 10 %', ['31']],
    ['За заказ A31, код 31_2, 31-го', []],
    ['за услуги, сч. 7', ['7']],
    ['Invoice #105', ['105']],
    ['оплата счета 45 и счета 46', ['45', '46']],
    ['15', ['15']],
    ['Перевод 1500.50 руб от 01.02.2026', []],
    ['', []],
  ])('%s', (purpose, numbers) => {
    expect(numbersNamed({ purpose, reference: '' })).toEqual(numbers);
  });

  it('come from its reference too, and are few', () => {
    for (const reference of ['order-31', 'pay_1', '3f1e', '1234567890'])
      expect(numbersNamed({ purpose: null, reference })).toEqual([]);
    expect(numbersNamed({ purpose: null, reference: '31' })).toEqual(['31']);
    const many = Array.from({ length: 50 }, (_, index) => `№${index + 1}`).join(' ');
    expect(numbersNamed({ purpose: many, reference: '' })).toHaveLength(6);
  });
});
