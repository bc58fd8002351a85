import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cloudPaymentsEnv } from '../../api/payments/cloudpayments/config.ts';
import { receiptStateOf, toCharge } from '../../api/payments/cloudpayments/convert.ts';
import { cloudpayments } from '../../api/payments/cloudpayments/index.ts';
import { toReceipt, VAT } from '../../api/payments/cloudpayments/receipt.ts';
import { readJson, toMoney, toNumber } from '../../api/payments/cloudpayments/text.ts';
import type { RefundRequest, StartRequest } from '../../domain/ports/payment-provider.ts';
import type { Receipt } from '../../domain/receipt.ts';
import {
  type CloudPaymentsStand,
  ORDER as REQUEST,
  SETTINGS,
  startCloudPayments,
} from '../support/cloudpayments.ts';

const rub = (minor: bigint) => ({ minor, currency: 'RUB' });

const RECEIPT: Receipt = {
  type: 'payment',
  taxSystem: 'usn_income',
  customer: { phone: null, email: 'maria@example.com' },
  items: [
    {
      title: 'Сайт',
      quantity: 1500n,
      price: 102_700n,
      amount: 154_050n,
      vat: '22_of',
      mode: 'full_prepayment',
      subject: 'service',
    },
  ],
};

const REFUND: Omit<RefundRequest, 'reference' | 'chargeId'> = {
  refundId: 'refund-1',
  idempotencyKey: 'refund-key-1',
  amount: rub(50n),
  charged: rub(154_050n),
  reason: 'Не подошло',
};

let stand: CloudPaymentsStand;
beforeEach(() => {
  stand = startCloudPayments(0.0001);
});
afterEach(() => stand.close());

async function started(over: Partial<StartRequest> = {}) {
  const outcome = await stand.provider.start({ ...REQUEST, ...over });
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
}

/** What was read from the webhook of this kind. */
async function told(kind: string) {
  return stand.provider.readWebhook((await stand.webhooks()).find((raw) => raw.kind === kind)!);
}

describe('settings', () => {
  test('nothing set means off, and half set is told under the missing name', () => {
    const off = { CLOUDPAYMENTS_PUBLIC_ID: '', CLOUDPAYMENTS_API_SECRET: '' };
    expect(cloudPaymentsEnv.parse(off)).toBeNull();
    const half = cloudPaymentsEnv.safeParse({ CLOUDPAYMENTS_PUBLIC_ID: 'pk_1' });
    expect(half.error?.issues[0]?.path).toEqual(['CLOUDPAYMENTS_API_SECRET']);
    const wrong = cloudPaymentsEnv.safeParse({ ...SETTINGS, CLOUDPAYMENTS_INN: '12' });
    expect(wrong.error?.issues[0]?.path).toEqual(['CLOUDPAYMENTS_INN']);
  });

  test('without an address the vendor’s own is used', () => {
    const { CLOUDPAYMENTS_API_ROOT: _, ...rest } = SETTINGS;
    expect(cloudPaymentsEnv.parse(rest)?.root).toBe('https://api.cloudpayments.ru');
  });
});

describe('sums', () => {
  test('every sum goes as a number of JSON and comes back to the kopeck', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 999_999_999_999_999n), (minor) => {
        const text = readJson(JSON.stringify({ Amount: toNumber(rub(minor)) })) as { Amount: string };
        expect(toMoney(text.Amount, 'RUB')).toEqual(rub(minor));
      }),
    );
  });

  test('a sum that a number can’t hold is refused, and nothing is asked', async () => {
    const amount = rub(1_000_000_000_000_000n);
    expect(await stand.provider.start({ ...REQUEST, amount })).toMatchObject({ category: 'invalid' });
    expect(stand.asked).toEqual([]);
  });

  test('parts of a kopeck are not read', () => {
    expect(toMoney('10.505', 'RUB')).toBeNull();
    expect(toMoney('1e3', 'RUB')).toBeNull();
    expect(toMoney('10.5000', 'RUB')).toEqual(rub(1050n));
  });
});

