import pg from 'pg';
import { type Migration, migrationsOf } from '../migrations.ts';
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
import { apply, LOCK } from './migrate.ts';

/** Rows that are read and written at a time. */
const BATCH = 500;

async function connect(databaseUrl: string, begin: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'tillbot-rows',
    keepAlive: true,
  });
  await client.connect();
  // A connection that breaks rejects the statement under way; this says it once more.
  client.on('error', () => undefined);
  await client.query(begin);
  return client;
}

/**
 * Everything in the database as of now, in one transaction that blocks nobody and sees no write of others.
 * @throws Error when it can't be reached or is no database of a till.
 */
export async function postgresRows(databaseUrl: string): Promise<RowSource> {
  const client = await connect(databaseUrl, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const tables = await columnsIn(client);
    if (!tables.has('_migrations'))
      throw new Error('This is no database of a till: it has no list of migrations');
    const { rows } = await client.query<Applied>('SELECT name, checksum FROM _migrations ORDER BY name');
    const shapes = [...tables]
      .filter(([table]) => table !== '_migrations')
      .map(([table, columns]) => ({ table, columns: [...columns.keys()] }));
    return {
      dialect: 'postgres',
      migrations: rows,
      shapes,
      rows: (shape) => batches(client, shape),
      close: () => client.end(),
    };
  } catch (error) {
    await client.end();
    throw error;
  }
}

const COLUMNS = `SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
  JOIN information_schema.tables t USING (table_schema, table_name)
  WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' ORDER BY c.table_name, c.ordinal_position`;

/** Columns of our tables with their types; what somebody else keeps in the same schema is left alone. */
async function columnsIn(client: pg.Client): Promise<Map<string, Map<string, string>>> {
  const own = ownTables(migrationsOf('postgres'));
  const { rows } = await client.query<{ table_name: string; column_name: string; data_type: string }>(
    COLUMNS,
  );
  const tables = new Map<string, Map<string, string>>();
  for (const { table_name, column_name, data_type } of rows.filter((row) => own.has(row.table_name))) {
    const columns = tables.get(table_name) ?? new Map<string, string>();
    tables.set(table_name, columns.set(column_name, data_type));
  }
  return tables;
}

async function* batches(client: pg.Client, { table, columns }: Shape): AsyncGenerator<Cell[][]> {
  const all = columns.map((column) => `"${column}"::text`).join(', ');
  await client.query(`DECLARE till_rows NO SCROLL CURSOR FOR SELECT ${all} FROM "${table}"`);
  for (;;) {
    const { rows } = await client.query<Cell[]>({ text: `FETCH ${BATCH} FROM till_rows`, rowMode: 'array' });
    if (rows.length === 0) break;
    yield rows;
  }
  await client.query('CLOSE till_rows');
}

/**
 * The database as a place for rows.
 * @throws InUse while a till is connected to it; Error when it can't be reached.
 */
export async function postgresTarget(
  databaseUrl: string,
  all: readonly Migration[] = migrationsOf('postgres'),
): Promise<RowTarget> {
  const client = await connect(databaseUrl, 'BEGIN');
  let columns = new Map<string, Map<string, string>>();
  let newer: readonly Migration[] = [];
  try {
    await client.query(LOCK);
    await requireAlone(client);
  } catch (error) {
    await client.end();
    throw error;
  }
  return {
    filled: () => countsIn(client),
    prepare: async (rows) => {
      const { before, after } = splitMigrations(all, rows, 'postgres');
      await dropOwn(client);
      await apply(client, before);
      columns = await columnsIn(client);
      newer = after;
    },
    add: async (shape, rows) => {
      const { sql, values } = insertOf(shape, rows, columns.get(shape.table));
      await client.query(sql, values);
    },
    finish: async () => {
      await setSequences(client);
      await apply(client, newer);
      await client.query('COMMIT');
    },
    close: () => client.end(),
  };
}

async function requireAlone(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tillbot' LIMIT 1",
  );
  if (rows.length > 0) throw new InUse();
}

/** A till must not write while its rows are taken elsewhere. @throws InUse while one is connected. */
export async function requirePostgresAlone(databaseUrl: string): Promise<void> {
  const client = await connect(databaseUrl, 'BEGIN READ ONLY');
  try {
    await requireAlone(client);
  } finally {
    await client.end();
  }
}

/** One statement for all rows: a list for each column. */
function insertOf(
  { table, columns }: Shape,
  rows: readonly (readonly Cell[])[],
  types?: Map<string, string>,
) {
  const names = columns.map((column) => `"${column}"`).join(', ');
  const lists = columns.map((column, index) => `$${index + 1}::${types?.get(column) ?? 'text'}[]`).join(', ');
  return {
    sql: `INSERT INTO "${table}" (${names}) SELECT * FROM unnest(${lists})`,
    values: columns.map((_, index) => rows.map((row) => row[index] ?? null)),
  };
}

/** Functions that use a table go before it, those that its triggers use after it. */
async function dropOwn(client: pg.Client): Promise<void> {
  await dropFunctions(client, "prorettype <> 'trigger'::regtype");
  for (const table of (await columnsIn(client)).keys()) await client.query(`DROP TABLE "${table}"`);
  await dropFunctions(client, 'true');
}

async function dropFunctions(client: pg.Client, which: string): Promise<void> {
  const { rows } = await client.query<{ signature: string }>(
    `SELECT oid::regprocedure::text AS signature FROM pg_proc
     WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'till\\_%' AND ${which}`,
  );
  for (const { signature } of rows) await client.query(`DROP FUNCTION ${signature}`);
}

/** Rows carry their numbers; a sequence that did not see them would give the same ones again. */
async function setSequences(client: pg.Client): Promise<void> {
  for (const [table, columns] of await columnsIn(client)) {
    for (const column of columns.keys()) {
      const sequence = 'pg_get_serial_sequence($1, $2)';
      const name = `"${table}"`;
      await client.query(
        `SELECT setval(${sequence}, (SELECT max("${column}") FROM ${name})::bigint)
         WHERE ${sequence} IS NOT NULL AND EXISTS (SELECT 1 FROM ${name})`,
        [name, column],
      );
    }
  }
}

async function countsIn(client: pg.Client): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const table of (await columnsIn(client)).keys()) {
    if (table === '_migrations') continue;
    const { rows } = await client.query<{ count: string }>(`SELECT count(*) FROM "${table}"`);
    const count = Number(rows[0]?.count ?? 0);
    if (count > 0) counts.set(table, count);
  }
  return counts;
}
