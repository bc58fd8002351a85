import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FakeTbankOptions } from '../../api/payments/tbank/fake.ts';
import { money } from '../../domain/money.ts';
import type { KnownRefund, RefundRequest } from '../../domain/ports/payment-provider.ts';
import { failureOf, SUM, valueFrom } from '../contract/payment-provider-driver.ts';
import { paidAt, receiptOf, startTbank, type TbankStand, told } from '../support/tbank.ts';

let stand: TbankStand;
let serial = 0;
const restart = (options: Partial<FakeTbankOptions>) => {
  stand.close();
  stand = startTbank(options);
};

beforeEach(() => {
  stand = startTbank();
});
afterEach(() => stand.close());

const rub = (minor: bigint) => money(minor, 'RUB');
const paid = (source: 'cards' | 'qrsbp') => paidAt(stand, source);
const bodies = (method: string) =>
  stand.heard.filter(({ path }) => path.endsWith(`/${method}`)).map(({ body }) => body);

function refundOf(reference: string, minor: bigint, over: Partial<RefundRequest> = {}): RefundRequest {
  serial += 1;
  const refundId = `refund-${serial}`;
  const ids = { refundId, idempotencyKey: refundId, reference, chargeId: reference };
  return { ...ids, amount: rub(minor), charged: rub(SUM), reason: 'Не подошло', ...over };
}

const known = (of: RefundRequest, refundReference: string): KnownRefund => ({
  refundId: of.refundId,
  refundReference,
  chargeId: of.chargeId,
  amount: of.amount,
});

async function look(reference: string, refunds: readonly KnownRefund[], returned: bigint | null = 0n) {
  const books = returned === null ? {} : { booked: { charged: rub(SUM), returned: rub(returned) } };
  const key = { reference, paymentId: '', idempotencyKey: '', refunds, ...books };
  return valueFrom(await stand.provider.look(key)).filter(({ type }) => type === 'refund');
}

describe('a refund', () => {
  test('goes with its own key, and without a receipt when it is of everything', async () => {
    const reference = await paid('cards');
    const asked = refundOf(reference, SUM, { receipt: receiptOf(SUM) });
    const started = valueFrom(await stand.provider.refund!(asked));
    expect(started).toEqual({ refundReference: `${reference}:${asked.refundId}`, state: 'succeeded' });
    const { Token: _, TerminalKey: __, ...body } = bodies('Cancel')[0]!;
    expect(body).toEqual({
      PaymentId: reference,
      Amount: 150_000,
      ExternalRequestId: asked.idempotencyKey,
    });
  });

  test('of a part carries the receipt of what goes back, and lines that differ are not sent', async () => {
    const reference = await paid('cards');
    valueFrom(await stand.provider.refund!(refundOf(reference, 500n, { receipt: receiptOf(500n) })));
    expect(bodies('Cancel')[0]).toMatchObject({ Receipt: { Payments: { Electronic: 500 } } });
    const wrong = refundOf(reference, 500n, { receipt: receiptOf(499n) });
    expect(failureOf(await stand.provider.refund!(wrong))).toMatchObject({
      category: 'invalid',
      code: 'receipt',
    });
    expect(bodies('Cancel')).toHaveLength(1);
  });

  test('is announced as a question: the notification says too little to book it', async () => {
    const reference = await paid('cards');
    valueFrom(await stand.provider.refund!(refundOf(reference, 500n)));
    const reading = await stand.provider.readWebhook(await told(stand, 'PARTIAL_REFUNDED'));
    expect(reading).toMatchObject({
      ok: true,
      notices: [],
      hints: [{ reference }],
      acknowledge: { body: 'OK' },
    });
  });
});

