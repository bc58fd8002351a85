import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { booksOf } from '../../api/books.ts';
import { restoreInto } from '../../api/node-rows.ts';
import { migrationsOf } from '../../prisma/migrations.ts';
import { openStore } from '../../prisma/node.ts';
import { pathOf } from '../../prisma/sqlite/open.ts';
import { folder, runProgram, start } from '../support/process.ts';
import { ROOT } from '../support/sources.ts';
import { everythingIn, runTool } from '../support/tills.ts';
import { backUpUnderLoad } from './backups.ts';
import { ask, newDatabase } from './check.ts';
import { fillTill } from './release-data.ts';
import { amount, seeded } from './seeded.ts';
import { statementEnds } from './statements.ts';
import { storeRelease } from './store-release.ts';
import {
  type Dialect,
  LATER,
  migrateTo,
  type NextVersion,
  nextVersion,
  sameColumns,
  schemaOf,
} from './upgrade.ts';

/**
 * R21: a process that is killed in the middle of a migration leaves the database as it was, and the next one
 * finishes; databases of earlier versions open in this one; a backup that is taken under load is whole.
 */
const KILLS = amount(2, 6, 20);
const BACKUPS = amount(2, 3, 20);
const PAYMENTS = amount(800, 2_000, 20_000);
const RELEASES = join(ROOT, 'test/faults/releases');
const VERSION = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
const ZONE = 'Europe/Moscow';
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Places for databases of one kind. */
interface Places {
  readonly dialect: Dialect;
  /** An empty one. */
  fresh(): Promise<string>;
  /** A copy of one that nobody has open. */
  copyOf(url: string): Promise<string>;
}

let serial = 0;

function files(): Places {
  const at = folder();
  endings.push(at.clean);
  const next = (): string => `file:${join(at.path, `till-${++serial}.db`)}`;
  return {
    dialect: 'sqlite',
    fresh: async () => next(),
    copyOf: async (url) => {
      const to = next();
      // Whoever closed it last has put its log into it.
      for (const end of ['', '-wal'])
        if (existsSync(pathOf(url) + end)) copyFileSync(pathOf(url) + end, pathOf(to) + end);
      return to;
    },
  };
}

function databases(): Places {
  const server = inject('postgresUrl') ?? '';
  const make = async (like: string | null): Promise<string> => {
    const name = `upgrade_${process.pid}_${++serial}`;
    if (like === null) {
      const made = await newDatabase(server, name);
      endings.push(made.drop);
      return made.url;
    }
    await ask(server, `CREATE DATABASE ${name} TEMPLATE ${new URL(like).pathname.slice(1)}`);
    endings.push(() => ask(server, `DROP DATABASE ${name} WITH (FORCE)`));
    return Object.assign(new URL(server), { pathname: `/${name}` }).href;
  };
  return { dialect: 'postgres', fresh: () => make(null), copyOf: make };
}

/** A database as it stands before a migration: empty before the first, else with the data of a till. */
async function before(places: Places, index: number, all: readonly { name: string }[]): Promise<string> {
  const url = await places.fresh();
  if (index === 0) return url;
  if (index === all.length - 1) await fillTill(url);
  else await migrateTo(url, places.dialect, index);
  return url;
}

