import type { RollupDelta } from '../domain/history.ts';

/** One delta for each day, funnel, currency, metric and label, in the order of these. */
export function addUp(deltas: readonly RollupDelta[]): RollupDelta[] {
  const sums = new Map<string, RollupDelta>();
  for (const delta of deltas) {
    const key = [delta.day, delta.funnel, delta.currency, delta.metric, delta.label].join('\n');
    const before = sums.get(key);
    sums.set(
      key,
      before ? { ...delta, count: before.count + delta.count, sum: before.sum + delta.sum } : delta,
    );
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, delta]) => delta);
}
