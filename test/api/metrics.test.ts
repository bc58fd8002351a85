import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deliver } from '../../api/jobs/deliver.ts';
import { createMetrics } from '../../api/metrics/index.ts';
import { createRegistry } from '../../api/metrics/registry.ts';
import { watched, watchedChannel, watchedStore, watchedTake } from '../../api/metrics/watch.ts';
import { VERSION } from '../../api/version.ts';
import type { Incoming } from '../../domain/ports/channel.ts';
import { done } from '../../domain/result.ts';
import { failure, openDesk, seed } from '../support/desk.ts';
import { messageRow } from '../support/rows.ts';
import { ROOT } from '../support/sources.ts';
import { anOpenPayment, charged } from '../support/world.ts';

const acknowledge = { status: 200, body: 'OK' };
const lines = (text: string) => text.split('\n').filter((line) => line && !line.startsWith('#'));

describe('the registry', () => {
  it('writes counters and histograms as Prometheus reads them', () => {
    const registry = createRegistry();
    const counter = registry.counter('things_total', 'Things');
    const times = registry.histogram('times_seconds', 'Times', [0.1, 1]);
    expect(registry.text()).toBe('');
    counter.add({ of: 'b' });
    counter.add({ of: 'a' });
    counter.add({ of: 'a' });
    for (const value of [0.1, 0.5, 7]) times.note({ of: 'a' }, value);
    expect(registry.text()).toBe(`# HELP things_total Things
# TYPE things_total counter
things_total{of="a"} 2
things_total{of="b"} 1
# HELP times_seconds Times
# TYPE times_seconds histogram
times_seconds_bucket{of="a",le="0.1"} 1
times_seconds_bucket{of="a",le="1"} 2
times_seconds_bucket{of="a",le="+Inf"} 3
times_seconds_sum{of="a"} 7.6
times_seconds_count{of="a"} 3
`);
  });

  it('lets no label break a line, say a number of somebody, or grow without end', () => {
    const registry = createRegistry();
    const counter = registry.counter('things_total', 'Things');
    counter.add({ code: 'Bad "Request"\n}' });
    counter.add({ code: 'chat 79000000001 not found' });
    for (let index = 0; index < 1000; index++) counter.add({ code: `code${index}` });
    const all = lines(registry.text());
    expect(all).toContain('things_total{code="bad_request_"} 1');
    expect(all.every((line) => /^things_total\{code="[a-z0-9_.-]*"\} \d+$/.test(line))).toBe(true);
    expect(registry.text()).not.toContain('79000000001');
    expect(all.length).toBeLessThanOrEqual(201);
    expect(all.find((line) => line.includes('"other"'))).toBe('things_total{code="other"} 803');
  });
});

