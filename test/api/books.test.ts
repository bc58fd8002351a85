import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPayment } from '../../api/cashier.ts';
import { createDaily } from '../../api/jobs/daily.ts';
import { type BooksReport, reconcile } from '../../api/reconcile.ts';
import { reconcileText } from '../../api/reconcile-table.ts';
import { isClean } from '../../api/reconcile-view.ts';
import { lookAt } from '../../api/settlement.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import { type Desk, openDesk, seed } from '../support/desk.ts';
import { type BankStand, startBank } from '../support/sandbox-bank.ts';
import { anInvoice, NOON } from '../support/world.ts';

const DAY = 24 * 3_600_000;
const PERIOD = { from: NOON - DAY, to: NOON + DAY };

let stand: BankStand;
let desk: Desk;

beforeEach(async () => {
  stand = startBank({ feeBasisPoints: 250 });
  desk = at(stand.provider);
  await seed(desk, anInvoice());
});
afterEach(() => stand.close());

function at(provider: PaymentProvider): Desk {
  return openDesk({ providers: new Map([[provider.id, provider]]) });
}

/** An attempt at the bank, which tells us nothing. */
async function attempt(): Promise<string> {
  const { payToken = '' } = (await desk.store.caseByDeal(1))?.invoices[0] ?? {};
  await openPayment(desk.deps, payToken, 'card', 'request-1');
  return payments().at(-1)?.reference ?? '';
}

/** Money that came and is booked. */
async function booked(): Promise<string> {
  const reference = await attempt();
  stand.bank.books.pay(reference);
  await lookAt(desk.deps, payments().at(-1)!, 'request-1');
  return reference;
}

const payments = () => [...desk.store.tables.payments.values()];
const compare = async (): Promise<BooksReport> => {
  const [report] = await reconcile(desk.deps, { period: PERIOD, most: 100 });
  return report!;
};
const causes = ({ differences }: BooksReport) => differences.map(({ cause }) => cause);

/** Spoils a booked payment, as nobody should. */
function plant(over: Partial<ReturnType<typeof payments>[number]>): void {
  const row = payments().find(({ state }) => state === 'succeeded')!;
  desk.store.tables.payments.set(row.id, { ...row, ...over });
}

/** The same bank, which can’t list. */
function withoutList(): void {
  const { list: _list, ...asked } = stand.provider;
  (desk.deps.providers as Map<string, PaymentProvider>).set('sandbox', asked);
}

describe.each([
  ['by its list', () => {}],
  ['payment by payment', withoutList],
] as const)('books compared with a provider %s', (way, prepare) => {
  beforeEach(prepare);

  it('are clean when they agree, with fees', async () => {
    await booked();
    const report = await compare();
    expect(report).toMatchObject({ compared: 1, found: [], differences: [], listed: way === 'by its list' });
    expect(isClean(report)).toBe(true);
  });

  it('find a refund of the office whose webhook was lost, and book it', async () => {
    const reference = await booked();
    const [charge] = stand.bank.books.get(reference).charges;
    stand.bank.books.refund(null, {
      chargeId: charge!.id,
      amount: { minor: '1', currency: 'RUB' },
      reason: null,
      refundId: null,
    });
    const report = await compare();
    expect(report.found).toMatchObject([{ type: 'refund', theirs: { minor: 1n } }]);
    expect(isClean(report)).toBe(true);
    expect((await desk.store.caseByDeal(1))?.refunds).toMatchObject([{ state: 'succeeded', amount: 1n }]);
    expect((await compare()).found).toEqual([]);
  });

  it('find a second charge of an attempt that was paid', async () => {
    const reference = await booked();
    stand.bank.books.pay(reference);
    expect((await compare()).found).toMatchObject([{ type: 'payment' }]);
    expect(payments().filter(({ state }) => state === 'succeeded')).toHaveLength(2);
  });

  it('find what the provider does not have', async () => {
    await booked();
    plant({ chargeId: 'ch_invented', reference: 'pay_invented' });
    expect(causes(await compare())).toContain('missing_there');
  });

  it('find another sum, another currency and another fee', async () => {
    await booked();
    plant({ amount: 1n });
    expect(causes(await compare())).toEqual(['amount_differs']);
    plant({ currency: 'USD' });
    expect(causes(await compare())).toEqual(['currency_differs']);
    plant({ amount: 1_500_000n, currency: 'RUB' });
    for (const [key, row] of desk.store.tables.postings)
      if (row.account === 'fees') desk.store.tables.postings.set(key, { ...row, amount: 1n });
    expect(causes(await compare())).toEqual(['fee_differs']);
  });
});

