// Measures the till against what its databases and libraries give by themselves: npm run bench
// JSON on the standard output, a table on the standard error. BENCH=full takes the numbers of the goals, and
// much longer. --only webhook-sqlite,memory runs these cases. Nothing here is a test: machines differ, and what
// can be compared are the ratios inside one run.
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';
import { bundle, options } from './build.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** In the order of the table. */
const CASES = {
  'webhook-sqlite': {},
  'webhook-postgres': { postgres: true },
  steps: {},
  'stored-sqlite': {},
  'stored-postgres': { postgres: true },
  telegram: {},
  'reminders-sqlite': {},
  'reminders-postgres': { postgres: true },
  start: {},
  memory: {},
};

function wanted() {
  const at = process.argv.indexOf('--only');
  if (at < 0) return Object.keys(CASES);
  const names = (process.argv[at + 1] ?? '').split(',');
  const unknown = names.filter((name) => !Object.hasOwn(CASES, name));
  if (unknown.length === 0) return names;
  console.error(`No such case: ${unknown.join(', ')}. There are: ${Object.keys(CASES).join(', ')}`);
  process.exit(2);
}

/** The program and the cases, each case a bundle of its own in dist/bench. */
async function bundles() {
  await bundle();
  const outdir = join('dist', 'bench');
  rmSync(join(root, outdir), { recursive: true, force: true });
  const entryPoints = readdirSync(join(root, 'test/bench'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('test/bench', name));
  await build({ ...options, entryPoints, outdir });
  await stop();
}

/** Runs one case in a process of its own and gives its figures; null where PostgreSQL is not installed. */
function run(name) {
  const program = [process.execPath, join(root, 'dist/bench', `${name}.js`)];
  const command = CASES[name].postgres
    ? [
        process.execPath,
        join(root, 'scripts/with-postgres.mjs'),
        '--fsync',
        '--if-installed',
        '--',
        ...program,
      ]
    : program;
  return new Promise((resolve, reject) => {
    const child = spawn(command[0], command.slice(1), { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const last = output.trim().split('\n').at(-1) ?? '';
      if (code !== 0) reject(new Error(`${name} ended with ${code}`));
      else resolve(last.startsWith('{') ? JSON.parse(last).figures : null);
    });
  });
}

function digits(value) {
  if (value === undefined) return '';
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}

function print(name, figures) {
  if (!figures) return console.error(`${name}: skipped, PostgreSQL is not installed`);
  console.error(name);
  for (const { what, ours, raw, unit, ratio, goal, met } of figures) {
    const beside = raw === undefined ? '' : `raw ${digits(raw)} ${unit}, ratio ${digits(ratio)}`;
    const verdict = goal === undefined ? '' : `${met ? 'met' : 'NOT MET'}: ${goal}`;
    console.error(
      `  ${what.padEnd(62)} ${`${digits(ours)} ${unit}`.padStart(12)}  ${beside.padEnd(34)} ${verdict}`,
    );
  }
}

function commit() {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

const names = wanted();
await bundles();
const results = {};
const loadBefore = loadavg()[0];
for (const name of names) {
  try {
    results[name] = await run(name);
    print(name, results[name]);
  } catch (error) {
    // The others can still be measured.
    console.error(error.message);
    process.exitCode = 1;
  }
}
const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  loadBefore,
  loadAfter: loadavg()[0],
};
console.log(
  JSON.stringify(
    { at: new Date().toISOString(), commit: commit(), full: process.env.BENCH === 'full', machine, results },
    null,
    2,
  ),
);
