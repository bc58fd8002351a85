import { mayRule } from '../../domain/rights.ts';
import { checkup } from '../screens/doctor.ts';
import { refused } from '../screens/staff.ts';
import { type Reply, type StaffTurn, say } from '../turn.ts';

/** The check-up of the till, for owners: what works, what does not, and what to do about it. */
export async function examineTill(turn: StaffTurn): Promise<Reply> {
  const allowed = mayRule(turn.staff);
  if (!allowed.ok) return say(refused(turn, allowed));
  return say(checkup(turn, await turn.deps.doctor.examine()));
}
