import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { ROOT } from '../support/sources.ts';

/** One guard taken out of the real code: what stands in a file, and what is put in its place. */
export interface Mutation {
  /** From the project's root. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const NO_SYNC: Mutation = {
  file: 'prisma/sqlite/open.ts',
  from: "db.pragma('synchronous = FULL')",
  to: "db.pragma('synchronous = NORMAL')",
};

let serial = 0;

/**
 * Bundles the whole till as it is started, with one guard taken out. Gives what to run, for `start`.
 * @throws Error when the guard is not where the mutation says: then the mutation is out of date.
 */
export async function mutant(
  mutation: Mutation,
): Promise<{ readonly program: readonly string[]; clean(): void }> {
  const { outfile, clean } = await bundle(mutation, 'api/node.ts');
  return { program: [outfile], clean };
}

/** A program of the tests with all that it needs, as it is or with one guard taken out. @throws Error as `mutant`. */
export async function program(
  entry: string,
  mutation: Mutation | null = null,
): Promise<{ readonly path: string; clean(): void }> {
  const { outfile, clean } = await bundle(mutation, entry);
  return { path: outfile, clean };
}

/** One module and all that it needs, with one guard taken out. @throws Error as `mutant`. */
export async function mutated<Module>(mutation: Mutation, module: string): Promise<Module> {
  const { outfile, clean } = await bundle(mutation, module);
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as Module;
  } finally {
    clean();
  }
}

async function bundle(mutation: Mutation | null, entry: string): Promise<{ outfile: string; clean(): void }> {
  // Inside the project, so that packages and migrations are found; where no other run writes.
  const cache = join(ROOT, 'node_modules/.cache/tillbot-tests', `mutant-${process.pid}-${++serial}`);
  const outfile = join(cache, 'mutant.mjs');
  await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    plugins: mutation ? [replacing(mutation)] : [],
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
  return { outfile, clean: () => rmSync(dirname(outfile), { recursive: true, force: true }) };
}

function replacing({ file, from, to }: Mutation): Plugin {
  const path = join(ROOT, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${file} does not hold this once: ${from}`);
  const contents = text.replace(from, () => to);
  return {
    name: 'mutation',
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.tsx?$/ }, (args) => (args.path === path ? { contents, loader: 'ts' } : null));
    },
  };
}
