import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InvoiceItem } from '../../domain/invoice.ts';
import { numbersIn } from '../../domain/number-in-purpose.ts';
import { purposeOf, returnPurposeOf, vatInside, withNumber } from '../../domain/purpose.ts';
import { VAT_RATES, type VatRate } from '../../domain/receipt.ts';

const item = (title: string, amount: bigint, vat?: VatRate): InvoiceItem => ({
  title,
  quantity: 1000n,
  price: amount,
  amount,
  ...(vat && { vat }),
});

const invoice = (...items: InvoiceItem[]) => ({
  number: '17',
  currency: 'RUB',
  items,
  total: items.reduce((sum, each) => sum + each.amount, 0n),
});

const CAKE = invoice(item('торт «Прага»', 1_500_000n));
const RU = { locale: 'ru' };
const PLAIN = { vat: 'none', inn: '7700000016' } as const;
const TAXED = { vat: '22', inn: '7700000016' } as const;

describe('a purpose', () => {
  test('names the number, what for, and that there is no VAT', () => {
    expect(purposeOf(CAKE, 1_500_000n, PLAIN, RU)).toBe('Оплата по счёту № 17: торт «Прага». Без НДС');
    expect(purposeOf(CAKE, 1_500_000n, PLAIN, { locale: 'en' })).toBe(
      'Payment for invoice No. 17: торт «Прага». VAT not charged',
    );
  });

  test('names the VAT inside the sum that is paid', () => {
    expect(purposeOf(CAKE, 1_500_000n, TAXED, RU)).toBe(
      'Оплата по счёту № 17: торт «Прага». В т.ч. НДС 22% 2 704,92 руб.',
    );
    expect(purposeOf(CAKE, 750_000n, TAXED, RU)).toMatch(/НДС 22% 1 352,46 руб\.$/);
    expect(purposeOf(CAKE, 750_000n, { ...TAXED, vat: '0' }, RU)).toMatch(/\. НДС 0%$/);
  });

  test('of several rates names their tax in one sum, by the part that is paid', () => {
    const mixed = invoice(item('книга', 110_000n, '10'), item('доставка', 122_000n));
    expect(purposeOf(mixed, 232_000n, TAXED, RU)).toMatch(/В т\.ч\. НДС 320,00 руб\.$/);
    expect(purposeOf(mixed, 116_000n, TAXED, RU)).toMatch(/В т\.ч\. НДС 160,00 руб\.$/);
  });

  test('of a seller abroad leaves VAT out, and names the currency', () => {
    const dollars = { ...CAKE, currency: 'USD' };
    expect(purposeOf(dollars, 1_500_000n, { vat: 'none', inn: '' }, { locale: 'en' })).toBe(
      'Payment for invoice No. 17: торт «Прага»',
    );
    expect(purposeOf(dollars, 1_500_000n, TAXED, { locale: 'en' })).toMatch(/Incl\. VAT 22% 2704\.92 USD$/);
  });

  test('is one line of characters that banks carry', () => {
    const odd = invoice(item('Торт 🎂, на день\nрождения\u200b.', 100n));
    expect(purposeOf(odd, 100n, PLAIN, RU)).toBe('Оплата по счёту № 17: Торт, на день рождения. Без НДС');
  });

  test('of money that goes back names the same invoice', () => {
    expect(returnPurposeOf(CAKE, 750_000n, TAXED)).toBe(
      'Возврат по счёту № 17. В т.ч. НДС 22% 1 352,46 руб.',
    );
  });

  test('within any limit keeps number and VAT, so that its line is matched', () => {
    const title = fc.string({ unit: 'grapheme', maxLength: 300 });
    fc.assert(
      fc.property(
        title,
        fc.integer({ min: 70, max: 250 }),
        fc.constantFrom('ru', 'en'),
        (words, limit, locale) => {
          // A title may name a number of its own: that of the invoice comes first all the same.
          const purpose = purposeOf(invoice(item(words, 1_500_000n)), 1_500_000n, TAXED, { locale, limit });
          expect([...purpose].length).toBeLessThanOrEqual(limit);
          expect(numbersIn(purpose)[0]).toBe('17');
          expect(purpose).toMatch(/2 ?704[.,]92/);
        },
      ),
      { numRuns: 500 },
    );
  });
});

test('a number is put in front of a purpose that does not name it, and only then', () => {
  expect(withNumber('Сайт', '17')).toBe('№ 17: Сайт');
  expect(withNumber('Дом 170', '17')).toBe('№ 17: Дом 170');
  for (const named of ['Оплата по счёту № 17: Сайт', 'Payment for invoice No. 17: Сайт'])
    expect(withNumber(named, '17')).toBe(named);
});

test('VAT inside a sum is never more than the sum, and of no rate nothing', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 12n), fc.constantFrom(...VAT_RATES), (gross, rate) => {
      const vat = vatInside(gross, rate);
      expect(vat >= 0n && vat <= gross).toBe(true);
      if (rate === 'none' || rate === '0') expect(vat).toBe(0n);
    }),
  );
});
