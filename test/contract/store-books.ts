import { describe, expect, test } from 'vitest';
import type { Store } from '../../domain/ports/store.ts';
import * as rows from '../support/rows.ts';
import { eachWith, type OpenStore } from './store-driver.ts';

/** Numbers without gaps, sums of days, and the history that nobody can rewrite unseen. */
export function booksContract(open: OpenStore): void {
  describe('books', () => {
    const opened = eachWith(open);

    test('small numbers are each given once, from 1, each series its own', async () => {
      const { store } = opened();
      const numbers = await Promise.all(Array.from({ length: 20 }, () => store.nextNumber('deal')));
      expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
      expect(await store.nextNumber('other')).toBe(1);
      expect(await store.counter('deal')).toBe(0);
    });

    test('a counter moves only from the value that was read', async () => {
      const { store } = opened();
      expect(await store.counter('invoice')).toBe(0);
      expect(await store.commit({ counters: [{ name: 'invoice', value: 1 }] })).toBe('stale');
      expect(await store.commit({ counters: [{ name: 'invoice', value: 0 }] })).toBe('committed');
      expect(await store.commit({ counters: [{ name: 'invoice', value: 0 }] })).toBe('stale');
      expect(await store.counter('invoice')).toBe(1);
    });

    test('a counter that was moved by changes that failed is where it was', async () => {
      const { store } = opened();
      await store.commit({ inbox: [rows.inboxRow()] });
      const counters = [{ name: 'invoice', value: 0 }];
      expect(await store.commit({ counters, deals: [rows.dealRow({ version: 3 })] })).toBe('stale');
      expect(await store.commit({ counters, inbox: [rows.inboxRow()] })).toBe('duplicate');
      expect(await store.counter('invoice')).toBe(0);
    });

    test('twenty who number at once and repeat when late leave no gap and no double', async () => {
      const { store } = opened();
      const numbers = await Promise.all(Array.from({ length: 20 }, (_, index) => number(store, index + 1)));
      expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
      expect(await store.counter('invoice')).toBe(20);
      expect(await store.invoices({ limit: 100 })).toHaveLength(20);
    });

    test('rollups add up, in one change and over many', async () => {
      const { store } = opened();
      const day = rows.rollupRow();
      await store.commit({ rollups: [day, day, rows.rollupRow({ label: 'card', sum: -5n })] });
      await store.commit({
        rollups: [rows.rollupRow({ count: -1, sum: -1n }), rows.rollupRow({ day: '2026-11-25' })],
      });
      expect(await store.rollups('2026-11-24', '2026-11-24')).toEqual([
        rows.rollupRow({ label: 'card', sum: -5n }),
        rows.rollupRow({ count: 1, sum: 999_999n }),
      ]);
      expect(await store.rollups('2026-11-25', '2026-12-31')).toHaveLength(1);
      expect(await store.rollups('2026-11-26', '2026-12-31')).toEqual([]);
    });

    test('history is read back as it happened, each stream its own', async () => {
      const { store } = opened();
      const first = rows.eventRow({ data: { b: 1, a: { d: null, c: ['x', true] } } });
      const second = rows.eventRow({ type: 'stage_changed', actor: { type: 'system', id: null }, data: {} });
      await store.commit({ history: [first, rows.eventRow({ stream: 'deal:2' })] });
      await store.commit({ history: [second] });
      expect(await store.history('deal:1')).toEqual([first, second]);
      expect(await store.history('deal:3')).toEqual([]);
      expect(await store.verifyHistory()).toEqual([]);
    });

    test('the chain holds whatever was said, by however many at once', async () => {
      const { store } = opened();
      const odd = ['', '\n', '"\\', '\u2028', '🙂', 'ё', '{"a":1}', '\0', '\ud83d', '__proto__'];
      const events = odd.map((text, index) =>
        rows.eventRow({ data: { [`key${text}`]: text, at: index }, requestId: text }),
      );
      await Promise.all(Array.from({ length: 16 }, () => store.commit({ history: events.slice(0, 3) })));
      await store.commit({ history: events });
      await store.commit({
        history: events.map((event) => ({
          ...event,
          stream: 'staff:1',
          actor: { type: 'staff', id: event.requestId },
        })),
      });
      expect(await store.history('deal:1')).toHaveLength(58);
      expect(await store.verifyHistory()).toEqual([]);
    });

    test('the chain holds over more rows than are read at once', async () => {
      const { store } = opened();
      for (const stream of ['deal:2', 'deal:10', 'team']) {
        await store.commit({
          history: Array.from({ length: 700 }, (_, index) => rows.eventRow({ stream, at: index })),
        });
      }
      expect(await store.verifyHistory()).toEqual([]);
    });

    test('the ledger and the history refuse to be changed', async () => {
      const { store, sql } = opened();
      if (!sql) return;
      await store.commit({
        deals: [rows.dealRow()],
        postings: rows.entryRows('entry'),
        history: [rows.eventRow()],
      });
      for (const statement of [
        'UPDATE postings SET amount = 1',
        'DELETE FROM postings',
        "UPDATE history SET type = 'x'",
        'DELETE FROM history',
      ]) {
        await expect(sql(statement), statement).rejects.toThrow(/append-only/);
      }
      expect(await store.verifyHistory()).toEqual([]);
    });

    test('a row of history that somebody slipped in is found', async () => {
      const { store, sql } = opened();
      if (!sql) return;
      await store.commit({ history: [rows.eventRow(), rows.eventRow({ stream: 'deal:2' })] });
      await sql(
        "INSERT INTO history (stream, seq, type, actor_type, actor_id, data, at, request_id, prev_hash, hash) SELECT stream, 2, 'refund_succeeded', actor_type, actor_id, data, at, request_id, hash, hash FROM history WHERE stream = 'deal:1'",
      );
      await store.commit({ history: [rows.eventRow()] });
      expect(await store.verifyHistory()).toEqual([{ stream: 'deal:1', seq: 2 }]);
    });
  });
}

/** Issues an invoice under the next number, as a decision does: read, try, and again when late. */
async function number(store: Store, dealId: number): Promise<number> {
  for (;;) {
    const value = await store.counter('invoice');
    const invoice = rows.invoiceRow({ id: `invoice-${dealId}`, dealId, number: String(value + 1) });
    const counters = [{ name: 'invoice', value }];
    if (
      (await store.commit({ deals: [rows.dealRow({ id: dealId })], invoices: [invoice], counters })) ===
      'committed'
    )
      return value + 1;
  }
}
