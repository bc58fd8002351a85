import type { DealCase } from '../../domain/case.ts';
import type { Changes } from '../../domain/changes.ts';
import { handOver, retryReceipt } from '../../domain/decisions/receipts.ts';
import { type Result, refuse } from '../../domain/result.ts';
import { mayWork } from '../../domain/rights.ts';
import * as screens from '../screens/staff.ts';
import { type Reply, type StaffTurn, say } from '../turn.ts';

/** A receipt that failed is made once more. */
export async function retryFailedReceipt(turn: StaffTurn, dealId: number, receiptId: string): Promise<Reply> {
  const facts = await turn.deps.store.caseByDeal(dealId);
  if (!facts) return say(screens.refused(turn, refuse('deal_not_found', { deal: dealId })));
  return carryOut(turn, facts, retryReceipt(facts, receiptId, turn.context), 'receipt-retried-toast');
}

/** What was paid in advance is with the customer now: the closing receipt follows. */
export async function noteHandedOver(turn: StaffTurn, number: string): Promise<Reply> {
  const facts = await turn.deps.store.caseByInvoice(number);
  if (!facts) return say(screens.refused(turn, refuse('invoice_not_found', { number })));
  return carryOut(turn, facts, handOver(facts, number, turn.context), 'handed-over-toast');
}

function carryOut(turn: StaffTurn, facts: DealCase, decided: Result<Changes>, toast: string): Reply {
  const allowed = mayWork(turn.staff, facts);
  if (!allowed.ok) return say(screens.refused(turn, allowed));
  if (!decided.ok) return say(screens.refused(turn, decided));
  return { changes: decided.value, toast: turn.deps.texts.plain(turn.locale, toast) };
}
