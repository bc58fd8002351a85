import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { openStore } from '../prisma/node.ts';
import { booksOf } from './books.ts';
import { formatProblems, mergeEnvironment, readConfig } from './config.ts';
import { LOCALES } from './deps.ts';

/** `npm run audit`: recomputes everything from the ledger; exits with 1 when anything differs. */
const read = readConfig(mergeEnvironment(fromFile('.env'), process.env), LOCALES);
if (!read.ok) {
  console.error(formatProblems(read.problems));
  process.exit(2);
}
const store = await openStore(read.config.databaseUrl);
const { deals, differences } = await booksOf(store, read.config.timeZone);
await store.close();
for (const { dealId, what, stored, computed } of differences) {
  console.log(`${dealId ? `deal ${dealId}: ` : ''}${what}: stored ${stored}, computed ${computed}`);
}
console.log(`${deals} deals audited, ${differences.length} differences`);
process.exit(differences.length > 0 ? 1 : 0);

function fromFile(path: string): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync(path, 'utf8')) as Record<string, string | undefined>;
  } catch {
    return {};
  }
}
