import { describe, expect, test } from 'vitest';
import type { Policy } from '../../domain/policy.ts';
import * as rows from '../support/rows.ts';
import { eachWith, type OpenStore } from './store-driver.ts';

const { AT, dealRow, inboxRow, invoiceRow, paymentRow, receiptRow, refundRow } = rows;

const POLICY: Policy = {
  funnel: 'main',
  choices: {
    people: [{ kind: 'sbp', providers: ['tbank', 'yookassa'] }],
    companies: null,
    hold: false,
    cash: true,
    inPieces: false,
    seller: null,
  },
  version: 0,
};

/** Receipts, the owner's choices, and what whoever compares books asks for. */
export function moneyContract(open: OpenStore): void {
  describe('receipts, choices and books', () => {
    const opened = eachWith(open);

    test('a receipt is kept whole, and claimed by one when it is due', async () => {
      const { store } = opened();
      const fiscal = { documentNumber: '1', storageNumber: '9999078900000000', attribute: '3449555941' };
      const due = receiptRow({ fiscal, url: 'https://ofd.example.com/1', reference: 'r-1', refundId: 'x' });
      const later = receiptRow({ id: 'receipt-2', nextCheckAt: AT + 1, createdAt: AT + 1 });
      await store.commit({ deals: [dealRow()], receipts: [later, due] });
      expect((await store.caseByDeal(1))?.receipts).toEqual([due, later]);
      const found = (reference: string, idempotencyKey: string | null) =>
        store.caseByReceipt('atol', { reference, idempotencyKey });
      expect((await found('r-1', null))?.deal.id).toBe(1);
      expect((await found('lost', 'receipt-2'))?.deal.id).toBe(1);
      expect(await found('lost', null)).toBeNull();
      const claimed = await Promise.all([
        store.claimReceiptChecks(AT, 1_000, 9),
        store.claimReceiptChecks(AT, 1_000, 9),
      ]);
      expect(claimed.flat()).toEqual([{ ...due, nextCheckAt: AT + 1_000 }]);
      const failed = receiptRow({ id: 'receipt-3', state: 'failed', nextCheckAt: null });
      await store.commit({ deals: [dealRow({ version: 1 })], receipts: [failed] });
      expect(await store.queueDepths(AT)).toMatchObject({ receiptsPending: 2, receiptsFailed: 1 });
    });

    test('choices of a funnel come with its deals; of two writers one must look again', async () => {
      const { store } = opened();
      await store.commit({ deals: [dealRow(), dealRow({ id: 2, funnel: 'other' })] });
      expect(await store.policy('main')).toBeNull();
      expect(await store.commit({ policies: [POLICY] })).toBe('committed');
      expect(await store.commit({ policies: [POLICY] })).toBe('stale');
      expect((await store.caseByDeal(1))?.policy).toEqual({ ...POLICY, version: 1 });
      expect((await store.caseByDeal(2))?.policy).toBeNull();
      const choices = { ...POLICY.choices, hold: true };
      expect(await store.commit({ policies: [{ ...POLICY, choices, version: 1 }] })).toBe('committed');
      expect(await store.policy('main')).toEqual({ ...POLICY, choices, version: 2 });
    });

    test('money without a deal is listed, newest first, until it is settled', async () => {
      const { store } = opened();
      const kept = (key: string, receivedAt: number) =>
        inboxRow({ key, state: 'unmatched', body: '{}', receivedAt, nextAt: null });
      await store.commit({ inbox: [kept('a', 1), kept('b', 2), kept('c', 2), inboxRow({ key: 'd' })] });
      expect((await store.unmatched(2, 0)).map(({ key }) => key)).toEqual(['b', 'c']);
      expect((await store.unmatched(2, 2)).map(({ key }) => key)).toEqual(['a']);
      const { source } = kept('a', 1);
      expect(await store.inboxEntry(source, 'a')).toEqual(kept('a', 1));
      expect(await store.inboxEntry(source, 'z')).toBeNull();
      expect(await store.lastHeard('nobody')).toBeNull();
      expect(await store.lastHeard(source)).toBe(inboxRow().receivedAt);
      await store.settleInbox(source, 'b', { state: 'done', nextAt: null, dealId: 1 });
      expect((await store.unmatched(9, 0)).map(({ key }) => key)).toEqual(['c', 'a']);
      await store.settleInbox(source, 'b', { state: 'unmatched', nextAt: 5, dealId: null });
      expect(await store.inboxEntry(source, 'b')).toMatchObject({ state: 'done', nextAt: null, dealId: 1 });
    });

    test('payments that hold credit are listed, newest first, until it is gone', async () => {
      const { store } = opened();
      const line = (paymentId: string, entryKey: string, amount: bigint, at: number) =>
        rows
          .entryRows(entryKey, amount, { paymentId, at })
          .map((row) => (row.account === 'provider' ? row : { ...row, account: 'credit' as const }));
      const payments = ['p1', 'p2', 'p3'].map((id) => paymentRow({ id, chargeId: id }));
      const came = [...line('p1', 'a', 100n, 1), ...line('p2', 'b', 100n, 2), ...line('p3', 'c', 100n, 2)];
      await store.commit({ deals: [dealRow()], payments, postings: came });
      expect(await store.creditHeld(9, 0)).toEqual(['p2', 'p3', 'p1']);
      expect(await store.creditHeld(1, 1)).toEqual(['p3']);
      const gone = [...line('p2', 'd', -100n, 3), ...line('p3', 'e', -99n, 3)];
      await store.commit({ deals: [dealRow({ version: 1 })], postings: gone });
      expect(await store.creditHeld(9, 0)).toEqual(['p3', 'p1']);
    });

    test('open invoices are found by what is due', async () => {
      const { store } = opened();
      const invoice = (id: string, over: Parameters<typeof invoiceRow>[0]) =>
        invoiceRow({
          id,
          number: id,
          payToken: `token-${id}`,
          total: 500n,
          paid: 0n,
          state: 'open',
          ...over,
        });
      const invoices = [
        invoice('1', { issuedAt: 1 }),
        invoice('2', { issuedAt: 2, total: 900n, paid: 400n, state: 'partially_paid' }),
        invoice('3', { state: 'cancelled' }),
        invoice('4', { currency: 'USD' }),
        invoice('5', { paid: 1n, state: 'partially_paid' }),
      ];
      await store.commit({ deals: [dealRow()], invoices });
      expect((await store.invoicesDue('RUB', 500n, 9)).map(({ id }) => id)).toEqual(['2', '1']);
      expect((await store.invoicesDue('RUB', 500n, 1)).map(({ id }) => id)).toEqual(['2']);
      expect(await store.invoicesDue('RUB', 501n, 9)).toEqual([]);
    });

    test('what was booked at a provider in a time is found, the end not included', async () => {
      const { store } = opened();
      const paid = (id: string, succeededAt: number | null, provider = 'sandbox') =>
        paymentRow({ id, succeededAt, provider, chargeId: `charge-${id}` });
      const back = (id: string, finishedAt: number, state: 'succeeded' | 'failed' = 'succeeded') =>
        refundRow({ id, finishedAt, state });
      await store.commit({
        deals: [dealRow()],
        payments: [paid('a', 10), paid('b', 20), paid('c', null), paid('d', 10, 'other'), paid('e', 9)],
        refunds: [back('f', 11), back('g', 12, 'failed'), back('h', 20)],
      });
      const booked = await store.bookedAt('sandbox', 10, 20);
      expect(booked.payments.map(({ id }) => id)).toEqual(['a']);
      expect(booked.refunds.map(({ id }) => id)).toEqual(['f']);
    });

    test('attempts that wait for long are counted by provider', async () => {
      const { store } = opened();
      const attempt = (id: string, createdAt: number, over: Parameters<typeof paymentRow>[0] = {}) =>
        paymentRow({ id, createdAt, state: 'pending', nextCheckAt: 900, reference: id, ...over });
      await store.commit({
        deals: [dealRow()],
        payments: [
          attempt('a', 2),
          attempt('b', 1, { state: 'unknown', reference: null }),
          attempt('c', 3, { provider: 'other' }),
          attempt('young', 10),
          attempt('settled', 1, { nextCheckAt: null }),
          attempt('paid', 1, { state: 'succeeded', chargeId: 'charge' }),
        ],
      });
      expect(await store.silentPayments(10)).toEqual([
        { provider: 'other', count: 1, oldest: 3 },
        { provider: 'sandbox', count: 2, oldest: 1 },
      ]);
      expect(await store.silentPayments(1)).toEqual([]);
    });

    test('it says whether what it was told outlives a power cut, and what time it has', async () => {
      const { durable, settings, now } = await opened().store.checkup();
      // Servers that tests throw away are often set up to forget.
      expect(durable).toBe(!/=off/.test(settings));
      if (now !== null) expect(Math.abs(now - Date.now())).toBeLessThan(60_000);
    });
  });
}
