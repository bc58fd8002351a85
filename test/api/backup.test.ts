import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeBackupFile } from '../../api/node-backup-file.ts';
import { databaseRows, databaseTarget, NotEmpty, restoreInto, tryBackup } from '../../api/node-rows.ts';
import { migrationsOf } from '../../prisma/migrations.ts';
import { openStore } from '../../prisma/node.ts';
import { postgresTarget } from '../../prisma/postgres/node-rows.ts';
import { copyRows, InUse, type RowSource } from '../../prisma/rows.ts';
import { copySqlite, sqliteTarget } from '../../prisma/sqlite/rows.ts';
import { emptyDatabase, query } from '../support/database.ts';
import { dealRow, messageRow } from '../support/rows.ts';
import { everythingIn, runTool, tradeIn } from '../support/tills.ts';

const server = process.env.TEST_DATABASE_URL ?? '';
const ZONE = 'Europe/Moscow';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillbot-backup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string) => `file:${join(folder, name)}`;

/** A backup of a database in the file that both databases share. */
async function write(url: string, name = 'copy.jsonl.gz'): Promise<string> {
  const path = join(folder, name);
  const source = await databaseRows(url);
  await writeBackupFile(source, path).finally(() => source.close());
  return path;
}

/** The till goes on where the backup ended: new rows get new numbers, and the books stay right. */
async function goesOn(url: string): Promise<void> {
  const store = await openStore(url);
  const before = (await store.claimMessages({ now: Date.now(), leaseMs: 1, limit: 100, token: 't' })).length;
  expect(before).toBeGreaterThan(0);
  const next = messageRow({ id: 'next', dedupeKey: 'next', address: 'somebody-else', dealId: null });
  expect(await store.commit({ deals: [dealRow({ id: 1, stage: 'lead' })], messages: [next] })).toBe(
    'committed',
  );
  expect(await store.claimMessages({ now: Date.now(), leaseMs: 1, limit: 1, token: 'u' })).toHaveLength(1);
  await store.close();
}