describe('what is counted', () => {
  it('is each webhook by what came of it', async () => {
    const desk = openDesk();
    await seed(desk, anOpenPayment());
    const post = () => desk.app.request('/webhooks/payments/sandbox', { method: 'POST', body: '{}' });
    await post();
    const paid = charged();
    desk.bank.reading = { ok: true, notices: [paid], acknowledge };
    await post();
    await post();
    const strange = charged({ reference: 'elsewhere', chargeId: 'ch_9' });
    desk.bank.reading = { ok: true, notices: [strange], acknowledge };
    await post();
    desk.bank.reading = { ok: true, notices: [], acknowledge };
    await post();
    const hint = { eventKey: 'e', reference: 'pay_1', paymentId: null };
    desk.bank.reading = { ok: true, notices: [], hints: [hint], acknowledge };
    await post();
    desk.store.commit = () => Promise.reject(new Error('disk full'));
    expect((await post()).status).toBe(503);
    for (const result of ['refused', 'applied', 'repeat', 'unmatched', 'nothing', 'kept', 'failed'])
      expect(desk.deps.metrics.text()).toContain(
        `tillbot_webhooks_total{source="sandbox",result="${result}"} 1`,
      );
  });

  it('is each call to a provider by its outcome, with how long it took, and the call itself is as before', async () => {
    const metrics = createMetrics();
    const { bank } = openDesk();
    const provider = watched(bank.provider, metrics);
    const key = { reference: 'r', paymentId: 'p', idempotencyKey: 'p' };
    bank.answers.look.push(failure('unavailable'));
    expect(await provider.look(key)).toMatchObject({ ok: false, category: 'unavailable' });
    expect(await provider.look(key)).toEqual(done([]));
    expect(bank.asked).toEqual(['look r', 'look r']);
    expect([provider.id, provider.can]).toEqual([bank.provider.id, bank.provider.can]);
    expect(provider.charge).toBe(bank.provider.charge);
    expect(metrics.text()).toContain(
      'tillbot_provider_calls_total{provider="sandbox",call="look",outcome="unavailable"} 1',
    );
    expect(metrics.text()).toContain(
      'tillbot_provider_calls_total{provider="sandbox",call="look",outcome="ok"} 1',
    );
    expect(metrics.text()).toContain('tillbot_provider_call_seconds_count{provider="sandbox",call="look"} 2');
  });

  it('is each try to deliver by its reason, and each answer of a messenger by its code', async () => {
    const desk = openDesk();
    const channels = new Map(
      [...desk.deps.channels].map(([id, each]) => [id, watchedChannel(each, desk.deps.metrics)]),
    );
    const message = messageRow({ dealId: null });
    await desk.store.commit({ messages: [message] });
    const claim = { now: desk.deps.clock.now(), leaseMs: 1, limit: 1, token: 't' };
    const [claimed] = await desk.store.claimMessages(claim);
    desk.sending.push(
      failure('refused', { code: '400', message: 'Bad Request: chat 79000000001 not found' }),
    );
    await deliver({ ...desk.deps, channels }, claimed!, 't');
    const text = desk.deps.metrics.text();
    expect(text).toContain('tillbot_deliveries_total{channel="telegram",state="parked",reason="refused"} 1');
    expect(text).toContain('tillbot_sends_total{channel="telegram",outcome="refused",code="400"} 1');
    expect(text).not.toContain('7900');
  });

  it('is each update and each commit, those that failed too', async () => {
    const metrics = createMetrics();
    const desk = openDesk();
    const store = watchedStore(desk.store, metrics);
    expect(await store.commit({ messages: [messageRow()] })).toBe('committed');
    desk.store.commit = () => Promise.reject(new Error('disk full'));
    await expect(watchedStore(desk.store, metrics).commit({})).rejects.toThrow('disk full');
    expect(await store.counter('any')).toBe(0);
    const from = { address: '2001', userId: '2001', name: 'Мария', language: null };
    const said: Incoming = {
      channel: 'telegram',
      key: '1',
      from,
      type: 'text',
      text: 'Торт',
      replyTo: null,
      edited: false,
    };
    await watchedTake(async () => {}, metrics)(said, 'r');
    await expect(watchedTake(() => Promise.reject(new Error('no')), metrics)(said, 'r')).rejects.toThrow(
      'no',
    );
    const text = metrics.text();
    expect(text).toContain('tillbot_commits_total{result="committed"} 1');
    expect(text).toContain('tillbot_commits_total{result="failed"} 1');
    expect(text).toContain('tillbot_commit_seconds_count 2');
    expect(text).toContain('tillbot_updates_total{channel="telegram",type="text",result="handled"} 1');
    expect(text).toContain('tillbot_updates_total{channel="telegram",type="text",result="failed"} 1');
    expect(text).not.toMatch(/Мария|Торт|2001/);
  });
});

describe('GET /metrics', () => {
  it('still shows what the process knows when the database is away', async () => {
    const { app, store, deps } = openDesk();
    deps.metrics.webhook('sandbox', 'failed');
    store.queueDepths = () => Promise.reject(new Error('password of the database'));
    const answer = await app.request('/metrics');
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(text).toContain('tillbot_database_up 0');
    expect(text).toContain('tillbot_webhooks_total{source="sandbox",result="failed"} 1');
    expect(text).not.toContain('password');
  });

  it('says which version runs, the one of package.json', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(VERSION).toBe(version);
    const text = await (await openDesk().app.request('/metrics')).text();
    expect(text).toContain(`tillbot_build_info{version="${version}"} 1`);
  });

  it('names every metric that docs/alerts.md watches', async () => {
    const doc = readFileSync(join(ROOT, 'docs/alerts.md'), 'utf8');
    const source = ['api/metrics/index.ts', 'api/routes/health.ts']
      .map((path) => readFileSync(join(ROOT, path), 'utf8'))
      .join('');
    const named = [...new Set([...doc.matchAll(/\btillbot_[a-z_]+/g)].map(([name]) => name))];
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !source.includes(name.replace(/_(bucket|sum|count)$/, '')))).toEqual([]);
  });
});
