import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FakeTbankOptions } from '../../api/payments/tbank/fake.ts';
import { money } from '../../domain/money.ts';
import type { StartRequest } from '../../domain/ports/payment-provider.ts';
import { type Receipt, VAT_RATES } from '../../domain/receipt.ts';
import { failureOf, SUM, valueFrom } from '../contract/payment-provider-driver.ts';
import { paidAt, receiptOf, startTbank, type TbankStand } from '../support/tbank.ts';

let stand: TbankStand;
const restart = (options: Partial<FakeTbankOptions>) => {
  stand.close();
  stand = startTbank(options);
};

beforeEach(() => {
  stand = startTbank();
});
afterEach(() => stand.close());

const rub = (minor: bigint) => money(minor, 'RUB');
const paid = (over: Partial<StartRequest> = {}) => paidAt(stand, 'cards', over);
const bodies = (method: string) =>
  stand.heard.filter(({ path }) => path.endsWith(`/${method}`)).map(({ body }) => body);

describe('receipts', () => {
  test('go with the payment as the bank writes them', async () => {
    const receipt = receiptOf(SUM, { quantity: 1500n, price: 100_000n, vat: '22_of' });
    await paid({ receipt });
    expect(bodies('Init')[0]!.Receipt).toEqual({
      FfdVersion: '1.05',
      Taxation: 'usn_income',
      Email: 'maria@example.com',
      Phone: '+79000000001',
      Items: [
        {
          Name: 'Сайт',
          Price: 100_000,
          Quantity: 1.5,
          Amount: 150_000,
          Tax: 'vat122',
          PaymentMethod: 'full_prepayment',
          PaymentObject: 'service',
          MeasurementUnit: 'шт',
        },
      ],
      Payments: { Electronic: 150_000 },
    });
  });

  test('of every rate of VAT are known to the register', async () => {
    for (const vat of VAT_RATES) await paid({ receipt: receiptOf(SUM, { vat }) });
    const taxes = bodies('Init').map(
      ({ Receipt }) => (Receipt as { Items: { Tax: string }[] }).Items[0]!.Tax,
    );
    expect(new Set(taxes).size).toBe(VAT_RATES.length);
    expect(taxes).toEqual(expect.arrayContaining(['vat20', 'vat22', 'vat120', 'vat122', 'vat105', 'vat107']));
  });

  test('with less money taken than was held are of what is taken', async () => {
    const reference = await paid({ hold: true, receipt: receiptOf(SUM) });
    const less = rub(100_000n);
    const without = await stand.provider.capture!(reference, less, 'k');
    expect(failureOf(without)).toMatchObject({ category: 'invalid', code: '308' });
    valueFrom(await stand.provider.capture!(reference, less, 'k', { receipt: receiptOf(100_000n) }));
    expect(bodies('Confirm').at(-1)).toMatchObject({ Receipt: { Payments: { Electronic: 100_000 } } });
  });

  for (const closingAt of ['cashbox', 'v2'] as const) {
    test(`that close a prepayment are taken at /${closingAt}`, async () => {
      restart({ closingAt });
      const reference = await paid({ receipt: receiptOf(SUM) });
      const closing = {
        idempotencyKey: 'closing',
        reference,
        chargeId: reference,
        refundReference: null,
        receipt: receiptOf(SUM, { mode: 'full_payment' }),
        currency: 'RUB',
        settledBy: 'prepaid',
      } as const;
      const state = valueFrom(await stand.provider.register!(closing));
      expect(state).toEqual({ receiptReference: `${reference}:closing`, state: 'pending', fiscal: null });
      expect(stand.heard.at(-1)).toMatchObject({
        path: `/${closingAt}/SendClosingReceipt`,
        body: { PaymentId: reference, Receipt: { Payments: { Electronic: 0, AdvancePayment: 150_000 } } },
      });
      const other = await stand.provider.register!({ ...closing, settledBy: 'electronic' });
      expect(failureOf(other)).toMatchObject({ category: 'refused', code: 'closing_only' });
      stand.fake.fail('SendClosingReceipt', { kind: 'hang' });
      expect(failureOf(await stand.provider.register!(closing)).category).toBe('unknown');
    });
  }

  test('that the register would refuse are refused before any money moves', async () => {
    const receipt = receiptOf(SUM);
    const wrong: Receipt[] = [
      { ...receipt, items: [] },
      { ...receipt, taxSystem: null },
      { ...receipt, customer: { phone: '8 900', email: null } },
      receiptOf(SUM - 1n),
      receiptOf(SUM, { quantity: 0n }),
    ];
    for (const each of wrong) await expect(paid({ receipt: each })).rejects.toThrow('invalid receipt');
    expect(stand.heard).toEqual([]);
  });
});
