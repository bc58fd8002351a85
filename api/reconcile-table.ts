import { money, toDecimal } from '../domain/money.ts';
import type { Texts } from '../domain/ports/texts.ts';
import type { BooksReport } from './reconcile.ts';
import { isClean, linesOf } from './reconcile-view.ts';

type Say = (key: string, values?: Readonly<Record<string, unknown>>) => string;
type Total = BooksReport['totals'][number];

/** All reports as plain text for a terminal: sums of each method to the minor unit, then every difference. */
export function reconcileText(reports: readonly BooksReport[], texts: Texts, locale: string): string {
  const say: Say = (key, values) => texts.plain(locale, key, values);
  if (reports.length === 0) return say('books-nothing');
  return reports.map((report) => textOf(report, say)).join('\n\n');
}

function textOf(report: BooksReport, say: Say): string {
  const { provider, listed, compared, totals, failure, unasked, untold, differences } = report;
  const lines = linesOf(report).map(({ cause, type, id, ours, theirs, dealId }) =>
    say(`books-${cause}`, { type, id, ours, theirs, deal: String(dealId ?? '') }),
  );
  const causes = [...new Set(linesOf(report).map(({ cause }) => cause))];
  return [
    say(listed ? 'books-listed' : 'books-asked', { provider, count: compared }),
    ...(totals.length > 0 ? tableOf(totals, say) : []),
    ...(failure === null ? [] : [say('books-failure', { failure }), say('books-next-failure')]),
    ...lines,
    ...(unasked > 0 ? [say('books-unasked', { count: unasked })] : []),
    ...(untold > 0 ? [say('books-untold', { count: untold })] : []),
    ...causes.map((cause) => say(`books-next-${cause}`)),
    isClean(report) ? say('books-clean') : say('books-open', { count: differences.length }),
  ].join('\n');
}

function tableOf(totals: readonly Total[], say: Say): string[] {
  const head = ['', say('books-head-method'), say('books-head-ours'), say('books-head-theirs')];
  const side = ({ count, sum }: Total['ours'], currency: string): string =>
    `${count} × ${toDecimal(money(sum, currency))} ${currency}`;
  const rows = totals.map(({ kind, type, currency, ours, theirs }) => [
    say(`books-head-${type}`),
    kind === null ? say('books-kind-unknown') : say(`kind-${kind}`),
    side(ours, currency),
    side(theirs, currency),
  ]);
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}
