import { type Changes, joinChanges } from '../../domain/changes.ts';
import { issueInvoice } from '../../domain/decisions/issue-invoice.ts';
import { openDeal } from '../../domain/decisions/open-deal.ts';
import type { Store } from '../../domain/ports/store.ts';
import { apply, contact, context, NOON, staff } from '../support/world.ts';

export const TOTAL = 150_000n;
export const HOUR = 3_600_000;

/** One customer pays, gets a part back, is reminded of another invoice and lets it expire. Saved as it begins. */
export async function begin(store: Store, id: number): Promise<void> {
  const at = context({ newId: () => crypto.randomUUID(), newToken: () => `token-${crypto.randomUUID()}` });
  const customer = contact({ id: `contact-${id}`, channel: 'chat', address: `person-${id}` });
  const known = await store.staff();
  const owner = staff({ id: 'owner', channel: 'chat', address: 'owner', version: 0 });
  const opened = openDeal(
    { id, contact: customer, title: 'Логотип', source: 'chat', responsibleId: owner.id, team: [owner] },
    at,
  );
  let facts = opened.facts;
  const all: Changes[] = [{ staff: known.length > 0 ? [] : [owner] }, opened.changes];
  facts = apply(facts, opened.changes);
  const dueDates = [null, NOON + 30 * HOUR];
  for (const [index, dueAt] of dueDates.entries()) {
    const items = [{ title: 'Логотип', quantity: 1000n, price: TOTAL }];
    // One after the other, so that they have an order.
    const then = { ...at, now: at.now + index };
    const issued = issueInvoice(facts, { items, dueAt, counter: id * 10 + index, by: null }, then);
    if (!issued.ok) throw new Error(issued.code);
    facts = apply(facts, issued.value.changes);
    all.push(issued.value.changes);
  }
  const { counters: _, ...joined } = joinChanges(...all);
  const last = <T extends { id: string | number }>(rows: readonly T[] = []): T[] => [
    ...new Map(rows.map((row) => [row.id, row])).values(),
  ];
  const saved = await store.commit({
    ...joined,
    contacts: last(joined.contacts).map((row) => ({ ...row, version: 0 })),
    deals: last(joined.deals).map((row) => ({ ...row, version: 0 })),
    invoices: last(joined.invoices),
    messages: [],
  });
  if (saved !== 'committed') throw new Error(`the story could not begin: ${saved}`);
}
