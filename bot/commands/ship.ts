import { isShipped, shipOrder } from '../../domain/decisions/market-order.ts';
import { refuse } from '../../domain/result.ts';
import * as screens from '../screens/staff.ts';
import { type Reply, type StaffTurn, say } from '../turn.ts';

/** An order of a marketplace is on its way: the marketplace is told, and it is told once. */
export async function noteShipped(turn: StaffTurn, dealId: number): Promise<Reply> {
  const { store, texts } = turn.deps;
  const facts = await store.caseByDeal(dealId);
  if (!facts) return say(screens.refused(turn, refuse('deal_not_found', { deal: dealId })));
  const history = await store.history(`deal:${dealId}`);
  const shipped = shipOrder(facts, { by: turn.staff, history }, turn.context);
  if (shipped.ok) return { changes: shipped.value, toast: texts.plain(turn.locale, 'shipped-toast') };
  return isShipped(history)
    ? { toast: texts.plain(turn.locale, 'shipped-before-toast') }
    : say(screens.refused(turn, shipped));
}
