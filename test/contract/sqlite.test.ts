import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '../../prisma/node.ts';
import { prepareCases } from '../../prisma/sqlite/cases.ts';
import { prepareCommit } from '../../prisma/sqlite/commit.ts';
import { migrate } from '../../prisma/sqlite/migrate.ts';
import { prepareMoneyReads } from '../../prisma/sqlite/money-reads.ts';
import { openDatabase, pathOf } from '../../prisma/sqlite/open.ts';
import { prepareQueueReads, prepareQueues } from '../../prisma/sqlite/queues.ts';
import { createWriter, Undo } from '../../prisma/sqlite/writer.ts';
import { dealRow, inboxRow, paymentChanges } from '../support/rows.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillbot-sqlite-'));
  path = join(folder, 'deep', 'till.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the file', () => {
  test('a file that is in WAL mode already is opened with synchronous=FULL, like a new one', () => {
    for (let opening = 0; opening < 2; opening++) {
      const db = openDatabase(path);
      expect(Number(db.pragma('synchronous', { simple: true }))).toBe(2);
      expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
      expect(Number(db.pragma('foreign_keys', { simple: true }))).toBe(1);
      expect(Number(db.pragma('busy_timeout', { simple: true }))).toBe(5000);
      db.exec('CREATE TABLE IF NOT EXISTS kept (id INTEGER)');
      db.close();
    }
  });

  test('addresses of a file with one slash, three, or none lead to it', () => {
    expect(pathOf('file:/data/till.db')).toBe('/data/till.db');
    expect(pathOf('file:///data/till.db')).toBe('/data/till.db');
    expect(pathOf('file:./data/till.db')).toBe(join(process.cwd(), 'data/till.db'));
  });

  test('what was committed is there after the store is opened again', async () => {
    const first = await openStore(`file:${path}`);
    await first.commit({ deals: [dealRow()] });
    await first.commit(paymentChanges(1, 1));
    const before = await first.caseByDeal(1);
    await first.close();
    const second = await openStore(`file:${path}`);
    expect(await second.caseByDeal(1)).toEqual(before);
    expect(await second.commit(paymentChanges(1, 2))).toBe('duplicate');
    await second.close();
  });

  test('close writes what still waits', async () => {
    const first = await openStore(`file:${path}`);
    const late = first.commit({ deals: [dealRow()] });
    await first.close();
    expect(await late).toBe('committed');
    const second = await openStore(`file:${path}`);
    expect(await second.dealIds(0, 10)).toEqual([1]);
    await second.close();
  });

  test('a copy taken at any moment of writing holds whole decisions only', async () => {
    const store = await openStore(`file:${path}`);
    for (let id = 1; id <= 5; id++) {
      await store.commit({ deals: [dealRow({ id })] });
      await store.commit(paymentChanges(id, 1));
      const copy = join(folder, `copy-${id}.db`);
      copyFileSync(path, copy);
      copyFileSync(`${path}-wal`, `${copy}-wal`);
      const db = new Database(copy);
      const count = (table: string) => db.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get();
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
      expect([count('deals'), count('payments'), count('postings'), count('messages')]).toEqual([
        id,
        id,
        2 * id,
        2 * id,
      ]);
      db.close();
    }
    await store.close();
  });
});

describe('migrations', () => {
  test('are applied once', () => {
    const db = openDatabase(path);
    expect(migrate(db).length).toBeGreaterThan(0);
    expect(migrate(db)).toEqual([]);
    db.close();
  });

  test('a file of a newer version, or one whose migration was changed, is refused', async () => {
    await (await openStore(`file:${path}`)).close();
    const db = openDatabase(path);
    db.exec("INSERT INTO _migrations VALUES ('9999_later', 'x', 0)");
    await expect(openStore(`file:${path}`)).rejects.toThrow(/newer version.*9999_later/);
    db.exec("DELETE FROM _migrations WHERE name = '9999_later'; UPDATE _migrations SET checksum = 'x'");
    await expect(openStore(`file:${path}`)).rejects.toThrow(/changed after it was applied/);
    db.close();
  });
});

