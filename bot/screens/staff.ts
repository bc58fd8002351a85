import type { DealCase } from '../../domain/case.ts';
import { money, toJson } from '../../domain/money.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import type { Instant } from '../../domain/ports/clock.ts';
import { stopButton } from './dialogue.ts';
import { buttonRows, lines, readerOf, rowsOf, type Values, type Viewer } from './reader.ts';

export { dealPage } from './deal.ts';
export { stopped } from './dialogue.ts';
export { help, hint, unknownCommand, usage } from './help.ts';
export { issued as partAsked } from './invoice-dialogue.ts';
export { invoicePage } from './invoice-page.ts';
export { dealList, invoiceList } from './lists.ts';
export { refusalToast, refusedTo as refused } from './refusal.ts';

/** Quick reasons for a lost deal: `lost-reason-<n>`. */
const LOST_REASONS = ['1', '2', '3', '4', '5'];

export function unsupported(turn: Viewer): Outgoing {
  return { text: readerOf(turn).say('unsupported-staff') };
}

/** An edited message of staff: what the customer got stays as it was. */
export function editsStayHere(turn: Viewer): Outgoing {
  return { text: readerOf(turn).say('edits-stay-here') };
}

export function askAnswer(turn: Viewer, facts: DealCase): Outgoing {
  const r = readerOf(turn);
  return { text: r.say('ask-answer', whom(turn, facts)), buttons: [[stopButton(r)]] };
}

export function sentToCustomer(turn: Viewer, facts: DealCase): Outgoing {
  return { text: readerOf(turn).say('sent-to-customer', whom(turn, facts)), silent: true };
}

/** @param at when quiet hours end; null when the reminder goes at once. */
export function reminderGoes(turn: Viewer, number: string, at: Instant | null): Outgoing {
  const r = readerOf(turn);
  return {
    text:
      at === null
        ? r.say('reminder-sent', { number })
        : r.say('reminder-later', { number, when: r.moment(at) }),
  };
}

/** Asked before an invoice is cancelled: the customer will be told. */
export function confirmCancel(turn: Viewer, facts: DealCase, number: string): Outgoing {
  const r = readerOf(turn);
  const invoice = facts.invoices.find((each) => each.number === number);
  const total = toJson(money(invoice?.total ?? 0n, invoice?.currency ?? facts.deal.currency));
  return {
    text: lines(
      r.say('cancel-confirm', { number, total }),
      r.say('whose', { customer: whom(turn, facts).name, deal: String(facts.deal.id) }),
      facts.contact && r.say('cancel-confirm-tells'),
    ),
    buttons: buttonRows(
      [r.button('can', [number, 'y'], 'button-cancel-yes')],
      [r.button('bill', [number], 'button-keep')],
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
    text: r.say('lost-ask', { deal: String(dealId) }),
    buttons: [...rowsOf(reasons, 2), [stopButton(r)]],
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

function whom(turn: Viewer, { contact, deal }: DealCase): Values {
  return { name: contact?.name ?? readerOf(turn).label('customer-unnamed'), deal: String(deal.id) };
}
