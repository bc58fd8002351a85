import { describe, expect, it } from 'vitest';
import { auditDeal } from '../../domain/audit.ts';
import { dueOf, isPayable } from '../../domain/invoice.ts';
import { invoiceState } from '../../domain/invoice-state.ts';
import { type Account, invoiceSums, isBalanced, type Posting, paymentSums } from '../../domain/ledger.ts';
import { anInvoice, anOpenPayment, charged, disputed, hear, NOON, refunded } from '../support/world.ts';

function posting(account: Account, amount: bigint, over: Partial<Posting> = {}): Posting {
  return {
    entryKey: 'payment:sandbox:ch_1',
    line: 0,
    account,
    provider: 'sandbox',
    dealId: 1,
    invoiceId: 'invoice',
    paymentId: 'payment',
    refundId: null,
    amount,
    currency: 'RUB',
    at: NOON,
    ...over,
  };
}

describe('sums of an invoice', () => {
  it('read each account in its own direction', () => {
    const rows = [
      posting('sales', -100n),
      posting('credit', -30n),
      posting('refunds', 20n),
      posting('disputes', 5n),
      posting('write_offs', 7n),
      posting('provider', 98n),
      posting('fees', 2n),
    ];
    expect(invoiceSums(rows, 'invoice', 'RUB')).toEqual({
      paid: 100n,
      credit: 30n,
      refunded: 20n,
      disputed: 5n,
      writtenOff: 7n,
    });
  });

  it('are of this invoice and its own currency only', () => {
    const rows = [
      posting('sales', -1n),
      posting('sales', -10n, { invoiceId: 'another' }),
      posting('sales', -100n, { currency: 'USD' }),
      posting('sales', -1000n, { invoiceId: null }),
    ];
    expect(invoiceSums(rows, 'invoice', 'RUB').paid).toBe(1n);
    expect(invoiceSums([], 'invoice', 'RUB')).toEqual({
      paid: 0n,
      credit: 0n,
      refunded: 0n,
      disputed: 0n,
      writtenOff: 0n,
    });
  });
});

describe('what a payment still holds', () => {
  it('is the sale less what went back of it, and the credit apart', () => {
    const rows = [
      posting('sales', -100n),
      posting('refunds', 20n),
      posting('disputes', 30n),
      posting('credit', -7n),
      posting('sales', -1n, { paymentId: 'another' }),
    ];
    expect(paymentSums(rows, 'payment')).toEqual({ sales: 50n, credit: 7n });
  });
});

describe('balance', () => {
  it('holds for every entry by itself, and per currency', () => {
    const pair = [posting('provider', 5n), posting('sales', -5n)];
    expect(isBalanced([])).toBe(true);
    expect(isBalanced(pair)).toBe(true);
    expect(isBalanced([...pair, posting('provider', 1n, { entryKey: 'other' })])).toBe(false);
    expect(isBalanced([posting('provider', 5n), posting('sales', -5n, { currency: 'USD' })])).toBe(false);
    expect(isBalanced([posting('provider', 5n), posting('sales', -5n, { entryKey: 'other' })])).toBe(false);
  });
});

describe('the copies on an invoice', () => {
  const whole = charged();
  const half = charged({ amount: { minor: 750_000n, currency: 'RUB' } });

  it.each([
    ['open', []],
    ['partially_paid', [half]],
    ['paid', [whole]],
    ['partially_refunded', [whole, refunded({ amount: half.amount })]],
    ['refunded', [whole, refunded()]],
    ['refunded', [half, refunded({ amount: half.amount })]],
    ['disputed', [whole, disputed()]],
    ['open', [disputed()]],
    [
      'partially_refunded',
      [whole, disputed({ amount: half.amount }), disputed({ amount: half.amount, state: 'lost' })],
    ],
  ] as const)('are %s', (state, news) => {
    const { facts } = hear(anOpenPayment(), news);
    expect(facts.invoices[0]?.state).toBe(state);
  });

  it('are the same object while nothing differs', () => {
    const { facts } = hear(anOpenPayment(), [half]);
    expect(invoiceState(facts.invoices[0]!, facts)).toBe(facts.invoices[0]);
  });

  it('say what is due: what is left while it can be paid, nothing after', () => {
    const invoice = (news: Parameters<typeof hear>[1]) => hear(anOpenPayment(), news).facts.invoices[0]!;
    expect([[], [half], [whole], [whole, refunded()]].map((news) => dueOf(invoice(news)))).toEqual([
      1_500_000n,
      750_000n,
      0n,
      0n,
    ]);
    expect(dueOf({ ...invoice([half]), total: 1n })).toBe(0n);
  });

  it('say whether it can be paid: up to and with the last moment', () => {
    const [invoice] = anInvoice(100n, { dueAt: NOON + 1 }).invoices;
    expect([NOON, NOON + 1, NOON + 2].map((now) => isPayable(invoice!, now))).toEqual([true, true, false]);
    expect(isPayable({ ...invoice!, dueAt: null }, Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(isPayable({ ...invoice!, state: 'paid' }, NOON)).toBe(false);
  });
});

describe('an audit of a deal', () => {
  const { facts } = hear(anOpenPayment(), [charged(), refunded({ amount: { minor: 1n, currency: 'RUB' } })]);

  it('finds nothing in what decisions wrote', () => {
    expect(auditDeal(facts)).toEqual([]);
  });

  it.each([
    ['a sum that was changed', { invoices: [{ ...facts.invoices[0]!, paid: 1n }] }, 'invoice 1 paid'],
    ['a stage that was typed', { deal: { ...facts.deal, stage: 'lost' as const } }, 'stage'],
    ['a posting that is missing', { postings: facts.postings.slice(1) }, 'ledger balances'],
    ['a payment that was never booked', { postings: [] }, `payment ${facts.payments[0]?.id} booked`],
    ['a refund that was never booked', { postings: [] }, `refund ${facts.refunds[0]?.id} booked`],
    [
      'a total that is not its lines’',
      { invoices: [{ ...facts.invoices[0]!, total: 9n }] },
      'invoice 1 total',
    ],
  ])('finds %s', (_what, over, what) => {
    expect(auditDeal({ ...facts, ...over }).map((difference) => difference.what)).toContain(what);
  });
});
