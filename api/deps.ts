import type { Hono } from 'hono';
import { channels as channelModules, type OpenChannel } from '../bot/channels/index.ts';
import { createBot } from '../bot/index.ts';
import { renderMessage } from '../bot/screens/index.ts';
import { qrPng } from '../bot/screens/qr.ts';
import { createTexts } from '../bot/texts/index.ts';
import { OUTGOING_CHANNEL } from '../domain/outgoing-event.ts';
import type { Channel } from '../domain/ports/channel.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Doctor } from '../domain/ports/doctor.ts';
import type { FiscalRegister } from '../domain/ports/fiscal-register.ts';
import type { Log } from '../domain/ports/log.ts';
import type { PaymentProvider } from '../domain/ports/payment-provider.ts';
import type { Store } from '../domain/ports/store.ts';
import type { Settings } from '../domain/settings.ts';
import { createCashier } from './cashier.ts';
import type { Config, Environment } from './config.ts';
import { connectors as connectorModules } from './connectors/index.ts';
import { type Connected, connect } from './connectors/open.ts';
import type { Deps } from './context.ts';
import { createDoctor, type DoctorOptions } from './doctor/index.ts';
import { registers as registerModules } from './fiscal/index.ts';
import { createJobs, type Jobs } from './jobs/index.ts';
import { createMetrics, type Metrics } from './metrics/index.ts';
import { watched, watchedChannel, watchedStore, watchedTake } from './metrics/watch.ts';
import { mirrorChannels, mirrorListeners, openMirrors } from './mirrors/open.ts';
import { eventAsText } from './outgoing/body.ts';
import { createOutgoing } from './outgoing/channel.ts';
import { newsAsText } from './outgoing/teller.ts';
import { createByHand } from './payments/by-hand.ts';
import { providers as providerModules } from './payments/index.ts';
import { settingsOf } from './settings.ts';
import { createInboxDesk } from './unmatched/desk.ts';

/** Languages that there are, the default first. */
export const LOCALES: readonly string[] = createTexts('ru').locales;

/** What a runtime brings: its database, clock and log. */
export interface World {
  readonly config: Config;
  /** The core's variables and the vendors'. */
  readonly environment: Environment;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch: typeof fetch;
  /** Addresses behind a name, where the runtime can tell them. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  /** Where it is counted what happens, when that outlives one till (an invocation on Workers). */
  readonly metrics?: Metrics;
}

export interface Till {
  readonly deps: Deps;
  readonly jobs: Jobs;
  /** Lets another provider be asked first; false for one that is not set up. For the playground. */
  prefer(providerId: string): boolean;
  /** Channels with the way in which their updates come. */
  readonly channels: readonly OpenChannel[];
}

/** The composition root: the one place where the bot, the vendors and the memory meet. */
export function buildTill(world: World): Till {
  const { config, clock, log, metrics = createMetrics() } = world;
  const texts = createTexts(config.locale);
  const opened = openChannels(world, metrics);
  const mirrors = openMirrors(world);
  const tellers = [
    ...outgoingOf(world, metrics),
    ...mirrorChannels(mirrors, { texts, config, metrics }, () => deps),
  ];
  const messengers = opened.map(({ channel }) => channel);
  const connected = connect(world, metrics);
  const all = [...messengers, ...tellers, ...connected.channels];
  const channels = new Map<string, Channel>(all.map((each) => [each.id, each]));
  const providers = openProviders(world, metrics, connected);
  const registers = openRegisters(world, metrics);
  const told = [...mirrorListeners(mirrors), ...connected.listeners];
  const settings = settingsOf(config, providers.values(), registers, told);
  const jobs: Jobs = createJobs(() => deps);
  const store = telling(watchedStore(world.store, metrics), (job) => jobs.kick(job), clock);
  const shared = {
    config,
    settings,
    clock,
    store,
    texts,
    log,
    metrics,
    channels,
    providers,
    registers,
    marketplaces: connected.marketplaces,
    fetch: world.fetch,
    kick: jobs.kick,
  };
  const bot = createBot({
    ...shared,
    cashier: createCashier(shared),
    doctor: buildDoctor(world, settings),
    inbox: createInboxDesk(shared),
    publicUrl: config.publicUrl,
  });
  const deps: Deps = {
    ...shared,
    render: async (message) => {
      if (message.kind === 'outgoing_event')
        return message.channel === OUTGOING_CHANNEL
          ? eventAsText(store, message.data, config.publicUrl)
          : newsAsText(store, message);
      return renderMessage(message, {
        texts,
        publicUrl: config.publicUrl,
        now: clock.now(),
        timeZone: config.timeZone,
      });
    },
    qr: qrPng,
    take: watchedTake((incoming, requestId) => bot.take(incoming, requestId), metrics),
  };
  return { deps, jobs, channels: opened, prefer: (id) => putFirst(providers, id) };
}

/** Looks at everything of a till with vendors of its own. `freeBytes`: room where the database lies. */
export function buildDoctor(
  world: World,
  settings: Settings,
  freeBytes: DoctorOptions['freeBytes'] = null,
): Doctor {
  const { config, store, clock } = world;
  const open: DoctorOptions['open'] = (over) => {
    const seen = { ...world, fetch: over };
    // What a check-up calls is not what the till does.
    const unwatched = createMetrics();
    return {
      channels: openChannels(seen, unwatched),
      providers: [...openProviders(seen, unwatched, connect(seen, unwatched)).values()],
      registers: [...openRegisters(seen, unwatched).values()],
      mirrors: openMirrors(seen),
    };
  };
  return createDoctor({ config, settings, store, clock, fetch: world.fetch, freeBytes, open });
}

