import type { Actor } from '../domain/history.ts';
import type { Message } from '../domain/message.ts';
import type { Channel, Incoming, Outgoing } from '../domain/ports/channel.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { FiscalRegister } from '../domain/ports/fiscal-register.ts';
import type { Log } from '../domain/ports/log.ts';
import type { Marketplace } from '../domain/ports/marketplace.ts';
import type { PaymentProvider } from '../domain/ports/payment-provider.ts';
import type { Store } from '../domain/ports/store.ts';
import type { Texts } from '../domain/ports/texts.ts';
import type { Context, Settings } from '../domain/settings.ts';
import type { Config } from './config.ts';
import type { Metrics } from './metrics/index.ts';

/** Everything that routes and jobs need of the world. Built once, by the entry of each runtime. */
export interface Deps {
  readonly config: Config;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly store: Store;
  readonly texts: Texts;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly providers: ReadonlyMap<string, PaymentProvider>;
  /** Cash registers in the cloud. */
  readonly registers: ReadonlyMap<string, FiscalRegister>;
  /** Marketplaces from which orders come; each is also among `providers` and `channels`. */
  readonly marketplaces: ReadonlyMap<string, Marketplace>;
  /** Calls of the core's own; vendors have theirs. */
  readonly fetch: typeof fetch;
  /** Puts a message into words and buttons. */
  render(message: Message): Promise<Outgoing>;
  /** `text` as a QR code: PNG bytes. */
  qr(text: string): Promise<Uint8Array>;
  /** Hands an update to the bot. Resolves when everything it caused is saved. */
  take(incoming: Incoming, requestId: string): Promise<void>;
  /** Lets a job run soon, without waiting for its sweep. */
  kick(job: 'deliver' | 'settle'): void;
}

/** What surrounds a decision made now. */
export function contextOf(deps: Pick<Deps, 'clock' | 'settings'>, actor: Actor, requestId: string): Context {
  return {
    now: deps.clock.now(),
    newId: deps.clock.newId,
    newToken: deps.clock.newToken,
    actor,
    requestId,
    settings: deps.settings,
  };
}