describe('a provider’s list', () => {
  it('finds money whose webhook was lost; it is booked from the provider’s answer, once', async () => {
    stand.bank.books.pay(await attempt());
    const report = await compare();
    expect(report.found).toMatchObject([{ cause: 'missing_here', theirs: { minor: 1_500_000n } }]);
    expect((await desk.store.caseByDeal(1))?.deal.stage).toBe('paid');
    expect(await compare()).toMatchObject({ found: [], differences: [], compared: 1 });
  });

  it('tells of money that no deal of ours waits for: it is kept, and a difference until somebody decides', async () => {
    const key = `strange-${stand.now()}`;
    const webhookUrl = 'https://shop.example.com/webhooks/payments/sandbox';
    const amount = { minor: '700', currency: 'RUB' };
    const order = { amount, kind: 'card', description: 'x', paymentId: 'of-another-program' } as const;
    const strange = stand.bank.books.create(
      key,
      { ...order, returnUrl: 'https://shop.example.com', webhookUrl, expiresAt: null },
      (id) => `https://bank.example.com/pay/${id}`,
    );
    stand.bank.books.pay(strange.id);
    expect((await compare()).differences).toMatchObject([{ cause: 'missing_here', kept: true }]);
    expect((await compare()).differences).toMatchObject([{ cause: 'missing_here', kept: true }]);
    expect(await desk.store.unmatched(10, 0)).toHaveLength(1);
    expect(isClean(await compare())).toBe(false);
  });

  it('that leaves out what the provider knows is no difference', async () => {
    await booked();
    const short = { ...stand.provider, list: async () => ({ ok: true, value: [] }) as const };
    (desk.deps.providers as Map<string, PaymentProvider>).set('sandbox', short);
    expect(await compare()).toMatchObject({ compared: 1, differences: [] });
  });

  it('that can’t be had is told of, and is not clean', async () => {
    await booked();
    (desk.deps.providers as Map<string, PaymentProvider>).set('sandbox', stand.stranger);
    const report = await compare();
    expect(report.failure).toContain('unauthorized');
    expect(isClean(report)).toBe(false);
  });
});

describe('a provider without a list', () => {
  beforeEach(withoutList);

  it('is asked about no more payments than were allowed; the others are counted', async () => {
    await booked();
    const [report] = await reconcile(desk.deps, { period: PERIOD, most: 0 });
    expect(report).toMatchObject({ unasked: 1, compared: 0, differences: [] });
  });

  it('that never tells of some payments leaves them to people, and is clean by the others', async () => {
    await booked();
    const refused = {
      ok: false,
      category: 'refused',
      retryable: false,
      code: 'untold',
      message: '',
    } as const;
    const mute = { ...desk.deps.providers.get('sandbox')!, look: async () => refused };
    (desk.deps.providers as Map<string, PaymentProvider>).set('sandbox', mute);
    const report = await compare();
    expect(report).toMatchObject({ untold: 1, unasked: 0, compared: 0 });
    expect(isClean(report)).toBe(true);
  });

  it('that does not answer makes no difference of it', async () => {
    await booked();
    stand.bank.fail('read', { kind: 'error', status: 500 }, 5);
    expect(await compare()).toMatchObject({ unasked: 1, differences: [] });
  });
});

describe('every morning', () => {
  const told = () =>
    [...desk.store.tables.outbox.rows.values()].filter(({ kind }) => kind === 'books_differ');
  const hours = (count: number) => {
    desk.pass(count * 3_600_000);
    stand.pass(count * 3_600_000);
  };
  const daily = () => createDaily(new AbortController().signal);

  it('owners are told what differs, once, by one of several processes', async () => {
    await booked();
    plant({ amount: 1n });
    const processes = [daily(), daily()];
    for (let hour = 0; hour < 72; hour++) {
      hours(1);
      await Promise.all(processes.map((run) => run(desk.deps)));
    }
    expect(told()).toMatchObject([
      { data: { providers: [{ provider: 'sandbox', lines: [{ cause: 'amount_differs' }] }] } },
    ]);
    const days = [...desk.store.tables.inbox.values()].filter(({ key }) => key.startsWith('books:'));
    // The day on which it was started, and three mornings.
    expect(days).toHaveLength(4);
  });

  it('nobody is told that everything agrees', async () => {
    await booked();
    hours(24);
    await daily()(desk.deps);
    expect(told()).toEqual([]);
    expect(desk.lines).toContainEqual(expect.objectContaining({ msg: 'books compared', compared: 1 }));
  });

  it('it is not yet done in the small hours', async () => {
    hours(14);
    expect(await daily()(desk.deps)).toBe(0);
    expect(desk.lines).toEqual([]);
  });
});

describe('in a terminal', () => {
  it('sums are shown to the kopeck by method, and each difference with its cause', async () => {
    await booked();
    plant({ amount: 1_499_999n });
    const text = reconcileText([await compare()], desk.deps.texts, 'ru');
    expect(text).toMatch(/оплаты\s+карта\s+1 × 14999\.99 RUB\s+1 × 15000\.00 RUB/i);
    expect(text).toMatch(/у нас 14\s999,99\s₽, у сервиса 15\s000\s₽/);
    expect(text).toContain('Расхождений: 1');
    expect(reconcileText([], desk.deps.texts, 'en')).toContain('Nothing to compare');
  });
});