test('no statement of the till reads a whole table, but the staff', () => {
  const db = openDatabase(path);
  migrate(db);
  const statements = new Set<string>();
  const listening = new Proxy(db, {
    get: (of, name) => {
      if (name !== 'prepare') return Reflect.get(of, name);
      return (sql: string) => {
        statements.add(sql);
        return of.prepare(sql);
      };
    },
  });
  const all = [prepareCommit, prepareCases, prepareQueues, prepareQueueReads, prepareMoneyReads];
  for (const prepare of all) prepare(listening);
  expect(statements.size).toBeGreaterThan(50);
  const plans = [...statements].flatMap((sql) => {
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...unbound(sql)) as { detail: string }[];
    return steps.map(({ detail }) => ({ sql, detail }));
  });
  // These indexes hold only the rows that wait for something.
  const few =
    /USING (COVERING )?INDEX (messages_waiting|messages_parked|messages_maybe_repeated|payments_due_check|postings_credit|receipts_failed|receipts_due_check)\b/;
  const whole = plans.filter(
    ({ detail }) => detail.startsWith('SCAN') && !few.test(detail) && detail !== 'SCAN staff',
  );
  expect(whole).toEqual([]);
  db.close();
});

/** Something for each of a statement's parameters: a plan does not depend on them. */
function unbound(sql: string): unknown[] {
  const named = [...sql.matchAll(/[:@$](\w+)/g)].map(([, name]) => [name, null]);
  return named.length > 0 ? [Object.fromEntries(named)] : [...sql.matchAll(/\?/g)].map(() => null);
}

describe('group commit', () => {
  const open = () => {
    const db = openDatabase(path);
    db.exec('CREATE TABLE kept (id INTEGER PRIMARY KEY)');
    return db;
  };
  const ids = (db: Database.Database) =>
    db.prepare('SELECT id FROM kept ORDER BY id').pluck().all().map(Number);
  const add = (id: number) => (db: Database.Database) =>
    db.prepare('INSERT INTO kept VALUES (?)').run(id).changes;

  test('what arrives in one turn is one transaction, and no promise settles before COMMIT', async () => {
    const db = open();
    const writer = createWriter(db);
    const reader = new Database(path);
    const seen: number[] = [];
    const note = () => seen.push(reader.prepare('SELECT COUNT(*) FROM kept').pluck().get() as number);
    await Promise.all([1, 2, 3].map((id) => writer.write(add(id)).then(note)));
    expect(seen).toEqual([3, 3, 3]);
    reader.close();
    db.close();
  });

  test('one that throws is undone alone; one that is undone with an answer gives it', async () => {
    const db = open();
    const writer = createWriter(db);
    const bad = writer.write((inside) => {
      add(2)(inside);
      throw new Error('poison');
    });
    const undone = writer.write((inside) => {
      add(3)(inside);
      throw new Undo('stale');
    });
    const all = await Promise.allSettled([writer.write(add(1)), bad, undone, writer.write(add(4))]);
    expect(all.map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(await undone).toBe('stale');
    expect(ids(db)).toEqual([1, 4]);
    db.close();
  });

  test('a COMMIT that fails rejects all of the group, and the next group goes on', async () => {
    const db = open();
    db.exec('CREATE TABLE parent (id INTEGER PRIMARY KEY)');
    db.exec('CREATE TABLE child (of INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)');
    const writer = createWriter(db);
    const orphan = writer.write((inside) => inside.exec('INSERT INTO child VALUES (7)'));
    const all = await Promise.allSettled([writer.write(add(1)), orphan, writer.write(add(2))]);
    expect(all.map((each) => each.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(ids(db)).toEqual([]);
    await writer.write(add(3));
    expect(ids(db)).toEqual([3]);
    db.close();
  });

  test('a file that another process keeps locked rejects, and leaves nothing half written', async () => {
    const db = open();
    db.pragma('busy_timeout = 20');
    const writer = createWriter(db);
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    await expect(writer.write(add(1))).rejects.toThrow(/locked/);
    other.exec('ROLLBACK');
    await writer.write(add(2));
    expect(ids(db)).toEqual([2]);
    other.close();
    db.close();
  });

  test('two stores over one file take turns: of eight that bring one key, one is committed', async () => {
    const stores = [await openStore(`file:${path}`), await openStore(`file:${path}`)];
    const all = Array.from({ length: 8 }, (_, index) => stores[index % 2]!.commit({ inbox: [inboxRow()] }));
    const results = await Promise.all(all);
    expect(results.filter((result) => result === 'committed')).toHaveLength(1);
    expect(results.filter((result) => result === 'duplicate')).toHaveLength(7);
    for (const store of stores) await store.close();
  });
});
