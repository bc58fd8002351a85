import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { openStore } from '../prisma/node.ts';
import { formatProblems, mergeEnvironment, readConfig } from './config.ts';
import { LOCALES } from './deps.ts';

/** `npm run migrate`: brings the database up to date and ends. `npm start` does the same by itself; Workers can't. */
const read = readConfig(mergeEnvironment(fromFile('.env'), process.env), LOCALES);
if (!read.ok) {
  console.error(formatProblems(read.problems));
  process.exit(2);
}
const store = await openStore(read.config.databaseUrl);
await store.close();
console.log('The database is up to date.');

function fromFile(path: string): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync(path, 'utf8')) as Record<string, string | undefined>;
  } catch {
    return {};
  }
}
