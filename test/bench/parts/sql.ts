import pg from 'pg';
import { openDatabase, pathOf } from '../../../prisma/sqlite/open.ts';

/** Statements past the till, to fill a database and to count what is in it. */
export interface Sql {
  readonly dialect: 'sqlite' | 'postgres';
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export async function openSql(databaseUrl: string): Promise<Sql> {
  return databaseUrl.startsWith('file:') ? sqlite(databaseUrl) : postgres(databaseUrl);
}

function sqlite(databaseUrl: string): Sql {
  const db = openDatabase(pathOf(databaseUrl));
  // Only what fills the file; the servers open it as the till does.
  db.pragma('synchronous = OFF');
  db.defaultSafeIntegers(false);
  return {
    dialect: 'sqlite',
    run: async (sql) => void db.exec(sql),
    rows: async (sql) => db.prepare(sql).all() as Record<string, unknown>[],
    close: async () => {
      // All of it is in the file itself, which can then be copied.
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.close();
    },
  };
}

async function postgres(connectionString: string): Promise<Sql> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return {
    dialect: 'postgres',
    run: async (sql) => void (await client.query(sql)),
    rows: async (sql) => (await client.query(sql)).rows as Record<string, unknown>[],
    close: () => client.end(),
  };
}

/** The columns of a table in their order. */
export async function columnsOf({ dialect, rows }: Sql, table: string): Promise<string[]> {
  const found = await rows(
    dialect === 'sqlite'
      ? `SELECT name FROM pragma_table_info('${table}') ORDER BY cid`
      : `SELECT column_name AS name FROM information_schema.columns WHERE table_name = '${table}' AND table_schema = current_schema() ORDER BY ordinal_position`,
  );
  return found.map(({ name }) => String(name));
}
