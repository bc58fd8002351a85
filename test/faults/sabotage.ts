import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles the till with its guards out as the real one is bundled; gives what to run, for `start`; gone with `clean`. */
export async function sabotaged(
  sabotage: 'answersFirst' | 'forgetsKeys',
): Promise<{ readonly program: readonly string[]; clean(): void }> {
  // Inside the project, so that packages and migrations are found; where no other run writes.
  const outfile = join(ROOT, 'node_modules/.cache/tillbot-tests', `${process.pid}`, 'sabotaged.mjs');
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['test/faults/sabotaged.ts'],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    loader: { '.ftl': 'text', '.css': 'text', '.client.js': 'text' },
    logLevel: 'warning',
  });
  const clean = () => rmSync(dirname(outfile), { recursive: true, force: true });
  return { program: [outfile, sabotage], clean };
}
