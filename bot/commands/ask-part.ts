import { askPart } from '../../domain/decisions/ask-part.ts';
import { refuse } from '../../domain/result.ts';
import { mayWork } from '../../domain/rights.ts';
import * as screens from '../screens/staff.ts';
import { type Reply, type StaffTurn, say } from '../turn.ts';

/** A milestone is reached: the next part of a staged payment is asked for. */
export async function askForPart(turn: StaffTurn, number: string): Promise<Reply> {
  const facts = await turn.deps.store.caseByInvoice(number);
  const invoice = facts?.invoices.find((each) => each.number === number);
  if (!facts || !invoice) return say(screens.refused(turn, refuse('invoice_not_found', { number })));
  const allowed = mayWork(turn.staff, facts);
  if (!allowed.ok) return say(screens.refused(turn, allowed));
  const asked = askPart(facts, number, turn.context);
  if (!asked.ok) return say(screens.refused(turn, asked));
  return say(screens.partAsked(turn, facts, invoice), { changes: asked.value });
}
