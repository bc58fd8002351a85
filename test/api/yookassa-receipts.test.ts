import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { receiptProblem, toReceipt } from '../../api/payments/yookassa/receipt.ts';
import type { ReceiptRequest, StartRequest } from '../../domain/ports/payment-provider.ts';
import type { Receipt, ReceiptItem, VatRate } from '../../domain/receipt.ts';
import { failureOf, valueFrom } from '../contract/payment-provider-driver.ts';
import { startYookassa, type YookassaStand } from '../support/yookassa.ts';

let stand: YookassaStand;
beforeEach(() => {
  stand = startYookassa();
});
afterEach(() => stand.close());

const rub = (minor: bigint) => ({ minor, currency: 'RUB' });

function line(over: Partial<ReceiptItem> = {}): ReceiptItem {
  return {
    title: 'Курс, модуль 1',
    quantity: 1000n,
    price: 349_000n,
    amount: 349_000n,
    vat: 'none',
    mode: 'full_prepayment',
    subject: 'service',
    ...over,
  };
}

function receipt(items: readonly ReceiptItem[] = [line()], over: Partial<Receipt> = {}): Receipt {
  const customer = { phone: '+79000000001', email: 'maria@example.com' };
  return { type: 'payment', items, taxSystem: 'usn_income', customer, ...over };
}

function request(over: Partial<StartRequest> = {}): StartRequest {
  return {
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
    ...over,
  };
}

async function paid(over: Partial<StartRequest> = {}): Promise<string> {
  const { reference } = valueFrom(await stand.provider.start(request(over)));
  stand.fake.shop.pay(reference);
  return reference;
}

interface WireItem {
  readonly description: string;
  readonly quantity: number;
  readonly amount: { readonly value: string };
}
const itemsOf = (of: Receipt) => toReceipt(of, 'RUB').items as WireItem[];

