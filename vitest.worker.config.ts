import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** The tests that run the built Worker in `workerd`: `npm run test:worker`. */
const config = mergeConfig(base, defineConfig({ test: { testTimeout: 30_000 } }));
config.test.include = ['test/runtime/**/*.test.ts'];
config.test.exclude = ['node_modules/**'];

export default config;
