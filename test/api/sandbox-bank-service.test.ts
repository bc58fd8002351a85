import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeBank } from '../../api/payments/sandbox/fake.ts';
import { type BankStand, SECRET_KEY, startBank, WEBHOOK_URL } from '../support/sandbox-bank.ts';

let stand: BankStand;
beforeEach(() => {
  stand = startBank();
});
afterEach(() => stand.close());

const HOUR = 3_600_000;
const ORDER = {
  amount: { minor: '150000', currency: 'RUB' },
  kind: 'sbp',
  description: '№ 17: Логотип <b>&',
  paymentId: 'p-1',
  returnUrl: 'https://shop.example.com/pay/token',
  webhookUrl: WEBHOOK_URL,
  expiresAt: null,
};

async function call(path: string, body?: unknown, over: Record<string, string> = {}) {
  const headers = { authorization: `Bearer ${SECRET_KEY}`, 'idempotency-key': 'key-1', ...over };
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await stand.bank.app.request(path, init);
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

const create = async (over = {}) => String((await call('/v1/payments', { ...ORDER, ...over })).json.id);
const show = (id: string, query = '', headers = {}) =>
  stand.bank.app.request(`/pay/${id}${query}`, { headers });

async function press(path: string, fields: Record<string, string>) {
  const response = await stand.bank.app.request(path, { method: 'POST', body: new URLSearchParams(fields) });
  return { status: response.status, to: response.headers.get('location'), html: await response.text() };
}

describe('the API', () => {
  test('a key is for one request: another one under it is a conflict', async () => {
    const first = await call('/v1/payments', ORDER);
    expect(await call('/v1/payments', ORDER)).toEqual(first);
    const other = await call('/v1/payments', { ...ORDER, amount: { minor: '1', currency: 'RUB' } });
    expect(other).toMatchObject({ status: 409, json: { code: 'idempotency_mismatch' } });
  });

  const wrong: [string, object, string][] = [
    ['amount.minor', { amount: { minor: '-1', currency: 'RUB' } }, 'a sum below zero'],
    ['amount.minor', { amount: { minor: '0', currency: 'RUB' } }, 'nothing'],
    ['amount.minor', { amount: { minor: 1500, currency: 'RUB' } }, 'a sum that is a number'],
    ['amount.currency', { amount: { minor: '1', currency: 'rub' } }, 'no currency'],
    ['kind', { kind: 'cash' }, 'a kind that it has not'],
    ['description', { description: 'x'.repeat(251) }, 'too many words'],
    ['returnUrl', { returnUrl: 'javascript:alert(1)' }, 'an address that runs'],
    ['expiresAt', { expiresAt: 1 }, 'a deadline that is over'],
  ];
  for (const [field, over, what] of wrong) {
    test(`${what} is refused with its field`, async () => {
      const answer = await call('/v1/payments', { ...ORDER, ...over });
      expect(answer).toMatchObject({ status: 400, json: { code: 'invalid', field } });
      expect(stand.bank.books.all()).toEqual([]);
    });
  }

  test('a call without a key, with a wrong one or with a broken body does nothing', async () => {
    expect(await call('/v1/payments', ORDER, { 'idempotency-key': '' })).toMatchObject({ status: 400 });
    expect(await call('/v1/payments', ORDER, { authorization: 'Bearer x' })).toMatchObject({ status: 401 });
    expect(await call('/v1/payments', 'no object')).toMatchObject({ status: 400 });
    expect(await call('/v1/elsewhere', {})).toMatchObject({ status: 405 });
    expect(stand.bank.books.all()).toEqual([]);
  });

  test('the statement lists what came, what went and what was kept', async () => {
    const charge = stand.bank.books.pay(await create());
    stand.pass(1000);
    await call('/v1/refunds', {
      chargeId: charge,
      amount: { minor: '500', currency: 'RUB' },
      refundId: 'r-1',
    });
    stand.pass(1000);
    stand.bank.books.chargeBack(charge);
    const all = await call(`/v1/events?from=0&to=${stand.now() + 1}`);
    expect(all.json).toMatchObject([
      { type: 'charge', amount: { minor: '150000' }, fee: '0' },
      { type: 'refund', amount: { minor: '500' } },
      { type: 'dispute', amount: { minor: '149500' } },
    ]);
    expect((await call(`/v1/events?from=${stand.now()}&to=${stand.now() + 1}`)).json).toHaveLength(1);
    expect(await call('/v1/events?from=yesterday')).toMatchObject({ status: 400 });
  });

  test('a refund can be asked for by its id', async () => {
    const chargeId = stand.bank.books.pay(await create());
    const { json } = await call('/v1/refunds', { chargeId, amount: ORDER.amount, refundId: 'r-1' });
    expect((await call(`/v1/refunds/${json.id}`)).json).toEqual(json);
    expect(await call('/v1/refunds/re_none')).toMatchObject({ status: 404 });
  });

  test('what a dispute took can not be refunded, until it is won', async () => {
    const chargeId = stand.bank.books.pay(await create());
    const dispute = stand.bank.books.chargeBack(chargeId);
    const refund = () => call('/v1/refunds', { chargeId, amount: ORDER.amount, refundId: 'r-1' });
    expect(await refund()).toMatchObject({ status: 409, json: { code: 'too_much' } });
    stand.bank.books.decideDispute(dispute, 'won');
    expect(await refund()).toMatchObject({ status: 200 });
  });
});

describe('its memory', () => {
  test('a restart keeps payments, keys and what is still to come', async () => {
    const id = await create({ expiresAt: stand.now() + HOUR });
    await press(`/pay/${id}`, { do: 'late', seconds: '7200' });
    const text = stand.bank.snapshot();
    stand.close();
    stand = startBank();
    stand.bank.restore(text);
    expect((await call('/v1/payments', { ...ORDER, expiresAt: stand.now() + HOUR })).json.id).toBe(id);
    stand.pass(HOUR);
    expect(stand.bank.books.get(id).state).toBe('expired');
    stand.pass(HOUR);
    expect(stand.bank.books.get(id)).toMatchObject({ state: 'succeeded', ended: { state: 'expired' } });
  });

  test('a text that is no snapshot is refused and changes nothing', async () => {
    const id = await create();
    for (const text of ['', '{}', 'null', '{"payments":7,"answers":[]}']) {
      expect(() => stand.bank.restore(text)).toThrow(SyntaxError);
    }
    expect(stand.bank.books.get(id).id).toBe(id);
  });

  test('it forgets the oldest beyond its bound', () => {
    const bank = createFakeBank({ shopId: 's', secretKey: 'k', webhookSecret: 'w', publicRoot: '', keep: 3 });
    const order = { ...ORDER, webhookUrl: 'https://shop.example.com' };
    for (let each = 0; each < 10; each += 1)
      bank.books.create(`key-${each}`, order, (id) => `https://b/${id}`);
    expect(bank.books.all()).toHaveLength(3);
    bank.close();
  });

  test('time alone ends an attempt and tells of it, without a visitor', async () => {
    let changes = 0;
    const options = { shopId: 's', secretKey: 'k', webhookSecret: 'w', publicRoot: '' };
    const bank = createFakeBank({
      ...options,
      fetch: async () => new Response(),
      onChange: () => void ++changes,
    });
    bank.books.create('key', { ...ORDER, expiresAt: Date.now() + 30 }, (id) => `https://b/${id}`);
    await expect.poll(() => changes).toBe(2);
    expect(bank.snapshot()).toContain('payment.expired');
    bank.close();
  });
});

describe('the pay page', () => {
  test('it shows who, what for and how much, in the payer’s language, and that it is practice', async () => {
    const id = await create();
    const russian = await (await show(id, '', { 'accept-language': 'ru-RU,ru;q=0.9,en;q=0.8' })).text();
    expect(russian).toContain('<html lang="ru">');
    for (const words of [
      'Учебный банк',
      'shop.example.com',
      '1\u00a0500\u00a0₽',
      '№ 17: Логотип &lt;b&gt;&amp;',
    ]) {
      expect(russian).toContain(words);
    }
    const english = await (await show(id, '?lang=en', { 'accept-language': 'ru' })).text();
    expect(english).toContain('Practice bank');
    expect(english).toContain(`action="https://bank.example.com/pay/${id}?lang=en"`);
  });

  test('it runs nothing and loads nothing but its own style', async () => {
    const response = await show(await create());
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; style-src 'self'");
    const html = await response.text();
    expect(html).not.toMatch(/<script|<style|style=|src=|onclick/);
    expect(html).toContain('href="https://bank.example.com/bank.css"');
    expect((await stand.bank.app.request('/bank.css')).headers.get('content-type')).toContain('text/css');
  });

  const acts: [string, Record<string, string>, string[]][] = [
    ['pay', {}, ['150000']],
    ['twice', {}, ['150000', '150000']],
    ['less', { sum: '1 000,50' }, ['100050']],
    ['less', { sum: '' }, ['75000']],
    ['silent', {}, ['150000']],
    ['decline', {}, []],
  ];
  for (const [what, fields, sums] of acts) {
    test(`${what} ${JSON.stringify(fields)} ends at the shop with ${sums.length} charges`, async () => {
      const id = await create();
      expect(await press(`/pay/${id}`, { do: what, ...fields })).toMatchObject({
        status: 303,
        to: ORDER.returnUrl,
      });
      expect(stand.bank.books.get(id).charges.map(({ amount }) => amount.minor)).toEqual(sums);
      expect((await stand.webhooks()).length).toBe(what === 'silent' ? 0 : Math.max(sums.length, 1));
    });
  }

  test('a double click pays once', async () => {
    const id = await create();
    await Promise.all([1, 2, 3].map(() => press(`/pay/${id}`, { do: 'pay' })));
    expect(stand.bank.books.get(id).charges).toHaveLength(1);
  });

  test('a declined payer can try again', async () => {
    const id = await create();
    await press(`/pay/${id}`, { do: 'decline' });
    await press(`/pay/${id}`, { do: 'pay' });
    expect(stand.bank.books.get(id)).toMatchObject({
      state: 'succeeded',
      declines: [{ reason: 'insufficient_funds' }],
    });
  });

  test('what is over is paid only by money that comes late', async () => {
    const id = await create({ expiresAt: stand.now() + HOUR });
    stand.pass(HOUR);
    expect(await press(`/pay/${id}`, { do: 'pay' })).toMatchObject({ status: 409 });
    expect(await (await show(id)).text()).not.toContain('data-testid="bank-pay"');
    expect(await press(`/pay/${id}`, { do: 'late', seconds: '5' })).toMatchObject({ status: 303 });
    stand.pass(5_000);
    expect(stand.bank.books.get(id).charges).toHaveLength(1);
  });

  test('what can’t be read is said on the page, and nothing is paid', async () => {
    const id = await create();
    for (const sum of ['abc', '-5', '0', '1e3', '1.005']) {
      const answer = await press(`/pay/${id}?lang=en`, { do: 'less', sum });
      expect(answer.status).toBe(400);
      expect(answer.html).toMatch(/role="alert">This sum can/);
    }
    for (const seconds of ['0', '1.5', '99999', 'x']) {
      expect(await press(`/pay/${id}`, { do: 'late', seconds })).toMatchObject({ status: 400 });
    }
    for (const what of ['', 'constructor', '__proto__']) {
      expect(await press(`/pay/${id}`, { do: what })).toMatchObject({ status: 400 });
    }
    expect(stand.bank.books.get(id).state).toBe('pending');
  });

  test('a payment that does not exist is said so as a page', async () => {
    const response = await show('pay_none', '?lang=en');
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('The bank has no such payment');
  });
});

describe('the office', () => {
  test('it returns a part, then all that is left, then no more', async () => {
    const id = await create();
    const charge = stand.bank.books.pay(id);
    expect(await press('/admin?lang=en', { do: 'refund', id: charge, sum: '100.50' })).toMatchObject({
      status: 303,
      to: 'https://bank.example.com/admin?lang=en',
    });
    await press('/admin', { do: 'refund', id: charge, sum: '' });
    expect(stand.bank.books.get(id).refunds.map(({ amount }) => amount.minor)).toEqual(['10050', '139950']);
    expect(await press('/admin', { do: 'refund', id: charge, sum: '' })).toMatchObject({ status: 409 });
    expect(await press('/admin', { do: 'refund', id: charge, sum: '1' })).toMatchObject({ status: 409 });
    expect(await press('/admin', { do: 'refund', id: 'ch_none', sum: '1' })).toMatchObject({ status: 404 });
  });

  test('it charges back and decides, each once', async () => {
    const id = await create();
    const charge = stand.bank.books.pay(id);
    await press('/admin', { do: 'chargeback', id: charge });
    expect(await press('/admin', { do: 'chargeback', id: charge })).toMatchObject({ status: 409 });
    const dispute = stand.bank.books.get(id).disputes[0]!.id;
    await press('/admin', { do: 'lost', id: dispute });
    expect(await press('/admin', { do: 'won', id: dispute })).toMatchObject({ status: 409 });
    expect(stand.bank.books.get(id).disputes[0]).toMatchObject({ state: 'lost' });
  });

  test('it shows every payment with the buttons that make sense', async () => {
    const paid = await create();
    const charge = stand.bank.books.pay(paid);
    const html = await (await stand.bank.app.request('/admin?lang=en')).text();
    expect(html).toContain(`data-testid="office-refund-${charge}"`);
    expect(html).toContain(`data-testid="bank-payment-${paid}"`);
    stand.bank.books.chargeBack(charge);
    const after = await (await stand.bank.app.request('/admin?lang=en')).text();
    expect(after).not.toContain(`data-testid="office-refund-${charge}"`);
    expect(after).toMatch(/data-testid="office-won-dp_/);
  });

  test('it tells once more what was told', async () => {
    const id = await create();
    stand.bank.books.pay(id);
    await press('/admin', { do: 'repeat', id });
    const [first, again] = await stand.webhooks();
    expect(again?.body).toEqual(first?.body);
  });
});