describe('links', () => {
  test('an order is asked for exactly so', async () => {
    await started({ receipt: RECEIPT });
    expect(stand.asked).toEqual([
      {
        path: '/orders/create',
        requestId: 'key-17',
        body: {
          Amount: 1540.5,
          Currency: 'RUB',
          Description: '№ 17: Сайт',
          InvoiceId: 'pay-17',
          JsonData: {
            payment_id: 'pay-17',
            cloudpayments: {
              CustomerReceipt: {
                Items: [
                  {
                    label: 'Сайт',
                    price: 1027,
                    quantity: 1.5,
                    amount: 1540.5,
                    vat: 122,
                    method: 1,
                    object: 4,
                  },
                ],
                taxationSystem: 1,
                email: 'maria@example.com',
                amounts: { electronic: 1540.5, advancePayment: 0, credit: 0, provision: 0 },
              },
            },
          },
          Email: 'maria@example.com',
          Phone: '+79000000001',
          SendEmail: false,
          SendSms: false,
          SendViber: false,
          RequireConfirmation: false,
          CultureName: 'ru-RU',
          SuccessRedirectUrl: REQUEST.returnUrl,
          FailRedirectUrl: REQUEST.returnUrl,
        },
      },
    ]);
  });

  test('the page pays once, also by a double click, and leads back', async () => {
    const { url } = await started();
    expect(await (await fetch(url)).text()).toContain('data-testid="bank-pay"');
    const press = (what: string) =>
      fetch(url, { method: 'POST', body: new URLSearchParams({ do: what }), redirect: 'manual' });
    expect(await (await press('decline')).text()).toContain('role="alert"');
    expect((await press('pay')).headers.get('location')).toBe(REQUEST.returnUrl);
    await press('pay');
    const states = stand.fake.books.transactions().map(({ status }) => status);
    expect(states).toEqual(['Declined', 'Completed']);
  });

  test('a receipt whose lines do not add up is refused, and nothing is asked', async () => {
    const outcome = await stand.provider.start({ ...REQUEST, amount: rub(1n), receipt: RECEIPT });
    expect(outcome).toMatchObject({ category: 'invalid', code: 'receipt' });
    expect(stand.asked).toEqual([]);
  });
});

describe('refunds', () => {
  test('a refund is asked for exactly so, and is done when that is told', async () => {
    const { reference } = await started();
    const { id } = stand.fake.books.pay(stand.order(reference));
    const request = { ...REFUND, reference, chargeId: String(id) };
    expect(await stand.provider.refund?.(request)).toMatchObject({ value: { state: 'pending' } });
    const body = { TransactionId: id, Amount: 0.5, JsonData: { refund_id: 'refund-1' } };
    expect(stand.asked.at(-1)).toEqual({ path: '/payments/refund', requestId: 'refund-key-1', body });
    const reading = await told('refund');
    const done = { type: 'refund', refundId: 'refund-1', chargeId: String(id), amount: rub(50n) };
    expect(reading).toMatchObject({ notices: [{ ...done, state: 'succeeded' }] });
  });

  test('a try from before the hour of X-Request-ID is found and not repeated', async () => {
    const { reference } = await started();
    const { id } = stand.fake.books.pay(stand.order(reference));
    const request = { ...REFUND, reference, chargeId: String(id) };
    const first = await stand.provider.refund?.(request);
    stand.pass(2 * 3_600_000);
    expect(await stand.provider.refund?.({ ...request, again: true })).toEqual(first);
    expect(stand.fake.books.transactions()).toHaveLength(2);
  });
});

