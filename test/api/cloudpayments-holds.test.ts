import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Notice, StartRequest } from '../../domain/ports/payment-provider.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { failureOf, valueFrom } from '../contract/payment-provider-driver.ts';
import { type CloudPaymentsStand, ORDER, startCloudPayments } from '../support/cloudpayments.ts';

const DAY = 24 * 3_600_000;
const rub = (minor: bigint) => ({ minor, currency: 'RUB' });

let stand: CloudPaymentsStand;
beforeEach(() => {
  stand = startCloudPayments(0.0001);
});
afterEach(() => stand.close());

function receiptOf(minor: bigint): Receipt {
  const line = { title: 'Сайт', quantity: 1000n, price: minor, amount: minor, vat: 'none' } as const;
  const customer = { phone: null, email: 'maria@example.com' };
  const items = [{ ...line, mode: 'full_payment', subject: 'service' } as const];
  return { type: 'payment', items, taxSystem: 'usn_income', customer };
}

/** An order of 1,540.50 whose money is held. */
async function held(over: Partial<StartRequest> = {}): Promise<string> {
  const { reference } = valueFrom(await stand.provider.start({ ...ORDER, hold: true, ...over }));
  stand.fake.books.pay(stand.order(reference));
  return reference;
}

const look = async (reference: string) =>
  valueFrom(await stand.provider.look({ reference, paymentId: 'pay-17', idempotencyKey: 'key-17' }));

async function told(): Promise<Notice[]> {
  const readings = await Promise.all((await stand.webhooks()).map((raw) => stand.provider.readWebhook(raw)));
  return readings.flatMap((reading) => (reading.ok ? reading.notices : []));
}

const bodyOf = (path: string) => stand.asked.findLast((each) => each.path === path);

describe('money that is held first', () => {
  test('is asked for with RequireConfirmation, and told as held for seven days', async () => {
    const reference = await held();
    expect(bodyOf('/orders/create')?.body).toMatchObject({ RequireConfirmation: true });
    const [transaction] = stand.fake.books.transactions();
    const captureBefore = (transaction?.createdAt ?? 0) + 7 * DAY;
    const authorized = { state: 'authorized', chargeId: null, captureBefore, amount: rub(154_050n) };
    expect(await told()).toMatchObject([authorized]);
    expect(await look(reference)).toMatchObject([authorized]);
  });

  test('is not asked for by SBP, which holds nothing', async () => {
    const outcome = await stand.provider.start({ ...ORDER, hold: true, kind: 'sbp' });
    expect(failureOf(outcome)).toMatchObject({ category: 'invalid', code: 'hold' });
    expect(stand.asked).toEqual([]);
  });

  test('is taken in part with the receipt of that part', async () => {
    const reference = await held({ receipt: receiptOf(154_050n) });
    const part = rub(100_000n);
    valueFrom(await stand.provider.capture!(reference, part, 'take', { receipt: receiptOf(100_000n) }));
    expect(bodyOf('/payments/confirm')).toMatchObject({
      requestId: 'take',
      body: {
        Amount: 1000,
        JsonData: { cloudpayments: { CustomerReceipt: { amounts: { electronic: 1000 } } } },
      },
    });
    expect(await told()).toMatchObject([
      { state: 'authorized' },
      { state: 'succeeded', amount: part, eventKey: expect.stringMatching(/:succeeded$/) },
    ]);
    expect(stand.fake.books.receipts()).toMatchObject([{ type: 'Income', minor: '100000' }]);
    const other = await stand.provider.capture!(reference, rub(154_050n), 'take-more');
    expect(failureOf(other)).toMatchObject({ category: 'refused', code: 'not_held' });
  });

  test('is asked about before it is taken again: the vendor keeps answers for an hour only', async () => {
    const reference = await held();
    stand.fake.fail('/payments/confirm', { kind: 'lost_answer' });
    const lost = await stand.provider.capture!(reference, rub(154_050n), 'take');
    expect(failureOf(lost).category).toBe('unknown');
    stand.pass(2 * 3_600_000);
    valueFrom(await stand.provider.capture!(reference, rub(154_050n), 'take'));
    expect(stand.asked.filter(({ path }) => path === '/payments/confirm')).toHaveLength(1);
  });

  test('is let go by voiding it, and told so', async () => {
    const reference = await held();
    valueFrom(await stand.provider.cancel!(reference, 'let-go'));
    expect(bodyOf('/payments/void')).toMatchObject({ requestId: 'let-go' });
    expect(await told()).toMatchObject([{ state: 'authorized' }, { state: 'cancelled' }]);
    expect(stand.asked.some(({ path }) => path === '/orders/cancel')).toBe(false);
  });

  test('goes back by itself when nobody takes it', async () => {
    const reference = await held();
    stand.pass(7 * DAY);
    expect(await look(reference)).toMatchObject([{ state: 'cancelled' }]);
  });

  test('of a saved card is held by the call for that', async () => {
    const reference = valueFrom(await stand.provider.start({ ...ORDER, saveMethod: true })).reference;
    const { token } = stand.fake.books.pay(stand.order(reference));
    const request = { ...ORDER, paymentId: 'pay-18', idempotencyKey: 'key-18', hold: true };
    valueFrom(await stand.provider.charge!({ ...request, savedMethod: `deal-5/${token}` }));
    expect(bodyOf('/payments/tokens/auth')).toBeDefined();
    expect(stand.fake.books.transactions().at(-1)?.status).toBe('Authorized');
  });
});
