import type { Changes } from '../domain/changes.ts';

const GUARDED = ['invoices', 'payments', 'refunds', 'disputes', 'receipts', 'postings'] as const;

/** Money is guarded by its deal's version. @throws Error when the deal is not among the changes: a bug. */
export function requireDeals(changes: Changes): void {
  const deals = new Set((changes.deals ?? []).map((deal) => deal.id));
  for (const name of GUARDED) {
    const loose = changes[name]?.find(({ dealId }) => !deals.has(dealId));
    if (loose) throw new Error(`Money of deal ${loose.dealId} was changed without the deal`);
  }
}
