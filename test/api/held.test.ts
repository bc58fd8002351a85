import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCashier, openPayment } from '../../api/cashier.ts';
import { checkPayments } from '../../api/jobs/reconcile.ts';
import { expireDue } from '../../api/jobs/remind.ts';
import type { DealCase } from '../../domain/case.ts';
import type { Changes } from '../../domain/changes.ts';
import { releaseHeld, takeHeld } from '../../domain/decisions/hold.ts';
import type { Result } from '../../domain/result.ts';
import { type Desk, openDesk, seed } from '../support/desk.ts';
import { DAY, HOUR, holding } from '../support/holds.ts';
import { type BankStand, startBank } from '../support/sandbox-bank.ts';
import { anInvoice, context } from '../support/world.ts';

let desk: Desk;
let bank: BankStand;

beforeEach(async () => {
  bank = startBank();
  desk = openDesk({ providers: new Map([['sandbox', bank.provider]]) });
});
afterEach(() => bank.close());

const now = async (): Promise<DealCase> => {
  const facts = await desk.store.caseByDeal(1);
  if (!facts) throw new Error('no deal');
  return facts;
};
const said = () => [...desk.store.tables.outbox.rows.values()].map(({ kind }) => kind);
const reference = async () => (await now()).payments[0]?.reference ?? '';
const atBank = async () => bank.bank.books.get(await reference());

/** Time goes by at the till and at the bank, a quarter of an hour at a time, with the sweep after each. */
async function pass(ms: number): Promise<void> {
  const step = Math.min(ms, HOUR / 4);
  for (let gone = 0; gone < ms; gone += step) {
    desk.pass(step);
    bank.pass(step);
    await expireDue(desk.deps);
    await checkPayments(desk.deps);
  }
}

async function decide(change: (facts: DealCase, id: string) => Result<Changes>): Promise<void> {
  const facts = await now();
  const decided = change(facts, facts.payments[0]?.id ?? '');
  if (!decided.ok) throw new Error(decided.code);
  await desk.store.commit(decided.value);
}

const at = () => context({ now: desk.deps.clock.now() });
const takeAll = () => decide((facts, id) => takeHeld(facts, id, null, at()));

/** A customer whose money the bank holds; the till has heard of it by asking. */
async function held(facts = anInvoice()): Promise<void> {
  await seed(desk, holding(facts));
  const token = facts.invoices[0]?.payToken ?? '';
  expect(await openPayment(desk.deps, token, 'card', 'request-1')).toMatchObject({ ok: true });
  bank.bank.books.pay(await reference());
  await pass(5 * 60_000);
  expect((await now()).payments[0]).toMatchObject({ state: 'authorized', hold: true });
}

describe('held money, from the till to the bank', () => {
  it('is asked for as a hold, and found although no webhook came', async () => {
    await held();
    expect(await atBank()).toMatchObject({ state: 'authorized', held: { amount: { minor: '1500000' } } });
    expect((await now()).deal.stage).toBe('awaiting_payment');
    expect(said()).toEqual(expect.arrayContaining(['money_held', 'staff_money_held']));
    const token = (await now()).invoices[0]?.payToken ?? '';
    expect(await openPayment(desk.deps, token, 'sbp', 'request-2')).toMatchObject({ code: 'money_held' });
  });

  it('is taken once staff say so, and paid then', async () => {
    await held();
    await takeAll();
    await pass(60_000);
    expect((await now()).deal.stage).toBe('paid');
    expect((await atBank()).charges).toHaveLength(1);
  });

  it('is taken once although the bank’s answer was lost, and the next one too', async () => {
    await held();
    bank.bank.fail('capture', { kind: 'lost_answer' }, 1);
    bank.bank.fail('read', { kind: 'error', status: 500 }, 2);
    await takeAll();
    await pass(5 * 60_000);
    expect((await atBank()).charges).toHaveLength(1);
    await pass(HOUR);
    expect((await now()).invoices[0]).toMatchObject({ state: 'paid', paid: 1_500_000n });
    expect((await atBank()).charges).toHaveLength(1);
  });

  it('is taken in part: the rest of the hold is gone, the rest of the invoice is still owed', async () => {
    await held();
    await decide((facts, id) => takeHeld(facts, id, 400_000n, at()));
    await pass(60_000);
    expect((await now()).invoices[0]).toMatchObject({ state: 'partially_paid', paid: 400_000n });
    expect(await atBank()).toMatchObject({ state: 'succeeded', charges: [{ amount: { minor: '400000' } }] });
  });

  it('is given back by staff', async () => {
    await held();
    await decide((facts, id) => releaseHeld(facts, id, at()));
    await pass(60_000);
    expect(await atBank()).toMatchObject({ state: 'cancelled', charges: [] });
    expect(said()).toEqual(expect.arrayContaining(['hold_released', 'staff_hold_released']));
    expect((await now()).deal.stage).toBe('invoice_issued');
  });

  it('is watched: three warnings, then given back half an hour before the bank would', async () => {
    await held();
    await pass(7 * DAY - HOUR);
    expect(said().filter((kind) => kind === 'staff_hold_ending')).toHaveLength(3);
    expect(await atBank()).toMatchObject({ state: 'authorized' });
    await pass(HOUR);
    const { ended, held: money } = await atBank();
    expect(ended?.state).toBe('cancelled');
    expect(ended?.at).toBeLessThan(money?.until ?? 0);
    expect((await now()).payments[0]).toMatchObject({ state: 'cancelled' });
    expect(said()).toEqual(expect.arrayContaining(['hold_released', 'staff_hold_released']));
  });

  it('that the bank let go by itself is told too', async () => {
    await held();
    bank.bank.books.cancel(await reference());
    await pass(7 * HOUR);
    const told = [...desk.store.tables.outbox.rows.values()].find(
      ({ kind }) => kind === 'staff_hold_released',
    );
    expect(told?.data).toMatchObject({ reason: 'bank', asks: true });
  });

  it('is given back first when the invoice is cancelled', async () => {
    await held();
    const actor = { type: 'staff', id: 'anna' } as const;
    expect(await createCashier(desk.deps).cancel('1', actor, 'request-3')).toMatchObject({ ok: true });
    expect(await atBank()).toMatchObject({ state: 'cancelled' });
    expect((await now()).payments[0]).toMatchObject({ state: 'cancelled' });
    expect((await now()).deal.stage).toBe('cancelled');
  });

  it('is given back when the invoice’s time is over', async () => {
    const dueAt = desk.deps.clock.now() + 2 * DAY;
    await held(anInvoice(1_500_000n, { dueAt }));
    await pass(2 * DAY + HOUR);
    expect(await atBank()).toMatchObject({ state: 'cancelled', charges: [] });
    expect((await now()).invoices[0]?.state).toBe('expired');
  });
});
