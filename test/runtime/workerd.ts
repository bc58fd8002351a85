import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { Miniflare } from 'miniflare';
import { buildSandbox } from '../../api/deps.ts';
import { openStore } from '../../prisma/node.ts';
import { emptyDatabase } from '../support/database.ts';
import { API_KEY } from '../support/process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What Miniflare gives beside `fetch`; its types name Cloudflare's own, which this project does not load. */
interface Handlers {
  scheduled(event: { cron: string }): Promise<unknown>;
}

export interface Built {
  /** Where the bundle and its modules lie. */
  readonly folder: string;
  /** All of it as Cloudflare counts it, bytes. */
  readonly gzipped: number;
  clean(): void;
}

/** Builds the Worker as a deploy does, without deploying. */
export function buildWorker(): Built {
  const folder = mkdtempSync(join(tmpdir(), 'tillbot-worker-'));
  const wrangler = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');
  execFileSync(process.execPath, [wrangler, 'deploy', '--dry-run', '--outdir', folder], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, CI: '1', WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' },
  });
  const parts = readdirSync(folder).filter((name) => !/\.(map|md)$/.test(name));
  const gzipped = parts.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0);
  return { folder, gzipped, clean: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Workerd {
  /** Where the Worker answers. */
  readonly url: string;
  /** Where the emulated vendors answer, under `/sandbox`. */
  readonly vendors: string;
  readonly databaseUrl: string;
  /** The minute has come. */
  tick(): Promise<void>;
  close(): Promise<void>;
}

/** The built Worker in `workerd`, on a PostgreSQL database of its own, with emulated vendors around it. */
export async function startWorkerd(built: Built, server: string): Promise<Workerd> {
  const database = await emptyDatabase(server, `worker_${process.pid}`);
  await (await openStore(database.url)).close();
  const vendors = await startVendors();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const worker = new Miniflare({
    rootPath: built.folder,
    port,
    cf: false,
    modules: readdirSync(built.folder)
      .filter((name) => !/\.(map|md)$/.test(name))
      .sort((a, b) => Number(b === 'worker.js') - Number(a === 'worker.js'))
      .map((path) => ({ type: typeOf(path), path: join(built.folder, path) })),
    modulesRoot: built.folder,
    compatibilityDate: '2026-04-01',
    compatibilityFlags: ['nodejs_compat'],
    bindings: {
      ...vendors.environment,
      PUBLIC_URL: url,
      SANDBOX: 'off',
      OWNER: 'telegram:1001',
      QUIET_HOURS: 'off',
      SELLER_INN: '5544332219',
      SELLER_EMAIL: 'shop@example.com',
      TAX_SYSTEM: 'usn_income',
      TELEGRAM_MODE: 'webhook',
      API_KEYS: API_KEY,
      LOG_LEVEL: 'warn',
      HYPERDRIVE: { connectionString: database.url },
    },
    queueProducers: { JOBS: { queueName: 'jobs' } },
    queueConsumers: { jobs: { maxBatchSize: 10, maxBatchTimeout: 1 } },
  });
  await worker.ready;
  return {
    url,
    vendors: vendors.url,
    databaseUrl: database.url,
    tick: async () => {
      const handlers = (await worker.getWorker()) as unknown as Handlers;
      await handlers.scheduled({ cron: '* * * * *' });
    },
    close: async () => {
      await worker.dispose();
      await vendors.close();
      await database.drop();
    },
  };
}

function typeOf(path: string): 'ESModule' | 'CompiledWasm' | 'Text' {
  if (path.endsWith('.wasm')) return 'CompiledWasm';
  return path === 'worker.js' ? 'ESModule' : 'Text';
}

/** Telegram, the practice bank and the cash register, as a started playground has them. */
async function startVendors() {
  const server = createServer();
  const port = await listening(server);
  const url = `http://127.0.0.1:${port}`;
  const world = buildSandbox({
    publicRoot: url,
    root: url,
    environment: {},
    now: Date.now,
    onChange: () => {},
  });
  const app = new Hono();
  for (const [name, vendor] of world.apps) app.mount(`/sandbox/${name}`, (request) => vendor.fetch(request));
  server.on('request', getRequestListener(app.fetch));
  return {
    url,
    environment: world.environment,
    close: async () => {
      world.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await listening(probe);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
