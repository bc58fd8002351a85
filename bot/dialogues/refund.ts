import type { DealCase } from '../../domain/case.ts';
import { askApproval } from '../../domain/decisions/approve.ts';
import { checkRefund, requestRefund, retryRefund } from '../../domain/decisions/refund.ts';
import { type Result, refuse } from '../../domain/result.ts';
import { type PickedItem, returnableItems } from '../../domain/returnable.ts';
import { mayWork } from '../../domain/rights.ts';
import { readSum } from '../../domain/sum.ts';
import { parseButton } from '../screens/buttons.ts';
import * as screens from '../screens/refund-dialogue.ts';
import { refused } from '../screens/staff.ts';
import { type Reply, redraw, type StaffTurn, say } from '../turn.ts';
import { readPick, step, toggle } from './refund-items.ts';

/**
 * A refund being put together; `amount` in minor units as text, null for all that is left. `items` when it is
 * by item: position of the line and thousandths as text.
 */
export interface RefundDraft {
  readonly number: string;
  readonly amount: string | null;
  readonly reason: string;
  readonly items?: readonly { readonly line: number; readonly quantity: string }[] | null;
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
  const draft = { number, amount: checked.value.amount.toString(), reason: '', items: null };
  const pick = amount === null && hasItems(facts, number);
  return say(screens.askReason(turn, checked.value, pick), { dialogue: at('reason', draft) });
}

export async function askRefundSum(turn: StaffTurn, facts: DealCase, number: string): Promise<Reply> {
  const allowed = mayWork(turn.staff, facts);
  if (!allowed.ok) return say(refused(turn, allowed));
  const checked = checkRefund(facts, { number, amount: null, by: null });
  if (!checked.ok) return say(refused(turn, checked));
  return say(screens.askSum(turn, checked.value, hasItems(facts, number)), {
    dialogue: at('sum', { number, amount: null, reason: '', items: null }),
  });
}

/** "Try again" under a refund that failed: the same money once more, under a key of its own. */
export async function tryRefundAgain(turn: StaffTurn, dealId: number, refundId: string): Promise<Reply> {
  const facts = await turn.deps.store.caseByDeal(dealId);
  if (!facts) return say(refused(turn, refuse('deal_not_found', { deal: dealId })));
  const allowed = mayWork(turn.staff, facts);
  if (!allowed.ok) return say(refused(turn, allowed));
  const asked = retryRefund(facts, refundId, turn.staff, turn.context);
  if (!asked.ok) return say(refused(turn, asked));
  const refund = asked.value.refunds?.[0];
  const number = facts.invoices.find(({ id }) => id === refund?.invoiceId)?.number ?? '';
  return say(screens.onItsWay(turn, number, refund?.amount ?? 0n, facts), { changes: asked.value });
}

/** There is something to pick from: several lines, or several of one thing. */
function hasItems(facts: DealCase, number: string): boolean {
  const invoice = facts.invoices.find((each) => each.number === number);
  const left = invoice ? returnableItems(facts, invoice) : [];
  return left.length > 1 || left.some(({ quantity }) => quantity > 1000n);
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
  switch (person.dialogue?.step) {
    case 'sum':
      return sum(turn, facts, draft, text);
    case 'items':
      return typedItem(turn, facts, draft, text);
    case 'reason':
      return reason(turn, facts, { ...draft, reason: text.slice(0, 200) });
    default:
      return say(screens.pressPlease(turn));
  }
}

async function sum(turn: StaffTurn, facts: DealCase, draft: RefundDraft, text: string): Promise<Reply> {
  const read = readSum(text, facts.deal.currency);
  if (!read.ok) return say(refused(turn, refuse(read.code, { given: text.slice(0, 40) })));
  return startRefund(turn, facts, draft.number, read.minor);
}

function typedItem(turn: StaffTurn, facts: DealCase, draft: RefundDraft, text: string): Reply {
  const invoice = facts.invoices.find((each) => each.number === draft.number);
  const left = invoice ? returnableItems(facts, invoice) : [];
  const picked = readPick(text, left, pickedOf(draft) ?? []);
  if (!picked) return say(screens.pickUnreadable(turn, text));
  return say(...itemsStep(turn, facts, draft, picked));
}

function reason(turn: StaffTurn, facts: DealCase, draft: RefundDraft): Reply {
  const command = { number: draft.number, amount: amountOf(draft), items: pickedOf(draft) };
  const checked = checkRefund(facts, { ...command, by: null });
  if (!checked.ok) return say(refused(turn, checked), { dialogue: null });
  if (!draft.reason) return say(screens.askReason(turn, checked.value, false));
  const above = checkRefund(facts, { ...command, by: turn.staff });
  const shown = { ...checked.value, reason: draft.reason, refusal: above.ok ? null : above };
  return say(screens.confirmRefund(turn, facts, shown), { dialogue: at('confirm', draft) });
}

