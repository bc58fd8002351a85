import type { DealCase } from '../../domain/case.ts';
import { isCovered } from '../../domain/hold.ts';
import { isPayable } from '../../domain/invoice.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import type { Refusal } from '../../domain/result.ts';
import { invoiceView } from '../../domain/views.ts';
import { payButtons } from './pay-buttons.ts';
import { blocks, readerOf, type Viewer } from './reader.ts';
import { refusalValues, refusedTo } from './refusal.ts';

/** `/start` again: what we remember of them, and the invoice that waits, if one does. */
export function welcomeBack(turn: Viewer, facts: DealCase): Outgoing {
  const { title } = facts.deal;
  const r = readerOf(turn);
  return withInvoice(turn, facts, title ? r.say('welcome-back-about', { title }) : r.say('welcome-back'));
}

/** They have come from the site, where they left a request or an order: it goes on here. */
export function joined(turn: Viewer, facts: DealCase): Outgoing {
  const name = facts.contact?.name;
  const r = readerOf(turn);
  return withInvoice(turn, facts, name ? r.say('lead-joined-name', { name }) : r.say('lead-joined'));
}

function withInvoice(turn: Viewer, facts: DealCase, greeting: string): Outgoing {
  const r = readerOf(turn);
  const { settings } = turn.deps;
  const open = facts.invoices.findLast(
    (invoice) => isPayable(invoice, turn.context.now) && !isCovered(facts, invoice),
  );
  if (!open) return { text: greeting };
  const invoice = invoiceView(facts, open.id, settings);
  return {
    text: blocks(greeting, r.say('welcome-back-invoice', { number: invoice.number, due: invoice.due })),
    buttons: payButtons(r, invoice),
  };
}

export function customerHelp(turn: Viewer): Outgoing {
  return { text: readerOf(turn).say('customer-help') };
}

/** Their words are with the people who work on the deal. */
export function passedOn(turn: Viewer): Outgoing {
  return { text: readerOf(turn).say('passed-on') };
}

/** A receipt link that is not paid yet, or that somebody else has taken. */
export function noReceipt(turn: Viewer): Outgoing {
  return { text: readerOf(turn).say('no-receipt') };
}

export function remindersStopped(turn: Viewer): Outgoing {
  return { text: readerOf(turn).say('reminders-stopped') };
}

export function willRemind(turn: Viewer, number: string): Outgoing {
  return { text: readerOf(turn).say('will-remind', { number }) };
}

/** The provider has no word of the money yet; nobody pays twice for being asked. */
export function notFoundYet(turn: Viewer, number: string): Outgoing {
  return { text: readerOf(turn).say('not-found-yet', { number }) };
}

/** A transfer shows in the bank's statement only: when that comes, and that they need not pay again. */
export function transferOnItsWay(turn: Viewer, number: string): Outgoing {
  return { text: readerOf(turn).say('transfer-on-its-way', { number }) };
}

export function declined(turn: Viewer, number: string): Outgoing {
  return { text: readerOf(turn).say('declined', { number }) };
}

/** Something that the bot cannot read: what it can. */
export function unsupported(turn: Viewer): Outgoing {
  return { text: readerOf(turn).say('unsupported') };
}

/** A button under an invoice that is over: its state in plain words, and who can help. */
export function refused(turn: Viewer, refusal: Refusal): Outgoing {
  const own = refusal.code === 'invoice_not_found' || refusal.code === 'invoice_not_open';
  if (!own) return refusedTo(turn, refusal);
  const r = readerOf(turn);
  return { text: r.say(`refusal-customer-${refusal.code}`, refusalValues(r, refusal)) };
}

/** Where the receipt will go, as it was understood. */
export function receiptGoesTo(turn: Viewer, to: string): Outgoing {
  return { text: readerOf(turn).say('receipt-goes-to', { to }) };
}
