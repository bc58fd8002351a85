import { isCancellable } from '../../domain/decisions/cancel-invoice.ts';
import { refuse } from '../../domain/result.ts';
import { mayWork } from '../../domain/rights.ts';
import * as screens from '../screens/staff.ts';
import { type Reply, redraw, type StaffTurn, say } from '../turn.ts';

/** `/cancel 1`: asks once more, since the customer is told. */
export async function cancelCommand(turn: StaffTurn, args: string): Promise<Reply> {
  const number = /^#?№?([\w-]{1,20})$/.exec(args)?.[1];
  return number ? askCancel(turn, number) : say(screens.usage(turn, 'cancel'));
}

export async function askCancel(turn: StaffTurn, number: string): Promise<Reply> {
  const facts = await turn.deps.store.caseByInvoice(number);
  const invoice = facts?.invoices.find((each) => each.number === number);
  if (!facts || !invoice) return say(screens.refused(turn, refuse('invoice_not_found', { number })));
  const allowed = mayWork(turn.staff, facts);
  if (!allowed.ok) return say(screens.refused(turn, allowed));
  if (!isCancellable(invoice))
    return say(screens.refused(turn, refuse('invoice_not_open', { number, state: invoice.state })));
  return say(screens.confirmCancel(turn, facts, number));
}

/** Confirmed: the live payment is voided at the provider first. */
export async function carryOutCancel(turn: StaffTurn, number: string): Promise<Reply> {
  const facts = await turn.deps.store.caseByInvoice(number);
  if (!facts) return redraw(screens.refused(turn, refuse('invoice_not_found', { number })));
  const allowed = mayWork(turn.staff, facts);
  if (!allowed.ok) return redraw(screens.refused(turn, allowed));
  const cancelled = await turn.deps.cashier.cancel(number, turn.context.actor, turn.context.requestId);
  return redraw(cancelled.ok ? screens.cancelled(turn, number) : screens.refused(turn, cancelled));
}
