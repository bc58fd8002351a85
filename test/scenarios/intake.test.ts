import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OtherSystem, otherSystem, SECRET } from '../support/other-system.ts';
import { deal, payAtBank } from '../support/phone.ts';
import { API_KEY, audit, runProgram, until } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

const ORIGIN = 'https://shop.example.com';
let shop: Shop;
let other: OtherSystem;

beforeAll(async () => {
  other = await otherSystem();
  const tell = { OUTGOING_WEBHOOKS: other.url, OUTGOING_WEBHOOK_SECRET: SECRET };
  shop = await openShop({ LEAD_ORIGINS: ORIGIN, ...tell });
}, 30_000);

afterAll(async () => {
  await shop.close();
  await other.close();
});

const bearer = { authorization: `Bearer ${API_KEY}` };

async function post(path: string, body: unknown, headers: Record<string, string>) {
  const response = await fetch(shop.till.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text) };
}

const startWord = (link: string) => new URL(link).searchParams.get('start') ?? '';

describe('a request from the site', () => {
  test('is a deal that staff see at once, and goes on in the chat of whoever opens its link', async () => {
    const lead = {
      ...{ name: 'Мария', phone: '8 900 000-00-01', email: 'maria@example.com', message: 'Торт на субботу' },
      ...{
        source: 'cakes',
        utm_source: 'yandex',
        page: 'https://shop.example.com/cakes?mail=x',
        locale: 'ru',
      },
    };
    const left = await post('/api/leads', lead, { origin: ORIGIN });
    expect(left.status).toBe(201);
    expect(left.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(left.body.continue).toMatchObject({ telegram: expect.stringContaining('start=l_') });
    expect(left.body.id).toBeUndefined();
    const card = await shop.anna.sees(/Новая сделка[\s\S]*Торт на субботу/);
    expect(card.text).toContain('Клиент: Мария, +79000000001');
    expect(card.text).toContain('Чата нет');
    const words = await shop.anna.sees('С сайта');
    expect(words.text).toContain('Страница: https://shop.example.com/cakes\n');
    expect(words.text).toContain('source = yandex');
    expect(await deal(shop.till, 1)).toMatchObject({ stage: 'lead', source: 'site:cakes' });

    const maria = await shop.person(2001, 'Maria');
    await maria.start(startWord(left.body.continue.telegram));
    await maria.sees('Здравствуйте, Мария! Ваш запрос у нас');
    await maria.write('Можно к десяти утра?');
    expect((await shop.anna.sees('Можно к десяти утра?')).text).toContain('сделка №1');
    await shop.bill(maria, 1, '3500', 'Торт');

    const stranger = await shop.person(2002, 'Чужой');
    await stranger.start(startWord(left.body.continue.telegram));
    expect((await stranger.sees('Расскажите')).text).not.toContain('Мария');
  });

  test('with the phone of a customer stays a deal of its own, and staff are told of the likeness', async () => {
    const left = await post(
      '/api/leads',
      { phone: '+7 900 000-00-01', message: 'Ещё торт' },
      { origin: ORIGIN },
    );
    expect(left.status).toBe(201);
    const words = await shop.anna.sees(/С сайта[\s\S]*Ещё торт/);
    expect(words.text).toContain('Похоже, это клиент из сделки №1');
    // Maria's chat is told nothing: anybody may type her number.
    const again = await shop.person(2003, 'Пётр');
    await again.start(startWord(left.body.continue.telegram));
    await again.sees('Ваш запрос у нас');
  });

  test('of a customer who opens the link in the chat that they have goes to them', async () => {
    const left = await post(
      '/api/leads',
      { email: 'other@example.com', message: 'Пирог' },
      { origin: ORIGIN },
    );
    await shop.anna.sees(/Новая сделка[\s\S]*Пирог/);
    const peter = await shop.person(2003, 'Пётр');
    const before = await peter.last();
    await peter.start(startWord(left.body.continue.telegram));
    await peter.sees('Ваш запрос у нас', before);
    await shop.bill(peter, 4, '700', 'Пирог к чаю');
  });

  test('who left nothing is a lead once they open the chat, known to come from the page', async () => {
    const marks = { utm_source: 'vk', utm_campaign: 'spring', page: 'https://shop.example.com/' };
    const left = await post('/api/leads', marks, { origin: ORIGIN });
    expect(left.status).toBe(201);
    const visitor = await shop.person(2005, 'Ольга');
    await visitor.start(startWord(left.body.continue.telegram));
    await visitor.sees('Расскажите');
    expect((await shop.anna.sees('campaign = spring')).text).toContain('сделка №5');
    expect(await deal(shop.till, 5)).toMatchObject({ source: 'site:spring' });
  });
});

describe('an order of another system', () => {
  const order = {
    ...{ number: 'A-17', source: 'shop', due: '2030-01-31' },
    items: [
      { sku: 'mug', title: 'Кружка', quantity: 2, price: '450.50' },
      { title: 'Доставка', price: '300' },
    ],
    customer: { id: '42', name: 'Иван', phone: '+79000000004' },
  };

  test('is an invoice that can be paid, once, and its news reach the other system', async () => {
    const taken = await post('/api/orders', order, { ...bearer, 'idempotency-key': 'one' });
    expect(taken.status).toBe(201);
    const { id } = taken.body;
    expect(taken.body).toMatchObject({ number: 'A-17', total: '1201.00', stage: 'invoice_issued' });
    expect(taken.headers.get('location')).toBe(`/api/orders/${id}`);

    const again = await post('/api/orders', order, { ...bearer, 'idempotency-key': 'one' });
    expect([again.status, again.body]).toEqual([201, taken.body]);
    const byNumber = await post('/api/orders', order, bearer);
    expect(byNumber.body).toEqual(taken.body);
    const changed = { ...order, due: '2030-02-01' };
    expect((await post('/api/orders', changed, bearer)).status).toBe(422);
    const elsewhere = { ...order, number: 'A-18' };
    const reused = await post('/api/orders', elsewhere, { ...bearer, 'idempotency-key': 'one' });
    expect(reused.status).toBe(422);
    expect(reused.headers.get('content-type')).toContain('application/problem+json');

    await shop.anna.sees(/Новая сделка[\s\S]*A-17: Кружка \+1/);
    const issued = await other.hears('invoice.issued', id);
    expect(issued.data).toMatchObject({
      order: { number: 'A-17', source: 'shop' },
      invoice: { due: '1201.00' },
    });

    await payAtBank(shop.till, `${taken.body.payUrl}/sbp`);
    await other.hears('payment.succeeded', id);
    const paid = await other.hears('invoice.paid', id);
    expect(paid.data).toMatchObject({ deal: { stage: 'paid' }, invoice: { paid: '1201.00', due: '0.00' } });
    await other.hears('deal.stage_changed', id);
    expect(other.forged).toEqual([]);

    const now = await fetch(`${shop.till.url}/api/orders/${id}`, { headers: bearer });
    expect(await now.json()).toMatchObject({ number: 'A-17', stage: 'paid', paid: '1201.00' });
    const found = await fetch(`${shop.till.url}/api/orders?number=A-17&source=shop`, { headers: bearer });
    expect(await found.json()).toMatchObject({ id });
  });

  test('goes on in the customer’s chat, with the invoice, and so do their next orders', async () => {
    const first = await post(
      '/api/orders',
      { ...order, number: 'B-1', customer: { id: '7', name: 'Анна' } },
      bearer,
    );
    const buyer = await shop.person(2010, 'Аня');
    await buyer.start(startWord(first.body.continue.telegram));
    await buyer.sees('ждёт оплаты');
    const second = await post('/api/orders', { ...order, number: 'B-2', customer: { id: '7' } }, bearer);
    expect(second.body.continue).toEqual({});
    await buyer.sees(/Счёт №\d+[\s\S]*Кружка/);
  });

  test('in Stars is paid in Stars', async () => {
    const stars = { number: 'S-1', currency: 'XTR', items: [{ title: 'Наклейки', price: '50' }] };
    const taken = await post('/api/orders', stars, bearer);
    expect(taken.body).toMatchObject({ total: '50', currency: 'XTR', continue: {} });
    const page = await fetch(taken.body.payUrl.replace('localhost', '127.0.0.1'));
    const html = await page.text();
    expect(html).toContain('/stars');
    expect(html).not.toContain('/sbp');
  });
});

test('news that were refused for good are told again by one command', async () => {
  other.answer = ({ type, data }) => (type === 'deal.opened' && data.order?.number === 'R-1' ? 410 : 200);
  const taken = await post(
    '/api/orders',
    { number: 'R-1', items: [{ title: 'Кружка', price: '5' }] },
    bearer,
  );
  const { id } = taken.body;
  const log = async () => {
    const answer = await fetch(`${shop.till.url}/api/deals/${id}/webhooks`, { headers: bearer });
    return ((await answer.json()) as { webhooks: { type: string; state: string }[] }).webhooks;
  };
  await until('one was given up, the other taken', async () =>
    (await log()).every(({ state }) => state !== 'pending'),
  );
  expect(await log()).toMatchObject([
    { type: 'deal.opened', state: 'parked', error: 'refused: answered 410' },
    { type: 'invoice.issued', state: 'sent' },
  ]);
  other.answer = () => 200;
  const env = { OUTGOING_WEBHOOKS: other.url, OUTGOING_WEBHOOK_SECRET: SECRET };
  const told = runProgram('node-webhooks-replay', [], shop.path, env);
  expect(told).toEqual({ code: 0, output: '1 to be told again; the running till sends them.\n' });
  await other.hears('deal.opened', id);
  expect(runProgram('node-webhooks-replay', ['--deal'], shop.path, env).code).toBe(2);
});

test('the books are right after all of it', () => {
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});
