import { describe, expect, test } from 'vitest';
import { expectSameNews, failureOf, type Stand, SUM, valueFrom } from './payment-provider-driver.ts';

/** Starting, paying, not paying and voiding. */
export function attemptsContract(stand: () => Stand): void {
  describe('starting', () => startingContract(stand));
  describe('paying', () => payingContract(stand));
  describe('not paying', () => notPayingContract(stand));
  describe('voiding', () => voidingContract(stand));
}

/** What a start gives, whoever stands behind it. */
export function startingContract(stand: () => Stand): void {
  test('what it can do is said in full', () => {
    const { can, refund, cancel } = stand().provider;
    expect(can.kinds.length).toBeGreaterThan(0);
    expect(Boolean(refund)).toBe(can.refund !== 'none');
    expect(Boolean(cancel)).toBe(can.cancel);
  });

  test('a start gives a reference and an address to pay at', async () => {
    const { reference, url } = await stand().open();
    expect(reference).toMatch(/^\S+$/);
    expect(new URL(url).protocol).toMatch(/^https?:$/);
    expect(stand().driver.attempts()).toBe(1);
  });

  test('every kind that is claimed can be started', async () => {
    for (const kind of stand().provider.can.kinds) await stand().open({ kind });
    expect(stand().driver.attempts()).toBe(stand().provider.can.kinds.length);
  });

  test('a purpose of any length and any letters is taken', async () => {
    await stand().open({ purpose: 'Очень длинное название 🎨 '.repeat(100) });
  });

  test('the same key gives the same attempt', async () => {
    const { request, reference, url } = await stand().open();
    const again = valueFrom(await stand().provider.start(request));
    expect(again).toMatchObject({ reference, url });
    expect(stand().driver.attempts()).toBe(1);
  });

  test('the same key in many calls at once gives one attempt', async () => {
    const request = stand().request();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => stand().provider.start(request)));
    expect(new Set(outcomes.map((outcome) => valueFrom(outcome).reference)).size).toBe(1);
    expect(stand().driver.attempts()).toBe(1);
  });

  test('two keys give two attempts', async () => {
    const [one, two] = [await stand().open(), await stand().open()];
    expect(one.reference).not.toBe(two.reference);
    expect(stand().driver.attempts()).toBe(2);
  });
}

function payingContract(stand: () => Stand): void {
  test('an attempt that nobody paid brings no money', async () => {
    const { reference, request } = await stand().open();
    const notices = valueFrom(await stand().look(reference, request));
    const allowed = ['pending', 'authorized'];
    expect(notices.every((each) => each.type === 'payment' && allowed.includes(each.state))).toBe(true);
  });

  test('a payment tells its charge and its exact sum', async () => {
    const { reference, request } = await stand().open();
    await stand().driver.pay(reference);
    const charges = await stand().charges(reference, request);
    expect(charges).toHaveLength(1);
    expect(charges[0]).toMatchObject({ reference, amount: stand().money(SUM) });
    expect(charges[0]?.chargeId).toMatch(/^\S+$/);
    expect([null, request.paymentId]).toContain(charges[0]?.paymentId);
  });

  test('asking tells the same as the webhook, under the same key', async () => {
    const { reference, request } = await stand().paid();
    expectSameNews(
      await stand().charges(reference, request),
      valueFrom(await stand().look(reference, request)),
    );
    const [first, again] = [await stand().look(reference, request), await stand().look(reference, request)];
    expect(again).toEqual(first);
  });

  test('two payers of two attempts have two charges', async () => {
    const [one, two] = [await stand().paid(), await stand().paid()];
    expect(one.charge.chargeId).not.toBe(two.charge.chargeId);
    expect(one.charge.eventKey).not.toBe(two.charge.eventKey);
  });

  test('an attempt paid twice has two charges', async (context) => {
    const { payTwice } = stand().driver;
    if (!payTwice) return context.skip('an attempt is paid once');
    const { reference, request } = await stand().open();
    await payTwice(reference);
    const charges = await stand().charges(reference, request);
    expect(new Set(charges.map(({ chargeId }) => chargeId)).size).toBe(2);
    expect(new Set(charges.map(({ eventKey }) => eventKey)).size).toBe(2);
    expectSameNews(charges, valueFrom(await stand().look(reference, request)));
  });

  test('who pays less is told with what came', async (context) => {
    const { payLess } = stand().driver;
    if (!payLess) return context.skip('the sum is fixed');
    const { reference, request } = await stand().open();
    await payLess(reference, SUM - 1n);
    const [charge] = await stand().charges(reference, request);
    expect(charge?.amount).toEqual(stand().money(SUM - 1n));
  });
}

function notPayingContract(stand: () => Stand): void {
  test('a declined payment is told without money', async (context) => {
    const { decline } = stand().driver;
    if (!decline) return context.skip('declines are not told');
    const { reference, request } = await stand().open();
    await decline(reference);
    const learnt = await stand().learn(reference, request);
    expect(learnt).toContainEqual(
      expect.objectContaining({ type: 'payment', state: 'failed', chargeId: null }),
    );
    expect(await stand().charges(reference, request)).toEqual([]);
    expectSameNews(learnt, valueFrom(await stand().look(reference, request)));
  });

  test('an attempt whose time is over says so, and a new one can be made and paid', async (context) => {
    const { expire } = stand().driver;
    if (!expire) return context.skip('attempts do not end by themselves');
    const { reference, request } = await stand().open({ expiresAt: stand().driver.now() + 3_600_000 });
    await expire(reference);
    const notices = valueFrom(await stand().look(reference, request));
    expect(notices.at(-1)).toMatchObject({ type: 'payment', reference });
    expect(['expired', 'cancelled', 'failed']).toContain(
      notices.at(-1)?.type === 'payment' && notices.at(-1)?.state,
    );
    const next = await stand().paid();
    expect(next.reference).not.toBe(reference);
    expect(next.charge.amount).toEqual(stand().money(SUM));
  });
}

function voidingContract(stand: () => Stand): void {
  test('an open attempt is voided, again and again', async (context) => {
    const { cancel } = stand().provider;
    if (!cancel) return context.skip('nothing can be voided');
    const { reference, request } = await stand().voidable();
    valueFrom(await cancel(reference, `${request.idempotencyKey}:cancel`));
    valueFrom(await cancel(reference, `${request.idempotencyKey}:cancel`));
    valueFrom(await cancel(reference, `${request.idempotencyKey}:cancel-2`));
    if (stand().driver.tellsVoids === false) return;
    const notices = valueFrom(await stand().look(reference, request));
    expect(notices.at(-1)).toMatchObject({ type: 'payment', state: 'cancelled', reference });
  });

  test('what is paid is not voided', async (context) => {
    const { cancel } = stand().provider;
    if (!cancel) return context.skip('nothing can be voided');
    const { reference, request } = await stand().paid();
    const failure = failureOf(await cancel(reference, `${request.idempotencyKey}:cancel`));
    expect(failure).toMatchObject({ category: 'refused', retryable: false });
    expect(await stand().charges(reference, request)).toHaveLength(1);
    expect(stand().driver.refunded()).toBe(0n);
  });

  test('what was never made is not voided', async (context) => {
    const { cancel } = stand().provider;
    if (!cancel) return context.skip('nothing can be voided');
    const failure = failureOf(await cancel('404000404', 'never:cancel'));
    expect(['not_found', 'refused', 'invalid']).toContain(failure.category);
  });
}
