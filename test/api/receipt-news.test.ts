import { beforeEach, describe, expect, it } from 'vitest';
import { settleInbox } from '../../api/jobs/inbox.ts';
import type { FiscalReceipt } from '../../domain/fiscal-receipt.ts';
import type { Notice, ReceiptNotice } from '../../domain/ports/payment-provider.ts';
import type { Settings } from '../../domain/settings.ts';
import { type Desk, openDesk, seed } from '../support/desk.ts';
import { anOpenPayment, charged, SETTINGS } from '../support/world.ts';

const SUM = 1_500_000n;
const settings: Settings = {
  ...SETTINGS,
  seller: { ...SETTINGS.seller, receipts: 'law' },
  registers: { own: null, providers: ['sandbox'], contactFirst: false },
};
const acknowledge = { status: 200, body: 'OK' };
const rub = (minor: bigint) => ({ minor, currency: 'RUB' });

let desk: Desk;

/** A payment of Maria's that took its receipt along. */
beforeEach(async () => {
  desk = openDesk({ settings });
  const facts = anOpenPayment();
  await seed(desk, {
    ...facts,
    payments: facts.payments.map((each) => ({ ...each, withReceipt: true })),
    invoices: facts.invoices.map((each) => ({ ...each, receiptTo: 'maria@example.com' })),
  });
});

async function hears(said: { notices?: Notice[]; receipts?: ReceiptNotice[] }): Promise<number> {
  desk.bank.reading = { ok: true, notices: [], ...said, acknowledge };
  const answer = await desk.app.request('/webhooks/payments/sandbox', { method: 'POST', body: '{}' });
  return answer.status;
}

function news(over: Partial<ReceiptNotice> = {}, state: Partial<ReceiptNotice['state']> = {}): ReceiptNotice {
  const fiscal = { documentNumber: '7', storageNumber: '9999078900000000', attribute: '3449555941' };
  const made = { receiptReference: 'r-1', state: 'succeeded', fiscal, amount: rub(SUM), ...state } as const;
  return {
    eventKey: `receipt:${made.receiptReference}`,
    reference: 'pay_1',
    paymentId: null,
    chargeId: 'ch_1',
    refundReference: null,
    type: 'payment',
    settledBy: null,
    namesItself: false,
    ...over,
    state: made,
  };
}

const receipts = () => [...desk.store.tables.receipts.values()];
const said = () => [...desk.store.tables.outbox.rows.values()].map(({ kind }) => kind);
const entry = (key: string) => [...desk.store.tables.inbox.values()].find((row) => row.key === key);
const outcomes = () => desk.lines.map(({ outcome }) => outcome);

/** Another receipt of the same payment, as a decision would have planned it. */
function plan(over: Partial<FiscalReceipt>): void {
  const [first] = receipts();
  const row = { ...(first as FiscalReceipt), state: 'pending', reference: null, ...over } as FiscalReceipt;
  desk.store.tables.receipts.set(row.id, row);
}

describe('news of a receipt', () => {
  it('is noted on the receipt that went along, and the customer gets it', async () => {
    await hears({ notices: [charged()] });
    expect(receipts()).toMatchObject([{ along: true, state: 'pending', register: 'sandbox' }]);
    expect(await hears({ receipts: [news()] })).toBe(200);
    expect(receipts()).toMatchObject([
      { state: 'registered', reference: 'r-1', fiscal: { documentNumber: '7' }, nextCheckAt: null },
    ]);
    expect(said()).toContain('receipt_ready');
    expect(entry('receipt:r-1')).toMatchObject({ state: 'done', dealId: 1 });
  });

  it('that comes again, even many times at once, says nothing twice', async () => {
    await hears({ notices: [charged()] });
    plan({ id: 'closing', purpose: 'closing', along: false });
    await Promise.all([1, 2, 3, 4].map(() => hears({ receipts: [news()] })));
    expect(said().filter((kind) => kind === 'receipt_ready')).toHaveLength(1);
    expect(receipts().find(({ purpose }) => purpose === 'sale')?.state).toBe('registered');
    expect(receipts().find(({ purpose }) => purpose === 'closing')?.state).toBe('pending');
    expect(outcomes().filter((outcome) => outcome === 'repeat')).toHaveLength(3);
  });

  it('of a receipt that the register refused is told to staff, and leaves the money where it is', async () => {
    await hears({ notices: [charged()] });
    await hears({ receipts: [news({}, { state: 'failed', fiscal: null, reason: 'code 9' })] });
    expect(receipts()).toMatchObject([{ state: 'failed', failure: 'code 9' }]);
    expect(said()).toContain('staff_receipt_failed');
    expect((await desk.store.caseByDeal(1))?.deal.stage).toBe('paid');
  });

  it('of another sum than ours is not noted', async () => {
    await hears({ notices: [charged()] });
    await hears({ receipts: [news({}, { amount: rub(SUM - 1n) })] });
    expect(receipts()).toMatchObject([{ state: 'pending', fiscal: null }]);
  });

  it('of nobody’s payment is acknowledged and logged, and nothing is kept', async () => {
    const other = news({ reference: 'pay_9', chargeId: 'ch_9' });
    expect(await hears({ receipts: [other] })).toBe(200);
    expect(desk.lines).toMatchObject([{ level: 'warn', outcome: 'nothing' }]);
    expect(entry('receipt:r-1')).toBeUndefined();
  });

  it('is not acknowledged when the database fails', async () => {
    await hears({ notices: [charged()] });
    desk.store.commit = () => Promise.reject(new Error('disk full'));
    expect(await hears({ receipts: [news()] })).toBe(503);
  });
});

