import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ReceiptRequest, StartRequest } from '../../domain/ports/payment-provider.ts';
import type { Receipt, VatRate } from '../../domain/receipt.ts';
import { failureOf, valueFrom } from '../contract/payment-provider-driver.ts';
import { type RobokassaStand, startRobokassa } from '../support/robokassa.ts';

let stand: RobokassaStand;
beforeEach(() => {
  stand = startRobokassa();
});
afterEach(() => stand.close());

function receipt(vat: VatRate = 'none', over: Partial<Receipt> = {}): Receipt {
  const line = { title: 'Курс', quantity: 1000n, price: 349_000n, amount: 349_000n, vat } as const;
  const items = [{ ...line, mode: 'full_prepayment', subject: 'service' } as const];
  const customer = { phone: '+79000000001', email: 'maria@example.com' };
  return { type: 'payment', items, taxSystem: 'osn', customer, ...over };
}

const REQUEST: StartRequest = {
  paymentId: 'payment-1',
  idempotencyKey: 'payment-1',
  kind: 'card',
  amount: { minor: 349_000n, currency: 'RUB' },
  invoiceNumber: '17',
  dealId: 5,
  purpose: 'Курс',
  items: [],
  customer: { phone: null, email: null, locale: 'ru' },
  returnUrl: 'https://shop.example.com/pay/token',
  webhookUrl: 'https://shop.example.com/webhooks/payments/robokassa',
  expiresAt: null,
};

async function paid(over: Partial<StartRequest> = {}): Promise<string> {
  const { reference } = valueFrom(await stand.provider.start({ ...REQUEST, ...over }));
  await stand.visit(reference, 'pay');
  return reference;
}

const closing = (reference: string, over: Partial<ReceiptRequest> = {}): ReceiptRequest => ({
  idempotencyKey: 'closing-1',
  reference,
  chargeId: reference,
  refundReference: null,
  receipt: receipt('22'),
  currency: 'RUB',
  settledBy: 'prepaid',
  ...over,
});

const register = (request: ReceiptRequest) => stand.provider.register!(request);
const along = (reference: string, refundReference: string | null = null) =>
  stand.provider.receiptOf!({ reference, chargeId: reference, refundReference });
const sentBody = () => {
  const [payload = ''] = stand.requests.at(-1)?.body.split('.') ?? [];
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
};

describe('a receipt that went along', () => {
  test('is asked for by the payment’s number', async () => {
    const reference = await paid({ receipt: receipt() });
    const told = valueFrom(await along(reference));
    expect(told).toMatchObject({ state: 'succeeded', fiscal: { documentNumber: '1' } });
    expect(sentBody()).toEqual({ merchantId: 'demo', id: reference });
    expect(valueFrom(await stand.provider.lookReceipt!(told.receiptReference))).toEqual(told);
  });

  test('that nobody knows of is asked for again; of a refund nothing is told', async () => {
    const reference = await paid();
    expect(failureOf(await along(reference))).toMatchObject({ category: 'unavailable', retryable: true });
    expect(failureOf(await along(reference, 'refund-1'))).toMatchObject({ code: 'not_told' });
  });
});

describe('a receipt apart', () => {
  test('closes a prepayment in RoboFiscal’s words', async () => {
    const reference = await paid({ receipt: receipt() });
    const made = valueFrom(await register(closing(reference)));
    expect(made).toMatchObject({ state: 'pending', fiscal: null });
    expect(stand.requests.at(-1)?.url).toMatch(/\/RoboFiscal\/Receipt\/Attach$/);
    expect(sentBody()).toEqual({
      merchantId: 'demo',
      id: made.receiptReference,
      originId: reference,
      operation: 'sell',
      sno: 'osn',
      url: 'http://localhost',
      total: 3490,
      items: [
        {
          name: 'Курс',
          quantity: 1,
          sum: 3490,
          tax: 'vat22',
          payment_method: 'full_prepayment',
          payment_object: 'service',
        },
      ],
      client: { email: 'maria@example.com', phone: '79000000001' },
      payments: [{ type: 2, sum: 3490 }],
      // 3490 × 22 / 122
      vats: [{ type: 'vat22', sum: 629.34 }],
    });
    expect(valueFrom(await stand.provider.lookReceipt!(made.receiptReference))).toMatchObject({
      state: 'succeeded',
      fiscal: { documentNumber: '2', storageNumber: '9999078900000000', attribute: '3449555942' },
    });
  });

  test('asked for again is the same one, though the repeat is refused', async () => {
    const reference = await paid({ receipt: receipt() });
    stand.fake.fail('Attach', { kind: 'lost_answer' });
    expect(failureOf(await register(closing(reference))).category).toBe('unknown');
    expect(valueFrom(await register(closing(reference)))).toMatchObject({ state: 'succeeded' });
    expect(stand.fake.books.get(reference).fiscal).toHaveLength(1);
  });

  test('is the first one of a payment that went without', async () => {
    const reference = await paid();
    valueFrom(await register(closing(reference, { settledBy: 'electronic' })));
    expect(stand.requests.at(-1)?.url).toMatch(/\/Receipt\/Register$/);
    expect(sentBody()).toMatchObject({ payments: [{ type: 1, sum: 3490 }] });
  });

  test('that can not be is refused: of return, for nobody, of nothing paid in advance', async () => {
    const reference = await paid();
    const back = await register(closing(reference, { receipt: receipt('none', { type: 'refund' }) }));
    expect(failureOf(back)).toMatchObject({ category: 'refused', code: 'sale_only' });
    const nobody = receipt('none', { customer: { phone: null, email: null } });
    expect(failureOf(await register(closing(reference, { receipt: nobody }))).category).toBe('invalid');
    expect(failureOf(await register(closing(reference)))).toMatchObject({
      code: 'fiscal_3',
      retryable: false,
    });
  });

  test('by a shop with another password is told as wrong keys', async () => {
    const reference = await paid({ receipt: receipt() });
    const stranger = stand.open({ ROBOKASSA_PASSWORD_1: 'another-password' });
    expect(failureOf(await stranger.register!(closing(reference))).category).toBe('auth');
    expect(failureOf(await stranger.lookReceipt!('17')).category).toBe('auth');
  });
});

test('where the till makes every receipt, a payment without one gets no “free sale” of Robokassa’s', async () => {
  const linkOf = async (settings: Record<string, string>, over: Partial<StartRequest> = {}) => {
    const { url } = valueFrom(await stand.open(settings).start({ ...REQUEST, ...over }));
    return new URL(url).searchParams.get('IsWithoutFreeSale');
  };
  expect(await linkOf({})).toBeNull();
  expect(await linkOf({ TAX_SYSTEM: 'osn' })).toBe('true');
  expect(await linkOf({ RECEIPTS: 'none', TAX_SYSTEM: 'osn' })).toBeNull();
  expect(await linkOf({ RECEIPTS: 'law' }, { receipt: receipt() })).toBeNull();
});
