import { remindNow } from '../../domain/reminder.ts';
import { refuse } from '../../domain/result.ts';
import { mayWork } from '../../domain/rights.ts';
import * as screens from '../screens/staff.ts';
import { type Reply, type StaffTurn, say } from '../turn.ts';

/** `/remind 1`: one polite reminder now, or in the morning. */
export async function remindCommand(turn: StaffTurn, args: string): Promise<Reply> {
  const number = /^#?№?([\w-]{1,20})$/.exec(args)?.[1];
  return number ? remindCustomer(turn, number) : say(screens.usage(turn, 'remind'));
}

export async function remindCustomer(turn: StaffTurn, number: string): Promise<Reply> {
  const facts = await turn.deps.store.caseByInvoice(number);
  if (!facts) return say(screens.refused(turn, refuse('invoice_not_found', { number })));
  const allowed = mayWork(turn.staff, facts);
  if (!allowed.ok) return say(screens.refused(turn, allowed));
  const decided = remindNow(facts, number, turn.context);
  if (!decided.ok) return say(screens.refused(turn, decided));
  const { changes, at } = decided.value;
  return say(screens.reminderGoes(turn, number, at > turn.context.now ? at : null), { changes });
}
