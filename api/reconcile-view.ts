import { type Money, toJson } from '../domain/money.ts';
import type { BookLine, BooksView, Period } from '../domain/reconcile.ts';
import type { BooksReport, OpenDifference } from './reconcile.ts';

/** True when books are as they should be: nothing is left to be looked at. What was found is booked by now. */
export function isClean({ differences, failure, unasked }: BooksReport): boolean {
  return differences.length === 0 && failure === null && unasked === 0;
}

/** Everything that was found at a provider: what is settled by now first. */
export function linesOf({ found, differences }: Pick<BooksReport, 'found' | 'differences'>): BookLine[] {
  const line = (each: BooksReport['found'][number], cause: BookLine['cause']): BookLine => {
    const { type, id, ours, theirs, dealId } = each;
    return { cause, type, id, ours: jsonOf(ours), theirs: jsonOf(theirs), dealId };
  };
  const cause = (each: OpenDifference) => (each.cause === 'missing_here' && each.kept ? 'kept' : each.cause);
  return [...found.map((each) => line(each, 'found')), ...differences.map((each) => line(each, cause(each)))];
}

function jsonOf(value: Money | null) {
  return value && toJson(value);
}

/** What owners are shown: at most `most` lines a provider, and only providers with something to say. */
export function booksView(
  reports: readonly BooksReport[],
  { from, to }: Period,
  most = Number.POSITIVE_INFINITY,
): BooksView {
  const providers = reports.flatMap((report) => {
    const all = linesOf(report);
    if (all.length === 0 && isClean(report)) return [];
    const { provider, unasked, failure } = report;
    const lines = all.slice(0, most);
    return [{ provider, lines, more: all.length - lines.length, unasked, failure }];
  });
  return { from, to: to - 1, providers };
}
