import type { Checkup } from '../../domain/ports/store.ts';
import type { Connections } from './pool.ts';

const ASK = `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commits,
  current_setting('full_page_writes') AS pages,
  floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now`;

/**
 * What the server says of itself. Without one of the three a power cut may take commits, or the whole
 * database, with it (postgresql.org/docs/current/runtime-config-wal.html).
 */
export async function checkup({ rows }: Connections): Promise<Checkup> {
  const [row = {}] = await rows(ASK);
  const { fsync, commits, pages, now } = row;
  const settings = `PostgreSQL, fsync=${fsync}, synchronous_commit=${commits}, full_page_writes=${pages}`;
  return { durable: fsync === 'on' && commits !== 'off' && pages === 'on', settings, now: Number(now) };
}
