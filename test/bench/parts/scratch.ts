import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { emptyDatabase } from '../../support/database.ts';

/**
 * A folder for databases, gone afterwards. Beside the bundles and not in /tmp, which may lie in memory: what is
 * measured waits for the disk.
 */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(import.meta.dirname, 'data-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Empty databases on the PostgreSQL that `scripts/bench.mjs` starts with fsync, gone afterwards. */
export async function withDatabases<T>(
  count: number,
  work: (urls: readonly string[]) => Promise<T>,
): Promise<T> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) throw new Error('TEST_DATABASE_URL is not set: run it by `npm run bench`');
  const made = [];
  try {
    for (let index = 0; index < count; index++)
      made.push(await emptyDatabase(server, `bench_${index}_${randomBytes(4).toString('hex')}`));
    return await work(made.map(({ url }) => url));
  } finally {
    for (const { drop } of made) await drop();
  }
}
