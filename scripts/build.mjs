/** Bundles the entries that Node runs. Packages stay outside; language files and page assets go in as text. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** How Node's bundles are made. */
export const options = {
  absWorkingDir: root,
  entryPoints: ['api/node.ts', 'api/audit.ts'].filter((entry) => existsSync(join(root, entry))),
  outdir: 'dist',
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  loader: { '.ftl': 'text', '.css': 'text', '.client.js': 'text' },
  logLevel: 'warning',
};

/** Makes the bundles; a mistake in the code is printed and ends the process with 1. */
export async function bundle() {
  try {
    await build(options);
  } catch {
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
