import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openStore } from '../prisma/node.ts';
import { type Counts, copyRows, type RowSource, type RowTarget } from '../prisma/rows.ts';
import { pathOf } from '../prisma/sqlite/open.ts';
import { requireSqliteAlone, sqliteRows, sqliteTarget } from '../prisma/sqlite/rows.ts';
import { booksOf } from './books.ts';
import { backupFileRows } from './node-backup-file.ts';

/** The rows of a database by its address. @throws Error when it can't be opened or is none of a till. */
export async function databaseRows(url: string): Promise<RowSource> {
  if (url.startsWith('file:')) return sqliteRows(pathOf(url));
  const { postgresRows } = await import('../prisma/postgres/node-rows.ts');
  return postgresRows(url);
}

/** A database as a place for rows. @throws InUse while a till works on it; Error when it can't be opened. */
export async function databaseTarget(url: string): Promise<RowTarget> {
  if (url.startsWith('file:')) return sqliteTarget(pathOf(url));
  const { postgresTarget } = await import('../prisma/postgres/node-rows.ts');
  return postgresTarget(url);
}

/** @throws InUse while a till works on the database. */
export async function requireStopped(url: string): Promise<void> {
  if (url.startsWith('file:')) return requireSqliteAlone(pathOf(url));
  const { requirePostgresAlone } = await import('../prisma/postgres/node-rows.ts');
  return requirePostgresAlone(url);
}

/** The rows of a backup, of either kind of file. */
async function backupRows(path: string): Promise<RowSource> {
  return path.endsWith('.db') ? sqliteRows(path) : backupFileRows(path);
}

/** Copies a backup into a database in one transaction. `force`: what is there is replaced. */
export async function restoreInto(url: string, path: string, force: boolean): Promise<Counts> {
  const source = await backupRows(path);
  try {
    const target = await databaseTarget(url);
    try {
      const filled = await target.filled();
      if (filled.size > 0 && !force) throw new NotEmpty(filled);
      return await copyRows(source, target);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** The database holds something, which nobody said may go. */
export class NotEmpty extends Error {
  constructor(filled: ReadonlyMap<string, number>) {
    const what = [...filled].map(([table, count]) => `${table} ${count}`).join(', ');
    super(`The database is not empty (${what}).`);
  }
}

/** Audits a database and prints what differs. @returns true when its books are right. */
export async function auditAndPrint(url: string, timeZone: string, what: string): Promise<boolean> {
  const store = await openStore(url);
  try {
    const { deals, differences } = await booksOf(store, timeZone);
    for (const { dealId, what, stored, computed } of differences)
      console.log(`${dealId ? `deal ${dealId}: ` : ''}${what}: stored ${stored}, computed ${computed}`);
    console.log(`${what}: ${deals} deals audited, ${differences.length} differences`);
    return differences.length === 0;
  } finally {
    await store.close();
  }
}

/** Restores a backup into a throw-away database beside it and audits that: what can't be restored is no backup. */
export async function tryBackup(path: string, timeZone: string): Promise<boolean> {
  const folder = mkdtempSync(join(dirname(path), '.trying-'));
  try {
    const url = `file:${join(folder, 'till.db')}`;
    await restoreInto(url, path, false);
    return await auditAndPrint(url, timeZone, 'The copy');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ends the process: with 1 and a sentence when the work failed, with 0 or 1 by what it says else. */
export async function finish(work: Promise<boolean>): Promise<never> {
  const good = await work.catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    return false;
  });
  process.exit(good ? 0 : 1);
}
