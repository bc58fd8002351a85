import { beforeEach, describe, expect, it } from 'vitest';
import { cancelInvoice } from '../../domain/decisions/cancel-invoice.ts';
import { type Desk, openDesk, seed } from '../support/desk.ts';
import { anInvoice, anOpenPayment, apply, charged, context, hear, refunded } from '../support/world.ts';

let desk: Desk;

beforeEach(() => {
  desk = openDesk();
});

const get = (path: string, headers: Record<string, string> = { authorization: 'Bearer key-1' }) =>
  desk.app.request(path, { headers });

describe('GET /api/deals/:id', () => {
  it('shows the deal and its money as decimal text', async () => {
    const { facts } = hear(anOpenPayment(), [charged({ amount: { minor: 1_000_050n, currency: 'RUB' } })]);
    await seed(desk, facts);
    const answer = await get('/api/deals/1');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      id: 1,
      stage: 'partially_paid',
      currency: 'RUB',
      invoiced: '15000.00',
      paid: '10000.50',
      refunded: '0.00',
      due: '4999.50',
      invoices: [
        {
          number: '1',
          state: 'partially_paid',
          total: '15000.00',
          paid: '10000.50',
          refunded: '0.00',
          due: '4999.50',
          held: '0.00',
          payUrl: `https://till.example.com/pay/${facts.invoices[0]?.payToken}`,
        },
      ],
      source: 'telegram',
      responsible: 'Анна',
    });
  });

  it('tells what was paid and what went back of it', async () => {
    const { facts } = hear(anOpenPayment(), [
      charged(),
      refunded({ amount: { minor: 500_000n, currency: 'RUB' } }),
    ]);
    await seed(desk, facts);
    const shown = { stage: 'partially_refunded', paid: '15000.00', refunded: '5000.00', due: '0.00' };
    expect(await (await get('/api/deals/1')).json()).toMatchObject(shown);
  });

  it('asks for nothing by an invoice that was cancelled, and still lists it', async () => {
    const facts = anInvoice();
    const cancelled = cancelInvoice(facts, '1', context());
    if (!cancelled.ok) throw new Error(cancelled.code);
    await seed(desk, apply(facts, cancelled.value));
    const shown = {
      stage: 'cancelled',
      invoiced: '0.00',
      due: '0.00',
      invoices: [{ number: '1', state: 'cancelled' }],
    };
    expect(await (await get('/api/deals/1')).json()).toMatchObject(shown);
  });

  it('is open to each of the keys and to nobody else', async () => {
    await seed(desk, anInvoice());
    expect((await get('/api/deals/1', { authorization: 'Bearer key-2' })).status).toBe(200);
    const wrong = [
      '',
      'Bearer',
      'Bearer ',
      'Bearer key-',
      'Bearer key-11',
      'bearer key-1',
      'Basic key-1',
      'key-1',
    ];
    for (const authorization of wrong) {
      expect((await get('/api/deals/1', { authorization })).status, authorization).toBe(401);
    }
    expect((await get('/api/deals/1', {})).status).toBe(401);
  });

  it('is closed where no keys are set', async () => {
    desk = openDesk({ config: { ...desk.deps.config, apiKeys: [] } });
    await seed(desk, anInvoice());
    expect((await get('/api/deals/1')).status).toBe(401);
    expect((await get('/api/deals/1', { authorization: 'Bearer ' })).status).toBe(401);
  });

  it.each(['0x1', '1.5', '-1', '1e3', '1234567890', '%31%20', 'one'])(
    'answers the number %s with 400',
    async (id) => {
      const answer = await get(`/api/deals/${id}`);
      expect(answer.status).toBe(400);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(await answer.json()).toMatchObject({ status: 400, detail: 'For example: GET /api/deals/1' });
    },
  );

  it('answers a deal that is not there with 404', async () => {
    expect((await get('/api/deals/7')).status).toBe(404);
  });
});
