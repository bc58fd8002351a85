import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';

/** The file behind `file:./data/tillbot.db`, absolute. */
export function pathOf(databaseUrl: string): string {
  return resolve(databaseUrl.replace(/^file:(\/\/(?=\/))?/, ''));
}

/**
 * Opens the file as money needs it. better-sqlite3 is built so that a file already in WAL mode opens with
 * synchronous=NORMAL, where the last payments can vanish with the power: FULL is set on every open.
 */
export function openDatabase(path: string): Database.Database {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const db = new Database(path);
  db.pragma('busy_timeout = 5000');
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.defaultSafeIntegers(true);
  return db;
}
