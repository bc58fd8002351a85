import { attachTo } from '../commands/unmatched.ts';
import { parseButton } from '../screens/buttons.ts';
import { stopped } from '../screens/staff.ts';
import * as screens from '../screens/unmatched.ts';
import { type Reply, redraw, type StaffTurn, say } from '../turn.ts';

/** The number of the invoice that unknown money is for. */
export async function answerWhose(turn: StaffTurn): Promise<Reply> {
  const { incoming, person } = turn;
  const code = String(person.dialogue?.data.code ?? '');
  if (incoming.type === 'button') {
    return parseButton(incoming.id)?.args[0] === 'stop' ? redraw(stopped(turn), { dialogue: null }) : {};
  }
  const words = incoming.type === 'text' ? incoming.text.trim() : '';
  const number = /^#?№?\s*([\w-]{1,20})$/.exec(words)?.[1];
  if (!number) return say(screens.askNumber(turn));
  return { ...(await attachTo(turn, code, number, undefined)), dialogue: null };
}
