import { changeStaff } from '../../domain/decisions/team.ts';
import { refuse } from '../../domain/result.ts';
import { mayRule } from '../../domain/rights.ts';
import { readSum } from '../../domain/sum.ts';
import { parseButton } from '../screens/buttons.ts';
import { refused } from '../screens/staff.ts';
import * as screens from '../screens/team.ts';
import { type Reply, redraw, type StaffTurn, say } from '../turn.ts';

type Which = 'invoice' | 'refund';

/** An owner changes up to which sum somebody may invoice or refund alone. */
export async function startCeiling(turn: StaffTurn, staffId: string, which: string): Promise<Reply> {
  const allowed = mayRule(turn.staff);
  if (!allowed.ok) return say(refused(turn, allowed));
  const member = (await turn.deps.store.staff()).find((each) => each.id === staffId && each.active);
  if (!member || (which !== 'invoice' && which !== 'refund'))
    return say(refused(turn, refuse('nothing_to_do')));
  const dialogue = { name: 'ceiling', step: 'sum', data: { staffId, which } };
  return say(screens.askCeiling(turn, member, which), { dialogue });
}

/** The new ceiling, or none at all. */
export async function answerCeiling(turn: StaffTurn): Promise<Reply> {
  const { incoming, person, deps, context } = turn;
  const { staffId, which = 'invoice' } = (person.dialogue?.data ?? {}) as { staffId?: string; which?: Which };
  const button = incoming.type === 'button' ? parseButton(incoming.id) : null;
  if (button?.args[0] === 'stop') return redraw(screens.stopped(turn), { dialogue: null });
  const member = (await deps.store.staff()).find((each) => each.id === staffId && each.active);
  const allowed = mayRule(turn.staff);
  if (!allowed.ok || !member) return say(refused(turn, refuse('not_allowed')), { dialogue: null });
  const text = incoming.type === 'text' ? incoming.text : '';
  const sum = button?.args[0] === 'skip' ? null : readSum(text, deps.settings.currency);
  if (sum && !sum.ok) return say(refused(turn, refuse(sum.code, { given: text.slice(0, 40) })));
  const ceiling = sum?.ok ? sum.minor : null;
  const next =
    which === 'invoice' ? { ...member, invoiceCeiling: ceiling } : { ...member, refundCeiling: ceiling };
  return say(screens.ceilingChanged(turn, next, which), {
    changes: changeStaff(next, 'ceiling_changed', context),
    dialogue: null,
  });
}
