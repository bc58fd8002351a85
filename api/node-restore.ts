import { copyFileSync, existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathOf } from '../prisma/sqlite/open.ts';
import { argumentsOrExit, configOrExit } from './node-config.ts';
import { auditAndPrint, finish, NotEmpty, restoreInto } from './node-rows.ts';

const USAGE = `npm run restore -- <file> [--force]

Puts a backup of either database into the one that DATABASE_URL names, all of it or nothing, applies
migrations that are newer than the backup, and audits the result. The till must be stopped.
A database that holds something is left alone; --force replaces what is there.`;

const { values, positionals } = argumentsOrExit(
  USAGE,
  { force: { type: 'boolean', default: false } },
  (read) => read.positionals.length === 1,
);
await finish(restore(configOrExit(), resolve(positionals[0] ?? '')));

/** `npm run restore`: exits with 1 when nothing was restored, or when the restored books are not right. */
async function restore(config: { databaseUrl: string; timeZone: string }, path: string) {
  const counts = await restoreInto(config.databaseUrl, path, values.force).catch((error: unknown) => {
    throw error instanceof NotEmpty ? new Error(`${error.message} --force replaces all of it.`) : error;
  });
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  console.log(`Restored ${rows} rows of ${Object.keys(counts).length} tables`);
  const emulated = path.replace(/\.db$/, '.sandbox.json');
  if (emulated !== path && existsSync(emulated) && config.databaseUrl.startsWith('file:'))
    copyFileSync(emulated, join(dirname(pathOf(config.databaseUrl)), 'sandbox.json'));
  return auditAndPrint(config.databaseUrl, config.timeZone, 'The restored till');
}
