import { auditDeal, auditRollups, type Difference, recountDeal } from '../domain/audit.ts';
import type { RollupDelta } from '../domain/history.ts';
import type { Store } from '../domain/ports/store.ts';

const PAGE = 500;

/** The books-balance check: every deal against its ledger, the numbers against a recount, the history's chain. */
export async function booksOf(
  store: Store,
  timeZone: string,
): Promise<{ deals: number; differences: Difference[] }> {
  const differences: Difference[] = [];
  const recounted: RollupDelta[] = [];
  let deals = 0;
  for (let after = 0; ; ) {
    const ids = await store.dealIds(after, PAGE);
    if (ids.length === 0) break;
    for (const id of ids) {
      const facts = await store.caseByDeal(id);
      if (!facts) continue;
      deals++;
      differences.push(...auditDeal(facts));
      recounted.push(...recountDeal(facts, { timeZone }));
    }
    after = ids.at(-1) ?? after;
  }
  differences.push(...auditRollups(await store.rollups('0000-00-00', '9999-99-99'), recounted));
  for (const { stream, seq } of await store.verifyHistory()) {
    differences.push({
      dealId: 0,
      what: `history ${stream} line ${seq}`,
      stored: 'changed',
      computed: 'as written',
    });
  }
  return { deals, differences };
}