/** Kills the next version in the middle of each migration, and lets it come again. Gives how often. */
async function killInEach(places: Places, next: NextVersion): Promise<number> {
  const { dialect } = places;
  const all = [...migrationsOf(dialect), { name: LATER.name, sql: LATER.sql[dialect] }];
  const unharmed = await places.fresh();
  expect(await next.open(unharmed)).toMatchObject({ code: 0 });
  const schema = await schemaOf(unharmed);
  const chance = seeded(21);
  let kills = 0;
  for (const [index, { name, sql }] of all.entries()) {
    const template = await before(places, index, all);
    const data = index === 0 ? {} : await everythingIn(template);
    const count = statementEnds(sql).length;
    for (let kill = 0; kill < KILLS; kill++) {
      // The first of all and the last, after which only the note and the commit are missing, and some between.
      const statements = kill === 0 ? count - 1 : kill === 1 ? 1 : chance.between(1, count - 1);
      const url = index === 0 ? await places.fresh() : await places.copyOf(template);
      expect(await next.open(url, { migration: name, statements })).toMatchObject({ signal: 'SIGKILL' });
      kills++;
      if (index > 0) expect(await everythingIn(url)).toEqual(data);
      const opened = await next.open(url);
      expect(opened).toMatchObject({ code: 0 });
      expect(JSON.parse(opened.output)).toMatchObject({ differences: [] });
      expect(await schemaOf(url)).toEqual(schema);
      expect(sameColumns(data, await everythingIn(url))).toEqual(data);
    }
  }
  return kills;
}

describe('a till that is killed while it migrates', () => {
  let next: NextVersion;
  beforeAll(async () => {
    next = await nextVersion();
  });
  afterAll(() => next.clean());

  test('leaves the database as it was, and the next start finishes', async () => {
    const kills = await killInEach(files(), next);
    console.log(
      `R21 SQLite: ${kills} kills in ${migrationsOf('sqlite').length} migrations and one to come: data and schema equal`,
    );
  }, 900_000);

  test('at any moment of its life', async () => {
    const places = files();
    const unharmed = await places.fresh();
    expect(runProgram('node-migrate', [], ROOT, { DATABASE_URL: unharmed })).toMatchObject({ code: 0 });
    const schema = await schemaOf(unharmed);
    const chance = seeded(2);
    for (let kill = 0; kill < KILLS; kill++) {
      const url = await places.fresh();
      await killedAfter(url, chance.between(50, 900));
      expect(await runTool('node-migrate', [], { DATABASE_URL: url })).toMatchObject({ code: 0 });
      expect(await schemaOf(url)).toEqual(schema);
    }
  }, 900_000);

  test('is found out when it migrates outside of a transaction', async () => {
    const careless = await nextVersion(OUTSIDE);
    endings.push(careless.clean);
    const url = await files().fresh();
    expect(
      await careless.open(url, { migration: migrationsOf('sqlite')[0]?.name ?? '', statements: 9 }),
    ).toMatchObject({
      signal: 'SIGKILL',
    });
    expect((await careless.open(url)).code).not.toBe(0);
  }, 120_000);
});

const OUTSIDE = {
  file: 'prisma/sqlite/migrate.ts',
  from: '    db.exec(sql);',
  to: "    db.exec('COMMIT'); db.exec(sql); db.exec('BEGIN');",
};

/** Starts `npm run migrate`'s program and kills it so many milliseconds later, wherever it is by then. */
async function killedAfter(url: string, ms: number): Promise<void> {
  const child = spawn(process.execPath, [join(ROOT, 'dist/node-migrate.js')], {
    env: { PATH: process.env.PATH ?? '', DATABASE_URL: url },
    stdio: 'ignore',
  });
  const gone = new Promise((resolve) => child.once('close', resolve));
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  await gone;
  clearTimeout(timer);
}

