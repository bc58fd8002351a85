import type { DealCase } from '../../domain/case.ts';
import type { Changes } from '../../domain/changes.ts';
import { handle } from '../../domain/handle.ts';
import { refuse } from '../../domain/result.ts';
import type { Context } from '../../domain/settings.ts';
import { contextOf, type Deps } from '../context.ts';

/** Loads a deal, decides and saves, again when somebody else wrote first. Null from `decide` writes nothing. */
export async function changeDeal(
  deps: Pick<Deps, 'store' | 'clock' | 'settings'>,
  dealId: number,
  requestId: string,
  decide: (facts: DealCase, context: Context) => Changes | null,
): Promise<void> {
  await handle(deps.store, async () => {
    const facts = await deps.store.caseByDeal(dealId);
    if (!facts) return refuse('deal_not_found');
    const context = contextOf(deps, { type: 'system', id: null }, requestId);
    return { ok: true, changes: decide(facts, context), value: null };
  });
}
