import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the SQL: a migration that was applied must not change afterwards. */
  readonly checksum: string;
}

/** Migrations of a dialect in their order, from the folder beside the schema. */
export function migrationsOf(dialect: 'sqlite' | 'postgres'): Migration[] {
  const folder = join(packageRoot(), 'prisma', dialect === 'sqlite' ? 'migrations' : 'postgres/migrations');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/** Where package.json is: two levels up from here in the source, one from the bundle. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const up = dirname(folder);
    if (up === folder) throw new Error('package.json was not found above the program');
    folder = up;
  }
  return folder;
}

/** Those still to apply. @throws Error when an applied one is missing or has changed: the database is of another version. */
export function pending(
  all: readonly Migration[],
  applied: readonly { name: string; checksum: string }[],
): Migration[] {
  for (const { name, checksum } of applied) {
    const known = all.find((each) => each.name === name);
    if (!known) throw new Error(`The database was made by a newer version: it has the migration ${name}`);
    if (known.checksum !== checksum)
      throw new Error(`The migration ${name} was changed after it was applied`);
  }
  return all.filter((each) => !applied.some(({ name }) => name === each.name));
}
