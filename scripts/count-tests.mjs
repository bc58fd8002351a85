/**
 * Counts what vitest's reports in a folder say: node scripts/count-tests.mjs <folder>
 * Prints `N passed, N failed` last. Ends with 1 when a test failed, when none ran, or when the store's
 * contract did not run on PostgreSQL: a run that quietly tested less must not look like one that passed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? '.';
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).testResults);
const tests = files.flatMap(({ name, assertionResults }) =>
  assertionResults.map((test) => ({ file: name, ...test })),
);

const count = (status) => tests.filter((test) => test.status === status).length;
const passed = count('passed');
// A file that could not be loaded holds no tests, and is a failure all the same.
const failed =
  count('failed') +
  files.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  ).length;
const onPostgres = tests.filter(
  ({ file, fullName, status }) =>
    status === 'passed' && /test\/contract\/store/.test(file) && /PostgreSQL/.test(fullName),
);

if (onPostgres.length === 0) console.error('The contract of the store did not run on PostgreSQL.');
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 || onPostgres.length === 0 ? 1 : 0;
