import { channels as channelModules, type OpenChannel } from '../bot/channels/index.ts';
import { createBot } from '../bot/index.ts';
import { renderMessage } from '../bot/screens/index.ts';
import { createTexts } from '../bot/texts/index.ts';
import type { Channel } from '../domain/ports/channel.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Log } from '../domain/ports/log.ts';
import type { PaymentProvider } from '../domain/ports/payment-provider.ts';
import type { Store } from '../domain/ports/store.ts';
import type { Settings } from '../domain/settings.ts';
import { createCashier, kindsOffered } from './cashier.ts';
import type { Config, Environment } from './config.ts';
import type { Deps } from './context.ts';
import { createJobs, type Jobs } from './jobs/index.ts';
import { providers as providerModules } from './payments/index.ts';

/** What a runtime brings: its database, clock and log. */
export interface World {
  readonly config: Config;
  /** The core's variables and the vendors'. */
  readonly environment: Environment;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch: typeof fetch;
}

export interface Till {
  readonly deps: Deps;
  readonly jobs: Jobs;
  /** Channels with the way in which their updates come. */
  readonly channels: readonly OpenChannel[];
}

/** The composition root: the one place where the bot, the vendors and the memory meet. */
export function buildTill(world: World): Till {
  const { config, clock, log } = world;
  const texts = createTexts(config.locale);
  const opened = openChannels(world);
  const channels = new Map<string, Channel>(opened.map(({ channel }) => [channel.id, channel]));
  const providers = openProviders(world);
  const settings = settingsOf(config, providers.values());
  const jobs: Jobs = createJobs(() => deps);
  const store = telling(world.store, (job) => jobs.kick(job), clock);
  const shared = { config, settings, clock, store, texts, log, channels, providers, kick: jobs.kick };
  const bot = createBot({ ...shared, cashier: createCashier(shared), publicUrl: config.publicUrl });
  const deps: Deps = {
    ...shared,
    render: (message) =>
      renderMessage(message, { texts, publicUrl: config.publicUrl, now: clock.now(), timeZone: config.timeZone }),
    take: (incoming, requestId) => bot.take(incoming, requestId),
  };
  return { deps, jobs, channels: opened };
}

function settingsOf(config: Config, providers: Iterable<PaymentProvider>): Settings {
  return {
    funnel: 'main',
    currency: config.currency,
    timeZone: config.timeZone,
    remindAfter: config.remindAfter,
    quietHours: config.quietHours,
    kinds: kindsOffered(providers, config.currency),
  };
}

function openChannels({ config, environment, fetch, log }: World): OpenChannel[] {
  const report = (event: string, detail: Readonly<Record<string, unknown>>) => log.warn(detail, event);
  return channelModules.flatMap((module) => module.open(environment, { publicUrl: config.publicUrl, fetch, report }) ?? []);
}

function openProviders({ environment, fetch, clock }: World): Map<string, PaymentProvider> {
  const deps = { fetch, now: clock.now, timeoutMs: 10_000 };
  const open = providerModules.flatMap((module) => module.open(environment, deps) ?? []);
  return new Map(open.map((provider) => [provider.id, provider]));
}

/** Saves as the store does, and lets what is due now be done now instead of at the next sweep. */
function telling(store: Store, kick: Jobs['kick'], clock: Clock): Store {
  const commit: Store['commit'] = async (changes) => {
    const result = await store.commit(changes);
    if (result !== 'committed') return result;
    if (changes.messages?.length) kick('deliver');
    const now = clock.now();
    const wanted = [...(changes.refunds ?? []), ...(changes.payments ?? [])];
    if (wanted.some(({ nextCheckAt }) => nextCheckAt !== null && nextCheckAt <= now)) kick('settle');
    return result;
  };
  return Object.assign(Object.create(store) as Store, { commit });
}
