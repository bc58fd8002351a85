import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditDeal, auditRollups, recountDeal } from '../../domain/audit.ts';
import type { DealCase } from '../../domain/case.ts';
import { requestRefund, returnOverpayment } from '../../domain/decisions/refund.ts';
import type { RollupDelta } from '../../domain/history.ts';
import { type Account, invoiceSums, paymentSums } from '../../domain/ledger.ts';
import { isAhead, settle } from '../../domain/notice.ts';
import type { Notice } from '../../domain/ports/payment-provider.ts';
import {
  anInvoice,
  anOpenPayment,
  apply,
  charged,
  context,
  disputed,
  hear,
  kinds,
  refunded,
  SETTINGS,
} from '../support/world.ts';

const TOTAL = 1_000n;
const rub = (minor: bigint) => ({ minor, currency: 'RUB' });

/** Two attempts of one invoice are open at the bank; nothing has come. */
const twoOpen = () => anOpenPayment(anOpenPayment(anInvoice(TOTAL)), 'pay_2', 'card');

/** Applies news as the till does: what is ahead of its money is kept and tried again after each of the others. */
function settleAll(start: DealCase, news: readonly Notice[]): { facts: DealCase; rollups: RollupDelta[] } {
  const rollups: RollupDelta[] = [];
  let facts = start;
  let kept: Notice[] = [];
  const take = (notice: Notice): void => {
    if (isAhead(facts, notice, 'sandbox')) {
      kept.push(notice);
      return;
    }
    const changes = settle(facts, notice, 'sandbox', context());
    rollups.push(...(changes?.rollups ?? []));
    facts = apply(facts, changes);
  };
  for (const notice of news) {
    take(notice);
    const again = kept;
    kept = [];
    for (const each of again) take(each);
  }
  return { facts, rollups };
}

/** What the ledger says at the end: every account of the invoice, the stage, and what is left to return. */
function books(facts: DealCase) {
  const accounts: Partial<Record<Account, bigint>> = { credit: 0n, disputes: 0n, refunds: 0n, sales: 0n };
  for (const { account, amount } of facts.postings) accounts[account] = (accounts[account] ?? 0n) + amount;
  const [invoice] = facts.invoices;
  return { accounts, stage: facts.deal.stage, state: invoice?.state, refunded: invoice?.refunded };
}

interface Charge {
  readonly percent: bigint;
  readonly refunds: readonly bigint[];
  readonly dispute: { readonly part: bigint; readonly end: 'open' | 'won' | 'lost' } | null;
  /** It says which charge it is of; else only which attempt. */
  readonly named: boolean;
}

/** Everything that a bank tells of one charge: that it came, and what went back of it. */
function newsOf({ percent, refunds, dispute, named }: Charge, n: number): Notice[] {
  const amount = (TOTAL * percent) / 100n;
  const about = { reference: `pay_${n}`, chargeId: named ? `ch_${n}` : null };
  const part = (of: bigint) => rub((amount * of) / 100n);
  return [
    charged({ reference: about.reference, chargeId: `ch_${n}`, amount: rub(amount) }),
    ...refunds.map((of, index) => {
      const refundReference = `re_${n}_${index}`;
      return refunded({ ...about, refundReference, amount: part(of) });
    }),
    ...(dispute
      ? disputes(dispute, { ...about, disputeReference: `dp_${n}`, amount: part(dispute.part) })
      : []),
  ];
}

function disputes({ end }: NonNullable<Charge['dispute']>, about: Parameters<typeof disputed>[0]): Notice[] {
  const open = disputed(about);
  return end === 'open' ? [open] : [open, disputed({ ...about, state: end })];
}

const charge = (percents: readonly bigint[]): fc.Arbitrary<Charge> =>
  fc.record({
    percent: fc.constantFrom(...percents),
    refunds: fc.array(fc.constantFrom(10n, 25n, 33n), { maxLength: 2 }),
    dispute: fc.option(
      fc.record({ part: fc.constantFrom(10n, 34n), end: fc.constantFrom('open', 'won', 'lost') }),
    ),
    named: fc.boolean(),
  });

