import { PrismaPg } from '@prisma/adapter-pg';
import type { Store } from '../domain/ports/store.ts';
import type { PrismaClient as NodeClient } from './generated/postgres/client.ts';
import { PrismaClient } from './generated/postgres-worker/client.ts';
import { connect } from './postgres/pool.ts';
import { createPostgresStore } from './postgres/store.ts';

/**
 * Opens the memory on Cloudflare Workers, over Hyperdrive. One for each invocation, closed at its end:
 * sockets must not cross requests there. Migrations are applied from Node.
 */
export function openWorkerStore(connectionString: string): Store {
  // Hyperdrive changes connections between transactions, so that no prepared statement is kept by name.
  const connections = connect(connectionString, { max: 5, named: false });
  const client = new PrismaClient({ adapter: new PrismaPg(connections.pool) });
  // Generated from the same schema; the two differ only in how their compiler is loaded.
  return createPostgresStore(connections, client as unknown as NodeClient);
}
