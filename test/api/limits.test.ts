import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { peerOf } from '../../api/middleware/peer.ts';
import { rateLimit } from '../../api/middleware/rate-limit.ts';

const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });
const ask = (app: Hono, address: string, headers: Record<string, string> = {}) =>
  app.request('/', { headers }, from(address));

function counting(counts?: (status: number) => boolean) {
  let now = 0;
  const app = new Hono();
  const clock = { now: () => now };
  const of = (c: Parameters<typeof peerOf>[0]) => peerOf(c, 0);
  app.use('*', rateLimit({ clock, of, burst: 2, perMinute: 60, ...(counts ? { counts } : {}) }));
  app.get('/', (c) => c.text('ok', c.req.header('bad') ? 401 : 200));
  return {
    app,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

test('who asks too often hears when to come again; others are answered', async () => {
  const { app, pass } = counting();
  const statuses = [];
  for (let tries = 0; tries < 3; tries += 1) statuses.push((await ask(app, '192.0.2.1')).status);
  expect(statuses).toEqual([200, 200, 429]);
  const late = await ask(app, '192.0.2.1');
  expect(late.headers.get('retry-after')).toBe('1');
  expect(await late.json()).toMatchObject({
    status: 429,
    detail: expect.stringContaining('Nothing was done'),
  });
  expect((await ask(app, '192.0.2.2')).status).toBe(200);
  pass(1_000);
  expect((await ask(app, '192.0.2.1')).status).toBe(200);
});

test('where only refused requests count, a thousand good ones pass, and guessing ends', async () => {
  const { app } = counting((status) => status === 401);
  for (let tries = 0; tries < 1_000; tries += 1) expect((await ask(app, '192.0.2.1')).status).toBe(200);
  const guess = () => ask(app, '192.0.2.1', { bad: '1' });
  expect([(await guess()).status, (await guess()).status, (await guess()).status]).toEqual([401, 401, 429]);
});

test('an address that the caller wrote itself is not believed; the one that our own proxy saw is', async () => {
  const app = new Hono();
  app.get('/:hops', (c) => c.text(peerOf(c, Number(c.req.param('hops'))) ?? 'nobody knows'));
  const seen = async (hops: number, forwarded?: string) => {
    const headers = forwarded ? { 'x-forwarded-for': forwarded } : {};
    return (await app.request(`/${hops}`, { headers }, from('10.0.0.9'))).text();
  };
  expect(await seen(0, '198.51.100.1')).toBe('10.0.0.9');
  expect(await seen(1, 'invented, 203.0.113.7')).toBe('203.0.113.7');
  expect(await seen(2, 'invented, 203.0.113.7, 10.0.0.1')).toBe('203.0.113.7');
  expect(await seen(1)).toBe('10.0.0.9');
  const onWorkers = await app.request('/0', { headers: { 'cf-connecting-ip': '203.0.113.8' } });
  expect(await onWorkers.text()).toBe('203.0.113.8');
  expect(await (await app.request('/1')).text()).toBe('nobody knows');
});
