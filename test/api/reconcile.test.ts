import { beforeEach, describe, expect, it } from 'vitest';
import { openPayment } from '../../api/cashier.ts';
import { checkPayments, checkRefunds } from '../../api/jobs/reconcile.ts';
import type { DealCase } from '../../domain/case.ts';
import { cancelInvoice } from '../../domain/decisions/cancel-invoice.ts';
import { requestRefund } from '../../domain/decisions/refund.ts';
import { done } from '../../domain/result.ts';
import { type Desk, failure, openDesk, seed } from '../support/desk.ts';
import {
  anInvoice,
  anOpenPayment,
  apply,
  charged,
  context,
  disputed,
  hear,
  NOON,
  refunded,
  staff,
} from '../support/world.ts';

let desk: Desk;
const SECOND = 1_000;
const DAY = 24 * 3_600 * SECOND;

beforeEach(() => {
  desk = openDesk();
});

const now = async (): Promise<DealCase> => {
  const facts = await desk.store.caseByDeal(1);
  if (!facts) throw new Error('no deal');
  return facts;
};
const payment = async (index = 0) => (await now()).payments[index];
const kindsSaid = () => [...desk.store.tables.outbox.rows.values()].map(({ kind }) => kind);

/** Lets a bit of time go by and the sweep look. */
async function sweepAfter(ms: number): Promise<void> {
  desk.pass(ms);
  await checkPayments(desk.deps);
  await checkRefunds(desk.deps);
}

describe('the sweep over silent payments', () => {
  it('finds money whose webhook was lost within two minutes, and tells both sides', async () => {
    await seed(desk, anOpenPayment());
    await sweepAfter(59 * SECOND);
    expect(desk.bank.asked).toEqual([]);
    desk.bank.answers.look.push(done([charged()]));
    await sweepAfter(SECOND);
    expect((await now()).deal.stage).toBe('paid');
    expect(kindsSaid()).toEqual(expect.arrayContaining(['invoice_paid', 'staff_invoice_paid']));
    await sweepAfter(3_539 * SECOND);
    expect(desk.bank.asked).toEqual(['look pay_1']);
  });

  it('asks at growing intervals, up to six hours, and no more after thirty days', async () => {
    await seed(desk, anOpenPayment());
    const looks: number[] = [];
    let before = 0;
    for (let hours = 0; hours < 24 * 32; hours += 0.25) {
      await sweepAfter(DAY / 96);
      if (desk.bank.asked.length > before) looks.push(hours);
      before = desk.bank.asked.length;
    }
    const gaps = looks.slice(1).map((hour, index) => hour - (looks[index] ?? 0));
    expect(Math.max(...gaps)).toBe(6);
    expect(gaps.at(0)).toBeLessThan(1);
    expect(looks.length).toBeGreaterThan(100);
    expect(looks.at(-1)).toBeLessThanOrEqual(24 * 30 + 6);
  });

  it('asks again by the same key for an attempt whose answer was lost', async () => {
    await seed(desk, anInvoice());
    const token = (await now()).invoices[0]?.payToken ?? '';
    desk.bank.answers.start.push(failure('unknown'));
    await openPayment(desk.deps, token, 'card', 'request-1');
    await sweepAfter(60 * SECOND);
    expect(await payment()).toMatchObject({ state: 'pending', reference: 'sandbox-1' });
    expect(new Set(desk.bank.asked).size).toBe(1);
  });

  it('lets an attempt of a cancelled invoice rest that the bank never made', async () => {
    await seed(desk, anInvoice());
    const token = (await now()).invoices[0]?.payToken ?? '';
    desk.bank.answers.start.push(failure('unknown'));
    await openPayment(desk.deps, token, 'card', 'request-1');
    const cancelled = cancelInvoice(await now(), '1', context({ now: desk.deps.clock.now() }));
    if (cancelled.ok) await desk.store.commit(cancelled.value);
    desk.bank.answers.look.push(failure('not_found'));
    await sweepAfter(60 * SECOND);
    expect(await payment()).toMatchObject({ state: 'failed', nextCheckAt: null });
    expect(desk.bank.asked.filter((line) => line.startsWith('start'))).toHaveLength(1);
  });

  it('voids what is open at the bank for an invoice that nobody has to pay any more', async () => {
    const facts = anOpenPayment();
    const cancelled = cancelInvoice(facts, '1', context());
    await seed(desk, apply(facts, cancelled.ok ? cancelled.value : null));
    const reference = 'pay_1';
    desk.bank.answers.look.push(
      done([charged({ state: 'cancelled', chargeId: null, eventKey: 'payment:pay_1:cancelled' })]),
    );
    await sweepAfter(0);
    expect(desk.bank.asked).toEqual([`cancel ${reference}`, `look ${reference}`]);
    expect(await payment()).toMatchObject({ state: 'cancelled', nextCheckAt: null });
  });

  it('asks on when the bank is away, and by another road finds the same money once', async () => {
    await seed(desk, anOpenPayment());
    desk.bank.answers.look.push(failure('unavailable'));
    await sweepAfter(60 * SECOND);
    expect(desk.lines).toContainEqual(expect.objectContaining({ msg: 'provider gave no answer' }));
    const reading = { ok: true, notices: [charged()], acknowledge: { status: 200, body: 'ok' } } as const;
    desk.bank.reading = reading;
    desk.bank.answers.look.push(done([charged()]), done([charged()]));
    const hook = desk.app.request('/webhooks/payments/sandbox', { method: 'POST', body: '{}' });
    await Promise.all([hook, sweepAfter(10 * 60 * SECOND)]);
    expect(await now()).toMatchObject({ deal: { stage: 'paid' }, invoices: [{ paid: 1_500_000n }] });
    expect(kindsSaid().filter((kind) => kind === 'invoice_paid')).toHaveLength(1);
  });
});

