import type pg from 'pg';
import { type Migration, pending } from '../migrations.ts';

/** Of all advisory locks, the one that a migration holds: two processes that start at once take turns. */
export const LOCK = 'SELECT pg_advisory_xact_lock(7717, 2)';

/**
 * Brings the database up to date. All in one transaction: a process that is killed leaves it as it was.
 * @returns names of those that were applied.
 * @throws Error when the database is newer than the program.
 */
export async function migrate(pool: pg.Pool, all: readonly Migration[]): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(LOCK);
    await client.query(LIST);
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'SELECT name, checksum FROM _migrations',
    );
    const todo = pending(all, rows);
    await apply(client, todo);
    await client.query('COMMIT');
    return todo.map(({ name }) => name);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

const LIST =
  'CREATE TABLE IF NOT EXISTS _migrations (name text PRIMARY KEY, checksum text NOT NULL, applied_at bigint NOT NULL)';

/** Applies these, in the transaction that is open, and notes each. */
export async function apply(client: pg.ClientBase, migrations: readonly Migration[]): Promise<void> {
  await client.query(LIST);
  for (const { name, sql, checksum } of migrations) {
    await client.query(sql);
    await client.query('INSERT INTO _migrations (name, checksum, applied_at) VALUES ($1, $2, $3)', [
      name,
      checksum,
      Date.now(),
    ]);
  }
}
