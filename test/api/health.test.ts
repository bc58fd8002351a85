import { expect, it } from 'vitest';
import { openDesk } from '../support/desk.ts';
import { inboxRow, messageRow } from '../support/rows.ts';
import { NOON } from '../support/world.ts';

const problem = 'application/problem+json';

it('says that it lives without asking the database', async () => {
  const { app, store } = openDesk();
  store.ping = () => Promise.reject(new Error('away'));
  expect((await app.request('/healthz')).status).toBe(200);
});

it('is ready while the database answers, and says 503 when it does not', async () => {
  const { app, store } = openDesk();
  expect((await app.request('/readyz')).status).toBe(200);
  store.ping = () => Promise.reject(new Error('password of the database'));
  const answer = await app.request('/readyz');
  expect(answer.status).toBe(503);
  expect(answer.headers.get('content-type')).toBe(problem);
  expect(await answer.text()).not.toContain('password');
});

it('shows its queues to Prometheus', async () => {
  const { app, store } = openDesk();
  const waiting = messageRow({ id: 'a', dedupeKey: 'a', notBefore: NOON - 5_000 });
  await store.commit({ messages: [waiting], inbox: [inboxRow({ state: 'unmatched', nextAt: NOON })] });
  const answer = await app.request('/metrics');
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const lines = (await answer.text()).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'tillbot_outbox_pending 1',
      'tillbot_outbox_oldest_ms 5000',
      'tillbot_outbox_parked 0',
      'tillbot_outbox_maybe_repeated 0',
      'tillbot_inbox_waiting 0',
      'tillbot_inbox_unmatched 1',
      'tillbot_payments_pending 0',
    ]),
  );
  const values = lines.filter((line) => line && !line.startsWith('#'));
  for (const line of values) {
    expect(line).toMatch(/^tillbot_[a-z_]+({(provider|version)="[\w.]+"})? \d+$/);
    const name = line.split(/[ {]/)[0];
    expect(lines).toContain(`# TYPE ${name} gauge`);
    expect(lines.some((each) => each.startsWith(`# HELP ${name} `))).toBe(true);
  }
});

it('gives every answer the caller’s request id when it is a plain one, else one of its own', async () => {
  const { app } = openDesk();
  const id = async (given?: string) => {
    const headers: Record<string, string> = given === undefined ? {} : { 'x-request-id': given };
    return (await app.request('/healthz', { headers })).headers.get('x-request-id');
  };
  expect(await id('order-42.a:b')).toBe('order-42.a:b');
  for (const given of [undefined, '', 'two words', 'x'.repeat(65), '{"level":"error"}']) {
    expect(await id(given)).toMatch(/^new-\d+$/);
  }
});

it('answers what fails with 503 and keeps the reason for the log', async () => {
  const { app, store, lines } = openDesk();
  store.caseByDeal = () => Promise.reject(new Error('disk full'));
  const headers = { authorization: 'Bearer key-1', 'x-request-id': 'request-7' };
  const answer = await app.request('/api/deals/1', { headers });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('content-type')).toBe(problem);
  expect(answer.headers.get('x-request-id')).toBe('request-7');
  expect(await answer.text()).not.toContain('disk full');
  const [line] = lines;
  expect(line).toMatchObject({ level: 'error', requestId: 'request-7', path: '/api/deals/:id' });
  expect(String(line?.error)).toContain('disk full');
});
