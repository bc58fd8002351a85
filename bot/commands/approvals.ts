import type { DealCase } from '../../domain/case.ts';
import { type Changes, joinChanges } from '../../domain/changes.ts';
import { decideApproval } from '../../domain/decisions/approve.ts';
import { issueInvoice } from '../../domain/decisions/issue-invoice.ts';
import { requestRefund } from '../../domain/decisions/refund.ts';
import { done, type Result, refuse } from '../../domain/result.ts';
import { mayRule } from '../../domain/rights.ts';
import type { Approval, Staff } from '../../domain/staff.ts';
import { type InvoiceDraft, readItems } from '../dialogues/invoice.ts';
import { commandOf, type RefundDraft } from '../dialogues/refund.ts';
import { refused } from '../screens/staff.ts';
import * as screens from '../screens/team.ts';
import { type Reply, redraw, type StaffTurn, say } from '../turn.ts';

/** An owner presses approve or decline. The command is checked again: much may have changed since. */
export async function decide(turn: StaffTurn, id: string, yes: boolean): Promise<Reply> {
  const { deps, staff, context } = turn;
  const allowed = mayRule(staff);
  if (!allowed.ok) return say(refused(turn, allowed));
  const approval = await deps.store.approval(id);
  const facts = approval ? await deps.store.caseByDeal(approval.dealId) : null;
  if (!approval || !facts) return say(refused(turn, refuse('nothing_to_do')));
  if (approval.state !== 'waiting') return say(refused(turn, refuse('already_decided')));
  const carried = yes ? await carryOut(turn, approval, facts) : done<Changes>({});
  if (!carried.ok) return say(refused(turn, carried));
  const word = decideApproval(approval, facts, yes, staff, context);
  // Both halves save the same deal at the same version: the command's copy is the newer one.
  const deals = carried.value.deals ?? word.deals ?? [];
  const changes = { ...joinChanges(carried.value, { ...word, deals: [] }), deals };
  return redraw(screens.decided(turn, approval, yes), { changes });
}

async function carryOut(turn: StaffTurn, approval: Approval, facts: DealCase): Promise<Result<Changes>> {
  const asker = facts.team.find((member) => member.id === approval.requestedBy);
  const by: Staff | null = asker ? { ...asker, invoiceCeiling: null, refundCeiling: null } : null;
  if (approval.kind === 'refund') {
    const command = commandOf(approval.data as unknown as RefundDraft);
    return requestRefund(facts, { ...command, by }, turn.context);
  }
  const counter = await turn.deps.store.counter('invoice');
  const issued = issueInvoice(
    facts,
    { ...readItems(approval.data as unknown as InvoiceDraft), counter, by },
    turn.context,
  );
  return issued.ok ? done(issued.value.changes) : issued;
}
