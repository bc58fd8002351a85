import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseRows } from '../../api/node-rows.ts';
import { openStore } from '../../prisma/node.ts';
import { differencesOf, tallyOf } from '../../prisma/tally.ts';
import { emptyDatabase } from '../support/database.ts';
import { dealRow, messageRow } from '../support/rows.ts';
import { everythingIn, runTool, tradeIn } from '../support/tills.ts';

const server = process.env.TEST_DATABASE_URL ?? '';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillbot-move-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string) => `file:${join(folder, name)}`;
const move = (from: string, to: string) => runTool('node-db-move', ['--from', from, '--to', to]);

async function tallied(url: string) {
  const source = await databaseRows(url);
  return tallyOf(source).finally(() => source.close());
}

/** More rows of a table than are carried at a time. */
async function speakMuch(url: string, count: number): Promise<void> {
  const store = await openStore(url);
  const ids = Array.from({ length: count }, (_, index) => `word-${index}`);
  const data = { text: 'Готово: «да»,\n{NULL} \\ "нет" 🎂', media: null };
  await store.commit({ messages: ids.map((id) => messageRow({ id, dedupeKey: id, data })) });
  await store.close();
}

describe('a comparison of two databases', () => {
  test('is silent about the same rows, and sees one row more, one kopeck and one letter', async () => {
    await tradeIn(file('one.db'), 3);
    const before = await tallied(file('one.db'));
    expect(differencesOf(before, await tallied(file('one.db')))).toEqual([]);
    expect(before.sums.get('provider RUB')).toBe(
      -[...before.sums].reduce(
        (sum, [account, amount]) => (account.startsWith('provider') ? sum : sum + amount),
        0n,
      ),
    );
    const db = new Database(join(folder, 'one.db'));
    db.exec("UPDATE deals SET title = title || '!' WHERE id = 900000");
    expect(differencesOf(before, await tallied(file('one.db')))).toEqual([
      expect.stringMatching(/^content of deals/),
    ]);
    db.exec(
      'DROP TRIGGER postings_no_update; UPDATE postings SET amount = amount + 1 WHERE line = 0 AND deal_id = 900001',
    );
    db.exec('DELETE FROM invoices WHERE deal_id = 900002');
    db.close();
    const differences = differencesOf(before, await tallied(file('one.db')));
    expect(differences).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^rows of invoices: 3 there, 2 here/),
        expect.stringMatching(/^sum of provider RUB/),
      ]),
    );
  });
});

describe('npm run db:move', () => {
  test('between files: a target that holds something is left alone', async () => {
    await tradeIn(file('from.db'), 2);
    await tradeIn(file('full.db'), 1);
    const before = await everythingIn(file('full.db'));
    expect(await move(file('from.db'), file('full.db'))).toMatchObject({
      code: 1,
      output: expect.stringContaining('not empty'),
    });
    expect(await everythingIn(file('full.db'))).toEqual(before);
  });

  test('a till that still runs is not moved', async () => {
    const store = await openStore(file('runs.db'));
    expect(await move(file('runs.db'), file('nowhere.db'))).toMatchObject({
      code: 1,
      output: expect.stringContaining('Stop it first'),
    });
    await store.close();
  });

  test('books that are not right are not moved', async () => {
    await tradeIn(file('wrong.db'), 2);
    const db = new Database(join(folder, 'wrong.db'));
    db.exec('UPDATE invoices SET paid = paid - 1 WHERE deal_id = 900001');
    db.close();
    const { code, output } = await move(file('wrong.db'), file('nowhere.db'));
    expect([code, output]).toEqual([1, expect.stringContaining('deal 900001')]);
    expect(output).not.toContain('Moved');
  });
});

describe.runIf(server)('PostgreSQL', () => {
  test('a till moves to it and back, with everything it holds, and goes on', async () => {
    const { url, drop } = await emptyDatabase(server, `move_${process.pid}`);
    try {
      await tradeIn(file('till.db'), 10);
      await speakMuch(file('till.db'), 1200);
      const there = await move(file('till.db'), url);
      expect(there.output).toContain('0 differences in rows, sums and contents');
      expect(there.code).toBe(0);
      expect(await everythingIn(url)).toEqual(await everythingIn(file('till.db')));
      const store = await openStore(url);
      const next = messageRow({ id: 'next', dedupeKey: 'next', dealId: null });
      const moved = { deals: [dealRow({ id: 1, stage: 'lead' })], messages: [next] };
      expect(await store.commit(moved)).toBe('committed');
      await store.close();
      expect(await move(url, file('back.db'))).toMatchObject({ code: 0 });
      expect(await everythingIn(file('back.db'))).toEqual(await everythingIn(url));
    } finally {
      await drop();
    }
  });
});
