/** Bundles the entries that Node runs. Packages stay outside; language files and page assets go in as text. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
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
  metafile: true,
  logLevel: 'warning',
};

/** Makes the bundles; a mistake in the code is printed and ends the process with 1. */
export async function bundle() {
  try {
    const { metafile } = await build(options);
    removeOld(Object.keys(metafile.outputs));
  } catch {
    process.exit(1);
  }
}

/** Shared parts carry a hash in their names; those of former builds would pile up. */
function removeOld(made) {
  const dist = join(root, options.outdir);
  for (const name of readdirSync(dist)) {
    if (name.startsWith('chunk-') && !made.includes(`${options.outdir}/${name}`)) rmSync(join(dist, name));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
