import type { DealCase } from '../../domain/case.ts';
import { askApproval } from '../../domain/decisions/approve.ts';
import { checkRefund, requestRefund } from '../../domain/decisions/refund.ts';
import { refuse } from '../../domain/result.ts';
import { mayWork } from '../../domain/rights.ts';
import { readSum } from '../../domain/sum.ts';
import { parseButton } from '../screens/buttons.ts';
import * as screens from '../screens/refund-dialogue.ts';
import { refused } from '../screens/staff.ts';
import { type Reply, redraw, type StaffTurn, say } from '../turn.ts';

/** A refund being put together; `amount` in minor units as text, null for all that is left. */
interface RefundDraft {
  readonly number: string;
  readonly amount: string | null;
  readonly reason: string;
}

/** `/refund` or its button: the reason is asked next, or the sum first when the button was pressed. */
export async function startRefund(
  turn: StaffTurn,
  facts: DealCase,
  number: string,
  amount: bigint | null,
): Promise<Reply> {
  const allowed = mayWork(turn.staff, facts);
  if (!allowed.ok) return say(refused(turn, allowed));
  const checked = checkRefund(facts, { number, amount, by: null });
  if (!checked.ok) return say(refused(turn, checked));
  const draft = { number, amount: checked.value.amount.toString(), reason: '' };
  return say(screens.askReason(turn, checked.value), { dialogue: at('reason', draft) });
}

export async function askRefundSum(turn: StaffTurn, facts: DealCase, number: string): Promise<Reply> {
  const allowed = mayWork(turn.staff, facts);
  if (!allowed.ok) return say(refused(turn, allowed));
  const checked = checkRefund(facts, { number, amount: null, by: null });
  if (!checked.ok) return say(refused(turn, checked));
  return say(screens.askSum(turn, checked.value), {
    dialogue: at('sum', { number, amount: null, reason: '' }),
  });
}

/** What was said or pressed while a refund is being put together. */
export async function answerRefund(turn: StaffTurn): Promise<Reply> {
  const { incoming, person, deps } = turn;
  const draft = person.dialogue?.data as unknown as RefundDraft;
  const facts = await deps.store.caseByInvoice(draft.number);
  if (!facts)
    return say(refused(turn, refuse('invoice_not_found', { number: draft.number })), { dialogue: null });
  if (incoming.type === 'button') return pressed(turn, facts, draft);
  const text = incoming.type === 'text' ? incoming.text.trim() : '';
  if (person.dialogue?.step === 'sum') return sum(turn, facts, draft, text);
  if (person.dialogue?.step === 'reason')
    return reason(turn, facts, { ...draft, reason: text.slice(0, 200) });
  return say(screens.pressPlease(turn));
}

async function sum(turn: StaffTurn, facts: DealCase, draft: RefundDraft, text: string): Promise<Reply> {
  const read = readSum(text, facts.deal.currency);
  if (!read.ok) return say(refused(turn, refuse(read.code, { given: text.slice(0, 40) })));
  return startRefund(turn, facts, draft.number, read.minor);
}

function reason(turn: StaffTurn, facts: DealCase, draft: RefundDraft): Reply {
  const checked = checkRefund(facts, { number: draft.number, amount: amountOf(draft), by: null });
  if (!checked.ok) return say(refused(turn, checked), { dialogue: null });
  if (!draft.reason) return say(screens.askReason(turn, checked.value));
  const above = checkRefund(facts, { number: draft.number, amount: amountOf(draft), by: turn.staff });
  const shown = { ...checked.value, reason: draft.reason, refusal: above.ok ? null : above };
  return say(screens.confirmRefund(turn, facts, shown), { dialogue: at('confirm', draft) });
}

async function pressed(turn: StaffTurn, facts: DealCase, draft: RefundDraft): Promise<Reply> {
  const args = turn.incoming.type === 'button' ? (parseButton(turn.incoming.id)?.args ?? []) : [];
  const step = turn.person.dialogue?.step;
  if (args[0] === 'stop') return redraw(screens.stopped(turn), { dialogue: null });
  if (args[0] === 'all' && step === 'sum') return startRefund(turn, facts, draft.number, null);
  if (args[0] === 'reason' && step === 'reason') {
    const words = screens.reasonText(turn, args[1] ?? '');
    return reason(turn, facts, { ...draft, reason: words });
  }
  return args[0] === 'ok' && step === 'confirm' ? confirm(turn, facts, draft) : {};
}

function confirm(turn: StaffTurn, facts: DealCase, draft: RefundDraft): Reply {
  const { staff, context } = turn;
  const allowed = mayWork(staff, facts);
  if (!allowed.ok) return redraw(refused(turn, allowed), { dialogue: null });
  const command = { number: draft.number, amount: amountOf(draft), reason: draft.reason, by: staff };
  const asked = requestRefund(facts, command, context);
  if (asked.ok)
    return redraw(screens.onItsWay(turn, draft.number, amountOf(draft), facts), {
      changes: asked.value,
      dialogue: null,
    });
  if (asked.code !== 'above_ceiling') return redraw(refused(turn, asked), { dialogue: null });
  const approval = {
    kind: 'refund' as const,
    data: { ...draft },
    by: staff,
    amount: asked.args?.sum,
    about: draft.reason,
  };
  return redraw(screens.sentForApproval(turn), {
    changes: askApproval(facts, approval, context),
    dialogue: null,
  });
}

/** The draft's sum as a decision takes it. */
export function amountOf(draft: { amount: string | null }): bigint | null {
  return draft.amount === null ? null : BigInt(draft.amount);
}

function at(step: string, draft: RefundDraft) {
  return { name: 'refund', step, data: { ...draft } };
}
