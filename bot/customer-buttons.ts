import type { DealCase } from '../domain/case.ts';
import { hasTransfer, noteDeclined, noteSaysPaid } from '../domain/decisions/customer-says.ts';
import { isCovered } from '../domain/hold.ts';
import { remindTomorrow } from '../domain/reminder.ts';
import { parseButton } from './screens/buttons.ts';
import * as screens from './screens/customer.ts';
import { type Reply, say, type Turn } from './turn.ts';

/** Buttons under a customer's invoice. A number that is not theirs does nothing. */
export async function customerButton(turn: Turn): Promise<Reply> {
  const button = turn.incoming.type === 'button' ? parseButton(turn.incoming.id) : null;
  const number = button?.args[0] ?? '';
  const facts = number ? await turn.deps.store.caseByInvoice(number) : null;
  const own = facts?.deal.contactId && facts.deal.contactId === turn.person.contact?.id ? facts : null;
  if (!button || !own) return { toast: turn.deps.texts.plain(turn.locale, 'button-old') };
  switch (button.verb) {
    case 'tom':
      return tomorrow(turn, own, number);
    case 'paid':
      return saysPaid(turn, own, number);
    case 'no':
      return declined(turn, own, number);
    default:
      return { toast: turn.deps.texts.plain(turn.locale, 'button-old') };
  }
}

function tomorrow(turn: Turn, facts: DealCase, number: string): Reply {
  const decided = remindTomorrow(facts, number, turn.context);
  if (!decided.ok) return say(screens.refused(turn, decided));
  return say(screens.willRemind(turn, number), { changes: decided.value });
}

/** The provider is asked; somebody's word moves nothing. */
async function saysPaid(turn: Turn, facts: DealCase, number: string): Promise<Reply> {
  const answer = await turn.deps.cashier.askAbout(number, turn.context.requestId);
  // Paid: the usual messages are on their way already.
  if (answer === 'paid') return { toast: turn.deps.texts.plain(turn.locale, 'paid-found-toast') };
  const fresh = (await turn.deps.store.caseByDeal(facts.deal.id)) ?? facts;
  const invoice = fresh.invoices.find((each) => each.number === number);
  if (invoice && isCovered(fresh, invoice))
    return { toast: turn.deps.texts.plain(turn.locale, 'held-toast') };
  const said = invoice && hasTransfer(fresh, invoice.id) ? screens.transferOnItsWay : screens.notFoundYet;
  return say(said(turn, number), { changes: noteSaysPaid(fresh, number, turn.context) });
}

function declined(turn: Turn, facts: DealCase, number: string): Reply {
  const decided = noteDeclined(facts, number, turn.context);
  if (!decided.ok) return say(screens.refused(turn, decided));
  return say(screens.declined(turn, number), { changes: decided.value });
}
