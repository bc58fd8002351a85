import Database from 'better-sqlite3';
import type { Hono } from 'hono';
import { systemClock } from '../../api/clock.ts';
import { readConfig } from '../../api/config.ts';
import type { Deps } from '../../api/context.ts';
import { buildTill, LOCALES } from '../../api/deps.ts';
import { createApp } from '../../api/index.ts';
import type { AppEnv } from '../../api/middleware/request-id.ts';
import type { Log } from '../../domain/ports/log.ts';
import type { Store } from '../../domain/ports/store.ts';
import { openStore } from '../../prisma/node.ts';
import { pathOf } from '../../prisma/sqlite/open.ts';

/** The whole till inside the test, over a file of its own; nobody answers it, and no job runs. */
export interface OneTill {
  readonly app: Hono<AppEnv>;
  readonly store: Store;
  /** What failed inside, as the log says it. */
  readonly failures: string[];
  /** Grows whenever anything is written. */
  written(): number;
  close(): Promise<void>;
}

export async function openTill(
  environment: Record<string, string>,
  sabotage: (deps: Deps) => Deps = (deps) => deps,
): Promise<OneTill> {
  const read = readConfig(environment, LOCALES);
  if (!read.ok) throw new Error(read.problems.map(({ variable }) => variable).join(', '));
  const { config } = read;
  const store = await openStore(config.databaseUrl);
  const failures: string[] = [];
  const log: Log = {
    info: () => {},
    warn: () => {},
    error: (fields, message) => failures.push(`${message}: ${fields.error}`),
  };
  const away = (async () => {
    throw new TypeError('nobody is there');
  }) as typeof fetch;
  const till = buildTill({ config, environment, store, clock: systemClock, log, fetch: away });
  // From now on only what a request does is written.
  await till.jobs.stop();
  // SQLite tells a connection by this number that another one has written.
  const watch = new Database(pathOf(config.databaseUrl), { readonly: true });
  return {
    app: createApp(sabotage(till.deps)),
    store,
    failures,
    written: () => watch.pragma('data_version', { simple: true }) as number,
    close: async () => {
      watch.close();
      await store.close();
    },
  };
}
