import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathOf } from '../prisma/sqlite/open.ts';
import { copySqlite } from '../prisma/sqlite/rows.ts';
import { writeBackupFile } from './node-backup-file.ts';
import { argumentsOrExit, configOrExit } from './node-config.ts';
import { databaseRows, finish, tryBackup } from './node-rows.ts';

const USAGE = `npm run backup [-- folder or file] [--unchecked]

Copies everything, as it is at one moment, while the till goes on. Into ./data/backups when no other
place is named. SQLite gives a .db file, PostgreSQL a .jsonl.gz file; npm run restore takes both.
--unchecked leaves out the trial: the copy restored into a throw-away database and audited.`;

const { values, positionals } = argumentsOrExit(
  USAGE,
  { unchecked: { type: 'boolean', default: false } },
  (read) => read.positionals.length <= 1,
);
await finish(backup(configOrExit(), positionals[0]));

/** `npm run backup`: exits with 1 when there is no copy, or when the books in it are not right. */
async function backup(config: { databaseUrl: string; timeZone: string }, target = './data/backups') {
  const isFile = config.databaseUrl.startsWith('file:');
  const path = nameOf(target, isFile ? '.db' : '.jsonl.gz');
  if (existsSync(path)) throw new Error(`There is a file ${path} already`);
  mkdirSync(dirname(path), { recursive: true });
  if (isFile) await copyFile(pathOf(config.databaseUrl), path);
  else await copyTables(config.databaseUrl, path);
  console.log(`Copied to ${path} (${statSync(path).size} bytes)`);
  return values.unchecked || (await tryBackup(path, config.timeZone));
}

/** A place that ends like a backup is the file itself; any other is a folder, and the file has its date. */
function nameOf(target: string, extension: string): string {
  if (target.endsWith(extension)) return resolve(target);
  const moment = new Date().toISOString().replaceAll(':', '-').replace(/\.\d+/, '');
  return resolve(target, `tillbot-${moment}${extension}`);
}

async function copyFile(database: string, path: string): Promise<void> {
  if (!existsSync(database)) throw new Error(`There is no database ${database} yet`);
  const draft = `${path}.part`;
  try {
    await copySqlite(database, draft);
    // Customers' names and phones are in it: nobody but its owner may read it.
    chmodSync(draft, 0o600);
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
  // The emulated bank and chats of the playground are a file beside the database.
  const emulated = join(dirname(database), 'sandbox.json');
  if (existsSync(emulated)) copyFileSync(emulated, path.replace(/\.db$/, '.sandbox.json'));
}

async function copyTables(databaseUrl: string, path: string): Promise<void> {
  const source = await databaseRows(databaseUrl);
  try {
    await writeBackupFile(source, path);
  } finally {
    await source.close();
  }
}
