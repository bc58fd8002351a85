import { beforeEach, describe, expect, it } from 'vitest';
import { hearsWebhooks } from '../../api/heard.ts';
import { createSilenceWatch } from '../../api/jobs/silence.ts';
import { type Desk, openDesk, seed } from '../support/desk.ts';
import { anOpenPayment, NOON } from '../support/world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let desk: Desk;
let watch: ReturnType<typeof createSilenceWatch>;

beforeEach(async () => {
  desk = openDesk();
  watch = createSilenceWatch();
  await seed(desk, anOpenPayment());
});

const told = () =>
  [...desk.store.tables.outbox.rows.values()].filter(({ kind }) => kind === 'webhooks_silent');

async function watchFor(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += MINUTE) {
    desk.pass(MINUTE);
    await watch(desk.deps);
  }
}

/** A webhook of the bank, about whatever. */
async function webhook(method = 'POST'): Promise<void> {
  desk.bank.reading = { ok: true, notices: [], acknowledge: { status: 200, body: 'ok' } };
  const body = method === 'POST' ? { body: '{}' } : {};
  await desk.app.request('/webhooks/payments/sandbox', { method, ...body });
}

describe('when payments wait and no webhook comes', () => {
  it('owners are told after an hour, once a day, where notices have to be sent', async () => {
    await watchFor(59 * MINUTE);
    expect(told()).toEqual([]);
    await watchFor(4 * HOUR);
    expect(told()).toMatchObject([
      {
        data: {
          provider: 'sandbox',
          count: 1,
          oldest: NOON,
          heard: null,
          url: 'https://till.example.com/webhooks/payments/sandbox',
        },
      },
    ]);
    await watchFor(24 * HOUR);
    expect(told()).toHaveLength(2);
    expect(desk.lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        msg: 'payments wait and no webhook comes',
        provider: 'sandbox',
      }),
    );
  });

  it('nobody is told while webhooks come, whatever they are about', async () => {
    for (let hour = 0; hour < 6; hour++) {
      await webhook();
      await watchFor(50 * MINUTE);
    }
    expect(told()).toEqual([]);
    await watchFor(HOUR);
    expect(told()).toMatchObject([{ data: { heard: expect.any(Number) } }]);
  });

  it('what asking found, or a customer who is led back, is no webhook', async () => {
    await watchFor(30 * MINUTE);
    await webhook('GET');
    await watchFor(HOUR);
    expect(told()).toHaveLength(1);
  });

  it.each(['http://localhost:8787', 'https://localhost', 'https://192.168.1.5', 'http://till.example.com'])(
    'nobody is told where none can come: %s',
    async (publicUrl) => {
      const deps = { ...desk.deps, config: { ...desk.deps.config, publicUrl } };
      desk.pass(2 * HOUR);
      expect(await watch(deps)).toBe(0);
      expect(hearsWebhooks(publicUrl)).toBe(false);
    },
  );

  it('a provider without a vendor, or a messenger’s own, is not waited for', async () => {
    const { provider } = desk.bank;
    const providers = desk.deps.providers as Map<string, typeof provider>;
    providers.set('sandbox', { ...provider, can: { ...provider.can, offline: true } });
    desk.pass(2 * HOUR);
    expect(await watch(desk.deps)).toBe(0);
  });
});

describe('the note of a webhook', () => {
  it('is one row in ten minutes, however many come', async () => {
    for (let count = 0; count < 20; count++) await webhook();
    desk.pass(10 * MINUTE);
    await webhook();
    const rows = [...desk.store.tables.inbox.values()].filter(({ source }) => source === 'webhook:sandbox');
    expect(rows).toHaveLength(2);
  });

  it('shows in the metrics', async () => {
    await webhook();
    desk.pass(2 * HOUR);
    const metrics = await (await desk.app.request('/metrics')).text();
    expect(metrics).toContain('tillbot_webhook_age_ms{provider="sandbox"} 7200000');
    expect(metrics).toContain('tillbot_payments_pending_long{provider="sandbox"} 1');
  });

  it('that fails does not fail the webhook', async () => {
    const commit = desk.store.commit.bind(desk.store);
    desk.store.commit = async (changes) => {
      if (changes.inbox?.some(({ source }) => source.startsWith('webhook:'))) throw new Error('disk full');
      return commit(changes);
    };
    desk.bank.reading = { ok: true, notices: [], acknowledge: { status: 200, body: 'ok' } };
    const answer = await desk.app.request('/webhooks/payments/sandbox', { method: 'POST', body: '{}' });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('ok');
  });
});
