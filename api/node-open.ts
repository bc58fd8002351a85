import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import pino from 'pino';
import type { Store } from '../domain/ports/store.ts';
import { openStore } from '../prisma/node.ts';
import { systemClock } from './clock.ts';
import { type Config, type Environment, formatProblems, mergeEnvironment, readConfig } from './config.ts';
import type { Deps } from './context.ts';
import { buildTill, LOCALES, type World } from './deps.ts';
import { visitSandbox } from './node-sandbox.ts';

/** A till that is looked at and put away, beside the process that runs it. */
export interface Visit {
  readonly config: Config;
  readonly deps: Deps;
  readonly world: World;
  close(): Promise<void>;
}

/** Opens what `.env` and the environment name. A mistake in them is printed and ends the process with 2. */
export async function openVisit(): Promise<Visit> {
  const environment = mergeEnvironment(fromFile('.env'), process.env);
  const read = readConfig(environment, LOCALES);
  if (!read.ok) {
    console.error(formatProblems(read.problems));
    process.exit(2);
  }
  const sandbox = read.config.sandbox ? visitSandbox(read.config, environment) : null;
  const config = sandbox ? { ...read.config, owner: read.config.owner ?? sandbox.owner } : read.config;
  const store: Store = await openStore(config.databaseUrl);
  // What is printed is for a person; the lines of the log are for the running till.
  const log = pino({ level: 'silent' });
  const world: World = {
    config,
    environment: sandbox?.environment ?? environment,
    store,
    clock: systemClock,
    log,
    fetch: sandbox?.fetch ?? fetch,
  };
  const { deps } = buildTill(world);
  return {
    config,
    // Messages are left to the running till: its jobs find them.
    deps: { ...deps, store, kick: () => {} },
    world,
    close: async () => {
      sandbox?.close();
      await store.close();
    },
  };
}

function fromFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8')) as Environment;
  } catch {
    return {};
  }
}
