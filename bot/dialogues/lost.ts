import { loseDeal } from '../../domain/decisions/work-deal.ts';
import { refuse } from '../../domain/result.ts';
import { mayWork } from '../../domain/rights.ts';
import { parseButton } from '../screens/buttons.ts';
import * as screens from '../screens/staff.ts';
import { type Reply, redraw, type StaffTurn, say } from '../turn.ts';

/** "Lost" was pressed: why? */
export async function startLost(turn: StaffTurn, dealId: number): Promise<Reply> {
  const facts = await turn.deps.store.caseByDeal(dealId);
  if (!facts) return say(screens.refused(turn, refuse('deal_not_found', { deal: dealId })));
  const allowed = mayWork(turn.staff, facts);
  if (!allowed.ok) return say(screens.refused(turn, allowed));
  return say(screens.askLostReason(turn, dealId), {
    dialogue: { name: 'lost', step: 'reason', data: { dealId } },
  });
}

/** The reason, pressed or written. */
export async function answerLost(turn: StaffTurn): Promise<Reply> {
  const { incoming, person, deps, context } = turn;
  const dealId = Number(person.dialogue?.data.dealId);
  const button = incoming.type === 'button' ? parseButton(incoming.id) : null;
  if (button?.args[0] === 'stop') return redraw(screens.stopped(turn), { dialogue: null });
  const words = button
    ? screens.lostReasonText(turn, button.args[1] ?? '')
    : incoming.type === 'text'
      ? incoming.text
      : '';
  const facts = await deps.store.caseByDeal(dealId);
  if (!facts)
    return say(screens.refused(turn, refuse('deal_not_found', { deal: dealId })), { dialogue: null });
  if (!words.trim()) return say(screens.askLostReason(turn, dealId));
  const lost = loseDeal(facts, words.trim().slice(0, 200), context);
  if (!lost.ok) return say(screens.refused(turn, lost), { dialogue: null });
  return say(screens.dealLost(turn, dealId), { changes: lost.value, dialogue: null });
}
