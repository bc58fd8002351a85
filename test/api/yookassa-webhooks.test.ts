import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPayment } from '../../api/cashier.ts';
import { settleInbox } from '../../api/jobs/inbox.ts';
import { isSender } from '../../api/payments/yookassa/webhook.ts';
import type { RawWebhook } from '../../domain/ports/payment-provider.ts';
import { type Desk, openDesk, seed } from '../support/desk.ts';
import { anInvoice } from '../support/world.ts';
import { rawWebhook, startYookassa, type YookassaStand } from '../support/yookassa.ts';

let stand: YookassaStand;
beforeEach(() => {
  stand = startYookassa();
});
afterEach(() => stand.close());

const ID = '2f0c0001-000f-5000-8000-1a2b3c4d5e6f';
/** The manual's own example. */
const SUCCEEDED = {
  type: 'notification',
  event: 'payment.succeeded',
  object: {
    id: ID,
    status: 'succeeded',
    paid: true,
    amount: { value: '3490.00', currency: 'RUB' },
    income_amount: { value: '3367.85', currency: 'RUB' },
    captured_at: '2026-11-24T09:17:02.511Z',
    created_at: '2026-11-24T09:15:30.123Z',
    description: 'Order A-17',
    metadata: { order_id: 'A-17' },
    payment_method: { type: 'sbp', id: ID, saved: false },
    recipient: { account_id: '100500', gateway_id: '100700' },
    refundable: true,
    refunded_amount: { value: '0.00', currency: 'RUB' },
    test: false,
  },
};
const read = (body: unknown, address?: string | null) =>
  stand.provider.readWebhook(rawWebhook(JSON.stringify(body), address));

describe('a notification', () => {
  test('of the manual points at its payment and proves nothing', async () => {
    expect(await read(SUCCEEDED)).toEqual({
      ok: true,
      notices: [],
      hints: [
        {
          eventKey: expect.stringMatching(new RegExp(`^webhook:payment\\.succeeded:${ID}:[0-9a-f]{16}$`)),
          reference: ID,
          paymentId: null,
        },
      ],
      acknowledge: { status: 200, body: 'ok' },
    });
    expect(stand.sent).toEqual([]);
  });

  test('of a refund points at the payment that it is of', async () => {
    const object = { id: '2f0c0abc-0015-5000-9000-1a2b3c4d5e6f', payment_id: ID, status: 'succeeded' };
    const reading = await read({ type: 'notification', event: 'refund.succeeded', object });
    expect(reading).toMatchObject({ ok: true, hints: [{ reference: ID }] });
    const lost = { type: 'notification', event: 'refund.succeeded', object: { id: object.id } };
    expect(await read(lost)).toMatchObject({ ok: false, status: 400 });
  });

  test('of something else is acknowledged, and points nowhere', async () => {
    for (const event of ['payment_method.active', 'payout.succeeded', 'deal.closed', 'payment.invented']) {
      expect(await read({ ...SUCCEEDED, event })).toMatchObject({ ok: true, notices: [], hints: [] });
    }
  });

  test('that is forged has a key of its own, so that the true one is still heard', async () => {
    const keyOf = async (body: unknown) => {
      const reading = await read(body);
      return reading.ok && reading.hints?.[0]?.eventKey;
    };
    const forged = { ...SUCCEEDED, object: { id: ID } };
    expect(await keyOf(forged)).not.toBe(await keyOf(SUCCEEDED));
    expect(await keyOf(SUCCEEDED)).toBe(await keyOf(SUCCEEDED));
  });

  test('of another shape is refused without a throw', async () => {
    const { object } = SUCCEEDED;
    const shapes: unknown[] = [
      { ...SUCCEEDED, type: 'notice' },
      { ...SUCCEEDED, event: ['payment.succeeded'] },
      { ...SUCCEEDED, event: 'payment.succeeded\u0000' },
      { ...SUCCEEDED, object: null },
      { ...SUCCEEDED, object: { ...object, id: Number.POSITIVE_INFINITY } },
      { ...SUCCEEDED, object: { ...object, id: '../../refunds' } },
      { ...SUCCEEDED, object: { ...object, id: 'x'.repeat(65) } },
    ];
    for (const shape of shapes) expect(await read(shape)).toMatchObject({ ok: false, status: 400 });
  });

  test('with any one byte changed never throws and never gives a notice', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(SUCCEEDED));
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = bytes.slice();
      changed[index]! ^= 1 << (index % 8);
      const reading = await stand.provider.readWebhook(rawWebhook(changed));
      if (reading.ok) expect(reading.notices).toEqual([]);
      else expect(reading.status).toBe(400);
    }
  });
});

