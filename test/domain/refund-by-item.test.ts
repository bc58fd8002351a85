import { describe, expect, it } from 'vitest';
import { auditDeal } from '../../domain/audit.ts';
import { checkRefund, retryRefund } from '../../domain/decisions/refund.ts';
import { failedRefunds, refundableOf } from '../../domain/returnable.ts';
import { all, ask, asked, ended, invoiceOf, type Line, left, paid } from '../support/returns.ts';
import { anOpenPayment, apply, charged, context, disputed, hear, staff } from '../support/world.ts';

const rub = (minor: bigint) => ({ minor, currency: 'RUB' });

const CAKES: Line = { title: 'Торт', quantity: 3_000n, price: 100_000n };
const CANDLES: Line = { title: 'Свечи', quantity: 1_000n, price: 50_000n };

describe('what may be returned by item', () => {
  it('is every line with what it cost, when all of it was paid', () => {
    expect(left(paid([CAKES, CANDLES], 350_000n))).toEqual([
      { line: 0, title: 'Торт', quantity: 3_000n, amount: 300_000n },
      { line: 1, title: 'Свечи', quantity: 1_000n, amount: 50_000n },
    ]);
  });

  it('is nothing of an invoice that nobody paid', () => {
    expect(left(invoiceOf([CAKES]))).toEqual([]);
  });

  it('shares out a part payment in proportion to what the lines cost, to the kopeck', () => {
    expect(left(paid([CAKES, CANDLES], 100_000n)).map(({ amount }) => amount)).toEqual([85_714n, 14_286n]);
  });

  it('shares out a return by sum the same way', () => {
    const facts = asked(paid([CAKES, CANDLES], 350_000n), { amount: 35_000n });
    expect(left(facts).map(({ amount }) => amount)).toEqual([270_000n, 45_000n]);
  });

  it('is less while a bank disputes some of it', () => {
    const facts = hear(paid([CAKES, CANDLES], 350_000n), [
      disputed({ reference: 'pay_0', amount: rub(175_000n) }),
    ]).facts;
    expect(left(facts).map(({ amount }) => amount)).toEqual([150_000n, 25_000n]);
  });

  it('is never more than a line costs: what is paid after a return goes back by sum', () => {
    const half = anOpenPayment(paid([CAKES, CANDLES], 175_000n), 'pay_1', 'card');
    const back = ended(asked(half, { items: [{ line: 0, quantity: 3_000n }] }));
    const rest = hear(back, [charged({ reference: 'pay_1', chargeId: 'ch_1', amount: rub(175_000n) })]).facts;
    expect(left(rest)).toEqual([{ line: 1, title: 'Свечи', quantity: 1_000n, amount: 50_000n }]);
    expect(refundableOf(rest, rest.invoices[0]!)).toBe(200_000n);
  });
});

