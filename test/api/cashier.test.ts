import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCashier, openPayment, takersIn } from '../../api/cashier.ts';
import { cancelInvoice } from '../../domain/decisions/cancel-invoice.ts';
import { done } from '../../domain/result.ts';
import { type Desk, failure, openDesk, scriptedBank, seed } from '../support/desk.ts';
import { anInvoice, anOpenPayment, apply, charged, context, hear, NOON } from '../support/world.ts';

let desk: Desk;
const facts = anInvoice();
const token = facts.invoices[0]?.payToken ?? '';
const actor = { type: 'staff', id: 'anna' } as const;

beforeEach(async () => {
  desk = openDesk();
  await seed(desk, facts);
});

afterEach(() => void vi.useRealTimers());

const press = (kind = 'card', payToken = token) => openPayment(desk.deps, payToken, kind, 'request-1');
const payments = async () => (await desk.store.caseByDeal(1))?.payments ?? [];

describe('pressing pay', () => {
  it('saves the attempt with its key before the provider is asked', async () => {
    const { start } = desk.bank.provider;
    let before: unknown;
    desk.bank.provider.start = async (request) => {
      before = (await payments()).map(({ state, idempotencyKey }) => [state, idempotencyKey]);
      expect(request).toMatchObject({
        amount: { minor: 1_500_000n, currency: 'RUB' },
        returnUrl: expect.stringContaining(`https://till.example.com/pay/${token}`),
        webhookUrl: 'https://till.example.com/webhooks/payments/sandbox',
        purpose: 'Оплата по счёту № 1: Логотип. Без НДС',
      });
      return start(request);
    };
    expect(await press()).toEqual(done('https://bank.example.com/sandbox-1'));
    const [payment] = await payments();
    expect(before).toEqual([['creating', payment?.idempotencyKey]]);
    expect(payment).toMatchObject({ state: 'pending', reference: 'sandbox-1' });
  });

  it('finds the open attempt again without asking', async () => {
    expect(await press()).toEqual(await press());
    expect(desk.bank.asked).toHaveLength(1);
    await press('sbp');
    expect(await payments()).toHaveLength(2);
  });

  it('makes one attempt of ten presses at once', async () => {
    const pressed = await Promise.all(Array.from({ length: 10 }, () => press()));
    expect(new Set(desk.bank.asked).size).toBe(1);
    expect(pressed.every(({ ok }) => ok)).toBe(true);
    expect(await payments()).toHaveLength(1);
  });

  it('asks with the same key after an answer that was lost', async () => {
    desk.bank.answers.start.push(failure('unknown'));
    expect(await press()).toMatchObject({ ok: false, code: 'provider_unknown' });
    expect(await payments()).toMatchObject([{ state: 'unknown' }]);
    expect(await press()).toMatchObject({ ok: true });
    expect(new Set(desk.bank.asked).size).toBe(1);
    expect(await payments()).toMatchObject([{ state: 'pending' }]);
  });

  it('begins another attempt after one that the provider refused', async () => {
    desk.bank.answers.start.push(failure('refused'));
    expect(await press()).toMatchObject({ ok: false, code: 'provider_failed' });
    expect(await press()).toMatchObject({ ok: true });
    expect(new Set(desk.bank.asked).size).toBe(2);
    expect((await payments()).map(({ state }) => state)).toEqual(['failed', 'pending']);
  });

  it('goes to the next provider of the kind when the first is away', async () => {
    const second = scriptedBank('second');
    const providers = [desk.bank, second].map(({ provider }) => [provider.id, provider] as const);
    const deps = { ...desk.deps, providers: new Map(providers) };
    desk.bank.answers.start.push(failure('unavailable'));
    const opened = await openPayment(deps, token, 'card', 'request-1');
    expect(opened).toEqual(done('https://bank.example.com/second-1'));
    // A further press shows what is open instead of asking the first again.
    expect(await openPayment(deps, token, 'card', 'request-2')).toEqual(opened);
    expect([desk.bank.asked.length, second.asked.length]).toEqual([1, 1]);
  });

  it.each([
    ['an unknown invoice', 'card', 'nobody', 'invoice_not_found'],
    ['a kind that nobody takes', 'stars', token, 'kind_not_offered'],
    ['a kind that there is not', '__proto__', token, 'kind_not_offered'],
  ])('refuses %s', async (_what, kind, payToken, code) => {
    expect(await press(kind, payToken)).toMatchObject({ ok: false, code });
    expect(desk.bank.asked).toEqual([]);
  });

  it('refuses what is paid, cancelled or over', async () => {
    const cancelled = cancelInvoice(facts, '1', context());
    if (!cancelled.ok) throw new Error(cancelled.code);
    for (const [over, code] of [
      [hear(anOpenPayment(facts), [charged()]).facts, 'invoice_not_open'],
      [apply(facts, cancelled.value), 'invoice_not_open'],
      [anInvoice(100n, { dueAt: NOON + 1 }), 'invoice_expired'],
    ] as const) {
      desk = openDesk();
      desk.pass(2);
      await seed(desk, over);
      expect(await press('card', over.invoices[0]?.payToken)).toMatchObject({ ok: false, code });
      expect(desk.bank.asked).toEqual([]);
    }
  });
});

