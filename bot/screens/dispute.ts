import type { DealCase } from '../../domain/case.ts';
import type { Invoice } from '../../domain/invoice.ts';
import type { InvoiceView, MessageData } from '../../domain/message.ts';
import type { Button, Outgoing } from '../../domain/ports/channel.ts';
import { buttonRows, lines, type Reader } from './reader.ts';
import { aboutInvoice, dealRow } from './staff-money.ts';

/**
 * Reasons that banks give, in the words of `dispute-reason-<code>`. Source: Stripe, Dispute object, `reason`;
 * the practice bank uses the same.
 */
export const DISPUTE_REASONS = [
  'credit_not_processed',
  'duplicate',
  'fraudulent',
  'general',
  'incorrect_account_details',
  'insufficient_funds',
  'product_not_received',
  'product_unacceptable',
  'subscription_canceled',
  'unrecognized',
] as const;

const KNOWN: ReadonlySet<string> = new Set(DISPUTE_REASONS);

/** A bank's reason in words; one that we have no words for stays as the bank wrote it. */
export function disputeReason(r: Reader, reason: string): string {
  return KNOWN.has(reason) ? r.label(`dispute-reason-${reason}`) : reason;
}

/** A chargeback opened, was won or lost: until when to answer, and the evidence one press away. */
export function staffDisputed(r: Reader, dispute: MessageData['staff_disputed']): Outgoing {
  const { state, amount, respondBefore = null, reason = null, disputeId } = dispute;
  const open = state === 'open';
  const until = respondBefore === null ? null : r.until(respondBefore);
  return {
    text: lines(
      aboutInvoice(r, dispute, `staff-disputed-${state}`, { amount }),
      open && reason !== null && r.say('staff-disputed-reason', { reason: disputeReason(r, reason) }),
      open && (until === null ? r.say('staff-disputed-soon') : r.say('staff-disputed-until', { until })),
    ),
    buttons: buttonRows(
      [open && disputeId !== undefined && evidenceButton(r, dispute.dealId, disputeId)],
      dealRow(r, dispute),
    ),
  };
}

/** The time to answer runs out. */
export function staffDisputeDue(r: Reader, due: MessageData['staff_dispute_due']): Outgoing {
  const { amount, days, respondBefore, disputeId, dealId } = due;
  return {
    text: lines(
      aboutInvoice(r, due, 'staff-dispute-due', { amount, days }),
      r.say('staff-disputed-until', { until: r.until(respondBefore) }),
    ),
    buttons: [[evidenceButton(r, dealId, disputeId)], dealRow(r, due as InvoiceView)],
  };
}

/** The latest dispute of an invoice, on its page: how it stands, and its evidence. */
export function disputeLine(r: Reader, facts: DealCase, invoice: Invoice): string | null {
  const dispute = facts.disputes.findLast(({ invoiceId }) => invoiceId === invoice.id);
  if (dispute?.state !== 'open') return null;
  const { respondBefore } = dispute;
  return respondBefore === null
    ? r.say('staff-disputed-soon')
    : r.say('staff-disputed-until', { until: r.until(respondBefore) });
}

export function disputeButton(r: Reader, facts: DealCase, invoice: Invoice): Button | null {
  const dispute = facts.disputes.findLast(({ invoiceId }) => invoiceId === invoice.id);
  return dispute ? evidenceButton(r, facts.deal.id, dispute.id) : null;
}

function evidenceButton(r: Reader, dealId: number, disputeId: string): Button {
  return r.button('evd', [dealId, disputeId], 'button-evidence');
}
