import { openDeal } from '../../domain/decisions/open-deal.ts';
import { refuse } from '../../domain/result.ts';
import * as screens from '../screens/staff.ts';
import { type Reply, type StaffTurn, say } from '../turn.ts';

/** `/new Логотип для кафе`: a deal that came by word of mouth, in the hands of whoever opens it. */
export async function newCommand(turn: StaffTurn, args: string): Promise<Reply> {
  const { deps, staff, context } = turn;
  if (staff.role === 'viewer') return say(screens.refused(turn, refuse('not_allowed')));
  if (!args) return say(screens.usage(turn, 'new'));
  const id = await deps.store.nextNumber('deal');
  // The card goes to nobody else: whoever opens the deal has the answer to this command.
  const command = {
    id,
    contact: null,
    title: args.slice(0, 200),
    source: 'staff',
    responsibleId: staff.id,
    team: [staff],
  };
  const { facts, changes } = openDeal(command, context);
  return say(screens.dealPage(turn, facts), { changes: { ...changes, messages: [] } });
}
