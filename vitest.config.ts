import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig, type Plugin } from 'vitest/config';

/** `.ftl` files, styles and page scripts are imported as text, as in the bundles that esbuild makes. */
const asText: Plugin = {
  name: 'as-text',
  enforce: 'pre',
  resolveId(name, from) {
    if (!from || !/\.(ftl|css|client\.js)$/.test(name)) return null;
    // Under another name, so that Vite does not take a style for one of its own.
    return `\0text:${join(dirname(from), name)}.mjs`;
  },
  load(id) {
    const path = /^\0text:(.+)\.mjs$/.exec(id)?.[1];
    return path ? `export default ${JSON.stringify(readFileSync(path, 'utf8'))}` : null;
  },
};

/** A folder in which each run leaves its report, for who counts what was run. */
const reports = process.env.TEST_REPORTS;

export default defineConfig({
  plugins: [asText],
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Inside workerd; it has a runner of its own.
    exclude: ['test/runtime/**', 'node_modules/**'],
    globalSetup: ['test/support/surroundings.ts'],
    testTimeout: 40_000,
    pool: 'forks',
    // Half of the time is spent waiting for tills that the tests have started.
    maxWorkers: 3,
    // Modules are loaded once a worker, not once a file. What a test changes for all (a clock), it puts back.
    isolate: false,
    reporters: reports
      ? ['default', ['json', { outputFile: `${reports}/${process.pid}.json` }]]
      : ['default'],
  },
});
