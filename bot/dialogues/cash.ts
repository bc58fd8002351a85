import type { DealCase } from '../../domain/case.ts';
import { checkCash, enterCash, HAND_KINDS, type HandKind } from '../../domain/decisions/enter-cash.ts';
import type { Invoice } from '../../domain/invoice.ts';
import { refuse } from '../../domain/result.ts';
import { readSum } from '../../domain/sum.ts';
import { parseButton } from '../screens/buttons.ts';
import * as screens from '../screens/cash.ts';
import { pressPlease } from '../screens/dialogue.ts';
import { refused, stopped } from '../screens/staff.ts';
import { type Reply, redraw, type StaffTurn, say } from '../turn.ts';

/** Money being entered; `amount` in minor units as text, empty until it was said. */
interface CashDraft {
  readonly number: string;
  readonly amount: string;
  readonly kind: HandKind | '';
  readonly reason: string;
}

/** "Enter by hand" under an invoice: how much, how, and from whom. */
export async function startCash(turn: StaffTurn, facts: DealCase, number: string): Promise<Reply> {
  const checked = checkCash(facts, { number, amount: null, by: turn.staff }, turn.context);
  if (!checked.ok) return say(refused(turn, checked));
  const draft = { number, amount: '', kind: '', reason: '' } as const;
  return say(screens.askCashSum(turn, checked.value.invoice), { dialogue: at('sum', draft) });
}

/** What was said or pressed while money is being entered. */
export async function answerCash(turn: StaffTurn): Promise<Reply> {
  const { incoming, person, deps } = turn;
  const draft = person.dialogue?.data as unknown as CashDraft;
  const step = person.dialogue?.step;
  const [word, kind] = incoming.type === 'button' ? (parseButton(incoming.id)?.args ?? []) : [];
  if (word === 'stop') return redraw(stopped(turn), { dialogue: null });
  const facts = await deps.store.caseByInvoice(draft.number);
  if (!facts)
    return say(refused(turn, refuse('invoice_not_found', { number: draft.number })), { dialogue: null });
  const text = incoming.type === 'text' ? incoming.text.trim() : '';
  if (step === 'sum') return sum(turn, facts, draft, word === 'all' ? null : text);
  if (step === 'kind') return how(turn, draft, kind);
  if (step === 'reason' && incoming.type !== 'button') return why(turn, facts, draft, text.slice(0, 200));
  return word === 'ok' && step === 'confirm' ? confirm(turn, facts, draft) : say(pressPlease(turn));
}

/** @param text null for all that is due. */
function sum(turn: StaffTurn, facts: DealCase, draft: CashDraft, text: string | null): Reply {
  const read = text === null ? null : readSum(text, facts.deal.currency);
  if (read && !read.ok) return say(refused(turn, refuse(read.code, { given: text?.slice(0, 40) })));
  const { number } = draft;
  const checked = checkCash(facts, { number, amount: read?.minor ?? null, by: turn.staff }, turn.context);
  if (!checked.ok) return say(refused(turn, checked));
  const next = { ...draft, amount: checked.value.amount.toString() };
  return say(screens.askCashKind(turn, checked.value), { dialogue: at('kind', next) });
}

function how(turn: StaffTurn, draft: CashDraft, pressed: string | undefined): Reply {
  const kind = HAND_KINDS.find((each) => each === pressed);
  if (!kind) return say(pressPlease(turn));
  return say(screens.askCashReason(turn), { dialogue: at('reason', { ...draft, kind }) });
}

function why(turn: StaffTurn, facts: DealCase, draft: CashDraft, reason: string): Reply {
  const { number, kind } = draft;
  const amount = BigInt(draft.amount);
  const checked = checkCash(facts, { number, amount, by: turn.staff }, turn.context);
  if (!checked.ok) return say(refused(turn, checked), { dialogue: null });
  if (!reason || !kind) return say(screens.askCashReason(turn));
  const shown = { ...checked.value, kind, reason };
  return say(screens.confirmCash(turn, facts, shown), { dialogue: at('confirm', { ...draft, reason }) });
}

function confirm(turn: StaffTurn, facts: DealCase, draft: CashDraft): Reply {
  const { number, kind, reason } = draft;
  const amount = BigInt(draft.amount);
  const invoice = facts.invoices.find((each) => each.number === number);
  const command = { number, amount, kind: kind || 'cash', reason, by: turn.staff } as const;
  const entered = enterCash(facts, command, turn.context);
  if (!entered.ok) return redraw(refused(turn, entered), { dialogue: null });
  const shown = { invoice: invoice as Invoice, amount };
  return redraw(screens.cashEntered(turn, shown), { changes: entered.value, dialogue: null });
}

function at(step: string, draft: CashDraft) {
  return { name: 'cash', step, data: { ...draft } };
}
