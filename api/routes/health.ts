import { Hono } from 'hono';
import type { Deps } from '../context.ts';
import { webhookSource } from '../heard.ts';
import { problem } from '../middleware/problem.ts';
import type { AppEnv } from '../middleware/request-id.ts';

/** Liveness, readiness and Prometheus metrics. */
export function healthRoutes(deps: Pick<Deps, 'store' | 'clock' | 'providers'>): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    try {
      await deps.store.ping();
      return c.json({ status: 'ready' });
    } catch {
      return problem(c, 503, 'The database does not answer');
    }
  });
  app.get('/metrics', async (c) => {
    const depths = await deps.store.queueDepths(deps.clock.now());
    const lines = [metrics(depths), await webhookAges(deps)];
    return c.text(lines.join(''), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
  return app;
}

/** Each gauge with what it means; Prometheus text format 0.0.4. */
const GAUGES = {
  outboxPending: ['tillbot_outbox_pending', 'Messages waiting to be sent'],
  outboxOldestMs: ['tillbot_outbox_oldest_ms', 'Age of the oldest message that is due, milliseconds'],
  outboxParked: ['tillbot_outbox_parked', 'Messages that could not be delivered'],
  outboxMaybeRepeated: ['tillbot_outbox_maybe_repeated', 'Messages that a person may have seen twice'],
  inboxWaiting: ['tillbot_inbox_waiting', 'Events that wait for the vendor to be asked'],
  inboxUnmatched: ['tillbot_inbox_unmatched', 'Events that belong to no known payment'],
  paymentsPending: ['tillbot_payments_pending', 'Payments whose outcome is open'],
} as const;

function metrics(depths: Record<keyof typeof GAUGES, number>): string {
  const lines = Object.entries(GAUGES).flatMap(([key, [name, help]]) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    `${name} ${depths[key as keyof typeof GAUGES]}`,
  ]);
  return `${lines.join('\n')}\n`;
}

const HOUR = 3_600_000;

/** What an alarm about silence is made of: the age of the last webhook, and the attempts that wait. */
async function webhookAges({
  store,
  clock,
  providers,
}: Pick<Deps, 'store' | 'clock' | 'providers'>): Promise<string> {
  const now = clock.now();
  const waiting = new Map(
    (await store.silentPayments(now - HOUR)).map(({ provider, count }) => [provider, count]),
  );
  const ages: string[] = [];
  const counts: string[] = [];
  for (const { id, can } of providers.values()) {
    if (can.offline) continue;
    const heard = await store.lastHeard(webhookSource(id));
    // A provider that never called has no age.
    if (heard !== null) ages.push(`tillbot_webhook_age_ms{provider="${id}"} ${now - heard}`);
    counts.push(`tillbot_payments_pending_long{provider="${id}"} ${waiting.get(id) ?? 0}`);
  }
  const gauge = (name: string, help: string, lines: readonly string[]): string =>
    lines.length > 0 ? `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('\n')}\n` : '';
  return (
    gauge('tillbot_webhook_age_ms', 'Time since the last webhook, milliseconds', ages) +
    gauge('tillbot_payments_pending_long', 'Payments whose outcome is open for over an hour', counts)
  );
}