describe('the list of addresses', () => {
  test('is YooKassa’s, to its edges', () => {
    const inside = [
      '185.71.76.0',
      '185.71.76.31',
      '185.71.77.1',
      '77.75.153.127',
      '77.75.154.128',
      '77.75.154.255',
      '77.75.156.11',
      '77.75.156.35',
      '2a02:5180::1',
      '2A02:5180:ffff:ffff:ffff:ffff:ffff:ffff',
      '::ffff:185.71.76.5',
      '::ffff:b947:4c05',
    ];
    const outside = [
      '185.71.76.32',
      '185.71.75.255',
      '77.75.153.128',
      '77.75.154.127',
      '77.75.156.12',
      '2a02:5181::1',
      '2a02::5180:1',
      '::ffff:185.71.76.32',
      '185.71.76',
      '185.71.76.0.1',
      '185.71.76.256',
      ':::',
      '1:2:3:4:5:6:7:8:9',
      'localhost',
      '',
    ];
    expect(inside.filter((address) => !isSender(address))).toEqual([]);
    expect(outside.filter((address) => isSender(address))).toEqual([]);
    expect(isSender(null)).toBe(false);
  });

  test('filters only where it is switched on', async () => {
    expect(await read(SUCCEEDED, '203.0.113.9')).toMatchObject({ ok: true });
    const strict = stand.open({ YOOKASSA_IP_FILTER: 'on' });
    const from = (address: string | null) =>
      strict.readWebhook(rawWebhook(JSON.stringify(SUCCEEDED), address));
    expect(await from('185.71.76.5')).toMatchObject({ ok: true });
    for (const address of ['203.0.113.9', null])
      expect(await from(address)).toMatchObject({ ok: false, status: 403 });
  });
});

describe('a till with YooKassa', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = openDesk({ providers: new Map([['yookassa', stand.provider]]) });
    await seed(desk, anInvoice(349_000n));
  });

  const facts = async () => (await desk.store.caseByDeal(1))!;
  const post = ({ body }: RawWebhook) =>
    desk.app.request('/webhooks/payments/yookassa', { method: 'POST', body: body.slice() });
  const open = async () => {
    const token = (await facts()).invoices[0]!.payToken;
    const opened = await openPayment(desk.deps, token, 'card', 'request-1');
    if (!opened.ok) throw new Error(opened.code);
    return stand.fake.shop.payments()[0]!.shown.id;
  };

  test('is paid when YooKassa’s own word was read, not when somebody said so', async () => {
    const reference = await open();
    const forged = { ...SUCCEEDED, object: { ...SUCCEEDED.object, id: reference } };
    expect((await post(rawWebhook(JSON.stringify(forged)))).status).toBe(200);
    await settleInbox(desk.deps);
    expect((await facts()).payments[0]?.state).toBe('pending');
    stand.fake.shop.pay(reference);
    for (const raw of await stand.webhooks()) expect((await post(raw)).status).toBe(200);
    expect((await facts()).payments[0]?.state).toBe('pending');
    await settleInbox(desk.deps);
    const { payments, deal, postings } = await facts();
    expect(payments[0]).toMatchObject({ state: 'succeeded', chargeId: reference, amount: 349_000n });
    expect(deal.stage).toBe('paid');
    expect(postings.find(({ account }) => account === 'fees')?.amount).toBe(9_772n);
  });

  test('hears of repeats, and of a refund made in YooKassa’s office, once', async () => {
    const reference = await open();
    stand.fake.shop.pay(reference);
    stand.fake.shop.refund(null, { payment_id: reference, amount: { value: '490.00', currency: 'RUB' } });
    const all = await stand.webhooks();
    for (const raw of [...all, ...all].reverse()) expect((await post(raw)).status).toBe(200);
    await settleInbox(desk.deps);
    await settleInbox(desk.deps);
    const { payments, refunds, deal } = await facts();
    expect(payments).toHaveLength(1);
    expect(refunds).toEqual([expect.objectContaining({ state: 'succeeded', amount: 49_000n })]);
    expect(deal.stage).toBe('partially_refunded');
  });

  test('forgets a notification about a payment that YooKassa does not have', async () => {
    await open();
    await post(rawWebhook(JSON.stringify(SUCCEEDED)));
    await settleInbox(desk.deps);
    const rows = [...desk.store.tables.inbox.values()].filter(({ source }) => source === 'yookassa');
    expect(rows).toEqual([expect.objectContaining({ state: 'done', dealId: null })]);
    expect((await facts()).payments[0]?.state).toBe('pending');
  });
});