describe('a database of an earlier version', () => {
  /** Of this version itself, until the next one begins, the stored one may be older than its schema. */
  async function stored(): Promise<readonly { version: string; path: string }[]> {
    const at = folder();
    endings.push(at.clean);
    const all = readdirSync(RELEASES).filter((name) => name.endsWith('.db.gz'));
    const unpacked = all.map((name) => {
      const version = name.replace('.db.gz', '');
      const path = join(at.path, `${version}.db`);
      writeFileSync(path, gunzipSync(readFileSync(join(RELEASES, name))));
      copyFileSync(join(RELEASES, `${version}.jsonl.gz`), join(at.path, `${version}.jsonl.gz`));
      return { version, path };
    });
    const own = unpacked.find(({ version }) => version === VERSION);
    if (!own || (await isOfThisSchema(own.path))) return unpacked;
    console.log(
      `R21: the stored database of ${VERSION} is of another schema: node test/faults/store-release.mjs`,
    );
    mkdirSync(join(at.path, 'fresh'));
    await storeRelease(join(at.path, 'fresh'), VERSION);
    writeFileSync(own.path, gunzipSync(readFileSync(join(at.path, 'fresh', `${VERSION}.db.gz`))));
    copyFileSync(join(at.path, 'fresh', `${VERSION}.jsonl.gz`), own.path.replace(/db$/, 'jsonl.gz'));
    return unpacked;
  }

  async function isOfThisSchema(path: string): Promise<boolean> {
    const applied = await ask(`file:${path}`, 'SELECT name, checksum FROM _migrations');
    const known = new Map(migrationsOf('sqlite').map(({ name, checksum }) => [name, checksum]));
    return applied.every(({ name, checksum }) => known.get(String(name)) === checksum);
  }

  async function expectOpens(url: string, data: Record<string, string[]>): Promise<void> {
    const store = await openStore(url);
    const { deals, differences } = await booksOf(store, ZONE).finally(() => store.close());
    expect({ deals, differences }).toEqual({ deals: data.deals?.length, differences: [] });
    expect(sameColumns(data, await everythingIn(url))).toEqual(data);
  }

  test('opens in this one with all its data, and its books balance', async () => {
    const releases = await stored();
    for (const { version, path } of releases) {
      const data = await everythingIn(`file:${path}`);
      await expectOpens(`file:${path}`, data);
      const restored = await files().fresh();
      await restoreInto(restored, path.replace(/db$/, 'jsonl.gz'), false);
      await expectOpens(restored, data);
      console.log(`R21: the database and the backup of ${version} open, ${data.deals?.length} deals balance`);
    }
    expect(releases.map(({ version }) => version)).toContain(VERSION);
  }, 120_000);

  test.runIf(inject('postgresUrl'))(
    'opens in this one on PostgreSQL',
    async () => {
      for (const { path } of await stored()) {
        const url = await databases().fresh();
        await restoreInto(url, path.replace(/db$/, 'jsonl.gz'), false);
        const store = await openStore(url);
        const { deals, differences } = await booksOf(store, ZONE).finally(() => store.close());
        expect({ deals, differences }).toEqual({ deals: 12, differences: [] });
      }
    },
    120_000,
  );
});

describe('a backup that is taken under load', () => {
  async function expectWhole(name: string, databaseUrl: string, places: Places): Promise<void> {
    const at = folder();
    endings.push(at.clean);
    const done = await backUpUnderLoad({
      databaseUrl,
      backups: BACKUPS,
      payments: PAYMENTS,
      folder: at.path,
      extension: places.dialect === 'sqlite' ? '.db' : '.jsonl.gz',
      start: (environment) => start(at.path, environment),
      fresh: places.fresh,
    });
    console.log(
      `R21 ${name}: ${BACKUPS} backups beside ${done.acknowledged} payments: ${done.missing} acknowledged before and missing, ${done.unbalanced} that do not balance`,
    );
    expect(done).toMatchObject({ missing: 0, unbalanced: 0 });
    expect(done.acknowledged).toBeGreaterThan(BACKUPS);
  }

  test('restores to books that balance and hold all that was acknowledged before it', async () => {
    const places = files();
    await expectWhole('SQLite', await places.fresh(), places);
  }, 600_000);

  test.runIf(inject('postgresUrl'))(
    'restores on PostgreSQL, too',
    async () => {
      const places = databases();
      await expectWhole('PostgreSQL', await places.fresh(), places);
    },
    600_000,
  );
});

describe.runIf(inject('postgresUrl'))('a till on PostgreSQL that is killed while it migrates', () => {
  test('leaves the database as it was, and the next start finishes', async () => {
    const next = await nextVersion();
    endings.push(next.clean);
    const kills = await killInEach(databases(), next);
    console.log(
      `R21 PostgreSQL: ${kills} kills in ${migrationsOf('postgres').length} migrations and one to come: data and schema equal`,
    );
  }, 900_000);
});