describe('saved methods', () => {
  const saved = async () => {
    const { reference } = await started({ saveMethod: true });
    stand.fake.books.pay(stand.order(reference));
    const reading = await told('pay');
    const notice = reading.ok ? reading.notices[0] : undefined;
    return (notice?.type === 'payment' && notice.savedMethod) || { token: '', title: '' };
  };

  test('a method is kept on wish and charged without the customer', async () => {
    const { token, title } = await saved();
    expect(title).toBe('MIR •• 0004');
    const next = { ...REQUEST, paymentId: 'pay-18', idempotencyKey: 'key-18', savedMethod: token };
    expect(await stand.provider.charge?.(next)).toEqual({ ok: true, value: { reference: 'pay-18' } });
    expect(stand.asked.at(-1)).toMatchObject({
      path: '/payments/tokens/charge',
      body: { AccountId: 'deal-5', TrInitiatorCode: 0, PaymentScheduled: 1, InvoiceId: 'pay-18' },
    });
    const key = { reference: 'pay-18', paymentId: 'pay-18', idempotencyKey: 'key-18' };
    expect(await stand.provider.look(key)).toMatchObject({ value: [{ state: 'succeeded' }] });
  });

  test('a declined charge is told as a notice', async () => {
    const { token } = await saved();
    stand.fake.declines = true;
    const next = { ...REQUEST, paymentId: 'pay-18', idempotencyKey: 'key-18', savedMethod: token };
    expect(await stand.provider.charge?.(next)).toMatchObject({ ok: true });
    expect(await told('fail')).toMatchObject({
      notices: [{ state: 'failed', paymentId: 'pay-18', chargeId: null }],
    });
  });

  test('a token of somebody else’s making is refused', async () => {
    expect(toCharge({ ...REQUEST, savedMethod: 'no-account' })).toBeNull();
    const foreign = { ...REQUEST, savedMethod: 'deal-5/tk_unknown' };
    expect(await stand.provider.charge?.(foreign)).toMatchObject({ ok: false, category: 'invalid' });
  });
});

describe('receipts', () => {
  test('the codes of VAT are CloudKassir’s own', () => {
    expect(VAT).toMatchObject({ none: null, '0': 0, '22': 22, '5_of': 105, '22_of': 122 });
  });

  test('the second receipt settles what was paid in advance, and its numbers are learnt', async () => {
    const made = await stand.provider.register?.({
      idempotencyKey: 'receipt-1',
      reference: 'pay-17:order',
      chargeId: '1',
      refundReference: null,
      receipt: RECEIPT,
      currency: 'RUB',
      settledBy: 'prepaid',
    });
    const CustomerReceipt = toReceipt(RECEIPT, 'RUB', 'prepaid');
    expect(CustomerReceipt.amounts).toMatchObject({ electronic: 0, advancePayment: 1540.5 });
    expect(stand.asked.at(-1)).toEqual({
      path: '/kkt/receipt',
      requestId: 'receipt-1',
      body: { Inn: '5544332219', Type: 'Income', InvoiceId: 'pay-17', CustomerReceipt },
    });
    expect(made).toMatchObject({ ok: true, value: { state: 'pending' } });
    const id = made?.ok ? made.value.receiptReference : '';
    const fiscal = { documentNumber: '1', storageNumber: '9999078900000000', attribute: '3449555941' };
    expect(await stand.provider.lookReceipt?.(id)).toMatchObject({ value: { state: 'succeeded', fiscal } });
  });

  test('a state of a receipt that nobody documents still waits', () => {
    expect(['Queued', 'Processed', 'Error', '?'].map(receiptStateOf)).toEqual([
      'pending',
      'succeeded',
      'failed',
      'pending',
    ]);
  });
});

test('the emulation keeps its state over a restart', () => {
  const options = {
    publicRoot: 'https://shop.example.com/sandbox/cloudpayments',
    root: 'http://localhost:8787/sandbox/cloudpayments',
    fetch,
    now: Date.now,
    environment: {},
    onChange: () => undefined,
  };
  const fake = cloudpayments.fake(options);
  const deps = { fetch, now: Date.now, timeoutMs: 100 };
  expect(cloudpayments.open(fake.environment, deps)?.id).toBe('cloudpayments');
  fake.restore(fake.snapshot());
  expect(() => fake.restore('{}')).toThrow(SyntaxError);
  fake.close();
});
