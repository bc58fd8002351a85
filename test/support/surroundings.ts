import { existsSync } from 'node:fs';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** An empty database server's address that tests may make databases in; null: skip what needs one. */
    postgresUrl: string | null;
    /** The browser that scenarios are played in; null: skip them. */
    chromiumPath: string | null;
  }
}

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * What the tests find around them, looked for once a run. What is missing is skipped with one line, or,
 * with `TEST_REQUIRE=postgres,browser`, ends the run: a check that quietly tests less is none.
 */
export default function surroundings({ provide }: TestProject): void {
  const { TEST_DATABASE_URL, CHROMIUM_PATH } = process.env;
  const chromium = [CHROMIUM_PATH, ...CHROMIUM].find((path) => path && existsSync(path));
  provide('postgresUrl', TEST_DATABASE_URL || null);
  provide('chromiumPath', chromium ?? null);
  if (!TEST_DATABASE_URL)
    missing('postgres', 'PostgreSQL: TEST_DATABASE_URL is not set (npm run test:postgres sets it)');
  if (!chromium) missing('browser', 'The browser: no chromium was found (CHROMIUM_PATH names one)');
}

function missing(what: string, sentence: string): void {
  const required = (process.env.TEST_REQUIRE ?? '').split(',');
  if (required.includes(what)) throw new Error(`${sentence}, and it is required here`);
  console.log(`Not tested: ${sentence}`);
}
