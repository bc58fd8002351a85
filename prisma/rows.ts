/** A value as text, which either database turns back by its column's type: text, integers, nothing else is kept. */
export type Cell = string | null;

/** A migration that was applied; its checksum is that of its own dialect's SQL. */
export interface Applied {
  readonly name: string;
  readonly checksum: string;
}

export type Dialect = 'sqlite' | 'postgres';

/** A table with the columns in the order of its rows. */
export interface Shape {
  readonly table: string;
  readonly columns: readonly string[];
}

/** All rows of a till at one moment: a database, or a file that was made of one. */
export interface RowSource {
  readonly dialect: Dialect;
  /** The schema that the rows are of, oldest first. */
  readonly migrations: readonly Applied[];
  readonly shapes: readonly Shape[];
  /** Some rows at a time. Ask for one table after the other. */
  rows(shape: Shape): AsyncIterable<readonly (readonly Cell[])[]>;
  close(): Promise<void>;
}

/**
 * A database that rows are put into, in one transaction: nothing of it is there before `finish`.
 * Every method throws when the database could not do it; then `close` leaves it as it was.
 */
export interface RowTarget {
  /** Tables that hold something, with how many rows. */
  filled(): Promise<ReadonlyMap<string, number>>;
  /** Drops what is there of a till's, and makes the tables as they were after these migrations. */
  prepare(schema: Pick<RowSource, 'dialect' | 'migrations'>): Promise<void>;
  add(shape: Shape, rows: readonly (readonly Cell[])[]): Promise<void>;
  /** Sets sequences behind the rows, applies the migrations that are newer than they are, and commits. */
  finish(): Promise<void>;
  /** Undoes what was not finished. */
  close(): Promise<void>;
}

/** Rows that were copied, by table. */
export type Counts = Readonly<Record<string, number>>;

/**
 * Copies everything, table by table. The target is finished, the source is not closed.
 * @throws Error when either could not do it; the target is then as it was.
 */
export async function copyRows(source: RowSource, target: RowTarget): Promise<Counts> {
  const counts: Record<string, number> = {};
  await target.prepare(source);
  for (const shape of source.shapes) {
    counts[shape.table] = 0;
    for await (const batch of source.rows(shape)) {
      await target.add(shape, batch);
      counts[shape.table] = (counts[shape.table] ?? 0) + batch.length;
    }
  }
  await target.finish();
  return counts;
}

/** Tables that a till's migrations ever made, and the list of migrations itself. */
export function ownTables(migrations: readonly { readonly sql: string }[]): ReadonlySet<string> {
  const made = migrations.flatMap(({ sql }) => [...sql.matchAll(/^CREATE TABLE "?(\w+)"?/gm)]);
  return new Set([...made.map(([, name = '']) => name), '_migrations']);
}

/**
 * Splits the program's migrations into those that the rows have seen and those that are newer.
 * @throws Error when the rows are of a newer program, or of another text of a migration.
 */
export function splitMigrations<T extends Applied>(
  all: readonly T[],
  rows: Pick<RowSource, 'dialect' | 'migrations'>,
  dialect: Dialect,
): { readonly before: T[]; readonly after: T[] } {
  for (const { name, checksum } of rows.migrations) {
    const known = all.find((each) => each.name === name);
    if (!known)
      throw new Error(`It was made by a newer version of the program: it has the migration ${name}`);
    // The other dialect's SQL is another text; its name says that it does the same.
    if (rows.dialect === dialect && known.checksum !== checksum)
      throw new Error(`It was made by another version of the program: its migration ${name} differs`);
  }
  const seen = new Set(rows.migrations.map(({ name }) => name));
  return {
    before: all.filter(({ name }) => seen.has(name)),
    after: all.filter(({ name }) => !seen.has(name)),
  };
}

/** Says that somebody works on the database, which must be left alone first. */
export class InUse extends Error {
  constructor() {
    super('A till still runs on this database. Stop it first, so that no payment is lost between the two.');
  }
}