for (const sums of ['now', 'first'] as const) {
  describe(`refunds where the bank shows the sum of a payment as it is ${sums}`, () => {
    beforeEach(() => restart({ sums }));

    test('of ours are told by name, each once', async () => {
      const reference = await paid('cards');
      const asked = [refundOf(reference, 500n), refundOf(reference, 500n)];
      const refunds: KnownRefund[] = [];
      for (const each of asked)
        refunds.push(known(each, valueFrom(await stand.provider.refund!(each)).refundReference));
      const told = await look(reference, refunds);
      expect(told).toMatchObject(
        refunds.map(({ refundReference }) => ({ refundReference, state: 'succeeded', amount: rub(500n) })),
      );
      expect(new Set(told.map(({ eventKey }) => eventKey)).size).toBe(2);
    });

    test('of everything in the bank’s office are told, as nobody’s of ours', async () => {
      const reference = await paid('cards');
      stand.fake.books.cancel(reference, { amount: null, key: null, receipt: undefined });
      const told = await look(reference, []);
      expect(told).toMatchObject([{ refundId: null, state: 'succeeded', amount: rub(SUM) }]);
    });

    test('of the rest in the office are told without what went back before', async () => {
      const reference = await paid('cards');
      const ours = refundOf(reference, 50_000n);
      valueFrom(await stand.provider.refund!(ours));
      stand.fake.books.cancel(reference, { amount: null, key: null, receipt: undefined });
      const told = await look(reference, [], 50_000n);
      expect(told).toMatchObject([{ refundId: null, amount: rub(100_000n) }]);
      // Our own books not yet closed on ours: it is told by name beside the other.
      const both = await look(reference, [known(ours, `${reference}:${ours.refundId}`)], 0n);
      expect(both.map(({ amount }) => amount.minor)).toEqual([50_000n, 100_000n]);
    });

    test('are never guessed at without our books', async () => {
      const reference = await paid('cards');
      stand.fake.books.cancel(reference, { amount: null, key: null, receipt: undefined });
      expect(await look(reference, [], null)).toEqual([]);
    });
  });
}

test('a part that went back in the office is told where the bank shows what is left', async () => {
  const reference = await paid('cards');
  stand.fake.books.cancel(reference, { amount: 700, key: null, receipt: undefined });
  const [first] = await look(reference, []);
  expect(first).toMatchObject({ refundId: null, amount: rub(700n), chargeId: reference });
  stand.fake.books.cancel(reference, { amount: 700, key: null, receipt: undefined });
  const [second] = await look(reference, [], 700n);
  expect(second).toMatchObject({ amount: rub(700n) });
  expect(second?.eventKey).not.toBe(first?.eventKey);
});

describe('a refund by SBP', () => {
  test('is on its way until the SBP has returned it', async () => {
    stand.fake.books.slowRefunds = true;
    const reference = await paid('qrsbp');
    const asked = refundOf(reference, 500n);
    const { refundReference, state } = valueFrom(await stand.provider.refund!(asked));
    expect(state).toBe('pending');
    const refunds = [known(asked, refundReference)];
    expect(await look(reference, refunds)).toMatchObject([{ refundReference, state: 'pending' }]);
    stand.fake.books.finishRefund(reference, 'done');
    expect(await look(reference, refunds)).toMatchObject([{ refundReference, state: 'succeeded' }]);
  });

  test('that the SBP could not make failed, in its words', async () => {
    stand.fake.books.slowRefunds = true;
    const reference = await paid('qrsbp');
    const asked = refundOf(reference, SUM);
    const { refundReference } = valueFrom(await stand.provider.refund!(asked));
    stand.fake.books.finishRefund(reference, 'failed');
    const [told] = await look(reference, [known(asked, refundReference)]);
    expect(told).toMatchObject({ state: 'failed', reason: expect.stringContaining('I05043') });
  });

  test('whose answer was lost is not sent again when it may have been made', async () => {
    const reference = await paid('qrsbp');
    const asked = refundOf(reference, 500n);
    stand.fake.fail('Cancel', { kind: 'lost_answer' });
    expect(failureOf(await stand.provider.refund!(asked)).category).toBe('unknown');
    const again = await stand.provider.refund!({ ...asked, again: true });
    expect(failureOf(again)).toMatchObject({ category: 'refused', code: 'maybe_made', retryable: false });
    expect(stand.fake.calls('Cancel')).toBe(1);
  });

  test('that certainly was not made is sent again', async () => {
    const reference = await paid('qrsbp');
    const asked = refundOf(reference, 500n);
    stand.fake.fail('Cancel', { kind: 'cut' });
    expect(failureOf(await stand.provider.refund!(asked)).category).toBe('unknown');
    valueFrom(await stand.provider.refund!({ ...asked, again: true }));
    expect(stand.fake.books.get(reference).left).toBe(149_500);
  });

  test('of everything is known to be made when nothing is left', async () => {
    const reference = await paid('qrsbp');
    const asked = refundOf(reference, SUM);
    stand.fake.fail('Cancel', { kind: 'lost_answer' });
    failureOf(await stand.provider.refund!(asked));
    const again = valueFrom(await stand.provider.refund!({ ...asked, again: true }));
    expect(again).toMatchObject({ state: 'succeeded' });
  });
});
