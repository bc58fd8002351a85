import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type CloudPaymentsStand,
  ORDER,
  signedBytes,
  signedForm,
  startCloudPayments,
} from '../support/cloudpayments.ts';

const rub = (minor: bigint) => ({ minor, currency: 'RUB' });

/** The example of a body in the vendor's documents. */
const PAY = {
  TransactionId: '2200000001',
  Amount: '3490.00',
  Currency: 'RUB',
  PaymentAmount: '3490.00',
  PaymentCurrency: 'RUB',
  DateTime: '2026-11-24 09:17:02',
  CardFirstSix: '220000',
  CardLastFour: '0004',
  CardType: 'MIR',
  CardExpDate: '12/29',
  TestMode: '1',
  Status: 'Completed',
  OperationType: 'Payment',
  GatewayName: 'Test',
  InvoiceId: 'A-17',
  AccountId: 'user-5',
  Email: 'buyer@example.com',
  Token: 'tk_abc',
  Data: '{"order_id":"A-17"}',
};

let stand: CloudPaymentsStand;
beforeEach(() => {
  stand = startCloudPayments(0.0001);
});
afterEach(() => stand.close());

describe('notifications', () => {
  test('the documents’ example is read', async () => {
    const reading = await stand.provider.readWebhook(await signedForm(PAY, 'pay'));
    expect(reading).toMatchObject({
      ok: true,
      acknowledge: { status: 200, body: '{"code":0}' },
      notices: [
        {
          type: 'payment',
          eventKey: 'payment:2200000001:succeeded',
          paymentId: 'A-17',
          chargeId: '2200000001',
          amount: rub(349_000n),
          at: Date.UTC(2026, 10, 24, 9, 17, 2),
        },
      ],
    });
    expect(reading.ok && reading.notices[0]).not.toHaveProperty('savedMethod');
  });

  test('either signature is enough', async () => {
    const raw = await signedForm(PAY, 'pay');
    for (const name of ['content-hmac', 'x-content-hmac']) {
      const headers = { [name]: raw.headers[name] ?? '' };
      expect((await stand.provider.readWebhook({ ...raw, headers })).ok).toBe(true);
    }
  });

  test('a body of JSON and the query of a GET are read alike', async () => {
    const json = JSON.stringify({ ...PAY, TransactionId: 2_200_000_001, Amount: 3490 });
    const form = await stand.provider.readWebhook(await signedForm(PAY, 'pay'));
    expect(await stand.provider.readWebhook(await signedBytes(new TextEncoder().encode(json)))).toEqual(form);
    const query = new URLSearchParams(PAY).toString();
    const signed = await signedBytes(new TextEncoder().encode(query));
    const get = { ...signed, method: 'GET', url: `${signed.url}?${query}`, body: new Uint8Array() };
    expect(await stand.provider.readWebhook(get)).toEqual(form);
  });

  test('a value can not pose as more fields', async () => {
    const text = `${new URLSearchParams(PAY)}&Amount=1.00`;
    const raw = await signedBytes(new TextEncoder().encode(text));
    expect(await stand.provider.readWebhook(raw)).toMatchObject({ ok: false, status: 400 });
  });

  test('kinds without money are acknowledged and tell nothing', async () => {
    const recurrent = { Id: 'sc_1', AccountId: 'deal-5', Status: 'Active' };
    for (const [kind, fields] of [
      ['recurrent', recurrent],
      ['receipt', { Id: 'receipt1' }],
    ] as const) {
      const reading = await stand.provider.readWebhook(await signedForm(fields, kind));
      expect(reading).toMatchObject({ ok: true, notices: [], acknowledge: { body: '{"code":0}' } });
    }
  });

  test('Check asks about a payment, and its answers are the codes of the documents', async () => {
    const reading = await stand.provider.readWebhook(await signedForm(PAY, 'check'));
    if (!reading.ok || !reading.question) throw new Error('no question');
    const { paymentId, amount, answer } = reading.question;
    expect({ paymentId, amount }).toEqual({ paymentId: PAY.InvoiceId, amount: rub(349_000n) });
    const codes = (['ok', 'unknown', 'changed', 'paid', 'cancelled', 'busy', 'expired'] as const).map(
      (verdict) => JSON.parse(answer(verdict).body).code,
    );
    expect(codes).toEqual([0, 10, 12, 13, 13, 13, 20]);
    const forged = await stand.provider.readWebhook({ ...(await signedForm(PAY, 'check')), headers: {} });
    expect(forged).toMatchObject({ ok: false, status: 401 });
  });

  test.each([
    ['pay', { Status: 'Authorized' }, 'authorized'],
    ['confirm', {}, 'succeeded'],
    ['fail', { Reason: 'InsufficientFunds', ReasonCode: '5051' }, 'failed'],
    ['cancel', {}, 'cancelled'],
  ] as const)('%s is told as %o → %s', async (kind, over, state) => {
    const reading = await stand.provider.readWebhook(await signedForm({ ...PAY, ...over }, kind));
    const eventKey = `payment:2200000001:${state}`;
    expect(reading).toMatchObject({ ok: true, notices: [{ state, eventKey }] });
  });

  test('an unknown kind, a wrong sum and a refund of nothing are refused', async () => {
    const cases = [
      await signedForm(PAY, 'another'),
      { ...(await signedForm(PAY, 'pay')), kind: null },
      await signedForm({ ...PAY, Amount: '1.005' }, 'pay'),
      await signedForm({ ...PAY, Amount: '-5' }, 'pay'),
      await signedForm(PAY, 'refund'),
    ];
    for (const raw of cases) {
      expect(await stand.provider.readWebhook(raw)).toMatchObject({ ok: false, status: 400 });
    }
  });

  test('what is not answered with code 0 comes again, under the same key', async () => {
    const started = await stand.provider.start(ORDER);
    const reference = started.ok ? started.value.reference : '';
    stand.answer('{"code":0}', '{"code":13}');
    stand.fake.books.pay(stand.order(reference));
    await expect
      .poll(async () => (await stand.webhooks()).map(({ kind }) => kind))
      .toEqual(['check', 'pay', 'pay']);
  });
});
