/** `npm run test:soak`: R20, thirty minutes or SOAK_MINUTES. Ends with 1 when something was lost, doubled or grew. */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
// As deep in the project as the sources are: they find its root from where they are.
const outfile = join(root, 'dist', `soak-${process.pid}`, 'soak.mjs');

await build({
  absWorkingDir: root,
  entryPoints: ['test/faults/soak.ts'],
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
  const { soak } = await import(pathToFileURL(outfile).href);
  const { line, wrong } = await soak(
    Number(process.env.SOAK_MINUTES || 30),
    process.env.TEST_DATABASE_URL || null,
  );
  console.log(line);
  for (const each of wrong) console.error(each);
  process.exitCode = wrong.length > 0 ? 1 : 0;
} finally {
  rmSync(dirname(outfile), { recursive: true, force: true });
}
