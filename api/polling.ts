import type { Channel } from '../domain/ports/channel.ts';
import type { Deps } from './context.ts';

/** A holder that says nothing for so long is gone, and another process polls. */
const LEASE = 15_000;
const RENEW = 5_000;

/** True: it is ours; false: somebody else's; null: the database did not say. */
type Hold = (ms?: number) => Promise<boolean | null>;

type PollingDeps = Pick<Deps, 'store' | 'clock' | 'log' | 'take' | 'config'>;

/**
 * Polls a messenger as long as no other process does: it gives each update to one of its askers, and two would
 * take the order of a chat apart. Resolves when `signal` aborts; the lease is let go then.
 */
export async function pollAsHolder(deps: PollingDeps, channel: Channel, signal: AbortSignal): Promise<void> {
  const { poll } = channel;
  if (!poll) return;
  // One process has a file: after a crash it goes on at once, and does not wait for its own lease to end.
  const holder = deps.config.databaseUrl.startsWith('file:') ? 'the only one' : deps.clock.newId();
  const name = `polling:${channel.id}`;
  const hold = (ms = LEASE): Promise<boolean> =>
    deps.store.lease(name, holder, deps.clock.now(), ms).catch((error: unknown) => {
      deps.log.warn(
        { channel: channel.id, error: String(error) },
        'the lease on polling could not be renewed',
      );
      return false;
    });
  while (!signal.aborted) {
    if (await hold()) await whileHeld(deps, poll.bind(channel), hold, signal);
    else await pause(RENEW, signal);
  }
  await hold(0);
}

/** Polls until the lease is lost or `signal` aborts. */
async function whileHeld(
  deps: PollingDeps,
  poll: NonNullable<Channel['poll']>,
  hold: Hold,
  signal: AbortSignal,
): Promise<void> {
  const lost = new AbortController();
  let until = deps.clock.now() + LEASE;
  const timer = setInterval(() => {
    const asked = deps.clock.now();
    // A database that does not answer renews nothing either: by then somebody else may be polling.
    if (asked >= until) return lost.abort();
    void hold().then((held) => {
      if (held) until = asked + LEASE;
      else if (held === false) lost.abort();
    });
  }, RENEW);
  try {
    const either = AbortSignal.any([signal, lost.signal]);
    await poll((incoming) => deps.take(incoming, deps.clock.newId()), either);
  } finally {
    clearInterval(timer);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
