import type { Instant } from './ports/clock.ts';

/**
 * Accounts. A posting's amount is positive for a debit and negative for a credit.
 * - `provider`: money that lies with the provider (or in the till)
 * - `sales`: what customers paid for an invoice, up to its total
 * - `credit`: what a customer paid beyond it; ours to give back
 * - `refunds`: what was returned of `sales`
 * - `disputes`: what a bank took back of `sales`
 * - `fees`: what the provider kept
 * - `write_offs`: what was forgiven
 */
export type Account = 'provider' | 'sales' | 'credit' | 'refunds' | 'disputes' | 'fees' | 'write_offs';

/** One line of a balanced entry. Only ever added. */
export interface Posting {
  /** What happened, unique: `payment:sandbox:ch_1`. All lines of an entry share it. */
  readonly entryKey: string;
  /** Position inside the entry, from 0. */
  readonly line: number;
  readonly account: Account;
  readonly provider: string;
  readonly dealId: number;
  readonly invoiceId: string | null;
  readonly paymentId: string | null;
  readonly refundId: string | null;
  readonly amount: bigint;
  readonly currency: string;
  readonly at: Instant;
}

/** What the ledger says of one invoice, minor units. */
export interface InvoiceSums {
  readonly paid: bigint;
  readonly refunded: bigint;
  readonly disputed: bigint;
  readonly writtenOff: bigint;
  /** Paid beyond the invoice and not yet returned. */
  readonly credit: bigint;
}

/** Sums of one invoice from all postings of its deal, in the invoice's own currency. */
export function invoiceSums(postings: readonly Posting[], invoiceId: string, currency: string): InvoiceSums {
  const sum = emptySums();
  for (const posting of postings) {
    if (posting.invoiceId === invoiceId && posting.currency === currency)
      sum[posting.account] += posting.amount;
  }
  return {
    paid: -sum.sales,
    refunded: sum.refunds,
    disputed: sum.disputes,
    writtenOff: sum.write_offs,
    credit: -sum.credit,
  };
}

/** What one payment still holds: in `sales` after refunds and disputes, and in `credit`; minor units. */
export function paymentSums(
  postings: readonly Posting[],
  paymentId: string,
): { sales: bigint; credit: bigint } {
  const sum = emptySums();
  for (const posting of postings) {
    if (posting.paymentId === paymentId) sum[posting.account] += posting.amount;
  }
  return { sales: -sum.sales - sum.refunds - sum.disputes, credit: -sum.credit };
}

function emptySums(): Record<Account, bigint> {
  return { sales: 0n, refunds: 0n, disputes: 0n, write_offs: 0n, credit: 0n, provider: 0n, fees: 0n };
}

/** True when every entry's lines add up to nothing, per currency. */
export function isBalanced(postings: readonly Posting[]): boolean {
  const totals = new Map<string, bigint>();
  for (const posting of postings) {
    const key = `${posting.entryKey} ${posting.currency}`;
    totals.set(key, (totals.get(key) ?? 0n) + posting.amount);
  }
  return [...totals.values()].every((total) => total === 0n);
}
