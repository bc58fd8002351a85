import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RawWebhook } from '../../domain/ports/payment-provider.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { valueFrom } from '../contract/payment-provider-driver.ts';
import { type CloudPaymentsStand, ORDER, signedForm, startCloudPayments } from '../support/cloudpayments.ts';

const rub = (minor: bigint) => ({ minor, currency: 'RUB' });

let stand: CloudPaymentsStand;
beforeEach(() => {
  stand = startCloudPayments(0.0001);
});
afterEach(() => stand.close());

/** Members as clients of CloudKassir name them. */
const RECEIPT = {
  Id: 'kassir-1',
  DocumentNumber: '4711',
  SessionNumber: '12',
  Number: '5',
  FiscalSign: '3449555941',
  FiscalNumber: '9999078900000000',
  Type: 'Income',
  Url: 'https://receipts.example.com/kassir-1',
  TransactionId: '2200000001',
  Amount: '1540.50',
  DateTime: '2026-11-24 09:17:02',
  InvoiceId: 'pay-17',
};

async function news(raw: RawWebhook) {
  const reading = await stand.provider.readWebhook(raw);
  if (!reading.ok) throw new Error(reading.reason);
  expect(reading.acknowledge.body).toBe('{"code":0}');
  return reading.receipts ?? [];
}
const told = async (over: Readonly<Record<string, string>>) =>
  news(await signedForm({ ...RECEIPT, ...over }, 'receipt'));

function receipt(over: Partial<Receipt> = {}, minor = 154_050n): Receipt {
  const line = { title: 'Сайт', quantity: 1000n, price: minor, amount: minor, vat: 'none' } as const;
  const customer = { phone: null, email: 'maria@example.com' };
  const items = [{ ...line, mode: 'full_payment', subject: 'service' } as const];
  return { type: 'payment', items, taxSystem: 'usn_income', customer, ...over };
}

describe('a Receipt notification', () => {
  test('tells its three numbers, its sum, and where to see it', async () => {
    expect(await told({})).toEqual([
      {
        eventKey: 'receipt:kassir-1',
        reference: 'pay-17',
        paymentId: 'pay-17',
        chargeId: '2200000001',
        refundReference: '2200000001',
        type: 'payment',
        settledBy: null,
        namesItself: true,
        state: {
          receiptReference: 'kassir-1',
          state: 'succeeded',
          fiscal: { documentNumber: '4711', storageNumber: '9999078900000000', attribute: '3449555941' },
          url: 'https://receipts.example.com/kassir-1',
          registeredAt: Date.UTC(2026, 10, 24, 9, 17, 2),
          amount: rub(154_050n),
        },
      },
    ]);
  });

  test.each([
    ['of a return', { Type: 'IncomeReturn' }, { type: 'refund' }],
    ['that names no money', { TransactionId: '', InvoiceId: '' }, { reference: '', chargeId: null }],
    ['with a sum that is none', { Amount: '1e3' }, { state: { amount: null } }],
    ['with an address that is none', { Url: 'javascript:1' }, { state: { url: null } }],
    ['without its numbers', { FiscalSign: '' }, { state: { state: 'succeeded', fiscal: null } }],
  ])('%s is read as far as it goes', async (_, over, expected) => {
    expect(await told(over)).toMatchObject([expected]);
  });

  test('without an id is no such notification, and without a signature is nobody’s', async () => {
    const bare = await signedForm({ ...RECEIPT, Id: '' }, 'receipt');
    expect(await stand.provider.readWebhook(bare)).toMatchObject({ ok: false, status: 400 });
    const raw = await signedForm(RECEIPT, 'receipt');
    expect(await stand.provider.readWebhook({ ...raw, headers: {} })).toMatchObject({ status: 401 });
  });
});

test('the emulation tells of a payment’s receipt, of a refund’s, and of one apart', async () => {
  const { reference } = valueFrom(await stand.provider.start({ ...ORDER, receipt: receipt() }));
  const { id } = stand.fake.books.pay(stand.order(reference));
  const refund = {
    refundId: 'refund-1',
    idempotencyKey: 'refund-1',
    reference,
    chargeId: String(id),
    amount: rub(50_000n),
    charged: rub(154_050n),
    reason: 'Не подошло',
    receipt: receipt({ type: 'refund' }, 50_000n),
  };
  const back = valueFrom(await stand.provider.refund!(refund));
  const apart = valueFrom(
    await stand.provider.register!({
      idempotencyKey: 'closing',
      reference,
      chargeId: String(id),
      refundReference: null,
      receipt: receipt(),
      currency: 'RUB',
      settledBy: 'prepaid',
    }),
  );
  const raws = (await stand.webhooks()).filter(({ kind }) => kind === 'receipt');
  expect((await Promise.all(raws.map(news))).flat()).toMatchObject([
    { type: 'payment', chargeId: String(id), paymentId: 'pay-17', state: { amount: rub(154_050n) } },
    { type: 'refund', refundReference: back.refundReference, state: { amount: rub(50_000n) } },
    { type: 'payment', chargeId: null, state: { receiptReference: apart.receiptReference } },
  ]);
});
