import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vitest/config';

/** `.ftl` files and page assets are imported as text, here as in the bundles that esbuild and wrangler make. */
const ftl: Plugin = {
  name: 'ftl-as-text',
  enforce: 'pre',
  resolveId: (path, from) => (from && /\.(css|client\.js)$/.test(path) ? `${resolve(from, '..', path)}?raw` : null),
  load(id) {
    if (!id.endsWith('.ftl')) return null;
    return `export default ${JSON.stringify(readFileSync(id, 'utf8'))}`;
  },
};

export default defineConfig({
  plugins: [ftl],
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/runtime/**', 'node_modules/**'],
    testTimeout: 20_000,
    pool: 'forks',
  },
});
