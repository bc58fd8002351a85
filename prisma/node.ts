import type { Store } from '../domain/ports/store.ts';
import { openSqlite } from './sqlite/store.ts';

export interface StoreOptions {
  /** Something broke that was mended at once: an idle connection that the pool replaced. For the log. */
  readonly onWarn?: (error: Error) => void;
}

/**
 * Opens the memory that `DATABASE_URL` names (`file:` or `postgres://`), migrated.
 * @throws Error when it can't be opened, or is of a newer version than the program.
 */
export async function openStore(databaseUrl: string, options: StoreOptions = {}): Promise<Store> {
  if (databaseUrl.startsWith('file:')) return openSqlite(databaseUrl);
  // Loaded only when asked for: a laptop with a file needs no PostgreSQL client in its memory.
  const { openPostgres } = await import('./postgres/node.ts');
  return openPostgres(databaseUrl, options);
}
