import * as screens from '../screens/staff.ts';
import { type Reply, type StaffTurn, say } from '../turn.ts';

/** `/help`: what this person may do, with an example of each. */
export async function helpCommand(turn: StaffTurn): Promise<Reply> {
  return say(screens.help(turn));
}
