import { type Changes, joinChanges } from '../../domain/changes.ts';
import { issueInvoice } from '../../domain/decisions/issue-invoice.ts';
import { openDeal } from '../../domain/decisions/open-deal.ts';
import type { Store } from '../../domain/ports/store.ts';
import { apply, contact, context, SETTINGS } from '../support/world.ts';

/** An invoice that nobody has tried to pay yet. */
export interface IssuedInvoice {
  readonly dealId: number;
  readonly number: string;
  readonly payToken: string;
  readonly total: bigint;
}

export interface Issuing {
  readonly count: number;
  readonly now: number;
  readonly currency?: string;
  /** Minor units; each invoice is one dearer than the one before. */
  readonly total?: bigint;
  /** Number of the first deal. */
  readonly from?: number;
}

/** Deals and invoices have numbers from here on, out of the way of those that the till gives out. */
const FROM = 900_000;
const AT_ONCE = 500;

/** Writes deals of one invoice each. Their customers are in a channel that is not set up: nothing is sent. */
export async function issueInvoices(store: Store, issuing: Issuing): Promise<IssuedInvoice[]> {
  const { from: first = FROM } = issuing;
  const made = Array.from({ length: issuing.count }, (_, index) => issued(first + index, issuing));
  for (let from = 0; from < made.length; from += AT_ONCE) {
    const page = made.slice(from, from + AT_ONCE);
    await Promise.all(page.map(({ changes }) => store.commit(changes)));
  }
  return made.map(({ invoice }) => invoice);
}

function issued(id: number, { now, currency = 'RUB', total = 100_00n, from = FROM }: Issuing) {
  const ids = { newId: () => crypto.randomUUID(), newToken: () => crypto.randomUUID() };
  const at = context({ now, ...ids, settings: { ...SETTINGS, currency } });
  const customer = contact({ id: `contact-${id}`, channel: 'letter', address: `box-${id}`, createdAt: now });
  const about = { id, contact: customer, title: 'Логотип', source: 'api', responsibleId: null, team: [] };
  const opened = openDeal(about, at);
  const items = [{ title: 'Логотип', quantity: 1000n, price: total + BigInt(id - from) }];
  const dealt = apply(opened.facts, opened.changes);
  const result = issueInvoice(dealt, { items, dueAt: null, counter: id - 1, by: null }, at);
  if (!result.ok) throw new Error(result.code);
  const { number, payToken, total: sum } = result.value.invoice;
  const changes = asOne([opened.changes, result.value.changes]);
  return { changes, invoice: { dealId: id, number, payToken, total: sum } };
}

/** Decisions on a new deal as one: of each row the last state, as a new row. Nothing is said of it. */
function asOne(all: readonly Changes[]): Changes {
  const { counters: _, ...joined } = joinChanges(...all);
  const last = <T extends { id: string | number }>(rows: readonly T[] = []): T[] => [
    ...new Map(rows.map((row) => [row.id, row])).values(),
  ];
  return {
    ...joined,
    deals: last(joined.deals).map((row) => ({ ...row, version: 0 })),
    contacts: last(joined.contacts).map((row) => ({ ...row, version: 0 })),
    invoices: last(joined.invoices),
    messages: [],
  };
}
