import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Config } from '../../api/config.ts';
import { pollAsHolder } from '../../api/polling.ts';
import type { Channel } from '../../domain/ports/channel.ts';
import { MemoryStore } from '../support/memory-store.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

let serial = 0;

/** A process that shares `store`, and whether it polls at the moment. */
function process(store: MemoryStore, databaseUrl = 'postgres://till') {
  let polling = false;
  const channel = {
    id: 'telegram',
    poll: (_take: unknown, signal: AbortSignal) => {
      polling = true;
      return new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          polling = false;
          resolve();
        });
      });
    },
  } as unknown as Channel;
  const end = new AbortController();
  const deps = {
    store,
    clock: { now: () => Date.now(), newId: () => `holder-${++serial}`, newToken: () => '' },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    take: async () => {},
    config: { databaseUrl } as Config,
  };
  const over = pollAsHolder(deps, channel, end.signal);
  return {
    polls: () => polling,
    stop: () => {
      end.abort();
      return over;
    },
    /** As a process that was killed: it renews nothing any more. */
    freeze: () => {
      deps.store = { lease: () => new Promise(() => {}) } as unknown as MemoryStore;
    },
  };
}

test('of two processes one polls; when it stops, the other goes on', async () => {
  const store = new MemoryStore();
  const [first, second] = [process(store), process(store)];
  await vi.advanceTimersByTimeAsync(60_000);
  expect([first.polls(), second.polls()]).toEqual([true, false]);
  await first.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect([first.polls(), second.polls()]).toEqual([false, true]);
  await second.stop();
});

test('one that is killed leaves its place within fifteen seconds and a renewal', async () => {
  const store = new MemoryStore();
  const [first, second] = [process(store), process(store)];
  await vi.advanceTimersByTimeAsync(5_000);
  first.freeze();
  await vi.advanceTimersByTimeAsync(9_000);
  expect(second.polls()).toBe(false);
  await vi.advanceTimersByTimeAsync(12_000);
  // Whether it is dead or only cut off from the database: it does not poll beside the other.
  expect([first.polls(), second.polls()]).toEqual([false, true]);
  await second.stop();
});

test('a till with a file goes on at once after a crash', async () => {
  const store = new MemoryStore();
  const first = process(store, 'file:till.db');
  await vi.advanceTimersByTimeAsync(1_000);
  first.freeze();
  const again = process(store, 'file:till.db');
  await vi.advanceTimersByTimeAsync(100);
  expect(again.polls()).toBe(true);
  await again.stop();
});

test('one whose lease was taken over stops polling', async () => {
  const store = new MemoryStore();
  const first = process(store);
  await vi.advanceTimersByTimeAsync(1_000);
  const late = Date.now() + 31_000;
  expect(await store.lease('polling:telegram', 'somebody else', late, 60_000)).toBe(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(first.polls()).toBe(false);
  await first.stop();
});
