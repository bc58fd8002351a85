import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BANK } from '../faults/open-payments.ts';
import { goal, median, ROUNDS, ratioOf, report } from './parts/report.ts';
import { withFolder } from './parts/scratch.ts';
import { fill } from './parts/seed.ts';

const PROGRAM = fileURLToPath(new URL('../node.js', import.meta.url));
const BARE = fileURLToPath(new URL('./bare-start-server.js', import.meta.url));

/** Milliseconds from spawning the process to its first 200 at `/healthz`. */
async function startOf(program: string, port: number, databaseUrl: string): Promise<number> {
  const env = { PATH: process.env.PATH ?? '', PORT: String(port), DATABASE_URL: databaseUrl, ...BANK };
  const from = performance.now();
  const child = spawn(process.execPath, ['--enable-source-maps', program], { env, stdio: 'ignore' });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
    await answer?.text();
    if (answer?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const taken = performance.now() - from;
  child.kill('SIGTERM');
  await gone;
  return taken;
}

await withFolder(async (folder) => {
  const database = `file:${join(folder, 'till.db')}`;
  await fill(database, { open: 100, paid: 10_000 });
  const [ours, raw]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    ours.push(await startOf(PROGRAM, port, database));
    raw.push(await startOf(BARE, port, database));
  }
  report([
    {
      what: 'start on a migrated database to /healthz',
      ours: median(ours),
      raw: median(raw),
      unit: 'ms',
      ratio: ratioOf(ours, raw),
      ...goal(median(ours), '<=', 1_000, 'ms'),
    },
  ]);
});
