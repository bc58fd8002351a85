import type { DealCase } from './case.ts';
import type { Stage } from './deal.ts';
import { dueOf } from './invoice.ts';
import { invoiceSums } from './ledger.ts';
import { LIVE } from './payment.ts';

/** One allowed move of a deal. */
interface Move {
  readonly to: Stage;
  /** The condition, in words that a salesperson can check. */
  readonly when: string;
  /** What the move starts. */
  readonly starts: string;
}

const issued: Move = {
  to: 'invoice_issued',
  when: 'an invoice is open',
  starts: 'invoice in the chat, reminders',
};
const awaiting: Move = {
  to: 'awaiting_payment',
  when: 'the customer opened a payment',
  starts: 'the provider is asked until it is settled',
};
const part: Move = {
  to: 'partially_paid',
  when: 'money came, some is still due',
  starts: 'both sides are told what is left',
};
const paid: Move = {
  to: 'paid',
  when: 'nothing is due',
  starts: 'both sides are told, receipt, reminders end',
};
const partBack: Move = {
  to: 'partially_refunded',
  when: 'some of the money went back',
  starts: 'the customer is told',
};
const back: Move = { to: 'refunded', when: 'all of the money went back', starts: 'the customer is told' };
const disputed: Move = {
  to: 'disputed',
  when: 'the bank took the money back for now',
  starts: 'staff are told',
};
const cancelled: Move = {
  to: 'cancelled',
  when: 'the last open invoice was cancelled',
  starts: 'the live payment is voided',
};
const lost: Move = {
  to: 'lost',
  when: 'staff gave the deal up, no money in it',
  starts: 'open invoices are cancelled',
};
const work: Move = {
  to: 'in_work',
  when: 'somebody is responsible, no invoice is open',
  starts: 'the card names who',
};
const lead: Move = {
  to: 'lead',
  when: 'nobody is responsible, no invoice is open',
  starts: 'managers see the card',
};

const money = [part, paid, partBack, back, disputed];

/**
 * Every move a deal can make. Nothing else moves one: the stage is computed from the money by
 * `stageOf`, and a move that is not listed here is refused as a bug.
 */
export const MOVES: Readonly<Record<Stage, readonly Move[]>> = {
  lead: [work, issued, awaiting, lost, ...money],
  in_work: [lead, issued, awaiting, lost, ...money],
  invoice_issued: [awaiting, cancelled, lost, work, lead, ...money],
  awaiting_payment: [issued, cancelled, lost, work, lead, ...money],
  partially_paid: [paid, partBack, back, disputed, issued, awaiting],
  paid: [part, partBack, back, disputed],
  partially_refunded: [part, paid, back, disputed],
  refunded: [part, paid, partBack, disputed, issued, awaiting],
  disputed: [part, paid, partBack, back, issued, awaiting, cancelled, lost, work, lead],
  cancelled: [issued, awaiting, lost, ...money],
  lost: [lead, work, issued, awaiting, ...money],
};

/** True when the table lists the move, or nothing moves. */
export function mayMove(from: Stage, to: Stage): boolean {
  return from === to || MOVES[from].some((move) => move.to === to);
}

type Facts = Pick<DealCase, 'deal' | 'invoices' | 'payments' | 'disputes' | 'postings'>;

/** The stage that the money says. Total: every set of facts has exactly one. */
export function stageOf(facts: Facts): Stage {
  let received = 0n;
  let returned = 0n;
  for (const invoice of facts.invoices) {
    const sums = invoiceSums(facts.postings, invoice.id, invoice.currency);
    received += sums.paid;
    returned += sums.refunded + sums.disputed;
  }
  if (facts.disputes.some((dispute) => dispute.state === 'open')) return 'disputed';
  const due = facts.invoices.reduce((sum, invoice) => sum + dueOf(invoice), 0n);
  if (received > returned) {
    if (due > 0n) return 'partially_paid';
    return returned > 0n ? 'partially_refunded' : 'paid';
  }
  if (due > 0n) return facts.payments.some(isBeingPaid) ? 'awaiting_payment' : 'invoice_issued';
  if (received > 0n) return 'refunded';
  return withoutMoney(facts);
}

function isBeingPaid(payment: DealCase['payments'][number]): boolean {
  return LIVE.has(payment.state) && payment.state !== 'creating';
}

function withoutMoney({ deal, invoices }: Facts): Stage {
  if (deal.lostReason !== null) return 'lost';
  if (invoices.at(-1)?.state === 'cancelled') return 'cancelled';
  return deal.responsibleId === null ? 'lead' : 'in_work';
}
