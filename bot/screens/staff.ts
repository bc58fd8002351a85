import type { DealCase } from '../../domain/case.ts';
import { money, toJson } from '../../domain/money.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import type { Instant } from '../../domain/ports/clock.ts';
import { blocks, buttonRows, lines, readerOf, rowsOf, type StaffViewer, type Viewer } from './reader.ts';

export { dealPage } from './deal.ts';
export { invoicePage } from './invoice-page.ts';
export { dealList, invoiceList } from './lists.ts';
export { refusalToast, refusedTo as refused } from './refusal.ts';

/** Quick reasons for a lost deal: `lost-reason-<n>`. */
const LOST_REASONS = ['1', '2', '3', '4'];

/** Commands in the order of the help, and who may use them. */
const HELP: readonly (readonly [command: string, roles: 'all' | 'workers'])[] = [
  ['new', 'workers'],
  ['deals', 'all'],
  ['deal', 'all'],
  ['invoice', 'workers'],
  ['invoices', 'all'],
  ['refund', 'workers'],
  ['cancel', 'workers'],
  ['remind', 'workers'],
  ['team', 'all'],
  ['help', 'all'],
];

/** What this person may do, with an example of each. */
export function help(turn: StaffViewer): Outgoing {
  const r = readerOf(turn);
  const { role } = turn.staff;
  const own = HELP.filter(([, roles]) => roles === 'all' || role !== 'viewer');
  return {
    text: blocks(
      r.say(`help-title-${role}`),
      lines(...own.map(([command]) => r.say(`help-${command}`))),
      role === 'viewer' ? null : r.say('help-answer'),
    ),
  };
}

/** A command that lacks something: one line of how it is called right. */
export function usage(turn: Viewer, command: string): Outgoing {
  const r = readerOf(turn);
  return { text: lines(r.say('usage'), r.say(`help-${command}`)) };
}

export function unknownCommand(turn: Viewer, name: string): Outgoing {
  return { text: readerOf(turn).say('unknown-command', { name }) };
}

/** Words that nothing was asked for. */
export function hint(turn: Viewer): Outgoing {
  return { text: readerOf(turn).say('staff-hint') };
}

export function unsupported(turn: Viewer): Outgoing {
  return { text: readerOf(turn).say('staff-unsupported') };
}

/** An edited message of staff: what the customer got stays as it was. */
export function editsStayHere(turn: Viewer): Outgoing {
  return { text: readerOf(turn).say('edits-stay') };
}

export function askAnswer(turn: Viewer, facts: DealCase): Outgoing {
  const r = readerOf(turn);
  return { text: r.say('ask-answer', { customer: customerOf(turn, facts), deal: String(facts.deal.id) }) };
}

export function sentToCustomer(turn: Viewer, facts: DealCase): Outgoing {
  return { text: readerOf(turn).say('sent-to-customer', { customer: customerOf(turn, facts) }) };
}

/** @param at when quiet hours end; null when the reminder goes at once. */
export function reminderGoes(turn: Viewer, number: string, at: Instant | null): Outgoing {
  const r = readerOf(turn);
  return {
    text:
      at === null
        ? r.say('reminder-goes', { number })
        : r.say('reminder-waits', { number, when: r.moment(at) }),
  };
}

/** Asked before an invoice is cancelled: the customer will be told. */
export function confirmCancel(turn: Viewer, facts: DealCase, number: string): Outgoing {
  const r = readerOf(turn);
  const invoice = facts.invoices.find((each) => each.number === number);
  const total = toJson(money(invoice?.total ?? 0n, invoice?.currency ?? facts.deal.currency));
  return {
    text: lines(
      r.say('confirm-cancel', { number, total, customer: customerOf(turn, facts) }),
      r.say('confirm-cancel-next'),
    ),
    buttons: buttonRows(
      [r.button('can', [number, 'y'], 'button-cancel-sure')],
      [r.button('bill', [number], 'button-leave-invoice')],
    ),
  };
}

export function cancelled(turn: Viewer, number: string): Outgoing {
  return { text: readerOf(turn).say('cancelled', { number }) };
}

export function askLostReason(turn: Viewer, dealId: number): Outgoing {
  const r = readerOf(turn);
  const reasons = LOST_REASONS.map((reason) => r.button('dlg', ['reason', reason], `lost-reason-${reason}`));
  return {
    text: r.say('ask-lost-reason', { deal: String(dealId) }),
    buttons: [...rowsOf(reasons, 2), [r.button('dlg', ['stop'], 'button-keep-deal')]],
  };
}

/** The words behind a quick reason; empty for one that there is not. */
export function lostReasonText(turn: Viewer, reason: string): string {
  return LOST_REASONS.includes(reason) ? readerOf(turn).label(`lost-reason-${reason}`) : '';
}

export function dealLost(turn: Viewer, dealId: number): Outgoing {
  const r = readerOf(turn);
  return {
    text: r.say('deal-lost', { deal: String(dealId) }),
    buttons: [[r.button('deal', [dealId], 'button-open-deal')]],
  };
}

/** Whatever was being asked is over; nothing happened. */
export function stopped(turn: Viewer): Outgoing {
  return { text: readerOf(turn).say('stopped') };
}

function customerOf(turn: Viewer, facts: DealCase): string {
  return facts.contact?.name ?? readerOf(turn).label('customer-unnamed');
}
