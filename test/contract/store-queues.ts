import { describe, expect, test } from 'vitest';
import * as rows from '../support/rows.ts';
import { eachWith, type OpenStore } from './store-driver.ts';

const { AT, dealRow, inboxRow, invoiceRow, paymentRow, refundRow } = rows;
const LEASE = 60_000;

/** What waits for its time: reminders, expiries, questions to providers, events that nobody could place. */
export function queuesContract(open: OpenStore): void {
  describe('queues', () => {
    const opened = eachWith(open);

    test('reminders are due at their moment, the longest waiting first, one for a deal at a time', async () => {
      const { store } = opened();
      await store.commit({
        deals: [dealRow(), dealRow({ id: 2 })],
        invoices: [
          invoiceRow({ id: 'later', nextReminderAt: AT + 1 }),
          invoiceRow({ id: 'now', nextReminderAt: AT }),
          invoiceRow({ id: 'never' }),
          invoiceRow({ id: 'after', dealId: 2, nextReminderAt: AT }),
          invoiceRow({ id: 'before', dealId: 2, nextReminderAt: AT - 1 }),
        ],
      });
      const due = [
        { dealId: 2, invoiceId: 'before' },
        { dealId: 1, invoiceId: 'now' },
      ];
      expect(await store.dueReminders(AT, 10)).toEqual(due);
      expect(await store.dueReminders(AT, 1)).toEqual(due.slice(0, 1));
    });

    test('open invoices expire once their last moment has passed', async () => {
      const { store } = opened();
      await store.commit({
        deals: [dealRow()],
        invoices: [
          invoiceRow({ id: 'passed', dueAt: AT - 1 }),
          invoiceRow({ id: 'last-moment', dueAt: AT }),
          invoiceRow({ id: 'paid', dueAt: AT - 1, state: 'paid' }),
          invoiceRow({ id: 'expired', dueAt: AT - 1, state: 'expired' }),
          invoiceRow({ id: 'open-ended' }),
          invoiceRow({ id: 'long-ago', dueAt: AT - 9 }),
        ],
      });
      const due = [
        { dealId: 1, invoiceId: 'long-ago' },
        { dealId: 1, invoiceId: 'passed' },
      ];
      expect(await store.dueExpiries(AT, 10)).toEqual(due);
      expect(await store.dueExpiries(AT, 1)).toEqual(due.slice(0, 1));
    });

    test('a payment to ask about is claimed by one, and comes again when the lease is over', async () => {
      const { store } = opened();
      await store.commit({
        deals: [dealRow()],
        payments: [
          paymentRow({ id: 'due', nextCheckAt: AT }),
          paymentRow({ id: 'later', nextCheckAt: AT + 1 }),
          paymentRow({ id: 'settled' }),
        ],
      });
      const [first, second] = await Promise.all([
        store.claimPaymentChecks(AT, LEASE, 10),
        store.claimPaymentChecks(AT, LEASE, 10),
      ]);
      expect([...first, ...second].map((row) => row.id)).toEqual(['due']);
      expect([...first, ...second][0]).toEqual(paymentRow({ id: 'due', nextCheckAt: AT + LEASE }));
      expect((await store.claimPaymentChecks(AT + LEASE, LEASE, 1)).map((row) => row.id)).toEqual(['later']);
      expect((await store.claimPaymentChecks(AT + LEASE, LEASE, 9)).map((row) => row.id)).toEqual(['due']);
    });

    test('a refund to ask about is claimed by one', async () => {
      const { store } = opened();
      await store.commit({
        deals: [dealRow()],
        refunds: [refundRow({ id: 'due', nextCheckAt: AT }), refundRow({ id: 'settled' })],
      });
      expect(await store.claimRefundChecks(AT - 1, LEASE, 10)).toEqual([]);
      expect(await store.claimRefundChecks(AT, LEASE, 10)).toEqual([
        refundRow({ id: 'due', nextCheckAt: AT + LEASE }),
      ]);
      expect(await store.claimRefundChecks(AT, LEASE, 10)).toEqual([]);
    });

    test('parallel claims of many payments give each to one', async () => {
      const { store } = opened();
      const payments = Array.from({ length: 60 }, (_, index) =>
        paymentRow({ id: `p${index}`, nextCheckAt: AT - index }),
      );
      await store.commit({ deals: [dealRow()], payments });
      const claims = await Promise.all(
        Array.from({ length: 4 }, () => store.claimPaymentChecks(AT, LEASE, 10)),
      );
      const rest = await store.claimPaymentChecks(AT, LEASE, 100);
      const ids = [...claims.flat(), ...rest].map((row) => row.id);
      expect(new Set(ids).size).toBe(60);
      expect(ids).toHaveLength(60);
    });

    test('events that could not be placed come back until they are settled', async () => {
      const { store } = opened();
      const waiting = inboxRow({ key: 'waiting', state: 'waiting', body: '{"a":1}', nextAt: AT });
      const unmatched = inboxRow({ key: 'unmatched', state: 'unmatched', nextAt: AT - 1 });
      await store.commit({
        inbox: [
          waiting,
          unmatched,
          inboxRow({ key: 'done' }),
          inboxRow({ key: 'shown', state: 'unmatched' }),
        ],
      });
      const claimed = await store.claimInbox(AT, LEASE, 10);
      expect([...claimed].sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
        { ...unmatched, nextAt: AT + LEASE },
        { ...waiting, nextAt: AT + LEASE },
      ]);
      expect(await store.claimInbox(AT, LEASE, 10)).toEqual([]);
      await store.settleInbox('sandbox', 'waiting', { state: 'done', nextAt: null, dealId: 1 });
      await store.settleInbox('sandbox', 'unmatched', { state: 'unmatched', nextAt: AT + 5, dealId: null });
      await store.settleInbox('sandbox', 'unheard of', { state: 'done', nextAt: null, dealId: null });
      expect(await store.claimInbox(AT + 2 * LEASE, LEASE, 10)).toEqual([
        { ...unmatched, nextAt: AT + 3 * LEASE },
      ]);
      expect(await store.commit({ inbox: [inboxRow({ key: 'waiting' })] })).toBe('duplicate');
    });

    test('work for one process has one holder, who may renew it; others get it when it ran out or was let go', async () => {
      const { store } = opened();
      const take = (holder: string, now: number, ms = LEASE) => store.lease('polling', holder, now, ms);
      expect(await take('a', AT)).toBe(true);
      expect(await take('b', AT + LEASE - 1)).toBe(false);
      expect(await take('a', AT + LEASE - 1)).toBe(true);
      expect(await take('b', AT + LEASE)).toBe(false);
      expect(await take('b', AT + 2 * LEASE)).toBe(true);
      expect(await take('b', AT + 2 * LEASE, 0)).toBe(true);
      const all = await Promise.all(['c', 'd', 'e'].map((each) => take(each, AT + 3 * LEASE)));
      expect(all.filter(Boolean)).toHaveLength(1);
    });

    test('depths count what waits for an answer', async () => {
      const { store } = opened();
      expect(new Set(Object.values(await store.queueDepths(AT)))).toEqual(new Set([0]));
      await store.commit({
        deals: [dealRow()],
        payments: [
          paymentRow({ nextCheckAt: AT }),
          paymentRow({ id: 'settled' }),
          paymentRow({ id: 'looked after', nextCheckAt: AT, state: 'succeeded', chargeId: 'charge' }),
        ],
        inbox: [
          inboxRow({ state: 'waiting', nextAt: AT }),
          inboxRow({ key: 'b', state: 'unmatched', receivedAt: AT - 7 }),
          inboxRow({ key: 'c', receivedAt: AT - 99 }),
        ],
      });
      expect(await store.queueDepths(AT + 1000)).toMatchObject({
        inboxWaiting: 1,
        inboxOldestMs: 1000,
        inboxUnmatched: 1,
        unmatchedOldestMs: 1007,
        paymentsPending: 1,
        paymentsOldestMs: 1000,
        receiptsOldestMs: 0,
      });
    });
  });
}
