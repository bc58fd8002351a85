import type { Hono } from 'hono';
import { readConfig } from '../../api/config.ts';
import type { Deps } from '../../api/context.ts';
import { buildTill, LOCALES } from '../../api/deps.ts';
import { createApp } from '../../api/index.ts';
import { createJobs } from '../../api/jobs/index.ts';
import type { AppEnv } from '../../api/middleware/request-id.ts';
import type { Store } from '../../domain/ports/store.ts';
import { openStore } from '../../prisma/node.ts';
import { BANK, chargeEvent, type OpenPayment, signedHeaders } from './open-payments.ts';
import { WEBHOOK } from './sender.ts';

/** The whole till inside the test, over either database and with a clock that the test moves; its jobs run when told. */
export interface AnyTill {
  readonly app: Hono<AppEnv>;
  readonly deps: Deps;
  readonly store: Store;
  /** What failed inside, as the log says it. */
  readonly failures: string[];
  /** The bank's webhook that the money of a payment has come. Gives the status of the answer. */
  post(about: OpenPayment): Promise<number>;
  /** Asks providers and settles what waits, as each sweep does; nothing is delivered. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

interface AnyTillOptions {
  readonly databaseUrl: string;
  readonly environment?: Record<string, string>;
  /** An open store, where the test has one; closed with the till. */
  readonly store?: Store;
  readonly now?: () => number;
  /** What the practice bank answers; without it nobody is there. */
  readonly bank?: (path: string) => object | null;
  /** Takes a guard out of the till. */
  readonly sabotage?: (deps: Deps) => Deps;
}

export async function openAnyTill(options: AnyTillOptions): Promise<AnyTill> {
  const { databaseUrl, now = Date.now, bank, sabotage = (deps) => deps } = options;
  const environment = { ...BANK, DATABASE_URL: databaseUrl, QUIET_HOURS: 'off', ...options.environment };
  const read = readConfig(environment, LOCALES);
  if (!read.ok) throw new Error(read.problems.map(({ variable }) => variable).join(', '));
  const store = options.store ?? (await openStore(databaseUrl));
  const failures: string[] = [];
  const till = buildTill({
    config: read.config,
    environment,
    store,
    clock: { now, newId: () => crypto.randomUUID(), newToken: () => crypto.randomUUID() },
    log: {
      info: () => {},
      warn: () => {},
      error: (fields, message) => failures.push(`${message}: ${fields.error}`),
    },
    fetch: fetchOf(bank),
  });
  // Work that a commit asks for is done when the test says so, by the jobs below.
  await till.jobs.stop();
  const deps = sabotage(till.deps);
  const app = createApp(deps);
  const jobs = createJobs(() => deps);
  return {
    app,
    deps,
    store,
    failures,
    post: async (about) => {
      const body = new TextEncoder().encode(JSON.stringify(chargeEvent(about)));
      const headers = await signedHeaders(body, now());
      const { status } = await app.request(WEBHOOK, { method: 'POST', headers, body });
      return status;
    },
    settle: () => {
      jobs.kick('settle');
      return jobs.rest();
    },
    close: async () => {
      await jobs.stop();
      await store.close();
    },
  };
}

function fetchOf(bank: AnyTillOptions['bank']): typeof fetch {
  return (async (input: string | URL | Request) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!bank) throw new TypeError('nobody is there');
    const found = bank(url.pathname);
    return found ? Response.json(found) : new Response('{}', { status: 404 });
  }) as typeof fetch;
}

/** The same object, some of its parts replaced. */
export function but<T extends object>(whole: T, parts: Partial<T>): T {
  return new Proxy(whole, {
    get: (target, name) => Reflect.get(name in parts ? parts : target, name) as unknown,
  });
}
