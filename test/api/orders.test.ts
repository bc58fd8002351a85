import { beforeEach, describe, expect, test } from 'vitest';
import { type Desk, openDesk, seed } from '../support/desk.ts';
import { aDeal, SETTINGS } from '../support/world.ts';

const bearer = { authorization: 'Bearer key-1' };
const order = { number: 'A-1', items: [{ title: 'Кружка', quantity: 3, price: '0.10' }] };
let desk: Desk;

beforeEach(() => {
  desk = openDesk();
});

async function send(body: unknown, headers: Record<string, string> = {}, to: Desk = desk) {
  const text = JSON.stringify(body);
  const answer = await to.app.request('/api/orders', {
    method: 'POST',
    body: text,
    headers: { ...bearer, ...headers },
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const count = async () => (await desk.store.deals({})).length;

test('sums are decimals, never floats: three of 0.10 are 0.30', async () => {
  expect((await send(order)).body).toMatchObject({ total: '0.30', currency: 'RUB', stage: 'invoice_issued' });
  const parts = {
    ...order,
    number: 'A-2',
    items: [{ title: 'Сыр, кг', quantity: '0.375', price: '999.99' }],
  };
  expect((await send(parts)).body).toMatchObject({ total: '375.00' });
});

test('nobody without a key gets in', async () => {
  const answer = await desk.app.request('/api/orders', { method: 'POST', body: JSON.stringify(order) });
  expect(answer.status).toBe(401);
  expect((await desk.app.request('/api/orders/1')).status).toBe(401);
});

describe('what is not as described is refused with its place', () => {
  test.each([
    [{ ...order, items: [] }, 'items: at least one item'],
    [{ ...order, number: '' }, 'number: the number of the order'],
    [{ ...order, items: [{ title: 'x', price: 15 }] }, 'items[0].price: '],
    [{ ...order, items: [{ title: 'x', price: '15,00' }] }, 'items[0].price: decimal text like 1500.00'],
    [
      { ...order, items: [{ title: 'x', price: '1', quantity: 0 }] },
      'items[0].quantity: a number above zero',
    ],
    [
      { ...order, items: [{ title: 'x', price: '1', quantity: 1e-7 }] },
      'items[0].quantity: a number above zero',
    ],
    [{ ...order, currency: 'RUBLE' }, 'currency: an ISO 4217 code, or XTR'],
    [{ ...order, due: 'tomorrow' }, 'due: a day like 2026-12-31, or a moment of ISO 8601'],
  ])('%j', async (body, detail) => {
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toContain(detail);
    expect(await count()).toBe(0);
  });
});

describe('what cannot be sold is refused, and nothing is left behind', () => {
  test.each([
    [{ ...order, items: [{ title: 'x', price: '0.001' }] }, 'A price has more decimals than its currency'],
    [{ ...order, items: [{ title: 'x', price: '0' }] }, 'An item costs nothing'],
    [{ ...order, items: [{ title: 'x', price: '999999999999999' }] }, 'The order is too large'],
    [{ ...order, due: '2020-01-01' }, 'The last day to pay is over already'],
    [{ ...order, currency: 'XTR' }, 'Nothing that is set up here takes this currency'],
  ])('%j', async (body, title) => {
    expect(await send(body)).toMatchObject({ status: 422, body: { title } });
    expect(await count()).toBe(0);
    // The number is free for the order as it should have been.
    expect((await send(order)).status).toBe(201);
  });
});

describe('the same order again', () => {
  test('at the same moment is one deal, one invoice and one answer', async () => {
    const answers = await Promise.all([send(order), send(order), send(order), send(order)]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await count()).toBe(1);
    expect(await desk.store.counter('invoice')).toBe(1);
  });

  test('fields in another order, and what is the default, do not make it another', async () => {
    const first = await send(order);
    const { items, number } = order;
    expect((await send({ items, number, source: undefined })).body).toEqual(first.body);
  });

  test('of another system is another order', async () => {
    await send(order);
    expect((await send({ ...order, source: 'ozon' })).body).toMatchObject({ id: 2, source: 'ozon' });
  });

  test('answers the same when it was paid meanwhile; its status is asked for', async () => {
    const first = await send(order, { 'idempotency-key': 'k' });
    expect(await send({ ...order, due: '2030-01-01' }, { 'idempotency-key': 'k' })).toMatchObject({
      status: 422,
    });
    expect((await send(order, { 'idempotency-key': 'other' })).body).toEqual(first.body);
    const key = 'ы';
    expect((await send(order, { 'idempotency-key': encodeURIComponent(key) })).body).toEqual(first.body);
  });
});

test('the day to pay by ends where the till is', async () => {
  await send({ ...order, due: '2026-12-31' });
  const facts = await desk.store.caseByDeal(1);
  expect(facts?.invoices[0]?.dueAt).toBe(Date.UTC(2026, 11, 31, 20, 59, 59, 999));
});

test('a customer of a proven identity gets the invoice in their chat, and nobody else does', async () => {
  await seed(desk, aDeal());
  const known = await send({ ...order, customer: { identity: 'telegram:2001' } });
  expect(known.body.continue).toEqual({});
  const typed = await send({ ...order, number: 'A-2', customer: { phone: '+79000000001', name: 'Мария' } });
  expect(typed.body.continue).toHaveProperty('telegram');
  const to = async (deal: unknown) =>
    (await desk.store.messagesOf(Number(deal), 20)).map(
      ({ message }) => `${message.kind} → ${message.address}`,
    );
  expect(await to(known.body.id)).toContain('invoice_issued → 2001');
  expect((await to(typed.body.id)).filter((line) => line.startsWith('invoice_issued'))).toEqual([]);
});

test('a source that is named like a funnel sells by its policy', async () => {
  const choices = { people: null, companies: null, hold: false, cash: false, inPieces: true, seller: null };
  desk = openDesk({ settings: { ...SETTINGS, policies: { ozon: choices } } });
  await send({ ...order, source: 'ozon' });
  const facts = await desk.store.caseByDeal(1);
  expect(facts).toMatchObject({ deal: { funnel: 'ozon' }, invoices: [{ inPieces: true }] });
});

test('only an order is read as one, by its deal or by its own number', async () => {
  await seed(desk, aDeal());
  await send({ ...order, source: 'shop' });
  const get = async (path: string) => (await desk.app.request(path, { headers: bearer })).status;
  expect(await get('/api/orders/1')).toBe(404);
  expect(await get('/api/orders/2')).toBe(200);
  expect(await get('/api/orders?number=A-1&source=shop')).toBe(200);
  expect(await get('/api/orders?number=A-1')).toBe(404);
  expect(await get('/api/orders')).toBe(400);
});