describe('money that went back, told in any order', () => {
  it('a refund and a dispute of one charge that was too much share its credit in the same way', () => {
    const back = [
      charged({ amount: rub(1_300n) }),
      refunded({ amount: rub(200n) }),
      disputed({ amount: rub(300n) }),
    ];
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    for (const order of orders) {
      const news = order.map((index) => back[index] as Notice);
      const { facts } = hear(anOpenPayment(anInvoice(TOTAL)), news);
      expect(invoiceSums(facts.postings, facts.invoices[0]?.id ?? '', 'RUB')).toEqual({
        paid: 1_000n,
        refunded: 0n,
        disputed: 200n,
        writtenOff: 0n,
        credit: 0n,
      });
    }
  });

  it('a payment, a double payment, refunds and disputes of both end in the same ledger and stage', () => {
    const both = fc.tuple(charge([40n, 100n, 130n]), charge([60n, 100n, 130n]));
    const told = both
      .map(([one, two]) => [...newsOf(one, 1), ...newsOf(two, 2)])
      .chain((news) =>
        fc.record({
          news: fc.constant(news),
          other: fc.shuffledSubarray(news, { minLength: news.length, maxLength: news.length }),
        }),
      );
    fc.assert(
      fc.property(told, ({ news, other }) => {
        const [inOrder, shuffled] = [settleAll(twoOpen(), news), settleAll(twoOpen(), other)];
        expect(books(shuffled.facts)).toEqual(books(inOrder.facts));
        for (const { facts, rollups } of [inOrder, shuffled]) {
          expect(auditDeal(facts)).toEqual([]);
          const issued = recountDeal(facts, SETTINGS).filter(({ metric }) => metric !== 'invoices_issued');
          expect(auditRollups(rollups, issued)).toEqual([]);
          for (const { id } of facts.payments) {
            const held = paymentSums(facts.postings, id);
            expect(held.sales >= 0n && held.credit >= 0n).toBe(true);
          }
        }
      }),
      { numRuns: 400, seed: 4 },
    );
  });
});

describe('what stayed pays the invoice', () => {
  const double = () =>
    hear(twoOpen(), [
      charged({ amount: rub(TOTAL) }),
      charged({ reference: 'pay_2', chargeId: 'ch_2', amount: rub(TOTAL) }),
    ]).facts;

  it('a bank takes back the first of two payments: the second one pays, nothing is in dispute but the stage', () => {
    const facts = hear(double(), [disputed({ amount: rub(TOTAL) })]).facts;
    expect(facts.invoices[0]).toMatchObject({ state: 'paid', paid: TOTAL, refunded: 0n });
    const [first, second] = facts.payments.map(({ id }) => paymentSums(facts.postings, id));
    expect([first, second]).toEqual([
      { sales: 0n, credit: 0n },
      { sales: TOTAL, credit: 0n },
    ]);
    const won = hear(facts, [disputed({ state: 'won', amount: rub(TOTAL) })]).facts;
    const [one, two] = won.payments.map(({ id }) => paymentSums(won.postings, id));
    expect([one, two]).toEqual([
      { sales: TOTAL, credit: 0n },
      { sales: 0n, credit: TOTAL },
    ]);
  });

  it('a payment that comes after one was returned at the bank pays the invoice, and is not called too much', () => {
    const back = hear(twoOpen(), [charged({ amount: rub(TOTAL) }), refunded({ amount: rub(TOTAL) })]);
    expect(back.facts.deal.stage).toBe('refunded');
    const again = hear(back.facts, [charged({ reference: 'pay_2', chargeId: 'ch_2', amount: rub(TOTAL) })]);
    expect(again.facts.deal.stage).toBe('paid');
    expect(kinds(again.said)).toEqual([
      'invoice_paid → 2001',
      'staff_invoice_paid → 1001',
      'deal_card → 1001',
    ]);
  });

  it('what staff returned of the sale stays returned: later money is beyond it', () => {
    const paid = hear(twoOpen(), [charged({ amount: rub(TOTAL) })]).facts;
    const asked = requestRefund(paid, { number: '1', amount: null, reason: 'брак', by: null }, context());
    if (!asked.ok) throw new Error(asked.code);
    const going = apply(paid, asked.value);
    const refundId = going.refunds[0]?.id ?? '';
    const back = hear(going, [refunded({ refundId, amount: rub(TOTAL) })]).facts;
    const late = hear(back, [charged({ reference: 'pay_2', chargeId: 'ch_2', amount: rub(TOTAL) })]).facts;
    expect(late.deal.stage).toBe('refunded');
    expect(invoiceSums(late.postings, late.invoices[0]?.id ?? '', 'RUB')).toMatchObject({
      refunded: TOTAL,
      credit: TOTAL,
    });
  });

  it('credit that is on its way back covers nothing', () => {
    const facts = double();
    const second = facts.payments[1]?.id ?? '';
    const asked = returnOverpayment(facts, second, null, context());
    if (!asked.ok) throw new Error(asked.code);
    const taken = hear(apply(facts, asked.value), [disputed({ amount: rub(TOTAL) })]).facts;
    expect(taken.invoices[0]?.state).toBe('disputed');
    expect(paymentSums(taken.postings, second).credit).toBe(TOTAL);
  });
});
