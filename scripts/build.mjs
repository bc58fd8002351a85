/** Bundles the entries that Node runs. Packages stay outside; language files and page assets go in as text. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** How Node's bundles are made. */
export const options = {
  absWorkingDir: root,
  entryPoints: [
    'api/node.ts',
    'api/audit.ts',
    'api/node-migrate.ts',
    'api/node-reconcile.ts',
    'api/node-import-statement.ts',
    'api/node-webhooks-replay.ts',
    'api/node-doctor.ts',
    'api/node-backup.ts',
    'api/node-restore.ts',
    'api/node-db-move.ts',
  ].filter((entry) => existsSync(join(root, entry))),
  outdir: 'dist',
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  // Traces name lines; the sources themselves, loaded with every start, are in the tree.
  sourcesContent: false,
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  loader: { '.ftl': 'text', '.css': 'text', '.client.js': 'text' },
  logLevel: 'warning',
};

/** Makes the bundles; a mistake in the code is printed and ends the process with 1. */
export async function bundle() {
  try {
    const { outputFiles } = await build({ ...options, write: false });
    mkdirSync(join(root, options.outdir), { recursive: true });
    for (const file of outputFiles) put(file);
    removeOld(new Set(outputFiles.map(({ path }) => basename(path))));
  } catch (error) {
    if (!error.errors) console.error(error);
    process.exit(1);
  }
}

/** At once and only when it changed: another process may be building, or loading it, at the same time. */
function put({ path, contents }) {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}

/** Shared parts carry a hash in their names; those of former builds would pile up. */
function removeOld(made) {
  for (const name of readdirSync(join(root, options.outdir))) {
    if (/^[\w-]+-[A-Z\d]{8}\.js(\.map)?$/.test(name) && !made.has(name))
      rmSync(join(root, options.outdir, name), { force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