describe('a receipt in YooKassa’s words', () => {
  test('goes with the payment as the manual has it', async () => {
    await paid();
    const { receipt: sent } = stand.sent[0]!.body as { receipt: unknown };
    expect(sent).toEqual({
      customer: { email: 'maria@example.com', phone: '79000000001' },
      items: [
        {
          description: 'Курс, модуль 1',
          quantity: 1,
          amount: { value: '3490.00', currency: 'RUB' },
          vat_code: 1,
          payment_mode: 'full_prepayment',
          payment_subject: 'service',
          measure: 'piece',
        },
      ],
      tax_system_code: 2,
    });
  });

  test('has YooKassa’s own codes of VAT, which are not those of the law', () => {
    const codes: Record<VatRate, number> = {
      none: 1,
      '0': 2,
      '10': 3,
      '20': 4,
      '10_of': 5,
      '20_of': 6,
      '5': 7,
      '7': 8,
      '5_of': 9,
      '7_of': 10,
      '22': 11,
      '22_of': 12,
    };
    for (const [vat, code] of Object.entries(codes)) {
      const [item] = toReceipt(receipt([line({ vat: vat as VatRate })]), 'RUB').items as object[];
      expect(item).toMatchObject({ vat_code: code });
    }
  });

  test('has its codes of tax systems, and its own name for a partial prepayment', () => {
    const code = (taxSystem: Receipt['taxSystem']) =>
      toReceipt(receipt([line()], { taxSystem }), 'RUB').tax_system_code;
    const systems = ['osn', 'usn_income', 'usn_income_outcome', 'esn', 'patent', null] as const;
    expect(systems.map(code)).toEqual([1, 2, 3, 5, 6, undefined]);
    expect(itemsOf(receipt([line({ mode: 'prepayment' })]))[0]).toMatchObject({
      payment_mode: 'partial_prepayment',
    });
  });

  test('splits a line whose sum no price gives, and keeps the sum', () => {
    const three = itemsOf(receipt([line({ quantity: 3000n, price: 3_333n, amount: 10_000n })]));
    expect(three.map(({ quantity, amount }) => [quantity, amount.value])).toEqual([
      [2, '33.33'],
      [1, '33.34'],
    ]);
  });

  test('keeps a broken quantity where a price gives its sum, and says it in the title where none does', () => {
    const [exact] = itemsOf(receipt([line({ quantity: 1_500n, price: 1_000n, amount: 1_500n })]));
    expect(exact).toMatchObject({ quantity: 1.5, amount: { value: '10.00' }, measure: 'another' });
    const [said] = itemsOf(receipt([line({ quantity: 1_501n, price: 1_000n, amount: 1_500n })]));
    expect(said).toMatchObject({
      description: '1.501 × Курс, модуль 1',
      quantity: 1,
      amount: { value: '15.00' },
    });
  });

  test('adds up to the money for any discount and quantity, by YooKassa’s own arithmetic', () => {
    const item = fc
      .record({ quantity: fc.bigInt(1n, 99_999n), amount: fc.bigInt(0n, 10_000_000n) })
      .map(({ quantity, amount }) => line({ quantity, amount }));
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 20 }), (items) => {
        const sum = itemsOf(receipt(items)).reduce((total, { quantity, amount }) => {
          const thousandths = BigInt(Math.round(quantity * 1000));
          const product = BigInt(amount.value.replace('.', '')) * thousandths;
          expect(product % 1000n).toBe(0n);
          return total + product / 1000n;
        }, 0n);
        expect(sum).toBe(items.reduce((total, { amount }) => total + amount, 0n));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a receipt that YooKassa would refuse is refused before the call', () => {
  const cases: readonly [string, Receipt, string][] = [
    ['of another sum', receipt([line({ amount: 349_001n })]), 'receipt_sum'],
    ['for nobody', receipt([line()], { customer: { phone: null, email: null } }), 'receipt_customer'],
    [
      'of too many lines',
      receipt(Array.from({ length: 101 }, () => line({ amount: 1n })).concat(line({ amount: 348_899n }))),
      'receipt_lines',
    ],
    ['of nothing', receipt([]), 'receipt_sum'],
    ['of no quantity', receipt([line({ quantity: 0n })]), 'receipt_quantity'],
    ['without a title', receipt([line({ title: ' ' })]), 'receipt_line'],
  ];
  test.each(cases)('%s', async (_name, wrong, code) => {
    const failure = failureOf(await stand.provider.start(request({ receipt: wrong })));
    expect(failure).toMatchObject({ category: 'invalid', code, retryable: false });
    expect(stand.sent).toEqual([]);
    expect(receiptProblem(wrong, rub(349_000n))?.code).toBe(code);
  });

  test('the fake refuses lines that do not add up, as YooKassa does', async () => {
    await paid();
    const { headers, body: good } = stand.sent[0]!;
    const body = { ...(good as object), amount: { value: '3491.00', currency: 'RUB' } };
    const answer = await fetch('https://yookassa.example.com/v3/payments', {
      method: 'POST',
      headers: { ...headers, 'idempotence-key': 'another' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      type: 'error',
      code: 'invalid_request',
      parameter: 'receipt.items',
    });
  });
});

describe('receipts of what comes later', () => {
  test('a refund of a part has its receipt', async () => {
    const reference = await paid();
    const part = receipt([line({ amount: 49_000n, price: 49_000n })], { type: 'refund' });
    const refund = { refundId: 'refund-1', idempotencyKey: 'refund-1', reference, chargeId: reference };
    const made = valueFrom(
      await stand.provider.refund({
        ...refund,
        amount: rub(49_000n),
        charged: rub(349_000n),
        reason: 'Не подошло',
        receipt: part,
      }),
    );
    expect(stand.sent.at(-1)?.body).toMatchObject({
      payment_id: reference,
      amount: { value: '490.00', currency: 'RUB' },
      description: 'Не подошло [refund-1]',
      receipt: { items: [{ amount: { value: '490.00' } }] },
    });
    expect(stand.fake.shop.receipts().at(-1)).toMatchObject({
      type: 'refund',
      refund_id: made.refundReference,
    });
  });

  test('less than was held is taken with the receipt of what is taken, and not without', async () => {
    const { reference } = valueFrom(await stand.provider.start(request({ hold: true })));
    stand.fake.shop.pay(reference);
    const part = receipt([line({ amount: 100_000n, price: 100_000n })]);
    const bare = await stand.provider.capture(reference, rub(100_000n), 'bare');
    expect(failureOf(bare)).toMatchObject({ category: 'invalid' });
    valueFrom(await stand.provider.capture(reference, rub(100_000n), 'part', { receipt: part }));
    expect(stand.fake.shop.receipts().at(-1)).toMatchObject({
      settlements: [{ amount: { value: '1000.00' } }],
    });
  });

  const second = (reference: string, over: Partial<ReceiptRequest> = {}): ReceiptRequest => ({
    idempotencyKey: 'receipt-2',
    reference,
    chargeId: reference,
    refundReference: null,
    receipt: receipt([line({ mode: 'full_payment' })]),
    currency: 'RUB',
    settledBy: 'prepaid',
    ...over,
  });

  test('the second receipt, when what was prepaid is handed over, brings no new money', async () => {
    const reference = await paid();
    const made = valueFrom(await stand.provider.register(second(reference)));
    expect(stand.sent.at(-1)).toMatchObject({ method: 'POST', path: '/receipts' });
    expect(stand.sent.at(-1)?.body).toMatchObject({
      type: 'payment',
      payment_id: reference,
      send: true,
      customer: { email: 'maria@example.com', phone: '79000000001' },
      items: [{ payment_mode: 'full_payment', amount: { value: '3490.00' } }],
      settlements: [{ type: 'prepayment', amount: { value: '3490.00', currency: 'RUB' } }],
    });
    expect(made).toEqual({ receiptReference: expect.stringMatching(/^rt_/), state: 'pending', fiscal: null });
    expect(valueFrom(await stand.provider.register(second(reference)))).toEqual(made);
  });

  test('what became of it is asked for: its three numbers', async () => {
    const made = valueFrom(await stand.provider.register(second(await paid())));
    stand.fake.shop.print(made.receiptReference);
    expect(valueFrom(await stand.provider.lookReceipt(made.receiptReference))).toEqual({
      receiptReference: made.receiptReference,
      state: 'succeeded',
      fiscal: { documentNumber: '2', storageNumber: '9999078900000000', attribute: '3000000002' },
    });
    expect(failureOf(await stand.provider.lookReceipt('rt_none')).category).toBe('not_found');
  });

  test('a payment without a receipt gets its first one afterwards, a refund its own', async () => {
    const reference = await paid({ receipt: null });
    valueFrom(await stand.provider.register(second(reference, { settledBy: 'electronic' })));
    expect(stand.sent.at(-1)?.body).toMatchObject({ settlements: [{ type: 'cashless' }] });
    const refund = stand.fake.shop.refund(null, {
      payment_id: reference,
      amount: { value: '3490.00', currency: 'RUB' },
    });
    const back = receipt([line()], { type: 'refund' });
    const over = { idempotencyKey: 'receipt-3', refundReference: refund.id, receipt: back } as const;
    valueFrom(await stand.provider.register(second(reference, { ...over, settledBy: 'electronic' })));
    expect(stand.sent.at(-1)?.body).toMatchObject({ type: 'refund', refund_id: refund.id });
    expect(stand.sent.at(-1)?.body).not.toHaveProperty('payment_id');
  });

  test('nothing is registered of a payment that nobody paid', async () => {
    const { reference } = valueFrom(await stand.provider.start(request()));
    expect(failureOf(await stand.provider.register(second(reference)))).toMatchObject({
      category: 'invalid',
      retryable: false,
    });
  });
});
