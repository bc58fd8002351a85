import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const API_KEY = 'test-key';

export interface Running {
  readonly url: string;
  readonly folder: string;
  readonly child: ChildProcess;
  /** Everything on its standard output so far. */
  output(): string;
  /** Ends it as a stop does; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
}

/** A folder for one story's database; gone with `clean`. */
export function folder(): { path: string; clean(): void } {
  const path = mkdtempSync(join(tmpdir(), 'tillbot-'));
  return { path, clean: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * Starts the real process on a free port and waits until it is ready. A child that exits is a failure.
 * `program` replaces what is run, with its arguments.
 */
export async function start(
  at: string,
  env: Record<string, string> = {},
  program: readonly string[] = [join(ROOT, 'dist/node.js')],
): Promise<Running> {
  const child = spawn(process.execPath, ['--enable-source-maps', ...program], {
    cwd: at,
    env: {
      PATH: process.env.PATH ?? '',
      PORT: '0',
      DATABASE_URL: `file:${join(at, 'tillbot.db')}`,
      API_KEYS: API_KEY,
      QUIET_HOURS: 'off',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const url = await ready(
    child,
    () => output,
    () => complaints,
  );
  return {
    url,
    folder: at,
    child,
    output: () => output,
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function ready(child: ChildProcess, output: () => string, complaints: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready: ${output()}${complaints()}`)), 15_000);
    const look = (): void => {
      const found = /(?:Playground: (\S+)\/sandbox|Tillbot is listening: (\S+))\n/.exec(output());
      const address = found?.[1] ?? found?.[2];
      if (!address) return;
      clearTimeout(timer);
      resolve(address.replace('localhost', '127.0.0.1'));
    };
    child.stdout?.on('data', look);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`exit ${code}: ${output()}${complaints()}`));
    });
  });
}

export interface Printed {
  readonly code: number;
  /** What it wrote, complaints included. */
  readonly output: string;
}

/** Runs `npm run audit`'s program on a stopped or running process's database. */
export function audit(at: string, env: Record<string, string> = {}): Printed {
  return runProgram('audit', [], at, env);
}

/** Runs one of the programs that look at a till and go: `audit`, `node-reconcile`, `node-doctor`. */
export function runProgram(
  name: string,
  words: readonly string[],
  at: string,
  env: Record<string, string> = {},
): Printed {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, `dist/${name}.js`), ...words], {
    cwd: at,
    env: { PATH: process.env.PATH ?? '', DATABASE_URL: `file:${join(at, 'tillbot.db')}`, ...env },
  });
  return { code: status ?? -1, output: `${stdout}${stderr}` };
}

/** Resolves when everything that there was to say is said, and noted as such. */
export function allSaid({ url }: Pick<Running, 'url'>): Promise<unknown> {
  return until('everything is said', async () =>
    (await (await fetch(`${url}/metrics`)).text()).includes('\ntillbot_outbox_pending 0\n'),
  );
}

/** Tries until `look` gives something, or fails with what it saw last. Waits for a state, never for a time. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  within = 20_000,
): Promise<T> {
  const end = Date.now() + within;
  let last: unknown = null;
  // What takes longer is looked for less often, so that looking does not slow it down.
  for (let pause = 15; Date.now() < end; pause = Math.min(pause * 1.2, 150)) {
    try {
      const found = await look();
      if (found) return found;
      last = found;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new Error(`${what} did not happen within ${within} ms: ${String(last)}`);
}
