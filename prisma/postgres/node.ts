import { PrismaPg } from '@prisma/adapter-pg';
import type { Store } from '../../domain/ports/store.ts';
import { PrismaClient } from '../generated/postgres/client.ts';
import { migrationsOf } from '../migrations.ts';
import { migrate } from './migrate.ts';
import { connect, type PoolOptions } from './pool.ts';
import { createPostgresStore } from './store.ts';

/**
 * Opens the memory on PostgreSQL, migrated.
 * @throws Error when the database can't be reached, or is of a newer version than the program.
 */
export async function openPostgres(
  databaseUrl: string,
  options: Pick<PoolOptions, 'max' | 'onWarn'> = {},
): Promise<Store> {
  const connections = connect(databaseUrl, options);
  try {
    await migrate(connections.pool, migrationsOf('postgres'));
  } catch (error) {
    await connections.pool.end();
    throw error;
  }
  return createPostgresStore(connections, new PrismaClient({ adapter: new PrismaPg(connections.pool) }));
}
