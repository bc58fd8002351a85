import { describe, expect, test } from 'vitest';
import type { Changes, CommitResult } from '../../domain/changes.ts';
import * as rows from '../support/rows.ts';
import { eachWith, type OpenStore } from './store-driver.ts';

const { dealRow, inboxRow, invoiceRow, paymentRow } = rows;

/** All or nothing, once, and only over what was loaded. */
export function commitContract(open: OpenStore): void {
  describe('commit', () => {
    const opened = eachWith(open);
    const commit = (changes: Changes): Promise<CommitResult> => opened().store.commit(changes);
    const tally = async (all: readonly Promise<CommitResult>[]): Promise<Record<string, number>> => {
      const counts: Record<string, number> = {};
      for (const result of await Promise.all(all)) counts[result] = (counts[result] ?? 0) + 1;
      return counts;
    };

    test('a saved row has the next version', async () => {
      expect(await commit({ deals: [dealRow()] })).toBe('committed');
      expect((await opened().store.caseByDeal(1))?.deal).toEqual(dealRow({ version: 1 }));
      expect(await commit({ deals: [dealRow({ title: 'Два торта', version: 1 })] })).toBe('committed');
      expect((await opened().store.caseByDeal(1))?.deal).toEqual(dealRow({ title: 'Два торта', version: 2 }));
    });

    test.each([
      ['contacts', rows.contactRow()],
      [
        'dialogues',
        { channel: 'telegram', address: '1', name: null, step: '', data: {}, updatedAt: 1, version: 0 },
      ],
      ['staff', rows.staffRow()],
      [
        'invites',
        { tokenHash: 'hash', role: 'manager', createdBy: 'staff-1', expiresAt: 1, usedBy: null, version: 0 },
      ],
      [
        'approvals',
        {
          id: 'a',
          kind: 'refund',
          dealId: 1,
          data: {},
          requestedBy: 's',
          state: 'waiting',
          decidedBy: null,
          createdAt: 1,
          version: 0,
        },
      ],
      ['deals', dealRow()],
    ])('%s: a version that is not the stored one is stale', async (table, row) => {
      expect(await commit({ [table]: [{ ...row, version: 1 }] })).toBe('stale');
      expect(await commit({ [table]: [row] })).toBe('committed');
      expect(await commit({ [table]: [row] })).toBe('stale');
      expect(await commit({ [table]: [{ ...row, version: 2 }] })).toBe('stale');
      expect(await commit({ [table]: [{ ...row, version: 1 }] })).toBe('committed');
    });

    test('a second member of staff at one address is stale', async () => {
      await commit({ staff: [rows.staffRow()] });
      expect(await commit({ staff: [rows.staffRow({ id: 'staff-2' })] })).toBe('stale');
      await commit({ staff: [rows.staffRow({ id: 'staff-2', address: '1002' })] });
      expect(await commit({ staff: [rows.staffRow({ id: 'staff-2', version: 1 })] })).toBe('stale');
    });

    test('an address that another contact got first is stale', async () => {
      await commit({ contacts: [rows.contactRow()] });
      expect(await commit({ contacts: [rows.contactRow({ id: 'contact-2' })] })).toBe('stale');
      expect(await opened().store.contact('contact-2')).toBeNull();
    });

    test('stale changes leave nothing behind', async () => {
      await commit({ deals: [dealRow()] });
      expect(await commit({ ...rows.paymentChanges(1, 7), contacts: [rows.contactRow()] })).toBe('stale');
      await expectUntouched();
    });

    test('a known inbox key is a duplicate, and nothing of the changes is written', async () => {
      await commit({ deals: [dealRow()], inbox: [inboxRow()] });
      const changes = rows.paymentChanges(1, 1);
      expect(await commit({ ...changes, inbox: [inboxRow()], contacts: [rows.contactRow()] })).toBe(
        'duplicate',
      );
      await expectUntouched();
    });

    test('money that is booked already is a duplicate, and nothing of the changes is written', async () => {
      await commit({
        deals: [dealRow(), dealRow({ id: 2 })],
        postings: rows.entryRows('payment:sandbox:charge-1', 1n, { dealId: 2 }),
      });
      expect(await commit({ ...rows.paymentChanges(1, 1), contacts: [rows.contactRow()] })).toBe('duplicate');
      await expectUntouched();
    });

    test('a charge that another payment has is a duplicate', async () => {
      await commit({ deals: [dealRow()], payments: [paymentRow({ chargeId: 'charge-1' })] });
      const second = paymentRow({ id: 'payment-2', chargeId: 'charge-1' });
      expect(await commit({ deals: [dealRow({ version: 1 })], payments: [second] })).toBe('duplicate');
      expect((await opened().store.caseByDeal(1))?.deal.version).toBe(1);
    });

    test('the same charge of another provider is another charge', async () => {
      await commit({ deals: [dealRow()], payments: [paymentRow({ chargeId: 'charge-1' })] });
      const other = paymentRow({ id: 'payment-2', provider: 'yookassa', chargeId: 'charge-1' });
      expect(await commit({ deals: [dealRow({ version: 1 })], payments: [other] })).toBe('committed');
    });

    test("an invoice's number that is taken is stale", async () => {
      await commit({ deals: [dealRow()], invoices: [invoiceRow({ number: '7' })] });
      const second = invoiceRow({ id: 'invoice-2', number: '7' });
      expect(await commit({ deals: [dealRow({ id: 2 })], invoices: [{ ...second, dealId: 2 }] })).toBe(
        'stale',
      );
      expect(await opened().store.caseByDeal(2)).toBeNull();
    });

    test.each([
      ['invoices', invoiceRow()],
      ['payments', paymentRow()],
      ['refunds', rows.refundRow()],
      ['disputes', rows.disputeRow()],
      ['receipts', rows.receiptRow()],
      ['postings', rows.entryRows('payment:sandbox:charge-1')[0]],
    ])('%s without the deal that guards them are refused', async (table, row) => {
      await commit({ deals: [dealRow(), dealRow({ id: 2 })] });
      await expect(commit({ [table]: [row] })).rejects.toThrow();
      await expect(commit({ deals: [dealRow({ id: 2, version: 1 })], [table]: [row] })).rejects.toThrow();
      expect((await opened().store.caseByDeal(2))?.deal.version).toBe(1);
    });

    test("a provider's reference is one payment's, refund's, dispute's", async () => {
      const second = { id: 'second', reference: 'taken' };
      await commit({
        deals: [dealRow()],
        payments: [paymentRow({ reference: 'taken' })],
        refunds: [rows.refundRow({ reference: 'taken' })],
        disputes: [rows.disputeRow({ reference: 'taken' })],
      });
      const deals = [dealRow({ version: 1 })];
      await expect(commit({ deals, payments: [paymentRow(second)] })).rejects.toThrow();
      await expect(commit({ deals, refunds: [rows.refundRow(second)] })).rejects.toThrow();
      await expect(commit({ deals, disputes: [rows.disputeRow(second)] })).rejects.toThrow();
      expect((await opened().store.caseByDeal(1))?.deal.version).toBe(1);
    });

    test('of eight that bring one inbox key at once, one is committed', async () => {
      const all = Array.from({ length: 8 }, () => commit({ inbox: [inboxRow()] }));
      expect(await tally(all)).toEqual({ committed: 1, duplicate: 7 });
    });

    test('of eight that book one charge at once, one is committed', async () => {
      await commit({ deals: [dealRow()] });
      const all = Array.from({ length: 8 }, (_, index) =>
        commit({ ...rows.paymentChanges(1, 1), inbox: [inboxRow({ key: `event-${index}` })] }),
      );
      expect((await tally(all)).committed).toBe(1);
      const facts = await opened().store.caseByDeal(1);
      expect(facts?.postings).toHaveLength(2);
      expect(facts?.deal.version).toBe(2);
    });

    test('of eight over one version at once, one is committed', async () => {
      await commit({ deals: [dealRow()] });
      const all = Array.from({ length: 8 }, (_, index) =>
        commit({ deals: [dealRow({ title: `${index}`, version: 1 })] }),
      );
      expect(await tally(all)).toEqual({ committed: 1, stale: 7 });
    });

    test('thirty-two that touch the same sums at once all get through', async () => {
      await commit({ deals: Array.from({ length: 32 }, (_, index) => dealRow({ id: index + 1 })) });
      const all = Array.from({ length: 32 }, (_, index) => {
        const changes = rows.paymentChanges(index + 1, 1);
        return commit({
          ...changes,
          rollups: index % 2 === 0 ? [...changes.rollups!].reverse() : changes.rollups!,
        });
      });
      expect(await tally(all)).toEqual({ committed: 32 });
      const [sum] = (await opened().store.rollups('2026-11-24', '2026-11-24')).filter(
        (row) => row.metric === 'payments',
      );
      expect(sum).toEqual(rows.rollupRow({ count: 32, sum: 16_000_000n }));
    });

    test('one that cannot be written among thirty-one others takes none of them with it', async () => {
      const good = (index: number): Changes => ({
        deals: [dealRow({ id: index + 1 })],
        inbox: [inboxRow({ key: `event-${index}` })],
      });
      const poison: Changes = {
        inbox: [inboxRow({ key: 'poison' })],
        deals: [{ ...dealRow({ id: 99 }), title: null as never }],
      };
      const all = Array.from({ length: 32 }, (_, index) => commit(index === 13 ? poison : good(index)));
      const settled = await Promise.allSettled(all);
      const kept = opened().sql === null ? 32 : 31;
      expect(
        settled.filter((each) => each.status === 'fulfilled' && each.value === 'committed'),
      ).toHaveLength(kept);
      if (opened().sql === null) return;
      expect(settled[13]?.status).toBe('rejected');
      expect(await opened().store.dealIds(0, 100)).toHaveLength(31);
      expect(await commit({ inbox: [inboxRow({ key: 'poison' })] })).toBe('committed');
    });

    async function expectUntouched(): Promise<void> {
      const { store } = opened();
      const facts = await store.caseByDeal(1);
      expect(facts?.deal).toEqual(dealRow({ version: 1 }));
      expect([facts?.invoices, facts?.payments, facts?.postings]).toEqual([[], [], []]);
      expect(await store.contact('contact-1')).toBeNull();
      expect(await store.history('deal:1')).toEqual([]);
      expect(await store.rollups('2000-01-01', '2100-01-01')).toEqual([]);
      expect(await store.nextMessageAt()).toBeNull();
    }
  });
}
