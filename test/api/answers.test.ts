import { beforeAll, describe, expect, test } from 'vitest';
import { outgoingBody } from '../../api/outgoing/body.ts';
import { applyNotice } from '../../api/settlement.ts';
import { OUTGOING } from '../bot/outgoing-sample.ts';
import { type Contract, contract } from '../support/described.ts';
import { type Desk, openDesk, seed } from '../support/desk.ts';
import { anInvoice, charged, SETTINGS } from '../support/world.ts';

const ACCOUNT = '40702810600000000123';
const KEY = { authorization: 'Bearer key-1', 'content-type': 'application/json' };
let desk: Desk;
let api: Contract;

beforeAll(async () => {
  const account = { bank: 'Банк', bic: '044525900', account: ACCOUNT, correspondent: null };
  const tell = [{ channel: 'webhook', address: 'https://crm.example.com/till', source: null, mirror: false }];
  desk = openDesk({ settings: { ...SETTINGS, tell, seller: { ...SETTINGS.seller, account } } });
  api = await contract(async (path, init) => desk.app.request(path, init));
  await seed(desk, anInvoice());
  await desk.store.commit({ counters: [{ name: 'invoice', value: 0 }] });
});

const get = (path: string, headers: Record<string, string> = KEY) => api.ask(path, { headers });
const post = (path: string, body: unknown, headers: Record<string, string> = KEY) =>
  api.ask(path, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

const order = {
  number: 'A-1',
  source: 'shop',
  items: [{ title: 'Кружка', price: '10' }],
  customer: { name: 'Мария' },
};
const row = (id: string) => `/api/unmatched/sandbox/${encodeURIComponent(`payment:${id}:succeeded`)}`;

/** Money comes that belongs to nothing. */
async function lost(...ids: string[]): Promise<void> {
  for (const id of ids)
    await applyNotice(
      desk.deps,
      'sandbox',
      charged({ reference: id, chargeId: id, eventKey: `payment:${id}:succeeded`, purpose: 'По счёту № 1' }),
      'request-1',
    );
}

describe('answers are as the description says', () => {
  test('of requests and orders', async () => {
    expect((await post('/api/leads', { message: 'Торт' })).status).toBe(201);
    expect(
      (await post('/api/leads', { message: 'Торт' }, { origin: 'https://shop.example.com' })).status,
    ).toBe(201);
    expect((await post('/api/leads', { name: 'x'.repeat(99) })).status).toBe(400);
    expect((await post('/api/leads', {}, { origin: 'https://evil.example' })).status).toBe(403);
    const { body } = await post('/api/orders', order);
    const { id } = body as { id: number };
    expect((await post('/api/orders', { ...order, due: '2030-01-01' })).status).toBe(422);
    expect((await post('/api/orders', '{')).status).toBe(400);
    expect((await get(`/api/orders/${id}`)).status).toBe(200);
    expect((await get('/api/orders/999')).status).toBe(404);
    expect((await get('/api/orders?number=A-1&source=shop')).status).toBe(200);
    expect((await get('/api/orders')).status).toBe(400);
    expect((await get(`/api/deals/${id}/webhooks`)).body).toMatchObject({
      webhooks: [{ type: 'deal.opened' }, {}],
    });
    expect((await post(`/api/deals/${id}/webhooks/replay`, { all: true })).status).toBe(200);
    expect((await post('/api/deals/999/webhooks/replay', {})).status).toBe(404);
  });

  test('of deals', async () => {
    expect((await get('/api/deals/1')).status).toBe(200);
    expect((await get('/api/deals/999')).status).toBe(404);
    expect((await get('/api/deals/x')).status).toBe(400);
    expect((await get('/api/deals/1', {})).status).toBe(401);
  });

  test('of money without a name', async () => {
    await lost('ch_1', 'ch_2', 'ch_3', 'ch_4');
    expect((await get('/api/unmatched?limit=2')).body).toMatchObject({ more: true });
    expect((await get('/api/unmatched?limit=0')).status).toBe(400);
    expect((await post(`${row('ch_1')}/attach`, { invoice: '1' })).status).toBe(200);
    expect((await post(`${row('ch_1')}/attach`, { invoice: '1' })).status).toBe(409);
    expect((await post(`${row('ch_2')}/credit`, { invoice: '1' })).status).toBe(200);
    expect((await post(`${row('ch_3')}/return`, {})).status).toBe(200);
    expect((await post(`${row('nothing')}/return`, {})).status).toBe(404);
    expect((await post(`${row('ch_4')}/seen`, {})).status).toBe(422);
    expect((await get('/api/credit')).body).toMatchObject({ credit: [{ amount: '15000.00' }] });
  });

  test('of files', async () => {
    const csv = 'Дата;Номер документа;Кредит;ИНН контрагента;Счет контрагента;Назначение платежа\n';
    const statement = `${csv}01.12.2026;7;5,00;7700000023;40702810600000000777;Непонятно что`;
    expect((await post('/api/statements', statement)).body).toMatchObject({ lines: 1 });
    expect((await post('/api/statements', 'nothing')).status).toBe(422);
    expect((await post('/api/import?dry=1', 'Имя;Сделка\nАнна;Торт')).body).toMatchObject({ deals: 1 });
    expect((await post('/api/import', 'nothing')).status).toBe(422);
  });
});

test('what other systems are told is as the description says', async () => {
  const url = 'https://till.example.com';
  const events = (await Promise.all([1, 2, 3, 4, 5].map((id) => desk.store.messagesOf(id, 100))))
    .flat()
    .flatMap(({ message }) => (message.kind === 'outgoing_event' ? [message.data] : []));
  expect(new Set(events.map(({ type }) => type)).size).toBeGreaterThan(3);
  for (const event of [OUTGOING, ...events])
    api.told(JSON.parse(JSON.stringify(outgoingBody(event, { number: 'A', source: 'b' }, url))));
});

test('each call was answered well here', () => {
  const never = api.all.filter((call) => !api.seen.has(call));
  // A row is only noted where no money came: `test/api/unmatched.test.ts` has one.
  expect(never).toEqual(['POST /api/unmatched/{source}/{key}/seen']);
});
