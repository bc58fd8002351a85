import pg from 'pg';

/** Runs SQL on a PostgreSQL server and gives the rows. */
export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

/** An empty database on the server that tests may use, and its end. */
export async function emptyDatabase(
  server: string,
  name: string,
): Promise<{ url: string; drop(): Promise<void> }> {
  await query(server, `CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  return { url, drop: async () => void (await query(server, `DROP DATABASE ${name} WITH (FORCE)`)) };
}
