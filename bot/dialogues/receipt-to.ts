import type { DealCase } from '../../domain/case.ts';
import { giveReceiptContact } from '../../domain/decisions/receipts.ts';
import { readReceiptTo } from '../../domain/reach.ts';
import * as screens from '../screens/customer.ts';
import { type Reply, say, type Turn } from '../turn.ts';

/**
 * A customer whose receipt has nowhere to go writes an e-mail address or a phone number: that is where it goes.
 * Null when nothing waits, or the words are no address: they are for the manager then.
 */
export function takeReceiptTo(turn: Turn, facts: DealCase): Reply | null {
  const { incoming } = turn;
  const waiting = facts.receipts.find((each) => each.state === 'no_contact');
  const invoice = facts.invoices.find((each) => each.id === waiting?.invoiceId);
  const typed =
    incoming.type === 'text'
      ? incoming.text
      : incoming.type === 'contact' && incoming.own
        ? incoming.phone
        : '';
  const to = readReceiptTo(typed);
  if (!invoice || to === null) return null;
  const given = giveReceiptContact(facts, invoice.payToken, to, turn.context);
  if (!given.ok) return say(screens.refused(turn, given));
  return say(screens.receiptGoesTo(turn, to), { changes: given.value });
}