describe('a return by item', () => {
  it('returns the price of what is picked, and keeps what it was for', () => {
    const facts = asked(paid([CAKES, CANDLES], 350_000n), { items: [{ line: 0, quantity: 1_000n }] });
    expect(facts.refunds).toMatchObject([
      { amount: 100_000n, items: [{ line: 0, quantity: 1_000n, amount: 100_000n }] },
    ]);
    expect(left(facts)[0]).toMatchObject({ quantity: 2_000n, amount: 200_000n });
    const back = ended(facts);
    expect(back.deal.stage).toBe('partially_refunded');
    expect(auditDeal(back)).toEqual([]);
  });

  it('takes fractions, as they were sold', () => {
    const cheese = { title: 'Сыр', quantity: 1_250n, price: 80_001n };
    const facts = asked(paid([cheese], 100_001n), { items: [{ line: 0, quantity: 500n }] });
    expect(facts.refunds[0]?.amount).toBe(40_001n);
    expect(left(facts)[0]).toMatchObject({ quantity: 750n, amount: 60_000n });
  });

  it('of everything returns exactly what was paid, and the deal is refunded', () => {
    const facts = paid([CAKES, CANDLES], 123_457n);
    const whole = ended(asked(facts, { items: all(facts) }));
    expect(whole.invoices[0]).toMatchObject({ refunded: 123_457n });
    expect(refundableOf(whole, whole.invoices[0]!)).toBe(0n);
  });

  it.each([
    ['more than was sold', [{ line: 0, quantity: 3_001n }]],
    ['a line that is not there', [{ line: 7, quantity: 1_000n }]],
    ['nothing of a line', [{ line: 0, quantity: 0n }]],
    [
      'a line twice',
      [
        { line: 0, quantity: 2_000n },
        { line: 0, quantity: 2_000n },
      ],
    ],
    ['nothing at all', []],
  ])('is refused for %s', (_what, items) => {
    expect(ask(paid([CAKES, CANDLES], 350_000n), { items })).toMatchObject({ ok: false, code: 'items_gone' });
  });

  it('is refused for what is on its way back already, and possible again when that fails', () => {
    const facts = asked(paid([CAKES, CANDLES], 350_000n), { items: [{ line: 1, quantity: 1_000n }] });
    expect(ask(facts, { items: [{ line: 1, quantity: 1_000n }] })).toMatchObject({ code: 'items_gone' });
    expect(ask(ended(facts, 'failed'), { items: [{ line: 1, quantity: 1_000n }] }).ok).toBe(true);
  });

  it('of two managers at once is made once: the second sees that it is gone', () => {
    const facts = paid([CAKES, CANDLES], 350_000n);
    const items = [{ line: 0, quantity: 2_000n }];
    const [first, second] = [
      ask(facts, { items, by: staff() }),
      ask(facts, { items, by: staff({ id: 'oleg' }) }),
    ];
    expect([first.ok, second.ok]).toEqual([true, true]);
    // The second one's deal is an older version: it is decided again, on what the first one saved.
    const saved = first.ok ? apply(facts, first.value) : facts;
    expect(ask(saved, { items, by: staff({ id: 'oleg' }) })).toMatchObject({ code: 'items_gone' });
  });

  it('is refused when its sum is another one than was confirmed', () => {
    const facts = paid([CAKES, CANDLES], 350_000n);
    const items = [{ line: 1, quantity: 1_000n }];
    const meanwhile = asked(facts, { amount: 35_000n });
    expect(ask(meanwhile, { items, amount: 50_000n })).toMatchObject({ code: 'refund_changed' });
    expect(ask(meanwhile, { items, amount: 45_000n }).ok).toBe(true);
  });

  it('keeps to a ceiling', () => {
    const by = staff({ role: 'manager', refundCeiling: 99_999n });
    const command = { number: '1', amount: null, items: [{ line: 0, quantity: 1_000n }], by };
    expect(checkRefund(paid([CAKES], 300_000n), command)).toMatchObject({ code: 'above_ceiling' });
  });

  it('by several payments deals its items out, newest payment first, and cuts as few as it must', () => {
    const facts = paid([CAKES, CANDLES], 250_000n, 100_000n);
    const back = asked(facts, {
      items: [
        { line: 0, quantity: 1_500n },
        { line: 1, quantity: 1_000n },
      ],
    });
    expect(back.refunds.map(({ amount, items }) => ({ amount, items }))).toEqual([
      { amount: 100_000n, items: [{ line: 0, quantity: 1_000n, amount: 100_000n }] },
      {
        amount: 100_000n,
        items: [
          { line: 0, quantity: 500n, amount: 50_000n },
          { line: 1, quantity: 1_000n, amount: 50_000n },
        ],
      },
    ]);
  });
});

describe('a refund that failed', () => {
  const failed = () =>
    ended(asked(paid([CAKES, CANDLES], 350_000n), { items: [{ line: 0, quantity: 1_000n }] }), 'failed');

  it('is tried again as a new one, for the same money and items, under a new key', () => {
    const facts = failed();
    const [old] = failedRefunds(facts);
    const again = retryRefund(facts, old?.id ?? '', staff(), context());
    if (!again.ok) throw new Error(again.code);
    const now = apply(facts, again.value);
    expect(now.refunds[1]).toMatchObject({ amount: 100_000n, items: old?.items ?? [], state: 'creating' });
    expect(now.refunds[1]?.idempotencyKey).not.toBe(old?.idempotencyKey);
    expect(failedRefunds(now)).toEqual([]);
    expect(retryRefund(now, old?.id ?? '', staff(), context())).toMatchObject({ code: 'nothing_to_do' });
    expect(failedRefunds(ended(now, 'failed'))).toHaveLength(1);
  });

  it('is not, when its money or its items went back another way meanwhile', () => {
    const facts = failed();
    const id = facts.refunds[0]?.id ?? '';
    expect(retryRefund(asked(facts, {}), id, staff(), context())).toMatchObject({ code: 'nothing_to_do' });
    const others = asked(facts, { items: [{ line: 0, quantity: 2_500n }] });
    expect(retryRefund(others, id, staff(), context())).toMatchObject({ code: 'items_gone' });
  });

  it('of one who may not return so much needs an owner', () => {
    const facts = failed();
    const by = staff({ role: 'manager', refundCeiling: 1n });
    expect(retryRefund(facts, facts.refunds[0]?.id ?? '', by, context())).toMatchObject({
      code: 'above_ceiling',
    });
  });
});
