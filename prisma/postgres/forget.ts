import type pg from 'pg';
import type { Forgotten } from '../../domain/forgotten.ts';
import { FORGETTING } from '../forget.ts';

/**
 * Runs `commit` after people were forgotten, all in one transaction; anything but `committed` undoes it.
 * @throws pg.DatabaseError
 */
export async function forgetting<T>(
  pool: pg.Pool,
  people: readonly Forgotten[],
  commit: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    for (const person of people) {
      for (const step of FORGETTING) await client.query(...filled(step, person));
    }
    const result = await commit(client);
    await client.query(result === 'committed' ? 'COMMIT' : 'ROLLBACK');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

function filled(step: string, { contactId, dealIds }: Forgotten): [sql: string, values: unknown[]] {
  return step.includes('{deals}')
    ? [step.replaceAll('{deals}', '(SELECT unnest($1::int[]))'), [dealIds]]
    : step.includes('@contact')
      ? [step.replaceAll('@contact', '$1'), [contactId]]
      : [step, []];
}
