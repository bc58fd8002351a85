/** Bundles the entries that Node runs. Packages stay outside; language files and page assets go in as text. */
import { existsSync } from 'node:fs';
import { build } from 'esbuild';

const entries = ['api/node.ts', 'api/audit.ts'].filter((entry) => existsSync(entry));

await build({
  entryPoints: entries,
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
});
