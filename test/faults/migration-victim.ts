import Database from 'better-sqlite3';
import pg from 'pg';
import { booksOf } from '../../api/books.ts';
import { migrationsOf } from '../../prisma/migrations.ts';
import { openStore } from '../../prisma/node.ts';
import { statementEnds } from './statements.ts';

/**
 * Opens a database as the till does, which migrates it: `node victim.mjs <url> [<migration> <statements>]`. With
 * a migration it dies by SIGKILL, in the middle of a transaction, when so many of its statements are done; else it
 * audits the books and prints the differences as JSON.
 */
const [url = '', name, count] = process.argv.slice(2);
const dialect = url.startsWith('file:') ? 'sqlite' : 'postgres';
const fatal = migrationsOf(dialect).find((each) => each.name === name);

/** The part of the fatal migration that is still carried out; null for any other text. */
function partOf(sql: unknown): string | null {
  if (!fatal || sql !== fatal.sql) return null;
  return fatal.sql.slice(0, statementEnds(fatal.sql)[Number(count)] ?? fatal.sql.length);
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('it should be dead');
}

const exec = Database.prototype.exec;
Database.prototype.exec = function (this: Database.Database, sql: string) {
  const part = partOf(sql);
  exec.call(this, part ?? sql);
  return part === null ? this : die();
};

const query = pg.Client.prototype.query as (...given: unknown[]) => Promise<unknown>;
Object.assign(pg.Client.prototype, {
  query(this: pg.Client, ...given: unknown[]): Promise<unknown> {
    const part = partOf(given[0]);
    return part === null ? query.apply(this, given) : query.call(this, part).then(die);
  },
});

const store = await openStore(url);
const { deals, differences } = await booksOf(store, 'Europe/Moscow');
await store.close();
console.log(JSON.stringify({ deals, differences }));
process.exit(0);
