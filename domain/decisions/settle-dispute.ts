import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import type { Dispute } from '../dispute.ts';
import { amend, type Draft, type Line } from '../draft.ts';
import { money, toJson } from '../money.ts';
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
  const known = facts.disputes.find(
    (each) => each.provider === provider && each.reference === notice.disputeReference,
  );
  // One that was told before its own charge stays with the payment that it was booked on.
  const payment = known
    ? facts.payments.find((each) => each.id === known.paymentId)
    : chargedPayment(facts, notice, provider);
  if (!payment) return null;
  if (known && (known.state === notice.state || known.state !== 'open')) return null;
  const draft = amend(facts, context);
  const dispute = next(known, notice, payment, provider, context);
  draft.dispute(dispute);
  post(draft, known, notice, payment);
  evenOut(draft, payment.invoiceId);
  draft.event(`dispute_${notice.state}`, { amount: toJson(notice.amount) });
  tell(draft, dispute, context);
  return draft.seal();
}

/** How many days before its end staff are reminded of the time to answer. */
const REMIND_DAYS = [3, 1] as const;
const DAY = 86_400_000;

function tell(draft: Draft, dispute: Dispute, context: Context): void {
  const { invoiceId, id: disputeId, reference, state, respondBefore, reason } = dispute;
  const amount = toJson(money(dispute.amount, dispute.currency));
  const about = (now: DealCase) => ({ ...invoiceView(now, invoiceId, context.settings), amount, disputeId });
  draft.toStaff(`dispute:${reference}:${state}`, (now) => ({
    kind: 'staff_disputed',
    data: { ...about(now), state, respondBefore, reason },
  }));
  if (state !== 'open' || respondBefore === null) return;
  // Said at once and shown later: the delivery looks whether it is still true.
  for (const days of REMIND_DAYS) {
    const at = respondBefore - days * DAY;
    if (at <= context.now) continue;
    draft.toStaff(
      `dispute:${reference}:due:${days}`,
      (now) => ({ kind: 'staff_dispute_due', data: { ...about(now), respondBefore, days } }),
      { notBefore: at, only: watchers(draft.facts()) },
    );
  }
}

/** Whoever is responsible may be somebody else by then: owners hear it in any case. */
function watchers({ team, deal }: DealCase): DealCase['team'] {
  const responsible = team.some(({ id }) => id === deal.responsibleId);
  return team.filter(
    ({ id, role }) => role === 'owner' || id === deal.responsibleId || (!responsible && role !== 'viewer'),
  );
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
