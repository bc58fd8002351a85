import { deliverToCustomer } from '../../domain/decisions/pass-on.ts';
import { refuse } from '../../domain/result.ts';
import { mayWork } from '../../domain/rights.ts';
import * as screens from '../screens/staff.ts';
import { type Reply, redraw, type StaffTurn, say } from '../turn.ts';

/** "Answer" was pressed before: what is written now goes to the customer; a button ends it. */
export async function answerWords(turn: StaffTurn): Promise<Reply> {
  if (turn.incoming.type === 'button') return redraw(screens.stopped(turn), { dialogue: null });
  return writeTo(turn, Number(turn.person.dialogue?.data.dealId));
}

/** Sends what was just written to the customer of a deal. */
export async function writeTo(turn: StaffTurn, dealId: number): Promise<Reply> {
  const { incoming, deps, context, staff } = turn;
  const facts = await deps.store.caseByDeal(dealId);
  if (!facts) return say(screens.refused(turn, refuse('deal_not_found', { deal: dealId })));
  const allowed = mayWork(staff, facts);
  if (!allowed.ok) return say(screens.refused(turn, allowed));
  if (!facts.contact || facts.contact.unreachable !== null) {
    return say(screens.refused(turn, refuse('customer_unreachable', { deal: dealId })));
  }
  const words =
    incoming.type === 'media'
      ? { text: incoming.text, media: incoming.media }
      : { text: incoming.type === 'text' ? incoming.text : '', media: null };
  const changes = deliverToCustomer(facts, words, `${incoming.channel}:${incoming.key}`, context);
  return say(screens.sentToCustomer(turn, facts), { changes, dialogue: null });
}
