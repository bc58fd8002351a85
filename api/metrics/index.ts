import { createRegistry } from './registry.ts';

/** Seconds: a call to somebody else's service. */
const CALLS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];
/** Seconds: a commit, from under a millisecond to far too long. */
const COMMITS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/** What came of a webhook. */
export type WebhookResult =
  /** Booked, or an update that was handled. */
  | 'applied'
  /** Known already. */
  | 'repeat'
  /** Kept until somebody knows what it is for. */
  | 'unmatched'
  /** Kept until the provider was asked. */
  | 'kept'
  /** Forged or unreadable. */
  | 'refused'
  /** The till could not do it; the sender repeats. */
  | 'failed'
  /** Nothing in it concerned us. */
  | 'nothing';

/** What happened in this process since it started. Times are in seconds. */
export interface Metrics {
  webhook(source: string, result: WebhookResult): void;
  /** A call to a provider or a cash register. `outcome` is `ok` or the failure's category. */
  call(vendor: string, call: string, outcome: string, seconds: number): void;
  /** A message handed to a messenger. `code` is the messenger's own, for failures. */
  send(channel: string, outcome: string, code: string, seconds: number): void;
  /** What became of a message of the outbox in one try. */
  delivery(channel: string, state: string, reason: string): void;
  update(channel: string, type: string, result: 'handled' | 'failed', seconds: number): void;
  commit(result: string, seconds: number): void;
  /** In Prometheus' text format. */
  text(): string;
}

export function createMetrics(): Metrics {
  const { counter, histogram, text } = createRegistry();
  const webhooks = counter('tillbot_webhooks_total', 'Webhooks by sender and what came of them');
  const calls = counter('tillbot_provider_calls_total', 'Calls to payment providers and cash registers');
  const callTimes = histogram(
    'tillbot_provider_call_seconds',
    'How long providers take to answer, with retries',
    CALLS,
  );
  const sends = counter('tillbot_sends_total', 'Messages handed to a messenger, by outcome and its code');
  const sendTimes = histogram('tillbot_send_seconds', 'How long messengers take to answer', CALLS);
  const deliveries = counter('tillbot_deliveries_total', 'Tries to deliver a message of the outbox');
  const updates = counter('tillbot_updates_total', 'What people wrote and pressed, by messenger');
  const updateTimes = histogram(
    'tillbot_update_seconds',
    'From an update to everything that it caused saved',
    COMMITS,
  );
  const commits = counter('tillbot_commits_total', 'Decisions saved, by result');
  const commitTimes = histogram('tillbot_commit_seconds', 'How long saving a decision takes', COMMITS);
  return {
    webhook: (source, result) => webhooks.add({ source, result }),
    call: (provider, call, outcome, seconds) => {
      calls.add({ provider, call, outcome });
      callTimes.note({ provider, call }, seconds);
    },
    send: (channel, outcome, code, seconds) => {
      sends.add({ channel, outcome, code });
      sendTimes.note({ channel }, seconds);
    },
    delivery: (channel, state, reason) => deliveries.add({ channel, state, reason }),
    update: (channel, type, result, seconds) => {
      updates.add({ channel, type, result });
      updateTimes.note({ channel }, seconds);
    },
    commit: (result, seconds) => {
      commits.add({ result });
      commitTimes.note({}, seconds);
    },
    text,
  };
}
