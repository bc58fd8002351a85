import type { Hono } from 'hono';
import { createCashier } from '../../api/cashier.ts';
import { type Environment, readConfig } from '../../api/config.ts';
import { buildTill, LOCALES, type Till } from '../../api/deps.ts';
import { createApp } from '../../api/index.ts';
import type { AppEnv } from '../../api/middleware/request-id.ts';
import type { Cashier } from '../../domain/ports/cashier.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import type { Store } from '../../domain/ports/store.ts';

/** A till as a process has it, in a time that the test moves and over a network that the test is. */
export interface TimedTill extends Till {
  readonly app: Hono<AppEnv>;
  readonly cashier: Cashier;
  /** What the log called an error. */
  readonly failures: string[];
}

export interface TimedWorld {
  readonly store: Store;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly environment: Environment;
}

const CORE = { PUBLIC_URL: 'https://till.example', SANDBOX: 'off', API_KEYS: 'key-1', QUIET_HOURS: 'off' };

/** Builds what `api/node.ts` builds, without its timetable: `jobs.sweep` is the test's to call. */
export function openTimedTill({ store, clock, fetch, environment }: TimedWorld): TimedTill {
  const whole = { ...CORE, ...environment };
  const read = readConfig(whole, LOCALES);
  if (!read.ok) throw new Error(read.problems.map(({ variable }) => variable).join(', '));
  const failures: string[] = [];
  const log = {
    info: () => {},
    warn: () => {},
    error: (fields: Readonly<Record<string, unknown>>, message: string) =>
      void failures.push(`${message}: ${String(fields.error)}`),
  };
  const till = buildTill({ config: read.config, environment: whole, store, clock, log, fetch });
  return { ...till, app: createApp(till.deps), cashier: createCashier(till.deps), failures };
}

/** Sweeps until nothing that is due is left, as the timetable does within seconds. */
export async function sweepAll(tills: readonly TimedTill[], rounds = 1): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await Promise.all(tills.map(({ jobs }) => jobs.sweep()));
    await Promise.all(tills.map(({ jobs }) => jobs.rest()));
  }
}
