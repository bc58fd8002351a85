import { refuse } from '../../domain/result.ts';
import * as screens from '../screens/staff.ts';
import { type Reply, type StaffTurn, say } from '../turn.ts';

/** Deals on one screen. */
const PAGE = 8;

/** `/deals`: newest first, a button each. */
export async function dealsCommand(turn: StaffTurn): Promise<Reply> {
  return say(await dealsPage(turn, 0));
}

/** One page of the list of deals; pages count from 0. */
export async function dealsPage(turn: StaffTurn, page: number) {
  const rows = await turn.deps.store.deals({ limit: PAGE + 1, offset: page * PAGE });
  return screens.dealList(turn, rows.slice(0, PAGE), { page, more: rows.length > PAGE });
}

/** `/deal 1`: the deal's card with what can be done now. */
export async function dealCommand(turn: StaffTurn, args: string): Promise<Reply> {
  const id = /^#?№?\s*(\d{1,9})$/.exec(args)?.[1];
  if (!id) return say(screens.usage(turn, 'deal'));
  const facts = await turn.deps.store.caseByDeal(Number(id));
  if (!facts) return say(screens.refused(turn, refuse('deal_not_found', { deal: id })));
  return say(screens.dealPage(turn, facts, await turn.deps.store.history(`deal:${facts.deal.id}`)));
}