describe('a backup of a file', () => {
  test('taken while the till writes holds whole decisions, and is one file that passes the audit', async () => {
    await tradeIn(file('till.db'), 5);
    const store = await openStore(file('till.db'));
    let writing = true;
    const writer = (async () => {
      for (let id = 1; writing; id++) await store.commit({ deals: [dealRow({ id, stage: 'lead' })] });
    })();
    const copy = join(folder, 'copy.db');
    await copySqlite(join(folder, 'till.db'), copy);
    writing = false;
    await writer;
    await store.close();
    expect(readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual(['copy.db']);
    expect(await tryBackup(copy, ZONE)).toBe(true);
  });

  test('restored, it is the same rows, and the till goes on with it', async () => {
    await tradeIn(file('till.db'), 7);
    await copySqlite(join(folder, 'till.db'), join(folder, 'copy.db'));
    await restoreInto(file('new.db'), join(folder, 'copy.db'), false);
    expect(await everythingIn(file('new.db'))).toEqual(await everythingIn(file('till.db')));
    await goesOn(file('new.db'));
  });
});

/** What a newer program might bring. */
const LATER = {
  name: '9999_later',
  sql: "ALTER TABLE deals ADD COLUMN remark TEXT NOT NULL DEFAULT 'none';",
  checksum: 'sum of 9999_later',
};

describe('a restore', () => {
  test('leaves a database that holds something alone, and replaces all of it when told to', async () => {
    await tradeIn(file('till.db'), 3);
    await tradeIn(file('other.db'), 1);
    const path = await write(file('till.db'));
    const before = await everythingIn(file('other.db'));
    await expect(restoreInto(file('other.db'), path, false)).rejects.toThrow(NotEmpty);
    expect(await everythingIn(file('other.db'))).toEqual(before);
    await restoreInto(file('other.db'), path, true);
    expect(await everythingIn(file('other.db'))).toEqual(await everythingIn(file('till.db')));
  });

  test('is refused while a till has the file open', async () => {
    await tradeIn(file('till.db'), 1);
    const path = await write(file('till.db'));
    const store = await openStore(file('new.db'));
    await expect(restoreInto(file('new.db'), path, true)).rejects.toThrow(InUse);
    await store.close();
    await restoreInto(file('new.db'), path, true);
  });

  test('keeps the ledger and the history append-only', async () => {
    await tradeIn(file('till.db'), 1);
    await restoreInto(file('new.db'), await write(file('till.db')), false);
    const db = new Database(join(folder, 'new.db'));
    expect(() => db.exec('UPDATE postings SET amount = 0')).toThrow(/append-only/);
    expect(() => db.exec('DELETE FROM history')).toThrow(/append-only/);
    db.close();
  });

  test('that fails half way leaves the database as it was', async () => {
    await tradeIn(file('till.db'), 2);
    await tradeIn(file('other.db'), 1);
    const before = await everythingIn(file('other.db'));
    const path = await write(file('till.db'));
    const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split('\n');
    const damaged: Record<string, string> = {
      'cut off before its last line': `${lines.slice(0, -1).join('\n')}\n`,
      'one sum changed': `${lines.join('\n').replace('"10000"', '"10001"')}\n`,
      'one row taken out': `${lines.filter((_, index) => index !== 4).join('\n')}\n`,
      'no JSON in it': `${lines.slice(0, 9).join('\n')}\n{"a":\n`,
    };
    for (const [what, text] of Object.entries(damaged)) {
      writeFileSync(path, gzipSync(text));
      await expect(restoreInto(file('other.db'), path, true), what).rejects.toThrow(/file/i);
    }
    writeFileSync(path, gzipSync(lines.join('\n')).subarray(0, 400));
    await expect(restoreInto(file('other.db'), path, true)).rejects.toThrow(/cut off/);
    writeFileSync(path, 'something else');
    await expect(restoreInto(file('other.db'), path, true)).rejects.toThrow();
    expect(await everythingIn(file('other.db'))).toEqual(before);
  });

  test('of an older program’s backup applies the migrations that are newer', async () => {
    await tradeIn(file('till.db'), 2);
    const source = await databaseRows(file('till.db'));
    const target = sqliteTarget(join(folder, 'new.db'), [...migrationsOf('sqlite'), LATER]);
    await copyRows(source, target);
    await Promise.all([source.close(), target.close()]);
    const db = new Database(join(folder, 'new.db'));
    expect(db.prepare('SELECT remark FROM deals').pluck().all()).toEqual(['none', 'none']);
    expect(db.prepare('SELECT name FROM _migrations ORDER BY name').pluck().all()).toContain(LATER.name);
    db.close();
  });

  test('of a backup from a newer program is refused', async () => {
    await tradeIn(file('till.db'), 1);
    const source = await databaseRows(file('till.db'));
    const newer: RowSource = {
      ...source,
      migrations: [...source.migrations, { name: '9999_later', checksum: 'x' }],
    };
    const target = await databaseTarget(file('new.db'));
    await expect(copyRows(newer, target)).rejects.toThrow(/newer version.*9999_later/);
    await target.close();
    await source.close();
  });
});

describe('the commands', () => {
  test('npm run backup and npm run restore carry a till with its playground to another place', async () => {
    const env = { DATABASE_URL: file('till.db') };
    await tradeIn(env.DATABASE_URL, 2);
    writeFileSync(join(folder, 'sandbox.json'), '{"bank":"as it was"}');
    const backup = await runTool('node-backup', [join(folder, 'copies')], env);
    expect(backup).toMatchObject({
      code: 0,
      output: expect.stringContaining('2 deals audited, 0 differences'),
    });
    const made = readdirSync(join(folder, 'copies')).sort();
    expect(made.map((name) => name.replace(/\d/g, '0'))).toEqual([
      'tillbot-0000-00-00T00-00-00Z.db',
      'tillbot-0000-00-00T00-00-00Z.sandbox.json',
    ]);
    const copy = join(folder, 'copies', made[0] ?? '');
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const to = { DATABASE_URL: file('elsewhere/till.db') };
    expect(await runTool('node-restore', [copy], to)).toMatchObject({
      code: 0,
      output: expect.stringContaining('2 deals audited, 0 differences'),
    });
    expect(readFileSync(join(folder, 'elsewhere/sandbox.json'), 'utf8')).toBe('{"bank":"as it was"}');
    const again = await runTool('node-restore', [copy], to);
    expect(again).toMatchObject({ code: 1, output: expect.stringMatching(/not empty.*--force/) });
  });

  test('say how they are called, and end with 2', async () => {
    const wrong = [
      ['node-backup', ['a', 'b']],
      ['node-restore', ['a', '--fast']],
      ['node-db-move', ['--from', 'file:a']],
    ] as const;
    for (const { code, output } of await Promise.all(wrong.map(([name, args]) => runTool(name, args))))
      expect([code, output]).toEqual([2, expect.stringContaining('npm run')]);
  });

  test('without a database or a file end with 1 and a sentence', async () => {
    const env = { DATABASE_URL: file('none.db') };
    expect(await runTool('node-backup', [folder], env)).toMatchObject({ code: 1 });
    expect(await runTool('node-restore', [join(folder, 'none.jsonl.gz')], env)).toMatchObject({ code: 1 });
    expect(existsSync(join(folder, 'none.db.part'))).toBe(false);
  });
});

describe.runIf(server)('PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  let empty: Awaited<ReturnType<typeof emptyDatabase>>;
  beforeAll(async () => {
    database = await emptyDatabase(server, `backup_from_${process.pid}`);
    empty = await emptyDatabase(server, `backup_to_${process.pid}`);
    await tradeIn(database.url, 6);
  });
  afterAll(() => Promise.all([database.drop(), empty.drop()]));

  test('a backup restores to the same rows, and the till goes on with it', async () => {
    const path = await write(database.url);
    expect(await tryBackup(path, ZONE)).toBe(true);
    await restoreInto(empty.url, path, true);
    const before = await everythingIn(database.url);
    expect(await everythingIn(empty.url)).toEqual(before);
    expect(before.postings?.length).toBeGreaterThan(12);
    await goesOn(empty.url);
    await expect(restoreInto(empty.url, path, false)).rejects.toThrow(NotEmpty);
  });

  test('an older program’s backup gets the migrations that are newer', async () => {
    const source = await databaseRows(database.url);
    const target = await postgresTarget(empty.url, [...migrationsOf('postgres'), LATER]);
    await copyRows(source, target);
    await Promise.all([source.close(), target.close()]);
    expect(await query(empty.url, 'SELECT DISTINCT remark FROM deals')).toEqual([{ remark: 'none' }]);
    const path = await write(database.url);
    await restoreInto(empty.url, path, true);
    expect(await everythingIn(empty.url)).toEqual(await everythingIn(database.url));
  });

  test('a backup sees one moment, though payments come while it is made', async () => {
    const store = await openStore(database.url);
    const source = await databaseRows(database.url);
    const before = await everythingIn(database.url);
    expect(await store.commit({ deals: [dealRow({ id: 5, stage: 'lead' })] })).toBe('committed');
    const path = join(folder, 'moment.jsonl.gz');
    await writeBackupFile(source, path);
    await source.close();
    await restoreInto(file('moment.db'), path, false);
    expect((await everythingIn(file('moment.db'))).deals).toEqual(before.deals);
    await expect(restoreInto(database.url, path, true)).rejects.toThrow(InUse);
    await store.close();
  });

  test('a backup of a file can be restored into it, and the other way round', async () => {
    await tradeIn(file('till.db'), 4);
    await restoreInto(empty.url, await write(file('till.db')), true);
    expect(await everythingIn(empty.url)).toEqual(await everythingIn(file('till.db')));
    await restoreInto(file('back.db'), await write(empty.url, 'back.jsonl.gz'), false);
    expect(await everythingIn(file('back.db'))).toEqual(await everythingIn(file('till.db')));
  });
});
