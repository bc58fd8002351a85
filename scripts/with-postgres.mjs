// Runs a command with a PostgreSQL of its own: node scripts/with-postgres.mjs -- npx vitest run
// A throw-away cluster on 127.0.0.1, gone afterwards. A TEST_DATABASE_URL that is set already is used instead.
// It does not wait for the disk, as tests make many databases; with --fsync before the -- it does, to measure.
// With --if-installed it says that it skips, and succeeds, where there is no PostgreSQL.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const command = process.argv.slice(process.argv.indexOf('--') + 1);
if (!process.argv.includes('--') || command.length === 0) {
  console.error('Usage: node scripts/with-postgres.mjs [--if-installed] -- <command> [arguments]');
  process.exit(2);
}

/** PostgreSQL refuses to run as root; then its own user runs it. */
const isRoot = process.getuid?.() === 0;

function installed() {
  const packaged = '/usr/lib/postgresql';
  const versions = existsSync(packaged) ? readdirSync(packaged).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env.PATH ?? '').split(':'),
    ...versions.map((version) => join(packaged, version, 'bin')),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')));
}

function binaries() {
  const found = installed();
  if (!found)
    throw new Error(
      'PostgreSQL is not installed: initdb is neither in PATH nor in /usr/lib/postgresql/*/bin',
    );
  return found;
}

function run(program, args) {
  const [file, rest] = isRoot ? ['runuser', ['-u', 'postgres', '--', program, ...args]] : [program, args];
  execFileSync(file, rest, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' });
}

/** A free port below 32768, where no client's own end of a connection can be in the way. */
async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const isFree = await new Promise((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

async function start() {
  const bin = binaries();
  const folder = mkdtempSync(join(tmpdir(), 'tillbot-pg-'));
  const data = join(folder, 'data');
  const stop = () => {
    try {
      run(join(bin, 'pg_ctl'), ['-D', data, '-m', 'immediate', 'stop']);
    } catch {
      // It was not running; the folder goes in any case.
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    if (isRoot) {
      const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
      chownSync(folder, id('-u'), id('-g'));
    }
    chmodSync(folder, 0o700);
    const port = await freePort();
    run(join(bin, 'initdb'), [
      '-D',
      data,
      '-U',
      'tillbot',
      '--auth=trust',
      '-E',
      'UTF8',
      '--no-locale',
      '--no-sync',
    ]);
    const isDurable = process.argv.slice(0, process.argv.indexOf('--')).includes('--fsync');
    const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c max_connections=200 -c fsync=${isDurable ? 'on' : 'off'}`;
    run(join(bin, 'pg_ctl'), ['-D', data, '-l', join(folder, 'log'), '-o', options, '-w', 'start']);
    return { url: `postgres://tillbot@127.0.0.1:${port}/postgres`, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/** The command's own exit code; a signal that ends us ends it first. */
function follow(env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0], command.slice(1), { stdio: 'inherit', env });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

const given = process.env.TEST_DATABASE_URL;
if (!given && process.argv.indexOf('--if-installed') > 0 && !installed()) {
  console.log('Skipped: PostgreSQL is not installed');
  process.exit(0);
}
const server = given ? { url: given, stop: () => {} } : await start();
try {
  process.exitCode = await follow({ ...process.env, TEST_DATABASE_URL: server.url });
} finally {
  server.stop();
}
