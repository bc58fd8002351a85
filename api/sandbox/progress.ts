import type { Instant } from '../../domain/ports/clock.ts';
import type { Store } from '../../domain/ports/store.ts';

/** How far the story of the first minute has come, as the till's own memory says. */
export interface Progress {
  /** The newest deal that a customer has begun. */
  readonly dealId: number | null;
  readonly taken: boolean;
  readonly invoiced: boolean;
  /** When the newest paid invoice was paid. */
  readonly paidAt: Instant | null;
}

/** Reads the story's steps; later steps count for whichever deal they happened in. */
export async function readProgress(store: Pick<Store, 'deals' | 'invoices'>): Promise<Progress> {
  const [rows, invoices] = await Promise.all([store.deals({ limit: 50 }), store.invoices({ limit: 50 })]);
  const deals = rows.map(({ deal }) => deal).filter((deal) => deal.contactId !== null);
  const paid = invoices.flatMap(({ paidAt }) => (paidAt === null ? [] : [paidAt]));
  return {
    dealId: deals[0]?.id ?? null,
    taken: deals.some((deal) => deal.responsibleId !== null),
    invoiced: invoices.length > 0,
    paidAt: paid.length > 0 ? Math.max(...paid) : null,
  };
}
