/**
 * The fault recipes with the numbers of a release: on SQLite, on PostgreSQL, and with two processes on one
 * PostgreSQL, whose disk is waited for as in earnest. `npm run test:faults`, or some of them:
 * node scripts/faults.mjs r02 r17
 * Prints every recipe's figure once more at the end. FAULTS=ci takes the numbers of CI.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const wanted = process.argv.slice(2).map((name) => `test/faults/${name}`);
const vitest = [process.execPath, join(root, 'node_modules/vitest/vitest.mjs'), 'run'];
const args = ['--fsync', '--', ...vitest, ...(wanted.length > 0 ? wanted : ['test/faults'])];

/** A figure, as the recipes print them: `R4 SQLite: 8000 x 200, …`. */
const FIGURE = /^(R\d+|SIGTERM|Silence|Messenger away)\b.*$/;
const COLOURS = /\u001b\[[\d;]*m/g;

const figures = new Set();
let line = '';

/** Shows what comes as it comes, and keeps the figures. */
function read(chunk) {
  process.stdout.write(chunk);
  const lines = (line + chunk.toString()).split('\n');
  line = lines.pop() ?? '';
  for (const each of lines) {
    const plain = each.replace(COLOURS, '').trim();
    if (FIGURE.test(plain)) figures.add(plain);
  }
}

const begun = Date.now();
const child = spawn(process.execPath, [join(root, 'scripts/with-postgres.mjs'), ...args], {
  cwd: root,
  env: { FAULTS: 'full', ...process.env, TEST_REQUIRE_POSTGRES: '1' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
child.stdout.on('data', read);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => {
  const order = (figure) => Number(/^R(\d+)/.exec(figure)?.[1] ?? 99);
  const sorted = [...figures].sort((a, b) => order(a) - order(b) || a.localeCompare(b));
  const minutes = ((Date.now() - begun) / 60_000).toFixed(1);
  console.log(`\n${sorted.join('\n')}\n\n${sorted.length} figures in ${minutes} minutes`);
  process.exitCode = code ?? 1;
});
