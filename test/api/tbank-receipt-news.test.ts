import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RawWebhook } from '../../domain/ports/payment-provider.ts';
import { SUM, valueFrom } from '../contract/payment-provider-driver.ts';
import {
  fieldsOf,
  paidAt,
  rawWebhook,
  receiptOf,
  signed,
  startTbank,
  type TbankStand,
  TERMINAL_KEY,
  WEBHOOK_URL,
} from '../support/tbank.ts';

let stand: TbankStand;
beforeEach(() => {
  stand = startTbank({ terminalUrl: WEBHOOK_URL });
});
afterEach(() => stand.close());

const rub = (minor: bigint) => ({ minor, currency: 'RUB' });

/** Members as shops have seen them. */
const RECEIPT = {
  TerminalKey: TERMINAL_KEY,
  OrderId: 'A-17',
  PaymentId: 5_309_711_234,
  Status: 'RECEIPT',
  Success: true,
  ErrorCode: '0',
  Amount: 349_000,
  Type: 'Income',
  FiscalNumber: 5,
  ShiftNumber: 12,
  ReceiptDatetime: '2026-11-24T12:17:02+03:00',
  FnNumber: '9999078900000000',
  FiscalDocumentNumber: 4711,
  FiscalDocumentAttribute: '3449555941',
  Ofd: 'ofd.example',
  Url: 'https://receipts.example.com/4711',
};

async function news(raw: RawWebhook) {
  const reading = await stand.provider.readWebhook(raw);
  if (!reading.ok) throw new Error(reading.reason);
  expect(reading.acknowledge.body).toBe('OK');
  expect(reading.notices).toEqual([]);
  return reading.receipts;
}
const told = async (fields: object) => news(await signed({ ...RECEIPT, ...fields }));

/** What the bank has told of receipts so far. */
async function toldByBank() {
  const raws = (await stand.webhooks()).filter((raw) => fieldsOf(raw).Status === 'RECEIPT');
  const all = await Promise.all(raws.map(news));
  return all.flatMap((each) => each ?? []);
}

describe('a notification of a receipt', () => {
  test('tells its three numbers, its sum, and where to see it', async () => {
    expect(await told({})).toEqual([
      {
        eventKey: 'receipt:5309711234:9999078900000000:4711:succeeded',
        reference: '5309711234',
        paymentId: 'A-17',
        chargeId: '5309711234',
        refundReference: null,
        type: 'payment',
        settledBy: null,
        namesItself: false,
        state: {
          receiptReference: '5309711234:9999078900000000:4711',
          state: 'succeeded',
          fiscal: { documentNumber: '4711', storageNumber: '9999078900000000', attribute: '3449555941' },
          url: 'https://receipts.example.com/4711',
          registeredAt: Date.UTC(2026, 10, 24, 9, 17, 2),
          amount: rub(349_000n),
        },
      },
    ]);
  });

  test.each([
    ['FISCALIZATION as its kind', { NotificationType: 'FISCALIZATION', Status: 'CONFIRMED' }, {}],
    ['a return', { Type: 'IncomeReturn' }, { type: 'refund' }],
    [
      'an advance that is settled',
      { Receipt: { Payments: { AdvancePayment: 349_000 } } },
      { settledBy: 'prepaid' },
    ],
    ['money', { Receipt: { Payments: { AdvancePayment: 0 } } }, { settledBy: 'electronic' }],
    ['an address that is none', { Url: 'javascript:1' }, { state: { url: null } }],
    [
      'a time without a zone',
      { ReceiptDatetime: '2026-11-24 12:17:02' },
      { state: { registeredAt: Date.UTC(2026, 10, 24, 9, 17, 2) } },
    ],
    ['no sum', { Amount: null }, { state: { amount: null } }],
    [
      'members of other kinds',
      { Type: 7, Url: {}, ReceiptDatetime: [] },
      { type: 'payment', state: { url: null, registeredAt: null } },
    ],
  ])('is read with %s', async (_, fields, expected) => {
    expect(await told(fields)).toMatchObject([expected]);
  });

  test('tells why the register refused, without addresses', async () => {
    const refused = { Success: false, ErrorCode: '9', ErrorMessage: 'ФН для maria@example.com переполнен' };
    expect(await told(refused)).toMatchObject([
      { state: { state: 'failed', fiscal: null, reason: 'code 9: ФН для … переполнен' } },
    ]);
  });

  test('tells nothing where the register is set up and not connected: only the lines come', async () => {
    expect(await told({ FnNumber: null, FiscalDocumentNumber: null })).toEqual([]);
    expect(await news(await signed({ TerminalKey: TERMINAL_KEY, Status: 'RECEIPT' }))).toEqual([]);
  });

  test('is believed only with the bank’s signature', async () => {
    const forged = await signed(RECEIPT, 'another-password');
    expect(await stand.provider.readWebhook(forged)).toMatchObject({ ok: false, status: 401 });
    const bare = rawWebhook(JSON.stringify(RECEIPT));
    expect(await stand.provider.readWebhook(bare)).toMatchObject({ ok: false, status: 401 });
  });
});

describe('the emulated bank', () => {
  test('tells of the receipts of a payment, of its closing and of its return', async () => {
    const reference = await paidAt(stand, 'cards', { receipt: receiptOf(SUM) });
    const closing = { reference, chargeId: reference, refundReference: null, currency: 'RUB' };
    const receipt = receiptOf(SUM, { mode: 'full_payment' });
    const request = { ...closing, receipt, idempotencyKey: 'closing', settledBy: 'prepaid' } as const;
    valueFrom(await stand.provider.register!(request));
    valueFrom(
      await stand.provider.refund!({
        refundId: 'refund-1',
        idempotencyKey: 'refund-1',
        reference,
        chargeId: reference,
        amount: rub(50_000n),
        charged: rub(SUM),
        reason: 'Не подошло',
        receipt: receiptOf(50_000n),
      }),
    );
    expect(await toldByBank()).toMatchObject([
      { type: 'payment', settledBy: null, reference, state: { amount: rub(SUM) } },
      { type: 'payment', settledBy: 'prepaid', state: { amount: rub(SUM) } },
      { type: 'refund', reference, state: { amount: rub(50_000n) } },
    ]);
  });

  test('tells nothing of a payment without a receipt, nor of money that is only held', async () => {
    await paidAt(stand, 'cards');
    await paidAt(stand, 'cards', { hold: true, receipt: receiptOf(SUM) });
    expect(await toldByBank()).toEqual([]);
  });

  test('tells that its register refused', async () => {
    stand.fake.books.registerFails = true;
    await paidAt(stand, 'cards', { receipt: receiptOf(SUM) });
    expect(await toldByBank()).toMatchObject([{ state: { state: 'failed' } }]);
  });
});
