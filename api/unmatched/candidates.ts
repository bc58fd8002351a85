import type { DealCase } from '../../domain/case.ts';
import { dueOf, type Invoice } from '../../domain/invoice.ts';
import { fromJson, money, toJson } from '../../domain/money.ts';
import type { Candidate, Page } from '../../domain/ports/inbox-desk.ts';
import type { Store } from '../../domain/ports/store.ts';
import { numbersNamed, type Unmatched } from '../../domain/unmatched.ts';

/** Candidates on one screen. */
const PAGE = 6;

type Why = Candidate['why'];
const ORDER: readonly Why[] = ['named', 'payer', 'sum', 'recent'];

/**
 * Invoices that money may be for. The first page has the best guesses: those whose number is named, whose
 * company paid, or of which exactly this much is due; the pages after it all open ones, newest first.
 */
export async function candidatesFor(store: Store, row: Unmatched, page: number): Promise<Page<Candidate>> {
  const recent = await openInvoices(store, Math.max(0, page - 1));
  if (page > 0) {
    const rows = await asCandidates(store, row, recent.slice(0, PAGE), () => 'recent');
    return { rows, more: recent.length > PAGE };
  }
  const { minor, currency } = fromJson(row.view.amount);
  const named = await namedIn(store, row);
  const same = await store.invoicesDue(currency, minor, PAGE);
  const all = [...new Map([...named, ...same, ...recent].map((each) => [each.number, each])).values()];
  const why = (invoice: Invoice): Why => {
    if (named.some(({ number }) => number === invoice.number)) return 'named';
    return same.some(({ number }) => number === invoice.number) ? 'sum' : 'recent';
  };
  const found = await asCandidates(store, row, all.slice(0, PAGE * 2), why);
  const best = found.toSorted((a, b) => ORDER.indexOf(a.why) - ORDER.indexOf(b.why)).slice(0, PAGE);
  return { rows: best, more: recent.length > 0 };
}

/** One more than a page, so that it is seen whether there are more. */
function openInvoices(store: Store, page: number): Promise<readonly Invoice[]> {
  const states = ['open', 'partially_paid', 'expired'] as const;
  return store.invoices({ states, limit: PAGE + 1, offset: page * PAGE });
}

async function namedIn(store: Store, { view }: Unmatched): Promise<Invoice[]> {
  const found = await Promise.all(
    numbersNamed(view).map(async (number) => {
      const facts = await store.caseByInvoice(number);
      return facts?.invoices.find((each) => each.number === number) ?? null;
    }),
  );
  return found.filter((invoice) => invoice !== null);
}

async function asCandidates(
  store: Store,
  row: Unmatched,
  invoices: readonly Invoice[],
  why: (invoice: Invoice) => Why,
): Promise<Candidate[]> {
  const cases = await Promise.all(invoices.map(({ number }) => store.caseByInvoice(number)));
  return invoices.map((invoice, index) => {
    const facts = cases[index] ?? null;
    const guess = why(invoice);
    const better = guess !== 'named' && paidByCompany(facts, row);
    return candidateOf(invoice, facts, better ? 'payer' : guess);
  });
}

function paidByCompany(facts: DealCase | null, { view }: Unmatched): boolean {
  const inn = facts?.contact?.company?.inn;
  return inn !== undefined && inn === view.payer?.inn;
}

function candidateOf(invoice: Invoice, facts: DealCase | null, why: Why): Candidate {
  const { number, dealId, state, total, currency, issuedAt } = invoice;
  return {
    number,
    dealId,
    state,
    issuedAt,
    why,
    customer: facts?.contact?.company?.name ?? facts?.contact?.name ?? null,
    total: toJson(money(total, currency)),
    due: toJson(money(dueOf(invoice), currency)),
  };
}
