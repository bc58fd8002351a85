import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { migrationsOf } from '../../prisma/migrations.ts';
import { apply as applyPostgres } from '../../prisma/postgres/migrate.ts';
import { apply as applySqlite } from '../../prisma/sqlite/migrate.ts';
import { openDatabase, pathOf } from '../../prisma/sqlite/open.ts';
import { ROOT } from '../support/sources.ts';
import { ask } from './check.ts';
import { type Mutation, program } from './mutant.ts';

export type Dialect = 'sqlite' | 'postgres';

/** A migration that is not written yet: the next version's, so that data that is there is migrated, too. */
export const LATER = {
  name: '9999_later',
  sql: {
    sqlite: `ALTER TABLE deals ADD COLUMN remark TEXT NOT NULL DEFAULT 'none';
CREATE TABLE remarks (deal_id BIGINT NOT NULL PRIMARY KEY, words TEXT NOT NULL);
INSERT INTO remarks SELECT id, title FROM deals;
UPDATE deals SET remark = title;
CREATE INDEX remarks_words ON remarks (words);
`,
    postgres: `ALTER TABLE deals ADD COLUMN remark TEXT NOT NULL DEFAULT 'none';
CREATE TABLE remarks (deal_id BIGINT NOT NULL PRIMARY KEY, words TEXT NOT NULL);
INSERT INTO remarks SELECT id, title FROM deals;
UPDATE deals SET remark = title;
CREATE INDEX remarks_words ON remarks (words);
`,
  },
} as const;

/** The next version as it is installed: this one with one more migration. */
export interface NextVersion {
  /**
   * Opens a database, which migrates it, and audits the books. With `fatal` it dies when so many statements of a
   * migration are done.
   */
  open(url: string, fatal?: { readonly migration: string; readonly statements: number }): Promise<Opened>;
  clean(): void;
}

export interface Opened {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

export async function nextVersion(mutation: Mutation | null = null): Promise<NextVersion> {
  const folder = mkdtempSync(join(tmpdir(), 'tillbot-next-'));
  const { path, clean } = await program('test/faults/migration-victim.ts', mutation);
  mkdirSync(join(folder, 'dist'));
  cpSync(path, join(folder, 'dist/victim.mjs'));
  clean();
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const [dialect, under] of [
    ['sqlite', 'prisma/migrations'],
    ['postgres', 'prisma/postgres/migrations'],
  ] as const) {
    cpSync(join(ROOT, under), join(folder, under), { recursive: true });
    mkdirSync(join(folder, under, LATER.name));
    writeFileSync(join(folder, under, LATER.name, 'migration.sql'), LATER.sql[dialect]);
  }
  return {
    open: (url, fatal) => {
      const words = fatal ? [url, fatal.migration, String(fatal.statements)] : [url];
      return run(join(folder, 'dist/victim.mjs'), words);
    },
    clean: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function run(path: string, words: readonly string[]): Promise<Opened> {
  const child = spawn(process.execPath, [path, ...words], { env: { PATH: process.env.PATH ?? '' } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal, output })));
}

/** Brings an empty database to where the program's first `count` migrations leave it. */
export async function migrateTo(url: string, dialect: Dialect, count: number): Promise<void> {
  const first = migrationsOf(dialect).slice(0, count);
  if (dialect === 'sqlite') {
    const db = openDatabase(pathOf(url));
    db.exec('BEGIN');
    applySqlite(db, first);
    db.exec('COMMIT');
    db.close();
    return;
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await applyPostgres(client, first);
  await client.end();
}

/** What a database is made of: tables, columns, indexes, triggers, functions. Equal for equal schemas. */
export async function schemaOf(url: string): Promise<readonly string[]> {
  if (url.startsWith('file:')) {
    const db = new Database(pathOf(url), { readonly: true });
    try {
      return db
        .prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name')
        .pluck()
        .all() as string[];
    } finally {
      db.close();
    }
  }
  const found = [
    `SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || coalesce(column_default, '') AS text
      FROM information_schema.columns WHERE table_schema = 'public'`,
    `SELECT indexdef AS text FROM pg_indexes WHERE schemaname = 'public'`,
    `SELECT pg_get_functiondef(oid) AS text FROM pg_proc WHERE pronamespace = 'public'::regnamespace`,
    `SELECT pg_get_triggerdef(oid) AS text FROM pg_trigger WHERE NOT tgisinternal`,
  ];
  const rows = await Promise.all(found.map((sql) => ask(url, sql)));
  return rows
    .flat()
    .map(({ text }) => String(text))
    .sort();
}

/** Rows by table as `everythingIn` gives them, with only the columns that both sides have. */
export function sameColumns(
  before: Readonly<Record<string, readonly string[]>>,
  after: Readonly<Record<string, readonly string[]>>,
): Record<string, readonly string[]> {
  const cut: Record<string, readonly string[]> = {};
  for (const [table, rows] of Object.entries(before)) {
    const columns = Object.keys(JSON.parse(rows[0] ?? '{}') as object);
    const own = (row: string): string => {
      const cells = JSON.parse(row) as Record<string, unknown>;
      return JSON.stringify(Object.fromEntries(columns.map((column) => [column, cells[column]])));
    };
    cut[table] = (after[table] ?? []).map(own).sort();
  }
  return cut;
}
