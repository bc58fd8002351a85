import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WirePayment } from '../../api/payments/sandbox/wire.ts';
import { atBank, BANK_KEYS, chargeEvent, openPayment, postWebhook, referenceOf } from '../support/bank.ts';
import { deal, type Phone } from '../support/phone.ts';
import { API_KEY, audit, until } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';
import { postUpdate, wrote } from '../support/updates.ts';

let shop: Shop;
let anna: Phone;

beforeAll(async () => {
  shop = await openShop(BANK_KEYS);
  anna = shop.anna;
}, 30_000);

afterAll(() => shop.close());

/** A new deal of a new customer with an invoice of 5,000 and a payment open at the bank. */
async function billed(id: number): Promise<{ dealId: number; number: string; payment: WirePayment }> {
  const guest = await shop.person(id, `Гость ${id}`);
  const dealId = await shop.order(guest, `Заказ ${id}`);
  const { number, page } = await shop.bill(guest, dealId, '5000', 'Вывеска');
  const payment = await atBank(shop.till, referenceOf(await openPayment(`${page}/card`)));
  return { dealId, number, payment };
}

it('believes no update without Telegram’s secret', async () => {
  expect(await postUpdate(shop.till, wrote(1, 2001, 'Привет'), 'wrong')).toBe(401);
  await expect(deal(shop.till, 1)).rejects.toThrow('404');
});

it('believes no webhook with a wrong, an old or no signature', async () => {
  const { dealId, payment } = await billed(2010);
  const event = chargeEvent(payment);
  const before = await deal(shop.till, dealId);
  const old = Date.now() - 301_000;
  for (const options of [{ secret: 'another' }, { at: old }, { at: Date.now() + 301_000 }]) {
    const answer = await postWebhook(shop.till, event, options);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  }
  const unsigned = { method: 'POST', body: JSON.stringify(event) };
  expect((await fetch(`${shop.till.url}/webhooks/payments/sandbox`, unsigned)).status).toBe(401);
  expect(await deal(shop.till, dealId)).toEqual(before);
});

it.each([
  ['no JSON', '{"id":'],
  ['an array', '[]'],
  ['nothing', ''],
  ['a number', '1e309'],
  ['another shape', '{"id":"evt_1","type":"charge.succeeded"}'],
  ['nesting', '['.repeat(50_000)],
])('refuses a signed body that is %s with 400', async (_what, body) => {
  expect((await postWebhook(shop.till, body)).status).toBe(400);
});

it('refuses sums that are none', async () => {
  const { dealId, payment } = await billed(2011);
  for (const minor of ['0', '-500000', '500000.5', '5e5', '', '9'.repeat(40)]) {
    const amount = { minor, currency: 'RUB' };
    expect((await postWebhook(shop.till, chargeEvent(payment, { amount }))).status, minor).toBe(400);
  }
  expect(
    (await postWebhook(shop.till, chargeEvent(payment, { amount: { minor: '500000', currency: 'XXQ' } })))
      .status,
  ).toBe(400);
  expect(await deal(shop.till, dealId)).toMatchObject({ stage: 'awaiting_payment', paid: '0.00' });
});

it('reads no more than 1 MiB, and knows no other providers than those set up', async () => {
  expect((await postWebhook(shop.till, ' '.repeat(1024 * 1024 + 1))).status).toBe(413);
  expect((await postWebhook(shop.till, '{}', { provider: 'nobody' })).status).toBe(404);
  expect((await postWebhook(shop.till, '{}', { provider: '__proto__' })).status).toBe(404);
  expect((await fetch(`${shop.till.url}/webhooks/icq`, { method: 'POST' })).status).toBe(404);
});

it('books a charge once, however often and however many at once its webhook comes', async () => {
  const { dealId, payment } = await billed(2012);
  const event = chargeEvent(payment, { id: 'ch_storm' });
  const answers = await Promise.all(Array.from({ length: 8 }, () => postWebhook(shop.till, event)));
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  // The same charge in an event of another name, and after everything is over.
  expect((await postWebhook(shop.till, { ...event, id: 'evt_other' })).status).toBe(200);
  await shop.stage(dealId, 'paid');
  expect(await deal(shop.till, dealId)).toMatchObject({ paid: '5000.00' });
});

it('takes money in another currency for no payment of the invoice, and says so to staff', async () => {
  const { dealId, number, payment } = await billed(2013);
  const amount = { minor: '500000', currency: 'USD' };
  expect((await postWebhook(shop.till, chargeEvent(payment, { amount }))).status).toBe(200);
  const told = await anna.sees(`По счёту №${number} на`);
  expect(told.text).toContain('в другой валюте');
  const ids = told.buttons.flat().map(({ callback_data: data }) => data?.split(':')[0]);
  expect(ids).toContain('ovr');
  expect(ids).not.toContain('crd');
  expect(await deal(shop.till, dealId)).toMatchObject({ paid: '0.00', due: '5000.00' });

  // The bank never had this money, so it refuses to return it; nobody is told that it went.
  await anna.press(
    told.buttons.flat().find(({ callback_data: data }) => data?.startsWith('ovr'))?.callback_data ?? '',
  );
  await anna.sees(`по счёту №${number} не прошёл`, told.id);
  expect(await deal(shop.till, dealId)).toMatchObject({ refunded: '0.00', due: '5000.00' });
});

it('books less than the invoice as a part and more than it as an overpayment', async () => {
  const { dealId, number, payment } = await billed(2014);
  await postWebhook(shop.till, chargeEvent(payment, { amount: { minor: '200000', currency: 'RUB' } }));
  await shop.stage(dealId, 'partially_paid');
  await anna.sees(/пришло 2\s000/);
  await postWebhook(shop.till, chargeEvent(payment, { amount: { minor: '700000', currency: 'RUB' } }));
  await shop.stage(dealId, 'paid');
  expect((await anna.sees(`По счёту №${number} пришло лишнее`)).text).toMatch(/4\s000/);
});

it('keeps money that belongs to nothing it knows', async () => {
  const { payment } = await billed(2015);
  const foreign = { ...payment, id: 'pay_unknown', paymentId: 'nobody' };
  expect((await postWebhook(shop.till, chargeEvent(foreign))).status).toBe(200);
  await until('it is kept', async () => {
    const metrics = await (await fetch(`${shop.till.url}/metrics`)).text();
    return metrics.includes('tillbot_inbox_unmatched 1\n');
  });
});

it.each([
  ['/api/deals/1', {}, 401],
  ['/api/deals/1', { authorization: 'Bearer wrong' }, 401],
  ['/api/deals/1', { authorization: `Basic ${API_KEY}` }, 401],
  ['/api/deals/999', { authorization: `Bearer ${API_KEY}` }, 404],
  ['/api/deals/one', { authorization: `Bearer ${API_KEY}` }, 400],
  ['/api/deals/-1', { authorization: `Bearer ${API_KEY}` }, 400],
  ['/nowhere', {}, 404],
])('answers %s with %o by problem details of status %i', async (path, headers, status) => {
  const answer = await fetch(shop.till.url + path, { headers: headers as Record<string, string> });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(await answer.json()).toMatchObject({ status, title: expect.any(String) });
});

it('keeps its books in order through all of it', async () => {
  expect((await fetch(`${shop.till.url}/readyz`)).status).toBe(200);
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});
