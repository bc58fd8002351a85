import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createStripe } from '../../api/payments/stripe/index.ts';
import type { RawWebhook, StartRequest } from '../../domain/ports/payment-provider.ts';
import { failureOf, valueFrom } from '../contract/payment-provider-driver.ts';
import { type StripeStand, startStripe, WEBHOOK_URL } from '../support/stripe.ts';

let stand: StripeStand;
beforeEach(() => {
  stand = startStripe();
});
afterEach(() => stand.close());

const REQUEST: StartRequest = {
  paymentId: 'payment-1',
  idempotencyKey: 'payment-1',
  kind: 'card',
  amount: { minor: 349_000n, currency: 'USD' },
  invoiceNumber: '17',
  dealId: 5,
  purpose: 'Course',
  items: [],
  customer: { phone: null, email: null, locale: 'en' },
  returnUrl: 'https://shop.example.com/pay/token',
  webhookUrl: WEBHOOK_URL,
  expiresAt: null,
};

const start = async (over: Partial<StartRequest> = {}) =>
  valueFrom(await stand.provider.start({ ...REQUEST, ...over })).reference;
const read = async (raw: RawWebhook) => stand.provider.readWebhook(raw);
const event = async (type: string, object: unknown) =>
  read(
    await stand.signed(JSON.stringify({ id: 'evt_1', object: 'event', type, created: 1, data: { object } })),
  );
/** The webhook of this type about this object. */
const sent = async (type: string, id: string) =>
  (await stand.webhooks()).find(({ body }) => {
    const told = JSON.parse(new TextDecoder().decode(body));
    return told.type === type && told.data.object.id === id;
  })!;
const noticesOf = async (raw: RawWebhook) => {
  const reading = await read(raw);
  return reading.ok ? reading.notices : [];
};

const SESSION = {
  id: 'cs_test_1',
  object: 'checkout.session',
  status: 'complete',
  payment_status: 'paid',
  amount_total: 349_000,
  currency: 'usd',
  payment_intent: 'pi_1',
  metadata: { till_payment: 'payment-1', till_origin: 'session' },
  created: 1,
  expires_at: 2,
};

describe('signatures', () => {
  test('the reference’s own example fits, and with another byte does not', async () => {
    const config = { root: 'https://a.example', secretKey: 'sk_test_1', webhookSecrets: ['whsec_test'] };
    const provider = createStripe(config, { fetch, now: () => 1_700_000_100_000, timeoutMs: 1_000 });
    const v1 = 'c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925';
    const raw = (signature: string, text = '{"id":"evt_1"}'): RawWebhook => ({
      method: 'POST',
      url: WEBHOOK_URL,
      headers: { 'stripe-signature': signature },
      body: new TextEncoder().encode(text),
      kind: null,
      remoteAddress: null,
    });
    // Signed, and no event: that is 400, where a forgery is 401.
    const status = async (signed: RawWebhook) => {
      const reading = await provider.readWebhook(signed);
      return reading.ok || reading.status;
    };
    expect(await status(raw(`t=1700000000,v1=${v1}`))).toBe(400);
    expect(await status(raw(`t=1700000000,v1=${'0'.repeat(64)},v1=${v1},v0=${v1}`))).toBe(400);
    expect(await status(raw(`t=1700000001,v1=${v1}`))).toBe(401);
    expect(await status(raw(`t=1700000000,v1=${v1}`, '{"id":"evt_2"}'))).toBe(401);
    expect(await status(raw(`t=1700000000,v0=${v1}`))).toBe(401);
    expect(await status(raw(`t=1700000000,v1=${v1}`, '\uFEFF{"id":"evt_1"}'))).toBe(401);
    for (const odd of ['', 't=,v1=', 't=1700000000,v1', `t=NaN,v1=${v1}`, 'v1='.repeat(5_000)])
      expect(await status(raw(odd))).toBe(401);
  });

  test('while a secret is rolled, both are good; the one that was not set is not', async () => {
    const ping = { id: 'evt_1', object: 'event', type: 'ping', created: 1, data: { object: {} } };
    const body = JSON.stringify(ping);
    expect(await read(await stand.signed(body, { secret: 'whsec_newer' }))).toMatchObject({ ok: true });
    expect(await read(await stand.signed(body))).toMatchObject({ ok: true });
    expect(await read(await stand.signed(body, { secret: 'whsec_old' }))).toMatchObject({ status: 401 });
  });

  test('299 seconds are good, 301 are not', async () => {
    const raw = async (age: number) => read(await stand.signed('{}', { at: stand.now() - age * 1000 }));
    expect(await raw(299)).toMatchObject({ status: 400 });
    expect(await raw(301)).toMatchObject({ status: 401 });
  });
});

