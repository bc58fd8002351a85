import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Hono } from 'hono';
import type { Config, Environment } from './config.ts';
import { buildSandbox, type Till } from './deps.ts';
import type { AppEnv } from './middleware/request-id.ts';
import { playgroundRoutes } from './sandbox/index.ts';

/** Changes of the emulations are written this long after the first of them. */
const SAVE_AFTER = 300;

/** The manager's phone of the playground. */
const OWNER = { channel: 'telegram', address: '1001' };

/** The emulated vendors of a process, kept in a file beside the database so that a restart changes nothing. */
export function openSandbox(config: Config, environment: Environment, port: number) {
  const file = fileOf(config.databaseUrl);
  let timer: ReturnType<typeof setTimeout> | null = null;
  const save = () => {
    timer = null;
    if (!file) return;
    writeFileSync(`${file}.new`, world.snapshot());
    renameSync(`${file}.new`, file);
  };
  const world = buildSandbox({
    publicRoot: config.publicUrl,
    root: `http://127.0.0.1:${port}`,
    environment,
    now: Date.now,
    onChange: () => {
      timer ??= setTimeout(save, SAVE_AFTER);
    },
  });
  const saved = file ? readOrNull(file) : null;
  if (saved) world.restore(saved);
  return {
    environment: world.environment,
    owner: OWNER,
    mount:
      ({ deps, prefer }: Pick<Till, 'deps' | 'prefer'>) =>
      (app: Hono<AppEnv>) => {
        for (const [name, vendor] of world.apps)
          app.mount(`/sandbox/${name}`, (request) => vendor.fetch(request));
        app.route('/', playgroundRoutes(deps, { prefer }));
      },
    close: () => {
      if (timer) clearTimeout(timer);
      world.close();
      save();
    },
  };
}

/**
 * The same emulations as another process left them, for a program that looks and goes: nothing is kept of what
 * it does to them.
 */
export function visitSandbox(config: Config, environment: Environment) {
  const file = fileOf(config.databaseUrl);
  const saved = file ? readOrNull(file) : null;
  // Nobody listens there: calls are handed to the emulation itself.
  const root = 'http://sandbox.invalid';
  const world = buildSandbox({
    publicRoot: config.publicUrl,
    root,
    environment,
    now: Date.now,
    onChange: () => {},
  });
  if (saved) world.restore(saved);
  const inside: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    const [, name = '', path = '/'] = /^\/sandbox\/([^/]+)(\/.*)?$/.exec(pathname) ?? [];
    const vendor = request.url.startsWith(root) ? world.apps.get(name) : undefined;
    return vendor ? vendor.fetch(new Request(`${root}${path}${search}`, request)) : fetch(request);
  };
  return { environment: world.environment, owner: OWNER, fetch: inside, close: world.close };
}

function fileOf(databaseUrl: string): string | null {
  return databaseUrl.startsWith('file:')
    ? join(dirname(databaseUrl.slice('file:'.length)), 'sandbox.json')
    : null;
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