describe('news ahead of its money', () => {
  it('waits, and is noted when the money is there', async () => {
    await hears({ receipts: [news()] });
    expect(entry('receipt:r-1')).toMatchObject({ state: 'waiting' });
    expect(await hears({ receipts: [news()] })).toBe(200);
    desk.pass(2_000);
    await settleInbox(desk.deps);
    expect(entry('receipt:r-1')).toMatchObject({ state: 'waiting' });
    await hears({ notices: [charged()] });
    desk.pass(5_000);
    await settleInbox(desk.deps);
    expect(receipts()).toMatchObject([{ state: 'registered', reference: 'r-1' }]);
    expect(entry('receipt:r-1')).toMatchObject({ state: 'done', dealId: 1, nextAt: null });
    expect(desk.bank.asked).toEqual([]);
  });

  it('is given up after a day, with a word in the log', async () => {
    await hears({ receipts: [news()] });
    desk.pass(25 * 3_600_000);
    await settleInbox(desk.deps);
    expect(entry('receipt:r-1')).toMatchObject({ state: 'done', dealId: null, nextAt: null });
    expect(desk.lines.at(-1)).toMatchObject({ level: 'warn', event: 'receipt:r-1' });
  });
});

describe('which receipt is meant', () => {
  beforeEach(async () => {
    await hears({ notices: [charged()] });
  });

  it('is told by how it is settled, where the vendor says so', async () => {
    plan({ id: 'closing', purpose: 'closing', along: false });
    await hears({ receipts: [news({ settledBy: 'prepaid' })] });
    expect(receipts().map(({ id, state }) => [id === 'closing', state])).toEqual([
      [false, 'pending'],
      [true, 'registered'],
    ]);
  });

  it('is the one with that id, before any other', async () => {
    plan({ id: 'apart', along: false, reference: 'r-1' });
    await hears({ receipts: [news({ namesItself: true })] });
    expect(receipts().map(({ id, state }) => [id === 'apart', state])).toEqual([
      [false, 'pending'],
      [true, 'registered'],
    ]);
  });

  it('is none with another id, where ids are the vendor’s own', async () => {
    for (const row of receipts()) plan({ ...row, reference: 'r-0' });
    await hears({ receipts: [news({ namesItself: true })] });
    expect(receipts()).toMatchObject([{ state: 'pending', reference: 'r-0' }]);
    await hears({ receipts: [news({ eventKey: 'again' })] });
    expect(receipts()).toMatchObject([{ state: 'registered', reference: 'r-1' }]);
  });

  it('is one of return for a return, by the refund’s own reference', async () => {
    const [{ dealId, paymentId, invoiceId }] = receipts() as [FiscalReceipt];
    const refund = { dealId, paymentId, invoiceId, provider: 'sandbox', amount: 500n, currency: 'RUB' };
    for (const id of ['one', 'two']) {
      desk.store.tables.refunds.set(id, { ...refund, id, reference: `re_${id}` } as never);
      plan({ id, purpose: 'refund', refundId: id, amount: 500n });
    }
    const back = news({ type: 'refund', refundReference: 're_two' }, { amount: rub(500n) });
    await hears({ receipts: [back] });
    expect(receipts().filter(({ state }) => state === 'registered')).toMatchObject([{ id: 'two' }]);
  });
});
