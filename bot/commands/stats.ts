import { daysOf, monthBefore, numbersOf, readMonth } from '../../domain/stats.ts';
import * as screens from '../screens/staff.ts';
import { monthNumbers } from '../screens/stats.ts';
import { type Reply, type StaffTurn, say } from '../turn.ts';

/** `/stats` or `/stats 2026-10`: the four numbers of a month beside those of the month before. */
export async function statsCommand(turn: StaffTurn, args: string): Promise<Reply> {
  const { deps, context } = turn;
  const month = readMonth(args, context.now, deps.settings.timeZone);
  if (!month) return say(screens.usage(turn, 'stats'));
  const of = async (each: string) => {
    const { from, to } = daysOf(each);
    return numbersOf(await deps.store.rollups(from, to));
  };
  const [now, before] = await Promise.all([of(month), of(monthBefore(month))]);
  return say(monthNumbers(turn, month, now, before));
}
