import { keepReceipt } from '../../domain/decisions/keep-receipt.ts';
import { newContact } from '../new-contact.ts';
import * as screens from '../screens/customer.ts';
import { type Reply, say, type Turn } from '../turn.ts';

/** Somebody who paid at the counter opens the bot by the QR once more: the receipt goes to their chat. */
export async function takeReceipt(turn: Turn, payToken: string): Promise<Reply> {
  const facts = await turn.deps.store.caseByPayToken(payToken);
  const contact = turn.person.contact ?? newContact(turn);
  const changes = facts ? keepReceipt(facts, payToken, contact, turn.context) : null;
  return changes ? { changes } : say(screens.noReceipt(turn));
}
