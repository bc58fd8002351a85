import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTelegram } from '../../bot/channels/telegram/index.ts';
import type { Pause } from '../../bot/channels/telegram/poll.ts';
import type { Incoming } from '../../domain/ports/channel.ts';
import { startTelegram, type TelegramStand } from '../support/telegram.ts';

const [ANNA, BORIS] = [5_000_001, 5_000_002];
let stand: TelegramStand;
let stop: AbortController;
let waits: number[];
const reports: string[] = [];

/** Waits are written down and cut short. */
const pause: Pause = (ms, signal) => {
  waits.push(ms);
  return new Promise((resolve) => {
    const end = () => {
      signal.removeEventListener('abort', end);
      resolve();
    };
    setTimeout(end, Math.min(ms, 5));
    signal.addEventListener('abort', end);
  });
};

beforeEach(async () => {
  stand = await startTelegram();
  stop = new AbortController();
  waits = [];
  reports.length = 0;
});
afterEach(async () => {
  stop.abort();
  await stand.close();
});

function poll(take: (incoming: Incoming) => Promise<void>): Promise<void> {
  const channel = createTelegram(stand.config, {
    longPollSeconds: 2,
    pause,
    report: (event) => reports.push(event),
  });
  return channel.poll!(take, stop.signal);
}
const textOf = (incoming: Incoming) => (incoming.type === 'text' ? incoming.text : incoming.type);

test('updates are taken in order, once, and confirmed when it ends', async () => {
  const taken: string[] = [];
  const polling = poll(async (incoming) => void taken.push(textOf(incoming)));
  for (const text of ['one', 'two', 'three']) stand.fake.people.text(ANNA, text);
  await vi.waitFor(() => expect(taken).toEqual(['one', 'two', 'three']));
  stand.fake.people.text(ANNA, 'four');
  await vi.waitFor(() => expect(taken).toHaveLength(4));
  stop.abort();
  await polling;
  const info = await fetch(`${stand.root}/bot${stand.fake.token}/getWebhookInfo`).then((answer) =>
    answer.json(),
  );
  expect(info).toMatchObject({ result: { pending_update_count: 0 } });
});

test('a take that fails is tried again until it holds, and its chat waits for it', async () => {
  const taken: string[] = [];
  let failures = 6;
  void poll(async (incoming) => {
    if (textOf(incoming) === 'one' && failures-- > 0) throw new Error('database is away');
    taken.push(textOf(incoming));
  });
  stand.fake.people.text(ANNA, 'one');
  stand.fake.people.text(ANNA, 'two');
  await vi.waitFor(() => expect(taken).toEqual(['one', 'two']));
  expect(waits.filter((ms) => ms >= 1000)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000]);
  expect(reports).toContain('telegram_take_failed');
});

test('a chat that is stuck does not hold up another, and is not confirmed', async () => {
  const taken: string[] = [];
  const polling = poll(async (incoming) => {
    if (textOf(incoming) === 'stuck') throw new Error('never');
    taken.push(textOf(incoming));
  });
  stand.fake.people.text(ANNA, 'stuck');
  await vi.waitFor(() => expect(reports).toContain('telegram_take_failed'));
  stand.fake.people.text(BORIS, 'free');
  stand.fake.people.text(BORIS, 'free again');
  await vi.waitFor(() => expect(taken).toEqual(['free', 'free again']));
  stop.abort();
  await polling;

  stop = new AbortController();
  const later: string[] = [];
  void poll(async (incoming) => void later.push(textOf(incoming)));
  await vi.waitFor(() => expect(later).toContain('stuck'));
});

test('a webhook that stands in the way is removed, and polling goes on', async () => {
  await fetch(`${stand.root}/bot${stand.fake.token}/setWebhook?url=http://127.0.0.1:1/x`);
  const taken: string[] = [];
  void poll(async (incoming) => void taken.push(textOf(incoming)));
  stand.fake.people.text(ANNA, 'hello');
  await vi.waitFor(() => expect(taken).toEqual(['hello']));
  expect(stand.fake.calls('deleteWebhook')).toBe(1);
});

test('trouble on the line is waited out, longer each time', async () => {
  stand.fake.fail('getUpdates', { kind: 'error', status: 502 }, 2);
  stand.fake.fail('getUpdates', { kind: 'cut' });
  stand.fake.fail('getUpdates', { kind: 'rate_limit', retryAfter: 20 });
  const taken: string[] = [];
  void poll(async (incoming) => void taken.push(textOf(incoming)));
  stand.fake.people.text(ANNA, 'hello');
  await vi.waitFor(() => expect(taken).toEqual(['hello']));
  expect(waits.slice(0, 4)).toEqual([1000, 2000, 4000, 20_000]);
});

test('an update that Telegram sends again is handed over again, for the inbox to know it', async () => {
  const keys: string[] = [];
  void poll(async (incoming) => void keys.push(incoming.key));
  stand.fake.people.text(ANNA, 'hello');
  await vi.waitFor(() => expect(keys).toHaveLength(1));
  stand.fake.people.redeliver();
  await vi.waitFor(() => expect(keys).toHaveLength(2));
  expect(keys[0]).toBe(keys[1]);
});

test('it ends at once when told to, also in the middle of a long poll', async () => {
  const polling = poll(async () => {});
  await vi.waitFor(() => expect(stand.fake.calls('getUpdates')).toBe(1));
  const before = performance.now();
  stop.abort();
  await polling;
  expect(performance.now() - before).toBeLessThan(500);
});
