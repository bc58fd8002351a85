import type { Listener } from '../../domain/outgoing-event.ts';
import type { Channel } from '../../domain/ports/channel.ts';
import type { Marketplace } from '../../domain/ports/marketplace.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import type { Store } from '../../domain/ports/store.ts';
import type { Environment } from '../config.ts';
import type { Metrics } from '../metrics/index.ts';
import { watched, watchedChannel } from '../metrics/watch.ts';
import { createTeller } from '../outgoing/teller.ts';
import { connectors } from './index.ts';
import { asProvider } from './provider.ts';
import { tellerOf } from './tell.ts';

interface Connecting {
  readonly environment: Environment;
  readonly fetch: typeof fetch;
  readonly clock: { readonly now: () => number };
  readonly store: Pick<Store, 'caseByPayment'>;
}

/** The marketplaces that are set up, in each of the parts that they play. */
export interface Connected {
  readonly marketplaces: ReadonlyMap<string, Marketplace>;
  /** Where their buyers' money is. */
  readonly providers: readonly PaymentProvider[];
  /** What they are told by, and of which deals. */
  readonly channels: readonly Channel[];
  readonly listeners: readonly Listener[];
}

/** Opens every marketplace whose variables are set. @throws ZodError for variables that are half set or wrong. */
export function connect({ environment, fetch, clock, store }: Connecting, metrics: Metrics): Connected {
  const { now } = clock;
  const deps = { fetch, now, timeoutMs: 10_000 };
  const open = connectors.flatMap((module) => module.open(environment, deps) ?? []);
  return {
    marketplaces: new Map(open.map((market) => [market.id, market])),
    providers: open.map((market) => watched(asProvider(market, { store, now }), metrics)),
    channels: open.map((market) => watchedChannel(createTeller(market.id, tellerOf(market)), metrics)),
    listeners: open.map(({ id }) => ({ channel: id, address: id, source: id, mirror: false })),
  };
}
