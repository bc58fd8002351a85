import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import type { Dispute } from '../dispute.ts';
import { amend, type Draft, type Line } from '../draft.ts';
import { toJson } from '../money.ts';
import type { Payment } from '../payment.ts';
import type { Notice } from '../ports/payment-provider.ts';
import type { Context } from '../settings.ts';
import { invoiceView } from '../views.ts';
import { evenOut, takenKey } from './even-out.ts';
import { refundable } from './refund.ts';

export type DisputeNotice = Extract<Notice, { type: 'dispute' }>;

/**
 * A chargeback opened, won or lost, in whatever order the news arrive. Open and lost take the money
 * out of `provider`; won brings it back. Null when it changes nothing.
 */
export function settleDispute(
  facts: DealCase,
  notice: DisputeNotice,
  provider: string,
  context: Context,
): Changes | null {
  const payment = chargedPayment(facts, notice, provider);
  if (!payment) return null;
  const known = facts.disputes.find(
    (each) => each.provider === provider && each.reference === notice.disputeReference,
  );
  if (known && (known.state === notice.state || known.state !== 'open')) return null;
  const draft = amend(facts, context);
  draft.dispute(next(known, notice, payment, provider, context));
  post(draft, known, notice, payment);
  evenOut(draft, payment.invoiceId);
  draft.event(`dispute_${notice.state}`, { amount: toJson(notice.amount) });
  draft.toStaff(`dispute:${notice.disputeReference}:${notice.state}`, (now) => ({
    kind: 'staff_disputed',
    data: {
      ...invoiceView(now, payment.invoiceId, context.settings),
      amount: toJson(notice.amount),
      state: notice.state,
    },
  }));
  return draft.seal();
}

/** The payment that a later notice is about: by its charge, else by its attempt. */
export function chargedPayment(
  facts: DealCase,
  notice: { reference: string; chargeId: string | null; paymentId: string | null },
  provider: string,
): Payment | undefined {
  const own = facts.payments.filter((each) => each.provider === provider);
  return (
    own.find((each) => notice.chargeId !== null && each.chargeId === notice.chargeId) ??
    own.find((each) => each.reference === notice.reference) ??
    own.find((each) => each.id === notice.paymentId)
  );
}

function next(
  known: Dispute | undefined,
  notice: DisputeNotice,
  payment: Payment,
  provider: string,
  context: Context,
): Dispute {
  const closedAt = notice.state === 'open' ? null : notice.at;
  if (known) return { ...known, state: notice.state, closedAt };
  return {
    id: context.newId(),
    dealId: payment.dealId,
    invoiceId: payment.invoiceId,
    paymentId: payment.id,
    provider,
    reference: notice.disputeReference,
    state: notice.state,
    amount: notice.amount.minor,
    currency: notice.amount.currency,
    openedAt: notice.at,
    closedAt,
    respondBefore: notice.respondBefore ?? null,
    reason: notice.reason ?? null,
  };
}

function post(draft: Draft, known: Dispute | undefined, notice: DisputeNotice, payment: Payment): void {
  const about = { payment, currency: notice.amount.currency };
  const dispute = { provider: payment.provider, reference: notice.disputeReference };
  if (!known && notice.state !== 'won')
    draft.post(takenKey(dispute), about, takenLines(draft, notice, payment));
  if (known && notice.state === 'won') {
    draft.post(
      `dispute:${dispute.provider}:${dispute.reference}:returned`,
      about,
      returnedLines(draft, takenKey(dispute)),
    );
  }
}

/** A bank takes what paid nothing (a double payment) before it takes from the sale. */
function takenLines(draft: Draft, { amount }: DisputeNotice, payment: Payment): Line[] {
  const credit = amount.currency === payment.currency ? refundable(draft.facts(), payment, true) : 0n;
  const ofCredit = amount.minor < credit ? amount.minor : credit;
  return [
    { account: 'credit', amount: ofCredit },
    { account: 'disputes', amount: amount.minor - ofCredit },
    { account: 'provider', amount: -amount.minor },
  ];
}

/** What was taken comes back; `evenOut` says to what. */
function returnedLines(draft: Draft, taken: string): Line[] {
  return draft
    .facts()
    .postings.filter(({ entryKey }) => entryKey === taken)
    .map(({ account, amount }) => ({ account, amount: -amount }));
}
