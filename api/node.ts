import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { parseEnv } from 'node:util';
import { serve } from '@hono/node-server';
import cron from 'node-cron';
import pino from 'pino';
import { openStore } from '../prisma/node.ts';
import { systemClock } from './clock.ts';
import { type Config, type Environment, formatProblems, mergeEnvironment, readConfig } from './config.ts';
import { buildTill, LOCALES, type Till } from './deps.ts';
import { createApp } from './index.ts';
import { drainable } from './node-drain.ts';
import { openSandbox } from './node-sandbox.ts';
import { ensureOwner, listen, showMenus } from './serve.ts';

/** A stop is given this long; what is not done by then is taken up by the next start. */
const STOP_WITHIN = 9_000;

const environment = mergeEnvironment(fromFile('.env'), process.env);
const read = readConfig(environment, LOCALES);
if (!read.ok) {
  console.error(formatProblems(read.problems));
  process.exit(1);
}
await main(read.config, environment).catch((error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exit(1);
});

function fromFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8')) as Environment;
  } catch {
    return {};
  }
}

/** Everything that a running process consists of, in the order in which it starts. */
async function main(configured: Config, environment: Environment): Promise<void> {
  const error = (value: unknown) => (value instanceof Error ? (value.stack ?? value.message) : value);
  const log = pino({ level: configured.logLevel, base: null, serializers: { error } });
  let answer: (request: Request) => Response | Promise<Response> = () =>
    new Response('starting', { status: 503 });
  const server = serve({ fetch: (request) => answer(request), port: configured.port });
  const drain = drainable(server);
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const { port } = server.address() as AddressInfo;
  const config = { ...configured, publicUrl: configured.publicUrl.replace(/:0$/, `:${port}`) };
  const sandbox = config.sandbox ? openSandbox(config, environment, port) : null;
  const store = await openStore(config.databaseUrl, {
    onWarn: (error) => log.warn({ error }, 'a database connection broke'),
  });
  const settled = sandbox ? { ...config, owner: config.owner ?? sandbox.owner } : config;
  const till = buildTill({
    config: settled,
    environment: sandbox?.environment ?? environment,
    store,
    clock: systemClock,
    log,
    fetch,
    resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  });
  if (till.deps.providers.size === 0)
    log.warn({}, 'no payment provider is set up: invoices can not be paid online');
  const app = createApp(till.deps, sandbox ? [sandbox.mount(till)] : []);
  answer = app.fetch as typeof answer;
  await ensureOwner(till.deps);
  const stopping = new AbortController();
  const listening = listen(till, stopping.signal);
  // Menus are a nicety: a messenger that is away must not keep the till from starting.
  void showMenus(till).catch((error: unknown) =>
    log.warn({ error: String(error) }, 'menus could not be shown'),
  );
  // Every second: a reminder comes when it was promised. A kind of work still under way is not begun twice,
  // and the others do not wait for it; a second without a sweep on a busy machine is no news.
  const timetable = cron.schedule('* * * * * *', () => till.jobs.sweep(), { suppressMissedWarning: true });
  console.log(
    sandbox ? `Playground: ${config.publicUrl}/sandbox` : `Tillbot is listening: ${config.publicUrl}`,
  );
  stopOnSignal(till, async () => {
    await timetable.stop();
    stopping.abort();
    const closed = drain();
    await Promise.all([...listening, till.jobs.stop()]);
    sandbox?.close();
    await closed;
    await store.close();
  });
}

/** Finishes what is under way, then goes; a second signal, or a stop that takes too long, ends it at once. */
function stopOnSignal(till: Till, stop: () => Promise<void>): void {
  let stopping = false;
  const end = () => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        till.deps.log.error({ error: String(error) }, 'the stop was not clean');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
