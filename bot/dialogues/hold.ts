import type { DealCase } from '../../domain/case.ts';
import { checkTake, releaseHeld, takeHeld } from '../../domain/decisions/hold.ts';
import { money, toJson } from '../../domain/money.ts';
import { refuse } from '../../domain/result.ts';
import { mayWork } from '../../domain/rights.ts';
import { readSum } from '../../domain/sum.ts';
import { parseButton } from '../screens/buttons.ts';
import * as screens from '../screens/hold.ts';
import { refused, stopped } from '../screens/staff.ts';
import { type Reply, redraw, type StaffTurn, say } from '../turn.ts';

/** Buttons under held money: `all`, `part`, `off`, and `off:y` once more. */
export async function pressHold(turn: StaffTurn, [id = '', what = '', sure = '']: readonly string[]) {
  const facts = await turn.deps.store.caseByPaymentId(id);
  if (!facts) return say(refused(turn, refuse('nothing_to_do')));
  const allowed = mayWork(turn.staff, facts);
  if (!allowed.ok) return say(refused(turn, allowed));
  if (what === 'off') return sure === 'y' ? release(turn, facts, id) : askRelease(turn, facts, id);
  if (what === 'part') return askPart(turn, facts, id);
  return take(turn, facts, id, null);
}

function take(turn: StaffTurn, facts: DealCase, id: string, amount: bigint | null): Reply {
  const checked = checkTake(facts, id, amount);
  if (!checked.ok) return say(refused(turn, checked));
  const taken = takeHeld(facts, id, amount, turn.context);
  if (!taken.ok) return say(refused(turn, taken));
  return say(screens.taking(turn, checked.value), { changes: taken.value, dialogue: null });
}

function askPart(turn: StaffTurn, facts: DealCase, id: string): Reply {
  const checked = checkTake(facts, id, null);
  if (!checked.ok) return say(refused(turn, checked));
  return say(screens.askPart(turn, checked.value), {
    dialogue: { name: 'hold', step: 'sum', data: { paymentId: id } },
  });
}

function askRelease(turn: StaffTurn, facts: DealCase, id: string): Reply {
  const checked = releaseHeld(facts, id, turn.context);
  if (!checked.ok) return say(refused(turn, checked));
  return say(screens.confirmRelease(turn, id, ...namesOf(facts, id)));
}

function release(turn: StaffTurn, facts: DealCase, id: string): Reply {
  const released = releaseHeld(facts, id, turn.context);
  if (!released.ok) return redraw(refused(turn, released));
  return redraw(screens.releasing(turn, ...namesOf(facts, id)), { changes: released.value });
}

/** Number of the invoice and what is held for it. */
function namesOf(facts: DealCase, id: string) {
  const payment = facts.payments.find((each) => each.id === id);
  const number = facts.invoices.find((each) => each.id === payment?.invoiceId)?.number ?? '';
  const sum = money(payment?.amount ?? 0n, payment?.currency ?? facts.deal.currency);
  return [number, toJson(sum)] as const;
}

/** The part to be taken, in words. */
export async function answerHold(turn: StaffTurn): Promise<Reply> {
  const { incoming, person, deps } = turn;
  const { paymentId = '' } = (person.dialogue?.data ?? {}) as { paymentId?: string };
  const button = incoming.type === 'button' ? parseButton(incoming.id) : null;
  if (button?.args[0] === 'stop') return redraw(stopped(turn), { dialogue: null });
  const facts = await deps.store.caseByPaymentId(paymentId);
  const allowed = facts ? mayWork(turn.staff, facts) : refuse('nothing_to_do');
  if (!facts || !allowed.ok)
    return say(refused(turn, allowed.ok ? refuse('nothing_to_do') : allowed), { dialogue: null });
  const text = incoming.type === 'text' ? incoming.text : '';
  const sum = readSum(text, facts.deal.currency);
  if (!sum.ok) return say(refused(turn, refuse(sum.code, { given: text.slice(0, 40) })));
  return take(turn, facts, paymentId, sum.minor);
}
