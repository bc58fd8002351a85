import { describe, expect, it } from 'vitest';
import { auditDeal } from '../../domain/audit.ts';
import type { DealCase } from '../../domain/case.ts';
import type { Posting } from '../../domain/ledger.ts';
import { receiptRow } from '../support/rows.ts';
import { anOpenPayment, charged, disputed, hear, refunded } from '../support/world.ts';

const extra = charged({ chargeId: 'ch_2', eventKey: 'payment:ch_2:succeeded' });
const part = refunded({ amount: { minor: 100_000n, currency: 'RUB' }, chargeId: 'ch_2' });
const { facts } = hear(anOpenPayment(), [charged(), extra, part, disputed({ chargeId: 'ch_1' })]);
const [paid, twice] = facts.payments;

/** What an audit of the deal finds after somebody changed it by hand. */
function found(change: (clean: DealCase) => Partial<DealCase>, of = facts): string[] {
  return auditDeal({ ...of, ...change(of) }).map(({ what }) => what);
}

/** The same entries with one line more on each of two accounts, so that they still balance. */
function alsoBooked(clean: DealCase, entry: Partial<Posting>): Posting[] {
  const [pattern] = clean.postings;
  const line = (over: Partial<Posting>): Posting => ({
    ...pattern!,
    entryKey: 'planted:1',
    ...entry,
    ...over,
  });
  return [
    ...clean.postings,
    line({ line: 0, account: 'credit', amount: 5_000_000n }),
    line({ line: 1, account: 'provider', amount: -5_000_000n }),
  ];
}

function withReceipt(clean: DealCase, amount: bigint, line: bigint): Partial<DealCase> {
  const row = receiptRow({ paymentId: paid?.id ?? '', refundId: null, purpose: 'sale', amount });
  const [item] = row.content.items;
  const content = { ...row.content, items: [{ ...item!, amount: line }] };
  return { receipts: [...clean.receipts, { ...row, content }] };
}

describe('an audit', () => {
  it('is content with a payment that came twice, was returned in part and is disputed', () => {
    expect(auditDeal(facts)).toEqual([]);
  });

  it('is content with a receipt of the payment’s own sum', () => {
    const sum = paid?.amount ?? 0n;
    expect(found((clean) => withReceipt(clean, sum, sum))).toEqual([]);
  });

  it.each<[string, (clean: DealCase) => Partial<DealCase>, string]>([
    [
      'credit below zero, though the entries balance',
      (clean) => ({ postings: alsoBooked(clean, { paymentId: twice?.id ?? '' }) }),
      `payment ${twice?.id} credit below zero`,
    ],
    [
      'a payment without postings',
      (clean) => ({ postings: clean.postings.filter(({ paymentId }) => paymentId !== twice?.id) }),
      `payment ${twice?.id} booked`,
    ],
    [
      'postings without a payment',
      (clean) => ({ payments: clean.payments.filter(({ id }) => id !== twice?.id) }),
      'postings of nothing',
    ],
    ['postings of a refund that is gone', () => ({ refunds: [] }), 'postings of nothing'],
    ['postings of a dispute that is gone', () => ({ disputes: [] }), 'postings of nothing'],
    [
      'more returned than came',
      (clean) => ({ refunds: clean.refunds.map((each) => ({ ...each, amount: 9_000_000n })) }),
      `payment ${paid?.id} returned beyond it`,
    ],
    [
      'a dispute of another sum than was booked',
      (clean) => ({ disputes: clean.disputes.map((each) => ({ ...each, amount: 1n })) }),
      'dispute dp_1 booked',
    ],
    [
      'a receipt of another sum than its payment',
      (clean) => withReceipt(clean, 1n, 1n),
      'receipt receipt-1 sum',
    ],
    [
      'a receipt whose lines do not add up to it',
      (clean) => withReceipt(clean, paid?.amount ?? 0n, 1n),
      'receipt receipt-1 lines',
    ],
  ])('finds %s', (_what, change, what) => {
    expect(found(change)).toContain(what);
  });
});
