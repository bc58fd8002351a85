import { openWorkerStore } from '../prisma/worker.ts';
import { systemClock } from './clock.ts';
import { type Config, type Environment, formatProblems, readConfig } from './config.ts';
import { buildTill, LOCALES, type Till } from './deps.ts';
import { createApp } from './index.ts';
import { jsonLog } from './json-log.ts';
import { createMetrics } from './metrics/index.ts';
import { problemJson } from './middleware/problem.ts';
import { ensureOwner, listen, showMenus } from './serve.ts';

/** What `wrangler.toml` binds. Variables and secrets of the till stand beside these, as text. */
interface Bindings {
  readonly HYPERDRIVE: { readonly connectionString: string };
  readonly JOBS: { send(job: Job, options?: { delaySeconds: number }): Promise<unknown> };
  readonly [variable: string]: unknown;
}

/** Work that is handed to a later invocation. */
type Job = { readonly job: 'sweep' };

interface Invocation {
  waitUntil(work: Promise<unknown>): void;
}

interface Batch {
  readonly messages: readonly { ack(): void }[];
}

/** A queue may hold a job back for so long (Cloudflare's limit is 12 hours); what is due later is the cron's. */
const SOON_SECONDS = 60;

/**
 * The till on Cloudflare Workers: the same app, over Hyperdrive. Nothing outlives an invocation here but
 * the database: sockets must not cross requests, so every invocation has a till of its own.
 */
export default {
  fetch: (request: Request, env: Bindings, invocation: Invocation): Promise<Response> =>
    within(env, invocation, async (till) => createApp(till.deps).fetch(request), refusedResponse),

  /** Every minute: what is due. The first time in an isolate, messengers are told where we are. */
  scheduled: (_event: unknown, env: Bindings, invocation: Invocation): Promise<void> =>
    within(
      env,
      invocation,
      async (till) => {
        await introduce(till);
        await till.jobs.sweep();
      },
      refusedAloud,
    ),

  queue: (batch: Batch, env: Bindings, invocation: Invocation): Promise<void> =>
    within(
      env,
      invocation,
      async (till) => {
        await till.jobs.sweep();
        for (const message of batch.messages) message.ack();
      },
      refusedAloud,
    ),
};

async function within<T>(
  env: Bindings,
  invocation: Invocation,
  work: (till: Till) => Promise<T>,
  refused: (problem: string) => T,
): Promise<T> {
  const environment = textsOf(env);
  const read = readConfig(environment, LOCALES);
  if (!read.ok) return refused(formatProblems(read.problems));
  if (read.config.sandbox) return refused(NO_SANDBOX);
  const till = open(env, environment, read.config);
  try {
    return await work(till);
  } finally {
    invocation.waitUntil(finish(till, env));
  }
}

const NO_SANDBOX =
  'The playground runs on Node only. On Workers set TELEGRAM_BOT_TOKEN (or another messenger) and SANDBOX=off.';

function textsOf(env: Bindings): Environment {
  const texts = Object.entries(env).filter(([, value]) => typeof value === 'string' && value !== '');
  // Hyperdrive brings its own address of the database.
  return { ...Object.fromEntries(texts), DATABASE_URL: 'postgres://hyperdrive/tillbot' };
}

/** Of all invocations of this isolate. */
const metrics = createMetrics();

function open(env: Bindings, environment: Environment, config: Config): Till {
  return buildTill({
    config,
    environment,
    store: openWorkerStore(env.HYPERDRIVE.connectionString),
    clock: systemClock,
    log: jsonLog(config.logLevel),
    metrics,
    // The platform's fetch must be called as a function of its own.
    fetch: (input, init) => fetch(input, init),
  });
}

/** What the work has caused is done before the invocation ends; what is due soon is handed to the queue. */
async function finish(till: Till, env: Bindings): Promise<void> {
  const { store, clock, log } = till.deps;
  try {
    await till.jobs.rest();
    const next = await store.nextMessageAt();
    const wait = next === null ? null : Math.ceil((next - clock.now()) / 1000);
    if (wait !== null && wait < SOON_SECONDS)
      await env.JOBS.send({ job: 'sweep' }, { delaySeconds: Math.max(wait, 1) });
  } catch (error) {
    log.error({ error: String(error) }, 'the rest of an invocation failed; the next minute takes it up');
  } finally {
    await till.jobs.stop();
    await store.close();
  }
}

let introduced = false;

async function introduce(till: Till): Promise<void> {
  if (introduced) return;
  await ensureOwner(till.deps);
  await Promise.all(listen(till, AbortSignal.abort()));
  await showMenus(till);
  introduced = true;
}

function refusedResponse(problem: string): Response {
  return problemJson(503, 'The till is not set up', problem);
}

function refusedAloud(problem: string): never {
  throw new Error(problem);
}
