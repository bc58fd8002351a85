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

/** Sums of one invoice from all postings of its deal. */
export function invoiceSums(postings: readonly Posting[], invoiceId: string): InvoiceSums {
  const sum = { sales: 0n, refunds: 0n, disputes: 0n, write_offs: 0n, credit: 0n, provider: 0n, fees: 0n };
  for (const posting of postings) {
    if (posting.invoiceId === invoiceId) sum[posting.account] += posting.amount;
  }
  return {
    paid: -sum.sales,
    refunded: sum.refunds,
    disputed: sum.disputes,
    writtenOff: sum.write_offs,
    credit: -sum.credit,
  };
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