it('knows what each provider takes in the currency, in the order of the customers’ buttons, and who holds', () => {
  const stars = scriptedBank('stars').provider;
  const provider = { ...stars, can: { ...stars.can, kinds: ['stars'], currencies: ['XTR'] } as const };
  expect(takersIn([provider, desk.bank.provider], 'RUB')).toEqual([
    { id: 'stars', kinds: [], hold: false },
    { id: 'sandbox', kinds: ['sbp', 'card'], hold: false },
  ]);
  expect(takersIn([provider], 'XTR')).toEqual([{ id: 'stars', kinds: ['stars'], hold: false }]);
});

describe('asking the bank at once', () => {
  const ask = () => createCashier(desk.deps).askAbout('1', 'request-1');
  beforeEach(async () => {
    desk = openDesk();
    await seed(desk, anOpenPayment(facts));
  });

  it('books money that it finds', async () => {
    desk.bank.answers.look.push(done([charged()]));
    expect(await ask()).toBe('paid');
    expect((await desk.store.caseByDeal(1))?.deal.stage).toBe('paid');
  });

  it('tells no money from no answer', async () => {
    expect(await ask()).toBe('not_yet');
    desk.bank.answers.look.push(failure('unavailable'));
    expect(await ask()).toBe('unknown');
    expect(await createCashier(desk.deps).askAbout('99', 'request-1')).toBe('unknown');
    expect((await desk.store.caseByDeal(1))?.deal.stage).toBe('awaiting_payment');
  });
});

describe('cancelling', () => {
  const cancel = (number = '1') => createCashier(desk.deps).cancel(number, actor, 'request-1');
  beforeEach(async () => {
    desk = openDesk();
    await seed(desk, anOpenPayment(facts));
  });

  it('voids the open payment first', async () => {
    expect(await cancel()).toMatchObject({ ok: true });
    expect(desk.bank.asked).toEqual(['cancel pay_1']);
    expect((await desk.store.caseByDeal(1))?.deal.stage).toBe('cancelled');
  });

  it('is stopped by money that came in the last moment', async () => {
    desk.bank.answers.cancel.push(failure('refused'));
    desk.bank.answers.look.push(done([charged()]));
    expect(await cancel()).toMatchObject({ ok: false, code: 'invoice_not_open' });
    expect((await desk.store.caseByDeal(1))?.deal.stage).toBe('paid');
  });

  it('goes on when the bank does not answer: the payment is looked at again', async () => {
    desk.bank.answers.cancel.push(failure('unknown'));
    desk.bank.answers.look.push(failure('unavailable'));
    expect(await cancel()).toMatchObject({ ok: true });
    expect(await payments()).toMatchObject([{ state: 'pending', nextCheckAt: NOON }]);
  });

  it('and asking wait seconds for a bank that never answers, and no longer', async () => {
    vi.useFakeTimers();
    desk.bank.provider.look = (_key, options) =>
      new Promise((_resolve, reject) =>
        options?.signal?.addEventListener('abort', () => reject(options.signal?.reason)),
      );
    desk.bank.answers.cancel.push(failure('unknown'));
    const asked = createCashier(desk.deps).askAbout('1', 'request-1');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await asked).toBe('unknown');
    const cancelled = cancel();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await cancelled).toMatchObject({ ok: true });
    expect(await payments()).toMatchObject([{ state: 'pending', nextCheckAt: NOON }]);
  });

  it('knows no invoice that is not there', async () => {
    expect(await cancel('99')).toMatchObject({ ok: false, code: 'invoice_not_found' });
  });
});
