import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkedBody } from '../../api/fiscal/atol/fake/validate.ts';
import { Decimal, jsonText } from '../../api/fiscal/atol/json.ts';
import { requestProblem, toBody } from '../../api/fiscal/atol/receipt.ts';
import type { RegisterRequest } from '../../domain/ports/fiscal-register.ts';
import { type ReceiptItem, VAT_RATES } from '../../domain/receipt.ts';
import { configOf, itemOf, requestOf } from '../support/atol.ts';

const PUBLIC_URL = 'https://shop.example.com';

interface ExactReceipt {
  readonly items: readonly {
    readonly name: string;
    readonly price: string;
    readonly quantity: string;
    readonly sum: string;
    readonly vat: { readonly type: string; readonly sum: string };
  }[];
  readonly payments: readonly { readonly type: string; readonly sum: string }[];
  readonly total: string;
}

const configs = { v4: configOf({ ATOL_VERSION: 'v4' }), v5: configOf() };
const versions = fc.constantFrom('v4' as const, 'v5' as const);
const written = (request: RegisterRequest, version: 'v4' | 'v5' = 'v5') =>
  toBody(request, configs[version], PUBLIC_URL);

/** The body with its numbers as they were written: no float is made of them. Titles must hold no digits. */
function exact(text: string): ExactReceipt {
  const quoted = text.replace(/:(-?\d+(?:\.\d+)?)(?=[,}])/g, ':"$1"');
  return (JSON.parse(quoted) as { receipt: ExactReceipt }).receipt;
}

function kopecks(roubles: string): bigint {
  expect(roubles).toMatch(/^\d+\.\d\d$/);
  return BigInt(roubles.replace('.', ''));
}

const thousandths = (text: string) => {
  const [whole = '', rest = ''] = text.split('.');
  return BigInt(whole + rest.padEnd(3, '0'));
};
const total = (sums: readonly { readonly sum: string }[]) =>
  sums.reduce((all, { sum }) => all + kopecks(sum), 0n);

/** Prices, quantities and sums in any relation, as discounts make them. */
const anItem: fc.Arbitrary<ReceiptItem> = fc.record({
  title: fc.constantFrom('Кофе', 'Сайт «под ключ»', 'Design & code "pro"', 'Торт 🎂'),
  quantity: fc.oneof(
    fc.bigInt(1n, 20n).map((pieces) => pieces * 1000n),
    fc.bigInt(1n, 99_999n),
  ),
  price: fc.bigInt(0n, 5_000_000n),
  amount: fc.oneof(fc.bigInt(0n, 300n), fc.bigInt(0n, 40_000_000n)),
  vat: fc.constantFrom(...VAT_RATES),
  mode: fc.constantFrom('full_prepayment', 'prepayment', 'advance', 'full_payment'),
  subject: fc.constantFrom('commodity', 'service', 'job', 'payment', 'another'),
});
const aReceipt = fc.array(anItem, { minLength: 1, maxLength: 50 });

describe('sums', () => {
  test('what is written is what was paid, to the kopeck: lines, payments and total', () => {
    fc.assert(
      fc.property(aReceipt, versions, (items, version) => {
        const amount = items.reduce((all, each) => all + each.amount, 0n);
        const request = requestOf({}, { items });
        if (requestProblem(request)) return amount === 0n;
        const receipt = exact(written(request, version));
        expect(kopecks(receipt.total)).toBe(amount);
        expect(total(receipt.items)).toBe(amount);
        expect(total(receipt.payments)).toBe(amount);
      }),
      { numRuns: 500 },
    );
  });

  test('every line is its price times its quantity, half up, and holds its VAT', () => {
    fc.assert(
      fc.property(aReceipt, (items) => {
        const request = requestOf({}, { items });
        if (requestProblem(request)) return;
        for (const { price, quantity, sum, vat } of exact(written(request)).items) {
          expect((kopecks(price) * thousandths(quantity) + 500n) / 1000n).toBe(kopecks(sum));
          const digits = vat.type.replace(/\D/g, '') || '0';
          const percent = BigInt(digits.length === 3 ? digits.slice(1) : digits);
          const off = kopecks(vat.sum) * (100n + percent) - kopecks(sum) * percent;
          expect(2n * (off < 0n ? -off : off) <= 100n + percent).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('whatever we let through, ATOL’s checks let through too', () => {
    fc.assert(
      fc.property(aReceipt, versions, (items, version) => {
        const request = requestOf({}, { items });
        if (requestProblem(request)) return;
        expect(() => checkedBody(version, JSON.parse(written(request, version)))).not.toThrow();
      }),
      { numRuns: 200 },
    );
  });

  test('sums beyond what a float holds exactly are not sent, and the largest is exact', () => {
    const largest = requestOf({}, { items: [itemOf(4_294_967_295n)] });
    expect(requestProblem(largest)).toBeNull();
    expect(written(largest)).toContain('"total":42949672.95');
    const larger = requestOf({}, { items: [itemOf(4_294_967_295n), itemOf(1n)] });
    expect(requestProblem(larger)).toMatchObject({ category: 'invalid', code: 'receipt_sum' });
  });
});

describe('lines', () => {
  const linesFor = (over: Partial<ReceiptItem>) =>
    exact(written(requestOf({}, { items: [itemOf(0n, over)] }))).items.map(
      ({ name, price, quantity, sum }) => [name, price, quantity, sum],
    );

  test('a sum that no price gives becomes two lines', () => {
    expect(linesFor({ quantity: 3000n, price: 3_334n, amount: 10_000n })).toEqual([
      ['Сайт', '33.33', '2', '66.66'],
      ['Сайт', '33.34', '1', '33.34'],
    ]);
  });

  test('a broken quantity whose sum no price gives becomes one thing that says how much', () => {
    expect(linesFor({ quantity: 1500n, price: 10_000n, amount: 10_000n })).toEqual([
      ['1.5 × Сайт', '100.00', '1', '100.00'],
    ]);
  });

  test('a broken quantity at its price stays, with another measure', () => {
    const request = requestOf({}, { items: [itemOf(0n, { quantity: 333n, price: 101n, amount: 34n })] });
    expect(written(request)).toContain('"price":1.01,"quantity":0.333,"measure":255,"sum":0.34');
  });

  test('what costs nothing is left out, and titles are cut to 128 characters without halves of signs', () => {
    const items = [itemOf(0n), itemOf(100n, { title: `${'я'.repeat(127)}🎂🎂` })];
    const [line, ...others] = exact(written(requestOf({}, { items }))).items;
    expect(others).toEqual([]);
    expect(line?.name).toBe('я'.repeat(127));
  });

  test('any title survives', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 100, unit: 'binary' }), (title) => {
        const request = requestOf({}, { items: [itemOf(100n, { title })] });
        if (requestProblem(request)) return;
        const { receipt } = JSON.parse(written(request)) as { receipt: ExactReceipt };
        expect(receipt.items[0]?.name.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('JSON', () => {
  test('is what JSON.stringify writes, save that decimals keep their digits', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(jsonText(value as Parameters<typeof jsonText>[0])).toBe(JSON.stringify(value));
      }),
    );
    expect(jsonText({ sum: new Decimal('1540.50'), none: undefined, list: [new Decimal('0.10')] })).toBe(
      '{"sum":1540.50,"list":[0.10]}',
    );
    for (const text of ['', '1e5', 'NaN', '1.', '"', '1,5']) expect(() => new Decimal(text)).toThrow();
  });
});
