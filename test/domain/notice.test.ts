import { describe, expect, it } from 'vitest';
import { alarmOrphan, keyOf, noticeFromJson, noticeToJson, orphan, receipt } from '../../domain/notice.ts';
import { charged, context, disputed, kinds, NOON, refunded, staff } from '../support/world.ts';

const HUGE = { minor: 2n ** 70n, currency: 'RUB' };

const NOTICES = {
  'a payment': charged({ amount: HUGE, fee: { minor: 12n, currency: 'RUB' }, reason: '5n' }),
  'a payment that failed': charged({ state: 'failed', chargeId: null, reason: 'insufficient_funds' }),
  'a refund': refunded({ amount: HUGE, refundId: 'our id', reason: 'minor' }),
  'a dispute': disputed({ amount: { minor: -1n, currency: 'XTR' }, chargeId: 'ch_1' }),
};

describe('a notice that waits for its deal', () => {
  it.each(Object.entries(NOTICES))('%s is read back as it was written, to the last unit', (_what, notice) => {
    expect(noticeFromJson(noticeToJson(notice))).toEqual(notice);
  });

  it('is not read from text that it was not written as', () => {
    expect(() => noticeFromJson('{"type":"payment"')).toThrow(SyntaxError);
  });

  it('is kept under its event’s own key, not applied, and tried again in ten seconds', () => {
    expect(orphan('sandbox', NOTICES['a refund'], context()).inbox).toEqual([
      {
        source: 'sandbox',
        key: NOTICES['a refund'].eventKey,
        state: 'unmatched',
        body: noticeToJson(NOTICES['a refund']),
        dealId: null,
        receivedAt: NOON,
        nextAt: NOON + 10_000,
        requestId: 'request-1',
      },
    ]);
  });

  it('is done, and its text forgotten, when it was applied', () => {
    expect(receipt('sandbox', NOTICES['a refund'], 17, context())).toMatchObject({
      state: 'done',
      body: null,
      dealId: 17,
      nextAt: null,
    });
  });
});

describe('money without a deal', () => {
  const AT = { source: 'sandbox', key: 'payment:ch_1:succeeded', receivedAt: NOON };
  const team = [staff(), staff({ id: 'boris', role: 'manager' }), staff({ id: 'olga', active: false })];

  it('alarms owners who still work here, once per event', () => {
    const { messages } = alarmOrphan(AT, charged(), team, context());
    expect(kinds(messages ?? [])).toEqual(['staff_unmatched → 1001']);
    expect(messages?.[0]).toMatchObject({
      dedupeKey: 'unmatched:sandbox:payment:ch_1:succeeded:anna',
      priority: 0,
      dealId: null,
      data: { ...AT, type: 'payment', reference: 'pay_1', amount: { minor: '1500000', currency: 'RUB' } },
    });
  });

  it('is money that moved: attempts that came to nothing alarm nobody', () => {
    for (const state of ['pending', 'failed', 'expired', 'cancelled'] as const) {
      expect(alarmOrphan(AT, charged({ state, chargeId: null }), team, context())).toEqual({});
    }
    for (const notice of [refunded(), disputed()]) {
      expect(alarmOrphan(AT, notice, team, context()).messages).toHaveLength(1);
    }
  });
});

describe('the key by which a deal is found', () => {
  it('is everything that the provider gave, and nothing that it did not', () => {
    expect(keyOf('sandbox', charged())).toEqual({
      provider: 'sandbox',
      reference: 'pay_1',
      chargeId: 'ch_1',
    });
    expect(keyOf('sandbox', charged({ reference: '', paymentId: 'ours' }))).toEqual({
      provider: 'sandbox',
      chargeId: 'ch_1',
      paymentId: 'ours',
    });
    expect(keyOf('sandbox', refunded({ refundId: 'ours' }))).toMatchObject({
      refundReference: 're_1',
      refundId: 'ours',
    });
    expect(keyOf('sandbox', disputed())).toMatchObject({ disputeReference: 'dp_1' });
  });
});
