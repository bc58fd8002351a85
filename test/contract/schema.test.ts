import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { migrationsOf, pending } from '../../prisma/migrations.ts';
import { tillCommit } from '../../prisma/postgres/functions.ts';

const script = (name: string, ...args: string[]): string =>
  execFileSync(
    process.execPath,
    [fileURLToPath(new URL(`../../scripts/${name}`, import.meta.url)), ...args],
    {
      encoding: 'utf8',
    },
  );

/** What a database is made of: the SQL of each table and index, without regard to spaces. */
function shapeOf(sql: string): Map<string, string> {
  const db = new Sqlite(':memory:');
  db.exec(sql);
  const rows = db.prepare('SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL').all();
  db.close();
  return new Map(
    (rows as { name: string; sql: string }[]).map((row) => [row.name, row.sql.replace(/\s+/g, ' ')]),
  );
}

const allOf = (dialect: 'sqlite' | 'postgres'): string =>
  migrationsOf(dialect)
    .map((migration) => migration.sql)
    .join('\n');

describe('schema', () => {
  test("PostgreSQL's schema is the one that follows from the source", () => {
    expect(() => script('derive-schema.mjs', '--check')).not.toThrow();
  });

  test("SQLite's migrations give what the schema says, and beyond it only partial indexes and triggers", () => {
    const migrated = shapeOf(allOf('sqlite'));
    const wanted = shapeOf(script('schema-sql.mjs', 'sqlite'));
    expect(Object.fromEntries([...migrated].filter(([name]) => wanted.has(name)))).toEqual(
      Object.fromEntries(wanted),
    );
    const beyond = [...migrated].filter(([name]) => !wanted.has(name)).map(([, sql]) => sql);
    expect(beyond.filter((sql) => !/^CREATE (TRIGGER|INDEX .* WHERE )/.test(sql))).toEqual([]);
  });

  test.runIf(process.env.TEST_DATABASE_URL)("PostgreSQL's migrations begin with what the schema says", () => {
    const [first] = migrationsOf('postgres');
    const wanted = script('schema-sql.mjs', 'postgres').replace(/-- CreateSchema\n.*\n\n/, '');
    expect(first?.sql.startsWith(wanted.trim())).toBe(true);
  });

  test('both databases have the same partial indexes', () => {
    const partial = (sql: string): string[] => sql.match(/^CREATE INDEX .* WHERE .*;$/gm) ?? [];
    expect(partial(allOf('sqlite')).sort()).toEqual(partial(allOf('postgres')).sort());
  });

  test('the function that commits is the one that the tables ask for', () => {
    const all = allOf('postgres');
    const last = all.slice(all.lastIndexOf('CREATE OR REPLACE FUNCTION till_commit'));
    expect(last.slice(0, last.indexOf('$till$;') + '$till$;'.length)).toBe(tillCommit());
  });
});

describe('migrations', () => {
  const [a, b] = ['0001_a', '0002_b'].map((name) => ({ name, sql: '', checksum: `sum of ${name}` }));
  const all = [a!, b!];

  test('those that were applied are passed over', () => {
    expect(pending(all, [a!])).toEqual([b]);
  });

  test('one that was changed after it was applied is refused', () => {
    expect(() => pending(all, [{ name: '0001_a', checksum: 'another' }])).toThrow(/changed after/);
  });

  test('a database of a newer version is refused', () => {
    expect(() => pending([a!], [a!, b!])).toThrow(/newer version/);
  });
});
