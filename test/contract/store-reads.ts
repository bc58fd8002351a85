import { describe, expect, test } from 'vitest';
import type { Dialogue } from '../../domain/contact.ts';
import type { Approval, Invite } from '../../domain/staff.ts';
import * as rows from '../support/rows.ts';
import { eachWith, type OpenStore } from './store-driver.ts';

const { contactRow, dealRow, invoiceRow, paymentRow, staffRow } = rows;

/** What was written is read back as it was, by every key that somebody outside knows. */
export function readsContract(open: OpenStore): void {
  describe('reads', () => {
    const opened = eachWith(open);
    const saved = { version: 1 };

    test('a case is the deal with all its money, each list oldest first, and only active staff', async () => {
      const { store } = opened();
      const invoices = [invoiceRow({ id: 'b', issuedAt: 1 }), invoiceRow({ id: 'a', issuedAt: 2 })];
      const payments = [
        paymentRow({ id: 'd', createdAt: 1 }),
        paymentRow({ id: 'c', createdAt: 2, chargeId: 'charge' }),
      ];
      const refunds = [
        rows.refundRow({ id: 'f', createdAt: 1 }),
        rows.refundRow({ id: 'e', createdAt: 2, overpayment: false }),
      ];
      const disputes = [
        rows.disputeRow({ id: 'h', openedAt: 1 }),
        rows.disputeRow({ id: 'g', openedAt: 2, reference: 'x' }),
      ];
      const postings = [...rows.entryRows('z', 5n, { at: 1 }), ...rows.entryRows('y', 6n, { at: 2 })];
      const team = [
        staffRow({ id: 'z', createdAt: 1 }),
        staffRow({ id: 'y', createdAt: 2, address: '1002' }),
      ];
      const gone = staffRow({ id: 'x', address: '1003', active: false });
      const other = { deals: [dealRow({ id: 2 })], invoices: [invoiceRow({ id: 'other', dealId: 2 })] };
      await store.commit({
        deals: [dealRow()],
        contacts: [contactRow()],
        staff: [...team, gone],
        invoices,
        payments,
        refunds,
        disputes,
        postings,
      });
      await store.commit(other);
      expect(await store.caseByDeal(1)).toEqual({
        deal: dealRow(saved),
        contact: contactRow(saved),
        invoices,
        payments,
        refunds,
        disputes,
        receipts: [],
        postings,
        policy: null,
        team: team.map((row) => ({ ...row, ...saved })),
      });
    });

    test('a counter sale has no contact, and an unknown deal is null', async () => {
      const { store } = opened();
      await store.commit({ deals: [dealRow({ contactId: null })] });
      expect((await store.caseByDeal(1))?.contact).toBeNull();
      for (const id of [2, 0, -1, 2 ** 40, 1.5, Number.NaN]) expect(await store.caseByDeal(id)).toBeNull();
    });

    test('a later save of money replaces what was there', async () => {
      const { store } = opened();
      await store.commit({ deals: [dealRow()], invoices: [invoiceRow()], payments: [paymentRow()] });
      const invoice = invoiceRow({ state: 'paid', paid: 500_000n, paidAt: rows.AT, nextReminderAt: null });
      const payment = paymentRow({ state: 'succeeded', chargeId: 'charge-1', url: null });
      await store.commit({ deals: [dealRow(saved)], invoices: [invoice], payments: [payment] });
      expect(await store.caseByDeal(1)).toMatchObject({ invoices: [invoice], payments: [payment] });
    });

    test('sums beyond 2^53 keep every digit', async () => {
      const { store } = opened();
      const huge = 9_007_199_254_740_993n;
      const items = [{ title: 'Всё', quantity: huge, price: huge + 2n, amount: huge + 4n }];
      const invoice = invoiceRow({ total: huge, paid: huge + 1n, refunded: -huge, items });
      await store.commit({
        deals: [dealRow()],
        invoices: [invoice],
        postings: rows.entryRows('entry', huge),
        staff: [staffRow({ invoiceCeiling: huge })],
        rollups: [rows.rollupRow({ sum: huge }), rows.rollupRow({ sum: huge + 1n })],
      });
      const facts = await store.caseByDeal(1);
      expect(facts?.invoices).toEqual([invoice]);
      expect((await store.invoices({}))[0]).toEqual(invoice);
      expect(facts?.postings.map((line) => line.amount)).toEqual([huge, -huge]);
      expect((await store.staff())[0]?.invoiceCeiling).toBe(huge);
      expect((await store.rollups('2026-11-24', '2026-11-24'))[0]?.sum).toBe(2n * huge + 1n);
    });

    test("a case is found by an invoice's number and pay token and by a payment's id", async () => {
      const { store } = opened();
      await store.commit({
        deals: [dealRow({ id: 7 })],
        invoices: [invoiceRow({ dealId: 7, number: '12' })],
        payments: [paymentRow({ dealId: 7 })],
      });
      expect((await store.caseByInvoice('12'))?.deal.id).toBe(7);
      expect((await store.caseByPayToken('token-invoice-1'))?.deal.id).toBe(7);
      expect((await store.caseByPaymentId('payment-1'))?.deal.id).toBe(7);
      expect(await store.caseByInvoice("12' OR '1'='1")).toBeNull();
      expect(await store.caseByPayToken('')).toBeNull();
      expect(await store.caseByPaymentId('12')).toBeNull();
    });

    test('a case is found by everything that a provider may say of its money', async () => {
      const { store } = opened();
      const payments = [paymentRow({ chargeId: 'charge' })];
      await store.commit({
        deals: [dealRow()],
        payments,
        refunds: [rows.refundRow()],
        disputes: [rows.disputeRow()],
      });
      for (const key of [
        { reference: 'reference-payment-1' },
        { chargeId: 'charge' },
        { paymentId: 'payment-1' },
        { refundReference: 'reference-refund-1' },
        { refundId: 'refund-1' },
        { disputeReference: 'reference-dispute-1' },
        { reference: 'reference-payment-1', chargeId: 'not yet known', paymentId: undefined },
      ]) {
        expect(
          (await store.caseByPayment({ provider: 'sandbox', ...key }))?.deal.id,
          JSON.stringify(key),
        ).toBe(1);
        expect(await store.caseByPayment({ provider: 'stripe', ...key }), JSON.stringify(key)).toBeNull();
      }
      expect(await store.caseByPayment({ provider: 'sandbox' })).toBeNull();
    });

    test('keys that lead to two deals lead to none: a person must look', async () => {
      const { store } = opened();
      const payments = [paymentRow(), paymentRow({ id: 'payment-2', dealId: 2, chargeId: 'charge-2' })];
      await store.commit({ deals: [dealRow(), dealRow({ id: 2 })], payments });
      const key = { provider: 'sandbox', reference: 'reference-payment-1', chargeId: 'charge-2' };
      expect(await store.caseByPayment(key)).toBeNull();
    });

    test('a person is whoever wrote from the address: contact by any address so far, staff while active', async () => {
      const { store } = opened();
      const dialogue: Dialogue = {
        channel: 'telegram',
        address: '2001',
        name: 'lead',
        step: 'name',
        data: { a: [1] },
        updatedAt: 5,
        version: 0,
      };
      await store.commit({ contacts: [contactRow()], dialogues: [dialogue], staff: [staffRow()] });
      await store.commit({
        contacts: [contactRow({ channel: 'whatsapp', address: '79000000001', version: 1 })],
      });
      const contact = contactRow({ channel: 'whatsapp', address: '79000000001', version: 2 });
      expect(await store.person('telegram', '2001')).toEqual({
        contact,
        staff: null,
        dialogue: { ...dialogue, ...saved },
        openDealId: null,
      });
      expect((await store.person('whatsapp', '79000000001')).contact).toEqual(contact);
      expect((await store.person('telegram', '1001')).staff).toEqual(staffRow(saved));
      await store.commit({ staff: [staffRow({ active: false, version: 1 })] });
      expect(await store.person('telegram', '1001')).toEqual({
        contact: null,
        staff: null,
        dialogue: null,
        openDealId: null,
      });
    });

    test("a person's open deal is the newest that still waits for something", async () => {
      const { store } = opened();
      const deals = [
        dealRow(),
        dealRow({ id: 2, stage: 'lead' }),
        dealRow({ id: 3, stage: 'paid' }),
        dealRow({ id: 4, contactId: 'other' }),
      ];
      await store.commit({ contacts: [contactRow()], deals });
      expect((await store.person('telegram', '2001')).openDealId).toBe(2);
    });

    test('invites, approvals, contacts and staff are read back as they were', async () => {
      const { store } = opened();
      const invite: Invite = {
        tokenHash: 'hash',
        role: 'manager',
        createdBy: 'staff-1',
        expiresAt: 9,
        usedBy: null,
        version: 0,
      };
      const approval: Approval = {
        ...{
          id: 'approval-1',
          kind: 'refund',
          dealId: 1,
          data: { b: '5', a: [null] },
          requestedBy: 'staff-1',
        },
        ...{ state: 'waiting', decidedBy: null, createdAt: 3, version: 0 },
      } as Approval;
      const members = [
        staffRow({ createdAt: 2 }),
        staffRow({ id: 'staff-0', address: '1002', createdAt: 1, active: false }),
      ];
      await store.commit({
        invites: [invite],
        approvals: [approval],
        contacts: [contactRow()],
        staff: members,
      });
      expect(await store.invite('hash')).toEqual({ ...invite, ...saved });
      expect(await store.approval('approval-1')).toEqual({ ...approval, ...saved });
      expect(await store.contact('contact-1')).toEqual(contactRow(saved));
      expect((await store.staff()).map((row) => row.id)).toEqual(['staff-0', 'staff-1']);
      expect([await store.invite('x'), await store.approval('x'), await store.contact('x')]).toEqual([
        null,
        null,
        null,
      ]);
    });

    test('deals come newest first, filtered, in pages, with the names to show', async () => {
      const { store } = opened();
      const deals = Array.from({ length: 25 }, (_, index) =>
        dealRow({
          id: index + 1,
          stage: index % 2 ? 'paid' : 'lead',
          responsibleId: index % 5 ? null : 'staff-1',
          contactId: index ? null : 'contact-1',
        }),
      );
      await store.commit({ contacts: [contactRow()], staff: [staffRow()], deals });
      const ids = async (filter: Parameters<typeof store.deals>[0]) =>
        (await store.deals(filter)).map((row) => row.deal.id);
      expect(await ids({})).toEqual(Array.from({ length: 20 }, (_, index) => 25 - index));
      expect(await ids({ limit: 3, offset: 2 })).toEqual([23, 22, 21]);
      expect(await ids({ stages: ['paid'], limit: 2 })).toEqual([24, 22]);
      expect(await ids({ stages: [] })).toEqual([]);
      expect(await ids({ responsibleId: 'staff-1', stages: ['lead'] })).toEqual([21, 11, 1]);
      const [row] = await store.deals({ contactId: 'contact-1' });
      expect(row).toEqual({ deal: { ...deals[0], ...saved }, contactName: 'Мария', responsibleName: 'Анна' });
      expect((await store.deals({ limit: 1, offset: 1 }))[0]).toMatchObject({
        contactName: null,
        responsibleName: null,
      });
      expect(await store.dealIds(22, 2)).toEqual([23, 24]);
    });

    test('invoices come newest first, filtered, in pages', async () => {
      const { store } = opened();
      const invoices = Array.from({ length: 25 }, (_, index) =>
        invoiceRow({
          id: `i${index}`,
          issuedAt: index,
          dealId: index % 2 ? 1 : 2,
          state: index % 3 ? 'open' : 'paid',
        }),
      );
      await store.commit({ deals: [dealRow(), dealRow({ id: 2 })], invoices });
      const ids = async (filter: Parameters<typeof store.invoices>[0]) =>
        (await store.invoices(filter)).map((row) => row.id);
      expect(await ids({})).toHaveLength(20);
      expect(await ids({ limit: 2, offset: 1 })).toEqual(['i23', 'i22']);
      expect(await ids({ states: ['paid'], dealId: 1, limit: 2 })).toEqual(['i21', 'i15']);
      expect((await store.invoices({ limit: 1 }))[0]).toEqual(invoices[24]);
    });

    test('the store answers a ping', async () => {
      await expect(opened().store.ping()).resolves.toBeUndefined();
    });
  });
}
