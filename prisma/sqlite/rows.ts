import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { migrationsOf } from '../migrations.ts';
import {
  type Applied,
  type Cell,
  InUse,
  ownTables,
  type RowSource,
  type RowTarget,
  type Shape,
  splitMigrations,
} from '../rows.ts';
import { apply } from './migrate.ts';
import { openDatabase } from './open.ts';

/** Rows that are read at a time. */
const BATCH = 500;

/**
 * Everything in the file as of now; what is written meanwhile is not seen.
 * @throws Error when it is no file of a till.
 */
export function sqliteRows(path: string): RowSource {
  if (!existsSync(path)) throw new Error(`There is no file ${path}`);
  const db = new Database(path, { fileMustExist: true });
  try {
    db.defaultSafeIntegers(true);
    db.exec('BEGIN');
    const shapes = shapesOf(db);
    return {
      dialect: 'sqlite',
      migrations: migrationsIn(db),
      shapes,
      rows: (shape) => batches(db, shape),
      close: async () => void db.close(),
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

function migrationsIn(db: Database.Database): Applied[] {
  const listed = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = '_migrations'").get();
  if (!listed) throw new Error('This is no database of a till: it has no list of migrations');
  return db.prepare('SELECT name, checksum FROM _migrations ORDER BY name').all() as Applied[];
}

function shapesOf(db: Database.Database): Shape[] {
  return tablesIn(db)
    .filter((table) => table !== '_migrations')
    .map((table) => ({
      table,
      columns: (db.pragma(`table_info("${table}")`) as { name: string }[]).map(({ name }) => name),
    }));
}

/** Tables of ours; what somebody else keeps in the same file is left alone. */
function tablesIn(db: Database.Database): string[] {
  const own = ownTables(migrationsOf('sqlite'));
  const all = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();
  return (all as string[]).filter((name) => own.has(name));
}

async function* batches(db: Database.Database, { table, columns }: Shape): AsyncGenerator<Cell[][]> {
  const select = db.prepare(`SELECT ${columns.map(quoted).join(', ')} FROM "${table}"`).raw();
  let batch: Cell[][] = [];
  for (const row of select.iterate() as Iterable<unknown[]>) {
    batch.push(row.map((value) => (value === null ? null : String(value))));
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function quoted(name: string): string {
  return `"${name}"`;
}

/**
 * The file as a place for rows; made when it is not there.
 * @throws InUse while a till has it open.
 */
export function sqliteTarget(path: string, all = migrationsOf('sqlite')): RowTarget {
  const db = openDatabase(path);
  let newer: typeof all = [];
  const inserts = new Map<string, Database.Statement>();
  try {
    requireAlone(db);
    db.exec('BEGIN IMMEDIATE');
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    filled: async () => countsIn(db),
    prepare: async (rows) => {
      const { before, after } = splitMigrations(all, rows, 'sqlite');
      for (const table of tablesIn(db)) db.exec(`DROP TABLE "${table}"`);
      apply(db, before);
      newer = after;
    },
    add: async ({ table, columns }, rows) => {
      const marks = columns.map(() => '?').join(', ');
      const sql = `INSERT INTO "${table}" (${columns.map(quoted).join(', ')}) VALUES (${marks})`;
      const insert = inserts.get(sql) ?? db.prepare(sql);
      inserts.set(sql, insert);
      for (const row of rows) insert.run(...row);
    },
    finish: async () => {
      // An AUTOINCREMENT sequence follows the rows that are put in by itself.
      apply(db, newer);
      db.exec('COMMIT');
    },
    close: async () => {
      if (db.inTransaction) db.exec('ROLLBACK');
      db.close();
    },
  };
}

/** A file leaves WAL mode only when nobody else has it open (sqlite.org/wal.html); then it goes back. */
function requireAlone(db: Database.Database): void {
  db.pragma('busy_timeout = 200');
  try {
    db.pragma('journal_mode = DELETE');
  } catch (error) {
    if ((error as { code?: string }).code === 'SQLITE_BUSY') throw new InUse();
    throw error;
  }
  db.pragma('journal_mode = WAL');
  db.pragma('busy_timeout = 5000');
}

function countsIn(db: Database.Database): Map<string, number> {
  const counts = tablesIn(db)
    .filter((table) => table !== '_migrations')
    .map((table) => [table, Number(db.prepare(`SELECT COUNT(*) FROM "${table}"`).pluck().get())] as const);
  return new Map(counts.filter(([, count]) => count > 0));
}

/**
 * Copies the file as it is at this moment, while a till goes on writing to it: one step of SQLite's online
 * backup, which readers and the writer do not wait for. The copy is one file that needs no other beside it.
 * @throws Error when it could not be written, or is not whole.
 */
export async function copySqlite(path: string, copy: string): Promise<void> {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    // All pages in one step: in several, each write by the till would begin the copy anew.
    await db.backup(copy, { progress: () => 0x7fffffff });
  } finally {
    db.close();
  }
  const copied = new Database(copy);
  try {
    copied.pragma('journal_mode = DELETE');
    const found = copied.pragma('integrity_check', { simple: true });
    if (found !== 'ok') throw new Error(`The copy is not whole: ${String(found)}`);
  } finally {
    copied.close();
  }
}

/** A till must not write while its rows are taken elsewhere. @throws InUse while one has the file open. */
export function requireSqliteAlone(path: string): void {
  const db = openDatabase(path);
  try {
    requireAlone(db);
  } finally {
    db.close();
  }
}
