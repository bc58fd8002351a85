/** Before a release: `node test/faults/store-release.mjs` keeps a database of this version for all later ones. */
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const outfile = join(
  root,
  'node_modules/.cache/tillbot-tests',
  `release-${process.pid}`,
  'store-release.mjs',
);

await build({
  absWorkingDir: root,
  entryPoints: ['test/faults/store-release.ts'],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  loader: { '.ftl': 'text', '.css': 'text', '.client.js': 'text' },
});
try {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { storeRelease } = await import(pathToFileURL(outfile).href);
  await storeRelease(join(here, 'releases'), version);
  console.log(`Stored the database of ${version} in test/faults/releases`);
} finally {
  rmSync(dirname(outfile), { recursive: true, force: true });
}