async function pressed(turn: StaffTurn, facts: DealCase, draft: RefundDraft): Promise<Reply> {
  const args = turn.incoming.type === 'button' ? (parseButton(turn.incoming.id)?.args ?? []) : [];
  const now = turn.person.dialogue?.step;
  if (args[0] === 'stop') return redraw(screens.stopped(turn), { dialogue: null });
  if (args[0] === 'all' && now === 'sum') return startRefund(turn, facts, draft.number, null);
  if (args[0] === 'items' && (now === 'sum' || now === 'reason'))
    return redraw(...itemsStep(turn, facts, draft, []));
  if (now === 'items') return pressedItem(turn, facts, draft, args);
  if (args[0] === 'reason' && now === 'reason') {
    const words = screens.reasonText(turn, args[1] ?? '');
    return reason(turn, facts, { ...draft, reason: words });
  }
  return args[0] === 'ok' && now === 'confirm' ? confirm(turn, facts, draft) : {};
}

function pressedItem(turn: StaffTurn, facts: DealCase, draft: RefundDraft, args: readonly string[]): Reply {
  const invoice = facts.invoices.find((each) => each.number === draft.number);
  const left = invoice ? returnableItems(facts, invoice) : [];
  const picked = pickedOf(draft) ?? [];
  const item = left.find(({ line }) => String(line) === args[1]);
  if (args[0] === 'next') return pickedAll(turn, facts, draft, picked);
  if (!item) return redraw(...itemsStep(turn, facts, draft, picked));
  if (args[0] === 'item') return redraw(...itemsStep(turn, facts, draft, toggle(picked, item)));
  if (args[0] === 'more') return redraw(...itemsStep(turn, facts, draft, step(picked, item, 1000n)));
  if (args[0] === 'less') return redraw(...itemsStep(turn, facts, draft, step(picked, item, -1000n)));
  return {};
}

/** The items are picked: what they are worth is settled here, and the reason is asked next. */
function pickedAll(
  turn: StaffTurn,
  facts: DealCase,
  draft: RefundDraft,
  picked: readonly PickedItem[],
): Reply {
  const checked = checkRefund(facts, { number: draft.number, amount: null, items: picked, by: null });
  if (!checked.ok) return redraw(refused(turn, checked), { dialogue: null });
  const next = { ...withItems(draft, picked), amount: checked.value.amount.toString() };
  return redraw(screens.askReason(turn, checked.value, false), { dialogue: at('reason', next) });
}

function itemsStep(turn: StaffTurn, facts: DealCase, draft: RefundDraft, picked: readonly PickedItem[]) {
  const screen = screens.pickItems(turn, facts, draft.number, picked);
  return [screen, { dialogue: at('items', withItems(draft, picked)) }] as const;
}

function confirm(turn: StaffTurn, facts: DealCase, draft: RefundDraft): Reply {
  const { staff, context } = turn;
  const allowed = mayWork(staff, facts);
  if (!allowed.ok) return redraw(refused(turn, allowed), { dialogue: null });
  const asked = requestRefund(facts, { ...commandOf(draft), by: staff }, context);
  if (asked.ok)
    return redraw(screens.onItsWay(turn, draft.number, amountOf(draft), facts), {
      changes: asked.value,
      dialogue: null,
    });
  return forApproval(turn, facts, draft, asked);
}

function forApproval(
  turn: StaffTurn,
  facts: DealCase,
  draft: RefundDraft,
  asked: Exclude<Result<unknown>, { ok: true }>,
): Reply {
  if (asked.code !== 'above_ceiling') return redraw(refused(turn, asked), { dialogue: null });
  const approval = {
    kind: 'refund' as const,
    data: { ...draft },
    by: turn.staff,
    amount: asked.args?.sum,
    about: draft.reason,
  };
  return redraw(screens.sentForApproval(turn), {
    changes: askApproval(facts, approval, turn.context),
    dialogue: null,
  });
}

/** The draft as a decision takes it. */
export function commandOf(draft: RefundDraft) {
  return {
    number: draft.number,
    amount: amountOf(draft),
    items: pickedOf(draft),
    reason: draft.reason,
  };
}

function amountOf(draft: RefundDraft): bigint | null {
  return draft.amount === null ? null : BigInt(draft.amount);
}

function pickedOf({ items = null }: RefundDraft): PickedItem[] | null {
  return items?.map(({ line, quantity }) => ({ line, quantity: BigInt(quantity) })) ?? null;
}

function withItems(draft: RefundDraft, picked: readonly PickedItem[]): RefundDraft {
  const items = picked.map(({ line, quantity }) => ({ line, quantity: quantity.toString() }));
  return { ...draft, amount: null, items };
}

function at(name: string, draft: RefundDraft) {
  return { name: 'refund', step: name, data: { ...draft } };
}
