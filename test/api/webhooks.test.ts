import { beforeEach, describe, expect, it } from 'vitest';
import { settleInbox } from '../../api/jobs/inbox.ts';
import type { Notice, RawWebhook } from '../../domain/ports/payment-provider.ts';
import { done } from '../../domain/result.ts';
import { type Desk, failure, openDesk, seed } from '../support/desk.ts';
import { anInvoice, anOpenPayment, charged, staff } from '../support/world.ts';

let desk: Desk;
const SECOND = 1_000;
const acknowledge = { status: 200, headers: { 'content-type': 'text/html' }, body: 'OK' };

beforeEach(() => {
  desk = openDesk();
});

/** Posts a webhook that says all this. */
function hears(...notices: Notice[]): Promise<Response> {
  desk.bank.reading = { ok: true, notices, acknowledge };
  return Promise.resolve(desk.app.request('/webhooks/payments/sandbox', { method: 'POST', body: '{}' }));
}

function hints(eventKey: string): Promise<Response> {
  const hint = { eventKey, reference: 'pay_1', paymentId: null };
  desk.bank.reading = { ok: true, notices: [], hints: [hint], acknowledge };
  return Promise.resolve(desk.app.request('/webhooks/payments/sandbox', { method: 'POST', body: '{}' }));
}

const stage = async () => (await desk.store.caseByDeal(1))?.deal.stage;
const kindsSaid = () => [...desk.store.tables.outbox.rows.values()].map(({ kind }) => kind);
const entry = (key: string) => [...desk.store.tables.inbox.values()].find((row) => row.key === key);

describe('a provider that asks before it takes money', () => {
  const ask = async (paymentId: string, minor = 1_500_000n): Promise<string> => {
    const answer = (verdict: string) => ({ status: 200, headers: {}, body: verdict });
    const question = { paymentId, amount: { minor, currency: 'RUB' }, answer };
    desk.bank.reading = { ok: true, notices: [], question, acknowledge };
    const answered = await desk.app.request('/webhooks/payments/sandbox', { method: 'POST', body: '{}' });
    expect(answered.status).toBe(200);
    return answered.text();
  };
  const attempt = async () => (await desk.store.caseByDeal(1))?.payments[0]?.id ?? '';

  it('is told from the books whether it may, in its own words, and nothing is changed by asking', async () => {
    await seed(desk, anOpenPayment());
    const id = await attempt();
    expect(await ask(id)).toBe('ok');
    expect(await ask(id, 1n)).toBe('changed');
    expect(await ask('another')).toBe('unknown');
    expect(kindsSaid()).toEqual([]);
    await hears(charged());
    expect(await ask(id)).toBe('paid');
  });
});

describe('a signed webhook', () => {
  it('is applied before it is acknowledged, in the vendor’s own words', async () => {
    await seed(desk, anOpenPayment());
    const answer = await hears(charged());
    expect(await stage()).toBe('paid');
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/html',
      'OK',
    ]);
    expect(kindsSaid()).toEqual(expect.arrayContaining(['invoice_paid', 'staff_invoice_paid']));
  });

  it('is acknowledged again when it comes again, and changes nothing', async () => {
    await seed(desk, anOpenPayment());
    await hears(charged());
    const said = kindsSaid();
    expect((await hears(charged())).status).toBe(200);
    expect(kindsSaid()).toEqual(said);
    expect(desk.lines.map(({ outcome }) => outcome)).toEqual(['applied', 'repeat']);
  });

  it('is not acknowledged when the database fails: the sender repeats, and nothing is half done', async () => {
    await seed(desk, anOpenPayment());
    const { commit } = desk.store;
    desk.store.commit = () => Promise.reject(new Error('disk full'));
    expect((await hears(charged())).status).toBe(503);
    desk.store.commit = commit;
    expect(await stage()).toBe('awaiting_payment');
    expect((await hears(charged())).status).toBe(200);
    expect(await stage()).toBe('paid');
  });

  it('takes its request’s id along to the messages that it causes', async () => {
    await seed(desk, anOpenPayment());
    desk.bank.reading = { ok: true, notices: [charged()], acknowledge };
    const headers = { 'x-request-id': 'hook-1' };
    await desk.app.request('/webhooks/payments/sandbox', { method: 'POST', body: '{}', headers });
    expect(desk.lines).toMatchObject([{ requestId: 'hook-1', event: 'payment:ch_1:succeeded' }]);
    const ids = [...desk.store.tables.outbox.rows.values()].map(({ requestId }) => requestId);
    expect(new Set(ids)).toEqual(new Set(['hook-1']));
  });

  it.each([400, 401, 403] as const)(
    'that the vendor’s folder refuses with %i stores nothing',
    async (status) => {
      await seed(desk, anOpenPayment());
      desk.bank.reading = { ok: false, status, reason: 'not theirs' };
      const answer = await desk.app.request('/webhooks/payments/sandbox', { method: 'POST', body: '{}' });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        status,
        'application/problem+json',
      ]);
      expect(desk.store.tables.inbox.size).toBe(0);
      expect(desk.lines).toMatchObject([{ level: 'warn', status, reason: 'not theirs' }]);
    },
  );
});

