import { refuse } from '../../domain/result.ts';
import { readSum } from '../../domain/sum.ts';
import { startRefund } from '../dialogues/refund.ts';
import * as screens from '../screens/staff.ts';
import { type Reply, type StaffTurn, say } from '../turn.ts';

/** `/refund 1` or `/refund 1 500`: asks for a reason and a confirmation. */
export async function refundCommand(turn: StaffTurn, args: string): Promise<Reply> {
  const match = /^#?№?([\w-]{1,20})(?:\s+(.+))?$/s.exec(args);
  if (!match?.[1]) return say(screens.usage(turn, 'refund'));
  const number = match[1];
  const facts = await turn.deps.store.caseByInvoice(number);
  if (!facts) return say(screens.refused(turn, refuse('invoice_not_found', { number })));
  if (!match[2]) return startRefund(turn, facts, number, null);
  const sum = readSum(match[2], facts.deal.currency);
  if (!sum.ok) return say(screens.refused(turn, refuse(sum.code, { given: match[2].slice(0, 40) })));
  return startRefund(turn, facts, number, sum.minor);
}
