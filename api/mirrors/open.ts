import type { Listener } from '../../domain/outgoing-event.ts';
import type { Channel } from '../../domain/ports/channel.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import type { Mirror } from '../../domain/ports/mirror.ts';
import type { Config, Environment } from '../config.ts';
import type { Deps } from '../context.ts';
import { watchedChannel } from '../metrics/watch.ts';
import { mirrors as modules } from './index.ts';
import { tellRefused } from './refused.ts';
import { createMirrorChannel } from './tell.ts';

interface World {
  readonly config: Config;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
}

/** Longest wait for one answer; several are waited for before a message counts as sent. */
const TIMEOUT = 10_000;

/** The CRMs that are set up. */
export function openMirrors({ config, environment, fetch, clock }: World): Mirror[] {
  const deps = { fetch, now: clock.now, timeoutMs: TIMEOUT, currency: config.currency };
  return modules.flatMap((module) => module.open(environment, deps) ?? []);
}

/** The same as channels: their news wait in the outbox like messages. `deps` is asked for when one is sent. */
export function mirrorChannels(
  mirrors: readonly Mirror[],
  { texts, config, metrics }: Pick<Deps, 'texts' | 'config' | 'metrics'>,
  deps: () => Deps,
): Channel[] {
  return mirrors.map((mirror) => {
    const channel = createMirrorChannel(mirror, {
      texts,
      locale: config.locale,
      refused: (failure, news) => tellRefused(deps(), mirror.id, failure, news),
    });
    return watchedChannel(channel, metrics);
  });
}

/** A CRM hears of all deals. Its address is its name: where it really is, is a secret with some. */
export function mirrorListeners(mirrors: readonly Mirror[]): Listener[] {
  return mirrors.map(({ id }) => ({ channel: id, address: id, source: null, mirror: true }));
}
