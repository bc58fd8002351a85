import type { Database } from 'better-sqlite3';
import { type Migration, migrationsOf, pending } from '../migrations.ts';

/** Brings the file up to date. All in one transaction: a process that is killed leaves it as it was. */
export function migrate(db: Database): string[] {
  db.exec('BEGIN IMMEDIATE');
  try {
    db.exec(LIST);
    const applied = db.prepare('SELECT name, checksum FROM _migrations').all() as {
      name: string;
      checksum: string;
    }[];
    const todo = pending(migrationsOf('sqlite'), applied);
    apply(db, todo);
    db.exec('COMMIT');
    return todo.map(({ name }) => name);
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

const LIST =
  'CREATE TABLE IF NOT EXISTS _migrations (name TEXT NOT NULL PRIMARY KEY, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)';

/** Applies these, in the transaction that is open, and notes each. */
export function apply(db: Database, migrations: readonly Migration[]): void {
  db.exec(LIST);
  const note = db.prepare('INSERT INTO _migrations (name, checksum, applied_at) VALUES (?, ?, ?)');
  for (const { name, sql, checksum } of migrations) {
    db.exec(sql);
    note.run(name, checksum, Date.now());
  }
}
