import type { DealCase } from '../case.ts';
import type { Draft } from '../draft.ts';
import type { Account } from '../ledger.ts';
import type { Payment } from '../payment.ts';
import { refundable } from './refund.ts';

/** The entry that took a dispute's money. */
export function takenKey(dispute: { readonly provider: string; readonly reference: string }): string {
  return `dispute:${dispute.provider}:${dispute.reference}:taken`;
}

/** The entry that returned a refund's money. */
export function refundKey(refundId: string): string {
  return `refund:${refundId}`;
}

/** The entry that corrects an earlier one. */
export function evenedKey(entryKey: string): string {
  return `evened:${entryKey}`;
}

/** Money that went back, as it was booked. */
export interface WentBack {
  readonly entryKey: string;
  readonly account: Extract<Account, 'refunds' | 'disputes'>;
  readonly refundId?: string;
}

/**
 * A refund or a dispute may be told before the money that it is about, and is booked as of the sale
 * then. Of money that turns out to have paid nothing, that part went back first, as it would have in
 * order: this moves it, so that the books are the same in any order.
 */
export function evenOut(draft: Draft, charge: Payment, { entryKey, account, refundId }: WentBack): void {
  const { postings } = draft.facts();
  const booked = postings
    .filter(
      (each) => each.entryKey === entryKey && each.account === account && each.currency === charge.currency,
    )
    .reduce((sum, each) => sum + each.amount, 0n);
  const credit = refundable(draft.facts(), charge, true);
  const moved = credit < booked ? credit : booked;
  if (moved <= 0n) return;
  draft.post(
    evenedKey(entryKey),
    { payment: charge, currency: charge.currency, ...(refundId ? { refundId } : {}) },
    [
      { account: 'credit', amount: moved },
      { account, amount: -moved },
    ],
  );
}

/** What went back of a charge before we heard that it came. */
export function toldBefore(facts: DealCase, charge: Payment): readonly WentBack[] {
  const refunds = facts.refunds.filter((each) => each.paymentId === charge.id && each.state === 'succeeded');
  const disputes = facts.disputes.filter((each) => each.paymentId === charge.id && each.state !== 'won');
  return [
    ...refunds.map(({ id }): WentBack => ({ entryKey: refundKey(id), account: 'refunds', refundId: id })),
    ...disputes.map((dispute): WentBack => ({ entryKey: takenKey(dispute), account: 'disputes' })),
  ];
}