describe('money that came', () => {
  const paid = async () => seed(desk, hear(anOpenPayment(), [charged()]).facts);

  it('is looked after an hour, a day, a week and thirty days later: four calls a payment', async () => {
    await paid();
    const looks: number[] = [];
    for (let hours = 1; hours <= 24 * 40; hours += 1) {
      const before = desk.bank.asked.length;
      await sweepAfter(DAY / 24);
      if (desk.bank.asked.length > before) looks.push(hours);
    }
    expect(looks).toEqual([1, 24, 24 * 7, 24 * 30]);
    expect(desk.bank.asked).toHaveLength(4);
    expect(await payment()).toMatchObject({ state: 'succeeded', nextCheckAt: null });
  });

  it('is not voided by it, and waits for nobody', async () => {
    await paid();
    await sweepAfter(DAY);
    expect(desk.bank.asked).toEqual(['look pay_1']);
    expect((await desk.store.queueDepths(desk.deps.clock.now())).paymentsPending).toBe(0);
  });

  it.each([
    ['a second charge', charged({ chargeId: 'ch_2', eventKey: 'payment:ch_2:succeeded' }), 'staff_overpaid'],
    ['a refund of the office', refunded({ chargeId: 'ch_1' }), 'staff_refund_sent'],
    ['a dispute', disputed({ chargeId: 'ch_1' }), 'staff_disputed'],
  ])('is found to have got %s, whose webhook was lost', async (_what, notice, told) => {
    await paid();
    desk.bank.answers.look.push(done([charged(), notice]));
    await sweepAfter(3_600 * SECOND);
    expect(kindsSaid()).toContain(told);
  });

  it('is left alone at a provider that tells nothing more of it', async () => {
    const { provider } = desk.bank;
    const silent = { ...provider, can: { ...provider.can, silentAfterwards: true } };
    desk = openDesk({ providers: new Map([[silent.id, silent]]) });
    await paid();
    await sweepAfter(DAY);
    expect(await payment()).toMatchObject({ nextCheckAt: NOON + 7 * DAY });
    expect(desk.bank.asked).toEqual([]);
  });
});

describe('refunds', () => {
  async function asked(amount: bigint | null = null): Promise<string> {
    const { facts } = hear(anOpenPayment(), [charged()]);
    const decided = requestRefund(
      facts,
      { number: '1', amount, reason: 'Передумали', by: staff() },
      context(),
    );
    if (!decided.ok) throw new Error(decided.code);
    await seed(desk, apply(facts, decided.value));
    return (await now()).refunds[0]?.idempotencyKey ?? '';
  }
  const refund = async () => (await now()).refunds[0];

  it('are asked for once, and booked when the bank says that the money went', async () => {
    const key = await asked(500_000n);
    await sweepAfter(0);
    expect(desk.bank.asked).toEqual([`refund ${key} 500000`]);
    expect(await refund()).toMatchObject({ state: 'pending', reference: 're-1' });
    expect((await now()).deal.stage).toBe('paid');
    const went = refunded({
      refundReference: 're-1',
      refundId: key,
      amount: { minor: 500_000n, currency: 'RUB' },
    });
    desk.bank.answers.look.push(done([charged(), went]));
    await sweepAfter(DAY);
    expect((await now()).deal.stage).toBe('partially_refunded');
    expect(desk.bank.asked.filter((line) => line.startsWith('refund'))).toHaveLength(1);
    expect(kindsSaid()).toEqual(expect.arrayContaining(['refund_sent', 'staff_refund_sent']));
  });

  it('are asked for again by the same key after an answer that was lost, unless the bank has them', async () => {
    const key = await asked();
    desk.bank.answers.refund.push(failure('unknown'));
    await sweepAfter(0);
    expect(await refund()).toMatchObject({ state: 'unknown', reference: null });
    desk.bank.answers.look.push(done([charged()]));
    await sweepAfter(DAY);
    // Its payment is looked after, too.
    expect(desk.bank.asked).toEqual([
      `refund ${key} 1500000`,
      'look pay_1',
      'look pay_1',
      `refund ${key} 1500000`,
    ]);
    desk.bank.answers.look.push(done([charged(), refunded({ refundReference: 're-1', refundId: key })]));
    await sweepAfter(DAY);
    expect((await now()).deal.stage).toBe('refunded');
  });

  it('that the bank refuses free the sum again, and staff are told why', async () => {
    await asked();
    desk.bank.answers.refund.push(failure('refused', { message: 'the shop has no money' }));
    await sweepAfter(0);
    expect(await refund()).toMatchObject({ state: 'failed', nextCheckAt: null });
    expect((await now()).deal.stage).toBe('paid');
    expect(kindsSaid()).toContain('staff_refund_failed');
    expect(kindsSaid()).not.toContain('refund_sent');
    const again = requestRefund(
      await now(),
      { number: '1', amount: null, reason: 'Ещё раз', by: staff() },
      context(),
    );
    expect(again.ok).toBe(true);
  });
});