it('hands the vendor’s folder raw bytes, lower-case headers, the kind in the path and the sender’s address', async () => {
  const seen: RawWebhook[] = [];
  desk.bank.provider.readWebhook = async (raw) => {
    seen.push(raw);
    return { ok: true, notices: [], acknowledge };
  };
  const body = new Uint8Array([0, 255, 13, 10]);
  const headers = { 'X-Signature': 'abc', 'X-Forwarded-For': '198.51.100.9, 10.0.0.1' };
  // What the caller wrote about itself is not believed: no proxy of ours stands in front.
  const socket = { incoming: { socket: { remoteAddress: '192.0.2.1' } } };
  await desk.app.request('/webhooks/payments/sandbox/check', { method: 'POST', body, headers }, socket);
  await desk.app.request('/webhooks/payments/sandbox?a=1');
  expect(seen).toMatchObject([
    { method: 'POST', kind: 'check', remoteAddress: '192.0.2.1', headers: { 'x-signature': 'abc' } },
    { method: 'GET', kind: null, remoteAddress: null, url: 'http://localhost/webhooks/payments/sandbox?a=1' },
  ]);
  expect([...(seen[0]?.body ?? [])]).toEqual([0, 255, 13, 10]);
  expect(seen[1]?.body).toHaveLength(0);
});

it('reads a body over 1 MiB to its end so that the sender hears 413, but an endless one only to 8 MiB', async () => {
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      sent += 65_536;
      controller.enqueue(new Uint8Array(65_536));
    },
  });
  const request = new Request('http://localhost/webhooks/payments/sandbox', {
    method: 'POST',
    body: endless,
    duplex: 'half',
  } as RequestInit);
  expect((await desk.app.request(request)).status).toBe(413);
  expect(sent).toBeLessThan(9 * 1024 * 1024);
});

describe('money that belongs to nothing known', () => {
  it('is kept and booked when its deal is there', async () => {
    expect((await hears(charged())).status).toBe(200);
    expect(entry('payment:ch_1:succeeded')).toMatchObject({ state: 'unmatched', dealId: null });
    await seed(desk, anOpenPayment());
    desk.pass(10 * SECOND);
    await settleInbox(desk.deps);
    expect(await stage()).toBe('paid');
    expect(entry('payment:ch_1:succeeded')).toMatchObject({ state: 'done', dealId: 1, nextAt: null });
  });

  it('is told to owners once, when it stays so', async () => {
    await seed(desk, anInvoice());
    const manager = staff({ id: 'pavel', address: '1002', role: 'manager', version: 0 });
    await desk.store.commit({ staff: [manager] });
    await hears(charged({ reference: 'pay_9' }));
    for (let minutes = 0; minutes < 5; minutes++) {
      desk.pass(60 * SECOND);
      await settleInbox(desk.deps);
    }
    const told = [...desk.store.tables.outbox.rows.values()].filter(({ kind }) => kind === 'staff_unmatched');
    expect(told.map(({ address }) => address)).toEqual(['1001']);
    expect(entry('payment:ch_1:succeeded')?.state).toBe('unmatched');
  });

  it('is asked about less and less, and kept for good after thirty days', async () => {
    await hears(charged({ reference: 'pay_9' }));
    const key = 'payment:ch_1:succeeded';
    desk.pass(7 * 24 * 3_600 * SECOND);
    await settleInbox(desk.deps);
    expect((entry(key)?.nextAt ?? 0) - desk.deps.clock.now()).toBe(6 * 3_600 * SECOND);
    desk.pass(24 * 24 * 3_600 * SECOND);
    await settleInbox(desk.deps);
    expect(entry(key)).toMatchObject({ state: 'unmatched', nextAt: null });
  });
});

describe('an unsigned webhook', () => {
  beforeEach(() => seed(desk, anOpenPayment()));

  it('is kept and acknowledged, and moves nothing by itself', async () => {
    expect((await hints('event-1')).status).toBe(200);
    expect(entry('event-1')).toMatchObject({ state: 'waiting' });
    expect(desk.kicks).toEqual(['settle']);
    expect(desk.bank.asked).toEqual([]);
    expect(await stage()).toBe('awaiting_payment');
  });

  it('is settled by what the provider says when it is asked', async () => {
    await hints('event-1');
    desk.bank.answers.look.push(done([charged()]));
    await settleInbox(desk.deps);
    expect(desk.bank.asked).toEqual(['look pay_1']);
    expect(await stage()).toBe('paid');
    expect(entry('event-1')).toMatchObject({ state: 'done', nextAt: null });
    expect((await hints('event-1')).status).toBe(200);
    expect(await settleInbox(desk.deps)).toBe(0);
  });

  it('waits while the provider does not answer, and is not lost', async () => {
    await hints('event-1');
    desk.bank.answers.look.push(failure('unavailable'), failure('unknown'), done([charged()]));
    for (const state of ['awaiting_payment', 'awaiting_payment', 'paid']) {
      await settleInbox(desk.deps);
      expect(await stage()).toBe(state);
      desk.pass(30 * SECOND);
    }
  });

  it('is believed nothing when the provider has no such object', async () => {
    await hints('event-1');
    desk.bank.answers.look.push(failure('not_found'));
    await settleInbox(desk.deps);
    expect(await stage()).toBe('awaiting_payment');
    expect(entry('event-1')).toMatchObject({ state: 'done' });
    expect(desk.lines).toContainEqual(expect.objectContaining({ level: 'warn', event: 'event-1' }));
  });
});
