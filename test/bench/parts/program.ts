import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The program that `npm start` runs, in a process of its own. */
export interface Program {
  readonly port: number;
  /** Resident memory now, MiB. */
  memory(): number;
  stop(): Promise<void>;
}

const PATH = fileURLToPath(new URL('../node.js', import.meta.url));

/** Starts it as the image does and waits until it says that it listens. */
export async function startProgram(environment: Readonly<Record<string, string>>): Promise<Program> {
  const child = spawn(process.execPath, ['--enable-source-maps', '--max-semi-space-size=8', PATH], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', QUIET_HOURS: 'off', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (output.length < 10_000) output += chunk.toString();
      const found = /(?:Playground|Tillbot is listening): http:\/\/localhost:(\d+)/.exec(output)?.[1];
      if (found) resolve(Number(found));
    });
    child.once('exit', (code) => reject(new Error(`the program ended with ${code}: ${output}`)));
  });
  return {
    port,
    memory: () => residentMiB(child.pid ?? 0),
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

function residentMiB(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib) / 1024;
}
