import { sellAtCounter } from '../../domain/decisions/counter-sale.ts';
import { refuse } from '../../domain/result.ts';
import { takeSum } from '../../domain/sum.ts';
import * as screens from '../screens/staff.ts';
import { type Reply, type StaffTurn, say } from '../turn.ts';

/** `/qr 1500 Кофе и торт`: a sale to somebody at the counter; the QR comes as a picture that turns by itself. */
export async function qrCommand(turn: StaffTurn, args: string): Promise<Reply> {
  const { deps, staff, context } = turn;
  if (staff.role === 'viewer') return say(screens.refused(turn, refuse('not_allowed')));
  if (!args) return say(screens.usage(turn, 'qr'));
  const { sum, rest } = takeSum(args, deps.settings.currency);
  if (!sum.ok) return say(screens.refused(turn, refuse(sum.code, { given: args.slice(0, 40) })));
  if (!rest.trim()) return say(screens.usage(turn, 'qr'));
  const id = await deps.store.nextNumber('deal');
  const counter = await deps.store.counter('invoice');
  const policy = await deps.store.policy(deps.settings.funnel);
  const sold = sellAtCounter(
    { id, title: rest.trim().slice(0, 128), price: sum.minor, counter, by: staff, policy },
    context,
  );
  if (!sold.ok) return say(screens.refused(turn, sold));
  return { changes: sold.value };
}