/** Maps keep the order in which they were filled: it is the order in which providers are asked. */
function putFirst(providers: Map<string, PaymentProvider>, id: string): boolean {
  const first = providers.get(id);
  if (!first) return false;
  const others = [...providers].filter(([other]) => other !== id);
  providers.clear();
  for (const [key, provider] of [[id, first] as const, ...others]) providers.set(key, provider);
  return true;
}

function openChannels({ config, environment, fetch, log }: World, metrics: Metrics): OpenChannel[] {
  const report = (event: string, detail: Readonly<Record<string, unknown>>) => log.warn(detail, event);
  const open = channelModules.flatMap(
    (module) => module.open(environment, { publicUrl: config.publicUrl, fetch, report }) ?? [],
  );
  return open.map((each) => ({ ...each, channel: watchedChannel(each.channel, metrics) }));
}

/** Other systems that are told what happens, as a channel of their own. */
function outgoingOf({ config, clock, fetch, resolve }: World, metrics: Metrics): Channel[] {
  if (!config.outgoing) return [];
  const deps = { fetch, now: clock.now, ...(resolve ? { resolve } : {}) };
  return [watchedChannel(createOutgoing(config.outgoing, deps), metrics)];
}

function openProviders(
  { environment, fetch, clock }: World,
  metrics: Metrics,
  connected: Connected,
): Map<string, PaymentProvider> {
  const deps = { fetch, now: clock.now, timeoutMs: 10_000 };
  const open = providerModules.flatMap((module) => module.open(environment, deps) ?? []);
  const byHand = createByHand(clock.now);
  const watching = open.map((provider) => watched(provider, metrics));
  return new Map([...watching, byHand, ...connected.providers].map((provider) => [provider.id, provider]));
}

function openRegisters(
  { config, environment, fetch, clock }: World,
  metrics: Metrics,
): Map<string, FiscalRegister> {
  const deps = { fetch, now: clock.now, timeoutMs: 10_000, publicUrl: config.publicUrl };
  const open = registerModules.flatMap((module) => module.open(environment, deps) ?? []);
  return new Map(open.map((register) => [register.id, watched(register, metrics)]));
}

/** Saves as the store does, and lets what is due now be done now instead of at the next sweep. */
function telling(store: Store, kick: Jobs['kick'], clock: Clock): Store {
  const commit: Store['commit'] = async (changes) => {
    const writing = store.commit(changes);
    // What it has to say is leased with the same sync to disk, and goes out as soon as that is done.
    if (store.inOrder && changes.messages?.length) kick('deliver');
    const result = await writing;
    if (result !== 'committed') return result;
    if (!store.inOrder && changes.messages?.length) kick('deliver');
    const now = clock.now();
    const wanted = [...(changes.refunds ?? []), ...(changes.payments ?? []), ...(changes.receipts ?? [])];
    if (wanted.some(({ nextCheckAt }) => nextCheckAt !== null && nextCheckAt <= now)) kick('settle');
    return result;
  };
  return Object.assign(Object.create(store) as Store, { commit });
}

/** Emulated vendors of this process, and the settings with which the real clients talk to them. */
export interface SandboxWorld {
  /** Apps by the folder below `/sandbox` where they are mounted. */
  readonly apps: ReadonlyMap<string, Hono>;
  readonly environment: Environment;
  snapshot(): string;
  restore(text: string): void;
  close(): void;
}

/**
 * Starts the emulations. `publicRoot` is where people reach this process, `root` where it reaches itself.
 * Vendors that the environment points at a stand-in of their own are left to it.
 */
export function buildSandbox(options: {
  readonly publicRoot: string;
  readonly root: string;
  readonly environment: Environment;
  readonly now: () => number;
  readonly onChange: () => void;
}): SandboxWorld {
  const { environment, publicRoot, root, now, onChange } = options;
  const messengers = channelModules.flatMap((module) => {
    // A messenger's own payments are a provider of the same id, whose pages are behind its invoice links.
    const till = providerModules.find(({ id }) => id === module.id);
    const links = till ? { invoiceRoot: `${publicRoot}/sandbox/${till.mount}/` } : {};
    const fake =
      module.fake && !environment[`${module.id.toUpperCase()}_API_ROOT`]
        ? module.fake({ onChange, publicRoot, root, ...links })
        : null;
    return fake ? [{ id: module.id, fake, settings: fake.env(`${root}/sandbox/${module.id}`) }] : [];
  });
  const markets = environment.SANDBOX_MARKETPLACES === 'on' ? connectorModules : [];
  const own = [...providerModules, ...registerModules, ...markets].filter(
    ({ id }) => !environment[`${id.toUpperCase()}_API_ROOT`],
  );
  const banks = own.map((module) => {
    const at = `/sandbox/${module.mount}`;
    const fake = module.fake({
      publicRoot: publicRoot + at,
      root: root + at,
      fetch,
      now,
      environment: Object.assign({}, environment, ...messengers.map(({ settings }) => settings)),
      onChange,
    });
    return { id: module.mount, fake, settings: fake.environment };
  });
  const all = [...messengers, ...banks];
  return {
    apps: new Map(all.map(({ id, fake }) => [id, fake.app])),
    environment: Object.assign({}, environment, ...all.map(({ settings }) => settings)),
    snapshot: () => JSON.stringify(Object.fromEntries(all.map(({ id, fake }) => [id, fake.snapshot()]))),
    restore: (text) => {
      const saved = JSON.parse(text) as Record<string, string>;
      for (const { id, fake } of all) if (saved[id]) fake.restore(saved[id]);
    },
    close: () => {
      for (const { fake } of all) fake.close();
    },
  };
}
