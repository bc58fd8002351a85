import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { ROOT } from './sources.ts';

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
 * What the tests find around them, looked for once a run: the bundles that they start, a database, a browser. What is missing is skipped with one line, or,
 * with `TEST_REQUIRE_POSTGRES=1` and `TEST_REQUIRE_BROWSER=1`, ends the run: a check that quietly tests
 * less is none.
 */
export default function surroundings(project: TestProject): void {
  bundle();
  project.onTestsRerun(bundle);
  const { TEST_DATABASE_URL, CHROMIUM_PATH } = process.env;
  const chromium = [CHROMIUM_PATH, ...CHROMIUM].find((path) => path && existsSync(path));
  project.provide('postgresUrl', TEST_DATABASE_URL || null);
  project.provide('chromiumPath', chromium ?? null);
  if (!TEST_DATABASE_URL)
    missing('POSTGRES', 'PostgreSQL: TEST_DATABASE_URL is not set (npm run test:postgres sets it)');
  if (!chromium) missing('BROWSER', 'the browser: no chromium was found (CHROMIUM_PATH names one)');
}

/** What `npm start` starts, made once for all the files of a run. */
function bundle(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT });
}

function missing(what: 'POSTGRES' | 'BROWSER', sentence: string): void {
  if (process.env[`TEST_REQUIRE_${what}`] === '1') throw new Error(`TEST_REQUIRE_${what}: ${sentence}`);
  console.log(`Skipped: ${sentence}`);
}