describe('what is told', () => {
  test('a session that is paid, with no question asked', async () => {
    expect(await event('checkout.session.completed', SESSION)).toMatchObject({
      ok: true,
      acknowledge: { status: 200 },
      notices: [
        {
          type: 'payment',
          eventKey: 'payment:pi_1:succeeded',
          reference: 'cs_test_1',
          paymentId: 'payment-1',
          state: 'succeeded',
          chargeId: 'pi_1',
          amount: REQUEST.amount,
          at: 1_000,
        },
      ],
    });
    expect(stand.calls).toEqual([]);
  });

  test('money that came later has the same key, and nothing that cost nothing is told', async () => {
    const later = await event('checkout.session.async_payment_succeeded', SESSION);
    expect(later).toMatchObject({ notices: [{ eventKey: 'payment:pi_1:succeeded' }] });
    const free = { ...SESSION, payment_status: 'no_payment_required', payment_intent: null };
    expect(await event('checkout.session.completed', free)).toMatchObject({ ok: true, notices: [] });
  });

  test('money that did not come later is told as failed, with the reason', async () => {
    const reference = await start();
    stand.fake.books.decline(reference, 'do_not_honor');
    const id = stand.fake.books.session(reference).payment_intent;
    const unpaid = { ...SESSION, id: reference, payment_status: 'unpaid', payment_intent: id };
    expect(await event('checkout.session.async_payment_failed', unpaid)).toMatchObject({
      ok: true,
      notices: [{ state: 'failed', reason: 'do_not_honor', chargeId: null, reference }],
    });
  });

  test('a slow refund: on its way, then done; and one that came back', async () => {
    const reference = await start();
    const { back } = stand.fake.books;
    const intent = stand.fake.books.pay(reference).id;
    back.slowRefunds = true;
    const order = { amount: 100, reason: null, metadata: {} };
    const [one, two] = [back.refund(intent, order), back.refund(intent, order)];
    back.finishRefund(one.id, 'succeeded');
    expect(await noticesOf(await sent('refund.updated', one.id))).toMatchObject([
      { type: 'refund', state: 'succeeded', eventKey: `refund:${one.id}:succeeded`, chargeId: intent },
    ]);
    back.finishRefund(two.id, 'failed');
    const [failed] = await noticesOf(await sent('refund.failed', two.id));
    expect(failed).toMatchObject({ state: 'failed', reason: 'lost_or_stolen_card', reference });
  });

  test('refunds inside a charge, as old endpoints send them, have the keys of the new', async () => {
    const reference = await start();
    const intent = stand.fake.books.pay(reference).id;
    const refund = stand.fake.books.back.refund(intent, { amount: 100, reason: null, metadata: {} });
    const charge = { id: refund.charge, object: 'charge', refunds: { data: [refund] } };
    expect(await event('charge.refunded', charge)).toMatchObject({
      notices: [{ eventKey: `refund:${refund.id}:succeeded`, reference }],
    });
  });

  test('an inquiry takes no money and is not told; a dispute that was prevented without any neither', async () => {
    const reference = await start();
    const intent = stand.fake.books.pay(reference).id;
    const dispute = stand.fake.books.back.dispute(intent, true);
    expect(await noticesOf(await sent('charge.dispute.created', dispute.id))).toEqual([]);
    const grown = { ...dispute, status: 'needs_response' };
    expect(await event('charge.dispute.updated', grown)).toMatchObject({ notices: [{ state: 'open' }] });
    const prevented = { ...dispute, status: 'prevented', balance_transactions: [] };
    expect(await event('charge.dispute.closed', prevented)).toMatchObject({ ok: true, notices: [] });
  });
});

