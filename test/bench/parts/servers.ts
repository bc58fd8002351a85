import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own. */
export interface Server {
  readonly port: number;
  readonly child: ChildProcess;
  /** Processor time that it has used so far, milliseconds: what other work on the machine does not change. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

/** Profiles of the servers are written into this folder, one file each (`node --cpu-prof`). */
const PROFILES = process.env.BENCH_PROFILES;

/** Starts one of the bundles beside this one and waits until it listens. What it logs goes nowhere. */
export function launch(
  name: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const path = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const child = fork(path, words, {
    env: { PATH: process.env.PATH ?? '', ...environment },
    execArgv: PROFILES ? ['--cpu-prof', `--cpu-prof-dir=${PROFILES}`] : [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    if (child.connected) child.disconnect();
    await gone;
  };
  const cpu = (): Promise<number> => {
    const told = new Promise<number>((resolve) => child.once('message', (ms) => resolve(Number(ms))));
    child.send('cpu');
    return told;
  };
  return new Promise((resolve, reject) => {
    child.once('message', (port) => resolve({ port: Number(port), child, cpu, stop }));
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
  });
}

/** In such a process: tells the port, and ends in good order when whoever started it lets go. */
export function serveUntilLeft(port: number, close: () => Promise<void>): void {
  process.once('disconnect', () => void close().finally(() => process.exit(0)));
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1000);
  });
  process.send?.(port);
}
