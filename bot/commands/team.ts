import { invite, removeStaff } from '../../domain/decisions/team.ts';
import { refuse } from '../../domain/result.ts';
import { mayRule } from '../../domain/rights.ts';
import type { Role } from '../../domain/staff.ts';
import { refused } from '../screens/staff.ts';
import * as screens from '../screens/team.ts';
import { type Reply, redraw, type StaffTurn, say } from '../turn.ts';
import { hashToken } from './token-hash.ts';

/** `/team`: who works here; owners invite, change ceilings and take access away. */
export async function teamCommand(turn: StaffTurn): Promise<Reply> {
  const team = (await turn.deps.store.staff()).filter((member) => member.active);
  return say(screens.teamPage(turn, team));
}

/** One member, with what an owner can change. */
export async function memberPage(turn: StaffTurn, staffId: string): Promise<Reply> {
  const allowed = mayRule(turn.staff);
  if (!allowed.ok) return say(refused(turn, allowed));
  const member = (await turn.deps.store.staff()).find((each) => each.id === staffId && each.active);
  return member ? say(screens.memberPage(turn, member)) : say(refused(turn, refuse('nothing_to_do')));
}

/** A one-time link; whoever opens it first joins in this role. */
export async function inviteMember(turn: StaffTurn, role: string): Promise<Reply> {
  const { deps, incoming, context, staff } = turn;
  const allowed = mayRule(staff);
  if (!allowed.ok) return say(refused(turn, allowed));
  if (role !== 'owner' && role !== 'manager' && role !== 'viewer')
    return say(refused(turn, refuse('nothing_to_do')));
  const token = context.newToken();
  const link = await deps.channels.get(incoming.channel)?.link(`join_${token}`);
  const changes = invite(await hashToken(token), role as Role, staff, context);
  return say(screens.inviteLink(turn, role, link ?? `join_${token}`), { changes });
}

/** Asks once more, then takes access away. */
export async function removeMember(turn: StaffTurn, staffId: string, sure: boolean): Promise<Reply> {
  const { deps, context } = turn;
  const allowed = mayRule(turn.staff);
  if (!allowed.ok) return say(refused(turn, allowed));
  const team = await deps.store.staff();
  const member = team.find((each) => each.id === staffId && each.active);
  if (!member) return say(refused(turn, refuse('nothing_to_do')));
  if (!sure) return say(screens.confirmRemove(turn, member));
  const removed = removeStaff(member, team, context);
  return removed.ok
    ? redraw(screens.memberRemoved(turn, member), { changes: removed.value })
    : say(refused(turn, removed));
}
