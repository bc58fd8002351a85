import type { Store } from '../domain/ports/store.ts';
import { openSqlite } from './sqlite/store.ts';

/** Opens the memory that `DATABASE_URL` names, migrated. @throws Error when it can't be opened. */
export async function openStore(databaseUrl: string): Promise<Store> {
  if (databaseUrl.startsWith('file:')) return openSqlite(databaseUrl);
  // Loaded only when asked for: a laptop with a file needs no PostgreSQL client in its memory.
  const { openPostgres } = await import('./postgres/node.ts');
  return openPostgres(databaseUrl);
}
