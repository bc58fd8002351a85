import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StartRequest } from '../../domain/ports/payment-provider.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { failureOf, valueFrom } from '../contract/payment-provider-driver.ts';
import { startYookassa, type YookassaStand } from '../support/yookassa.ts';

let stand: YookassaStand;
beforeEach(() => {
  stand = startYookassa({ printsAfter: 1_000 });
});
afterEach(() => stand.close());

const rub = (minor: bigint) => ({ minor, currency: 'RUB' });

function receipt(over: Partial<Receipt> = {}, mode: 'full_prepayment' | 'full_payment' = 'full_prepayment') {
  const line = { title: 'Курс', quantity: 1000n, price: 349_000n, amount: 349_000n, vat: 'none' } as const;
  const customer = { phone: null, email: 'maria@example.com' };
  const items = [{ ...line, mode, subject: 'service' } as const];
  return { type: 'payment', items, taxSystem: 'usn_income', customer, ...over } as const;
}

const REQUEST: StartRequest = {
  paymentId: 'payment-1',
  idempotencyKey: 'payment-1',
  kind: 'card',
  amount: rub(349_000n),
  invoiceNumber: '17',
  dealId: 5,
  purpose: 'Курс',
  items: [],
  customer: { phone: null, email: null, locale: 'ru' },
  returnUrl: 'https://shop.example.com/pay/token',
  webhookUrl: 'https://shop.example.com/webhooks/payments/yookassa',
  expiresAt: null,
  receipt: receipt(),
};

async function paid(): Promise<string> {
  const { reference } = valueFrom(await stand.provider.start(REQUEST));
  stand.fake.shop.pay(reference);
  return reference;
}

const along = (reference: string, refundReference: string | null = null) =>
  stand.provider.receiptOf({ reference, chargeId: reference, refundReference });

describe('a receipt that went along', () => {
  test('with a payment is found by it, and has its numbers once it is printed', async () => {
    const reference = await paid();
    const asked = valueFrom(await along(reference));
    expect(asked).toMatchObject({ state: 'pending', fiscal: null });
    stand.pass(1_000);
    expect(valueFrom(await along(reference))).toEqual({
      receiptReference: asked.receiptReference,
      state: 'succeeded',
      fiscal: { documentNumber: '1', storageNumber: '9999078900000000', attribute: '3000000001' },
    });
  });

  test('is not mistaken for the second one, which is under the same payment', async () => {
    const reference = await paid();
    const first = valueFrom(await along(reference));
    const closing = valueFrom(
      await stand.provider.register({
        idempotencyKey: 'closing',
        reference,
        chargeId: reference,
        refundReference: null,
        receipt: receipt({}, 'full_payment'),
        currency: 'RUB',
        settledBy: 'prepaid',
      }),
    );
    expect(closing.receiptReference).not.toBe(first.receiptReference);
    expect(valueFrom(await along(reference)).receiptReference).toBe(first.receiptReference);
  });

  test('with a refund is found by the refund', async () => {
    const reference = await paid();
    const made = valueFrom(
      await stand.provider.refund({
        refundId: 'refund-1',
        idempotencyKey: 'refund-1',
        reference,
        chargeId: reference,
        amount: rub(349_000n),
        charged: rub(349_000n),
        reason: 'Не подошло',
        receipt: receipt({ type: 'refund' }),
      }),
    );
    stand.pass(1_000);
    const back = valueFrom(await along(reference, made.refundReference));
    expect(back).toMatchObject({ state: 'succeeded', fiscal: { documentNumber: '2' } });
  });

  test('is not there while nobody has paid', async () => {
    const { reference } = valueFrom(await stand.provider.start(REQUEST));
    expect(failureOf(await along(reference)).category).toBe('not_found');
  });

  test('that the register refuses stops the payment before it is made, and only that call', async () => {
    const refused = { ...receipt(), customer: { phone: null, email: 'refused@example.com' } };
    const outcome = await stand.provider.start({ ...REQUEST, receipt: refused });
    expect(failureOf(outcome)).toMatchObject({ category: 'invalid', retryable: false });
    const other = { paymentId: 'payment-2', idempotencyKey: 'payment-2', receipt: null };
    expect((await stand.provider.start({ ...REQUEST, ...other })).ok).toBe(true);
  });
});
