import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server, type Socket, connect as toServer } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import type { Store } from '../../domain/ports/store.ts';
import { openStore } from '../../prisma/node.ts';
import { query } from '../support/database.ts';
import { ROOT } from '../support/sources.ts';

/** A store on a file together with the connection that it writes through. */
export async function withConnection(
  databaseUrl: string,
): Promise<{ readonly store: Store; readonly db: Database.Database }> {
  const real = Database.prototype.pragma;
  let db: Database.Database | null = null;
  Database.prototype.pragma = function pragma(this: Database.Database, ...args: Parameters<typeof real>) {
    db ??= this;
    return real.apply(this, args);
  } as typeof real;
  try {
    const store = await openStore(databaseUrl);
    if (!db) throw new Error('no connection was opened');
    return { store, db };
  } finally {
    Database.prototype.pragma = real;
  }
}

const HOLDER = `
  const db = require('better-sqlite3')(process.argv[1]);
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (words) => {
    for (const word of words.trim().split('\\n')) {
      db.exec(word === 'hold' ? 'BEGIN IMMEDIATE' : 'COMMIT');
      console.log(word);
    }
  });
  console.log('ready');
`;

/** Another process that writes to the same file, and takes its time. */
export interface Holder {
  hold(): Promise<void>;
  release(): Promise<void>;
  end(): void;
}

export async function startHolder(path: string): Promise<Holder> {
  const child = spawn(process.execPath, ['-e', HOLDER, path], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await heard(child, 'ready');
  const tell = (word: string): Promise<void> => {
    const told = heard(child, word);
    child.stdin?.write(`${word}\n`);
    return told;
  };
  return { hold: () => tell('hold'), release: () => tell('release'), end: () => void child.kill('SIGKILL') };
}

/** Resolves when the process says a word; rejects when it ends before. */
function heard(child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      if (!said.includes(word)) return;
      child.stdout?.off('data', listen);
      child.off('exit', ended);
      resolve();
    };
    const ended = (code: number | null): void =>
      reject(new Error(`ended with ${code} before it said ${word}`));
    child.stdout?.on('data', listen);
    child.once('exit', ended);
  });
}

/** Where a connection is cut: before the database has heard of a commit, or before it can say that it is done. */
export type Cut = 'before' | 'after';

/** Stands between a till and PostgreSQL, and cuts connections at the commits of payments. */
export interface Proxy {
  readonly url: string;
  /** How many commits from now on are cut. */
  cut(where: Cut, times: number): void;
  cuts(): number;
  close(): Promise<void>;
}

const COMMIT = 'SELECT till_commit';

export async function startProxy(databaseUrl: string): Promise<Proxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const names = new Set<string>();
  let plan: { where: Cut; times: number } = { where: 'before', times: 0 };
  let count = 0;
  const isCommit = (chunk: Buffer): boolean => {
    const text = chunk.toString('latin1');
    // Named once on each connection, and called by that name afterwards.
    for (const [, name] of text.matchAll(/(till_\d+)\0SELECT till_commit/g)) names.add(`\0${name}\0`);
    return text.includes(COMMIT) || [...names].some((name) => text.includes(name));
  };
  const server: Server = createServer((client) => {
    const upstream = toServer({ host: target.hostname, port: Number(target.port || 5432) });
    const both = [client, upstream];
    const end = (): void => both.forEach((socket) => void socket.destroy());
    let deaf = false;
    for (const socket of both) {
      sockets.add(socket);
      socket.on('error', end).on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    client.on('data', (chunk: Buffer) => {
      if (plan.times > 0 && !deaf && isCommit(chunk)) {
        plan = { ...plan, times: plan.times - 1 };
        count += 1;
        if (plan.where === 'before') return end();
        deaf = true;
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => {
      // It is done there, and the word of it is lost.
      if (deaf) end();
      else client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(port) }).href,
    cut: (where, times) => {
      plan = { where, times };
    },
    cuts: () => count,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Every payment that is saved fails with this error, or two of three with `sometimes`, until what is given back is called. */
export async function failWith(url: string, code: string, sometimes = false): Promise<() => Promise<void>> {
  const when = sometimes ? "nextval('failures') % 3 <> 0" : 'true';
  await query(
    url,
    `CREATE SEQUENCE IF NOT EXISTS failures;
    CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF ${when} THEN RAISE EXCEPTION 'as it was planned' USING ERRCODE = '${code}'; END IF; RETURN NEW; END $$;
    CREATE TRIGGER failing BEFORE INSERT ON payments FOR EACH ROW EXECUTE FUNCTION fail()`,
  );
  return async () => void (await query(url, 'DROP TRIGGER failing ON payments'));
}

/** A PostgreSQL of one's own, that may be crashed. */
export interface OwnServer {
  readonly url: string;
  /** Kills one of its processes: it ends all connections, recovers from its log, and goes on. */
  crash(): Promise<void>;
  /** Resolves when it is there again. */
  ready(): Promise<void>;
  end(): Promise<void>;
}

export async function startOwnServer(): Promise<OwnServer> {
  const say = 'console.log("at " + process.env.TEST_DATABASE_URL + " !"); process.stdin.resume();';
  const { TEST_DATABASE_URL: _, ...env } = process.env;
  const script = join(ROOT, 'scripts/with-postgres.mjs');
  const child = spawn(process.execPath, [script, '--', process.execPath, '-e', say], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /at (\S+) !/.exec(said)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`no server: ${code}`)));
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    url,
    crash: async () => {
      process.kill(await walWriter(url), 'SIGKILL');
    },
    ready: async () => void (await walWriter(url)),
    end: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** The process that writes its log; asked again while the server still recovers from the last crash. */
async function walWriter(url: string): Promise<number> {
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ connectionString: url });
    // The server may end the connection at any moment; what was asked over it then rejects.
    client.on('error', () => {});
    try {
      await client.connect();
      const { rows } = await client.query(
        "SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'",
      );
      if (rows[0]) return Number(rows[0].pid);
    } catch (error) {
      if (tries === 600) throw error;
    } finally {
      await client.end().catch(() => {});
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
