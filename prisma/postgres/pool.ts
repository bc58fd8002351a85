import pg from 'pg';
import { storable } from '../storable.ts';

export type Row = Record<string, unknown>;
export type Parameter = string | number | bigint | null;

export interface PoolOptions {
  /** Most connections at once; default 16. */
  readonly max?: number;
  /** Statements are prepared once per connection; off behind poolers that change connections in between. */
  readonly named?: boolean;
  /** An idle connection broke; the pool replaces it. */
  readonly onWarn?: (error: Error) => void;
}

/** The connections, and the one way to ask something over them. */
export interface Connections {
  readonly pool: pg.Pool;
  /** One statement, one round trip. 64-bit integers come back as text. @throws pg.DatabaseError */
  rows(sql: string, parameters?: readonly Parameter[]): Promise<Row[]>;
}

/** Longer than any statement of ours takes: a database that is silent for so long is treated as gone. */
const PATIENCE_MS = 30_000;

/** Opens nothing yet: connections are made when they are needed. */
export function connect(connectionString: string, options: PoolOptions = {}): Connections {
  const pool = new pg.Pool({
    connectionString,
    max: options.max ?? 16,
    connectionTimeoutMillis: 10_000,
    query_timeout: PATIENCE_MS,
    keepAlive: true,
    application_name: 'tillbot',
  });
  // Without a listener a broken idle connection would end the process.
  pool.on('error', (error) => options.onWarn?.(error));
  const names = new Map<string, string>();
  const nameOf = (sql: string): string => {
    const known = names.get(sql);
    if (known) return known;
    const name = `till_${names.size}`;
    names.set(sql, name);
    return name;
  };
  return {
    pool,
    rows: async (text, parameters = []) => {
      const values = parameters.map((each) => (typeof each === 'string' ? storable(each) : each));
      const result = await pool.query<Row>({
        text,
        values,
        ...(options.named === false ? {} : { name: nameOf(text) }),
      });
      return result.rows;
    },
  };
}
