import type { Hono } from 'hono';
import { createCashier } from '../../api/cashier.ts';
import type { Config } from '../../api/config.ts';
import type { Deps } from '../../api/context.ts';
import { createApp } from '../../api/index.ts';
import { createJobs, type Jobs } from '../../api/jobs/index.ts';
import { createMetrics } from '../../api/metrics/index.ts';
import type { AppEnv } from '../../api/middleware/request-id.ts';
import { renderMessage } from '../../bot/screens/index.ts';
import { createTexts } from '../../bot/texts/index.ts';
import type { Changes } from '../../domain/changes.ts';
import type { Cashier } from '../../domain/ports/cashier.ts';
import type { Store } from '../../domain/ports/store.ts';
import type { MemoryStore } from '../support/memory-store.ts';
import { SETTINGS } from '../support/world.ts';
import type { Chance } from './seeded.ts';
import type { SimulatedBank } from './simulated-bank.ts';
import type { SimulatedChat } from './simulated-chat.ts';

/** One process: it can die between any two words with the world, and then says nothing any more. */
export interface SimulatedTill {
  readonly deps: Deps;
  readonly jobs: Jobs;
  readonly app: Hono<AppEnv>;
  readonly cashier: Cashier;
  dead(): boolean;
}

export interface TillWorld {
  readonly chance: Chance;
  readonly store: MemoryStore;
  readonly bank: SimulatedBank;
  readonly chat: SimulatedChat;
  now(): number;
  /** Out of a thousand steps, in how many the process dies. */
  deaths(): number;
  /** Out of a hundred commits, how many the database fails. */
  faults(): number;
  /** Everything that was committed, in order. */
  committed(changes: Changes): void;
  /** What must never happen. */
  bug(error: string): void;
  newId(): string;
}

const TEXTS = createTexts('ru');

/** Planned misfortune; anything else that is thrown is a bug. */
export class Misfortune extends Error {}

/** Starts a process over the world: the real core, with hands that tremble. */
export function startTill(world: TillWorld): SimulatedTill {
  const { chance } = world;
  let dead = false;
  const alive = (): void => {
    if (dead) throw new Misfortune('Misfortune: the process is dead');
  };
  const step = async (): Promise<void> => {
    alive();
    for (let turns = chance.between(0, 3); turns > 0; turns--) await Promise.resolve();
    if (chance.next() * 1000 < world.deaths()) dead = true;
    alive();
  };
  const reader = {
    texts: TEXTS,
    publicUrl: 'https://till.example',
    now: world.now(),
    timeZone: SETTINGS.timeZone,
  };
  const store = trembling(world, step);
  const channel = world.chat.channel(step);
  const provider = world.bank.provider(step);
  const jobs: Jobs = createJobs(() => deps);
  const deps: Deps = {
    config: {
      publicUrl: 'https://till.example',
      apiKeys: [],
      locale: 'ru',
      sandbox: false,
      timeZone: SETTINGS.timeZone,
    } as unknown as Config,
    settings: SETTINGS,
    clock: { now: world.now, newId: world.newId, newToken: world.newId },
    store,
    texts: { locales: ['ru'], nearest: () => 'ru', say: () => '', plain: () => '' },
    log: {
      info: () => {},
      warn: () => {},
      error: ({ error }, message) => report(world, `${message}: ${error}`),
    },
    metrics: createMetrics(),
    channels: new Map([[channel.id, channel]]),
    providers: new Map([[provider.id, provider]]),
    registers: new Map(),
    marketplaces: new Map(),
    fetch: async () => Promise.reject(new Error('nobody is to be called')),
    render: async (message) => {
      // Now and then in words too: nothing that can happen may be unspeakable.
      if (chance.percent(10)) await renderMessage(message, reader);
      return { text: message.dedupeKey };
    },
    qr: async () => new Uint8Array(),
    take: async () => {},
    kick: (job) => jobs.kick(job),
  };
  return { deps, jobs, app: createApp(deps), cashier: createCashier(deps), dead: () => dead };
}

function report(world: TillWorld, error: string): void {
  if (!error.includes('Misfortune') && !error.includes('as it was planned')) world.bug(error);
}

/** The memory as a process reaches it: it takes time, it may fail, and what failed at the end was written all the same. */
function trembling(world: TillWorld, step: () => Promise<void>): Store {
  const { chance, store } = world;
  const commit: Store['commit'] = async (changes) => {
    await step();
    const fails = chance.percent(world.faults());
    if (fails && chance.percent(50)) throw new Misfortune('Misfortune: the database is away');
    const result = await store.commit(changes);
    if (result === 'committed') world.committed(changes);
    await step();
    if (fails) throw new Misfortune('Misfortune: the connection was cut at COMMIT');
    return result;
  };
  return new Proxy(store as Store, {
    get: (target, name) => {
      if (name === 'commit') return commit;
      const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        await step();
        const result = await method.apply(target, args);
        await step();
        return result;
      };
    },
  });
}