describe('what is left alone', () => {
  test('other kinds of event, and other programs’ money', async () => {
    for (const type of ['invoice.paid', 'charge.succeeded', 'toString', '__proto__'])
      expect(await event(type, { id: 'in_1' })).toMatchObject({ ok: true, notices: [] });
    const foreign = { ...SESSION, metadata: { order: '7' }, client_reference_id: 'payment-1' };
    expect(await event('checkout.session.completed', foreign)).toMatchObject({ ok: true, notices: [] });
    const intent = {
      id: 'pi_2',
      object: 'payment_intent',
      status: 'succeeded',
      amount: 1,
      amount_received: 1,
    };
    const whole = { ...intent, currency: 'usd', metadata: {}, created: 1 };
    expect(await event('payment_intent.succeeded', whole)).toMatchObject({ ok: true, notices: [] });
  });

  test.each([
    ['no id', { id: undefined }],
    ['half a cent', { amount_total: 0.5 }],
    ['a sum below nothing', { amount_total: -1 }],
    ['a sum as text', { amount_total: '349000' }],
    ['a sum that JSON rounds', { amount_total: 9_007_199_254_740_994 }],
    ['a currency as no code', { currency: 'dollars' }],
    ['another status', { status: 'paid' }],
    ['half a shilling', { currency: 'ugx', amount_total: 50 }],
    ['a date beyond dates', { created: 1e15 }],
  ])('a session with %s is refused, and comes again', async (_name, over) => {
    expect(await event('checkout.session.completed', { ...SESSION, ...over })).toMatchObject({ status: 400 });
  });

  test('an event whose rest can’t be asked for is refused, and read when it comes again', async () => {
    const reference = await start();
    const intent = stand.fake.books.pay(reference).id;
    const raw = await sent('charge.dispute.created', stand.fake.books.back.dispute(intent).id);
    stand.fake.fail('read', { kind: 'error', status: 503 });
    expect(await read(raw)).toMatchObject({ ok: false, status: 400 });
    const due = [...stand.fake.books.state.disputes.values()][0]?.evidence_details.due_by ?? 0;
    const told = { reference, respondBefore: due * 1000, reason: 'fraudulent' };
    expect(await noticesOf(raw)).toMatchObject([{ type: 'dispute', ...told }]);
  });
});

describe('failures', () => {
  test('a key that another call uses is not carried out, and tried again', async () => {
    stand.fake.fail('create', { kind: 'error', status: 409 });
    const failure = failureOf(await stand.provider.start(REQUEST));
    expect(failure).toMatchObject({
      category: 'unavailable',
      retryable: true,
      code: 'idempotency_key_in_use',
    });
  });

  test('an address of mail that Stripe refuses is not repeated in the failure', async () => {
    const customer = { phone: null, email: 'maria@example', locale: 'en' };
    const failure = failureOf(await stand.provider.start({ ...REQUEST, customer }));
    expect(failure).toMatchObject({ category: 'invalid', code: 'email_invalid' });
    expect(failure.message).not.toContain('maria');
  });

  test('a page of somebody else is no word of Stripe', async () => {
    for (const [status, body] of [
      [404, '{"error":"not found"}'],
      [404, '{"error":{"code":"resource_missing"}}'],
      [404, '<html>'],
      [200, '{}'],
      [200, 'null'],
      [302, ''],
    ] as const) {
      const answer: typeof fetch = async () => new Response(body, { status });
      const config = { root: 'https://a.example', secretKey: 'sk_test_1', webhookSecrets: ['whsec_1'] };
      const provider = createStripe(config, { fetch: answer, now: Date.now, timeoutMs: 1_000 });
      const key = { reference: 'cs_1', paymentId: 'payment-1', idempotencyKey: 'payment-1' };
      expect(failureOf(await provider.look(key)).category).toBe('unavailable');
      expect(failureOf(await provider.start(REQUEST)).category).toBe('unknown');
    }
  });

  test('a sum that Stripe can’t be told is refused without a call', async () => {
    const amount = { minor: 5_125n, currency: 'KWD' };
    expect(failureOf(await stand.provider.start({ ...REQUEST, amount }))).toMatchObject({
      category: 'invalid',
    });
    expect(stand.calls).toEqual([]);
  });
});

describe('the emulation', () => {
  test('a payer pays once by a double click, and may decline first', async () => {
    const reference = await start();
    const press = async (what: string) => {
      const body = new URLSearchParams({ do: what });
      return stand.fake.app.request(`/pay/${reference}`, { method: 'POST', body });
    };
    const page = await (await stand.fake.app.request(`/pay/${reference}?lang=ru`)).text();
    expect(page).toContain('data-testid="bank-pay"');
    expect(page).toContain('№ 17: Course');
    expect((await press('decline')).status).toBe(303);
    expect((await press('pay')).headers.get('location')).toBe(REQUEST.returnUrl);
    await press('pay');
    expect([...stand.fake.books.state.charges.values()].map(({ status }) => status)).toEqual([
      'failed',
      'succeeded',
    ]);
    expect((await stand.fake.app.request('/admin')).status).toBe(200);
    expect((await stand.fake.app.request('/pay/cs_none')).status).toBe(404);
  });

  test('it sends again what was not acknowledged, signed anew, and lives on from a snapshot', async () => {
    stand.close();
    stand = startStripe({ pace: 0.001 });
    const reference = await start();
    const text = stand.fake.snapshot();
    stand.fake.restore(text);
    stand.answer(500);
    stand.fake.books.pay(reference);
    await expect.poll(async () => (await stand.webhooks()).length).toBe(4);
    expect(() => stand.fake.restore('{}')).toThrow(SyntaxError);
  });
});
