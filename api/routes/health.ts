import { Hono } from 'hono';
import type { QueueDepths } from '../../domain/ports/store.ts';
import type { Deps } from '../context.ts';
import { webhookSource } from '../heard.ts';
import { described } from '../metrics/registry.ts';
import { problem } from '../middleware/problem.ts';
import type { AppEnv } from '../middleware/request-id.ts';
import { VERSION } from '../version.ts';

/** Liveness, readiness and Prometheus metrics. */
export function healthRoutes(deps: Pick<Deps, 'store' | 'clock' | 'providers' | 'metrics'>): Hono<AppEnv> {
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
    const lines = [BUILD, await stored(deps), deps.metrics.text()];
    return c.text(lines.join(''), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
  return app;
}

const BUILD = described('tillbot_build_info', 'The running version', 'gauge', [
  `tillbot_build_info{version="${VERSION}"} 1`,
]);

/** What only the database knows. Without it the numbers of the process still come, and an alarm has its cause. */
async function stored(deps: Pick<Deps, 'store' | 'clock' | 'providers'>): Promise<string> {
  const up = (value: 0 | 1): string =>
    described('tillbot_database_up', 'Whether the database answers', 'gauge', [
      `tillbot_database_up ${value}`,
    ]);
  try {
    const depths = await deps.store.queueDepths(deps.clock.now());
    return up(1) + queues(depths) + (await webhookAges(deps));
  } catch {
    return up(0);
  }
}

/** Each gauge with what it means. */
const GAUGES: Record<keyof QueueDepths, readonly [name: string, help: string]> = {
  outboxPending: ['tillbot_outbox_pending', 'Messages waiting to be sent'],
  outboxOldestMs: ['tillbot_outbox_oldest_ms', 'Age of the oldest message that is due, milliseconds'],
  outboxParked: ['tillbot_outbox_parked', 'Messages that could not be delivered'],
  outboxMaybeRepeated: ['tillbot_outbox_maybe_repeated', 'Messages that a person may have seen twice'],
  inboxWaiting: ['tillbot_inbox_waiting', 'Events that wait for the vendor to be asked'],
  inboxOldestMs: ['tillbot_inbox_oldest_ms', 'Age of the oldest of them, milliseconds'],
  inboxUnmatched: ['tillbot_inbox_unmatched', 'Events that belong to no known payment'],
  unmatchedOldestMs: ['tillbot_unmatched_oldest_ms', 'Age of the oldest of them, milliseconds'],
  paymentsPending: ['tillbot_payments_pending', 'Payments whose outcome is open'],
  paymentsOldestMs: ['tillbot_payments_oldest_ms', 'Age of the oldest of them, milliseconds'],
  receiptsPending: ['tillbot_receipts_pending', 'Fiscal receipts that are not registered yet'],
  receiptsOldestMs: ['tillbot_receipts_oldest_ms', 'Age of the oldest of them, milliseconds'],
  receiptsFailed: ['tillbot_receipts_failed', 'Fiscal receipts that will not be made without a person'],
};

function queues(depths: QueueDepths): string {
  return Object.entries(GAUGES)
    .map(([key, [name, help]]) =>
      described(name, help, 'gauge', [`${name} ${depths[key as keyof QueueDepths]}`]),
    )
    .join('');
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
  return (
    described('tillbot_webhook_age_ms', 'Time since the last webhook, milliseconds', 'gauge', ages) +
    described(
      'tillbot_payments_pending_long',
      'Payments whose outcome is open for over an hour',
      'gauge',
      counts,
    )
  );
}
