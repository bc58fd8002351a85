import type { BookRecord, PaymentProvider } from '../domain/ports/payment-provider.ts';
import {
  type BookDifference,
  type Comparison,
  compareBooks,
  type OwnRecord,
  type Period,
} from '../domain/reconcile.ts';
import type { Outcome } from '../domain/result.ts';
import type { Deps } from './context.ts';
import { askedBooks, findOwn, listedBooks, ownBooks, type TheirBooks } from './reconcile-sources.ts';
import { applyNotice, askOf, lookAt } from './settlement.ts';

type ReconcileDeps = Pick<Deps, 'store' | 'providers' | 'clock' | 'settings' | 'log' | 'kick'>;

/** A difference that is left, and whether its money is kept among what has no deal yet. */
export interface OpenDifference extends BookDifference {
  readonly kept: boolean;
}

/** One provider's books against ours. */
export interface BooksReport {
  readonly provider: string;
  /** False: it can't list, and was asked payment by payment. */
  readonly listed: boolean;
  /** Movements of ours that were compared. */
  readonly compared: number;
  /** Missing here at first; the provider was asked, and it is booked now. */
  readonly found: readonly BookDifference[];
  readonly differences: readonly OpenDifference[];
  readonly totals: Comparison['totals'];
  /** Payments that the provider gave no answer about, or that were too many to ask about. */
  readonly unasked: number;
  /** Payments of which it tells nothing, whoever asks: people compare them in its office. */
  readonly untold: number;
  /** Why nothing could be compared, in the vendor's words. */
  readonly failure: string | null;
}

export interface ReconcileOptions {
  readonly period: Period;
  /** Payments that a provider without a list is asked about at most. */
  readonly most: number;
  /** Only this provider. */
  readonly provider?: string;
  /** Ends it between two questions. */
  readonly signal?: AbortSignal;
}

/** Differences that are asked about in one run; the rest waits for the next. */
const MOST_CURES = 200;

/**
 * Compares each provider's books with our ledger. What is missing here is never booked from a list: the
 * provider is asked about the payment, and its answer takes the same road as a webhook.
 */
export async function reconcile(deps: ReconcileDeps, options: ReconcileOptions): Promise<BooksReport[]> {
  const reports: BooksReport[] = [];
  for (const provider of deps.providers.values()) {
    if (provider.can.offline || (options.provider && provider.id !== options.provider)) continue;
    const report = await reconcileOne(deps, provider, options);
    const { differences, found, ...about } = report;
    deps.log.info(
      { ...about, totals: undefined, differences: differences.length, found: found.length },
      'books compared',
    );
    reports.push(report);
  }
  return reports;
}

async function reconcileOne(
  deps: ReconcileDeps,
  provider: PaymentProvider,
  options: ReconcileOptions,
): Promise<BooksReport> {
  const { period } = options;
  const listed = provider.list !== undefined;
  const own = await ownBooks(deps.store, provider.id, period);
  const theirs = await booksAt(deps, provider, own, options);
  const nothing = { provider: provider.id, listed, compared: 0, found: [], differences: [], totals: [] };
  if (!theirs.ok) return { ...nothing, unasked: 0, untold: 0, failure: `${theirs.code}: ${theirs.message}` };
  const { records, comparable, told, unasked, untold } = theirs.value;
  const known = await withOthers(deps, provider.id, comparable, records);
  const before = compareBooks(known, records, period, told);
  const cured = await cure(deps, provider, before.differences, known, options.signal);
  const fresh = cured.touched
    ? await withOthers(deps, provider.id, await refreshed(deps, provider.id, known), records)
    : known;
  const { differences, totals } = compareBooks(fresh, records, period, told);
  const left = differences.filter((each) => !cured.confirmed.has(keyOf(each)));
  const open = new Set(left.map(keyOf));
  return {
    provider: provider.id,
    listed,
    compared: comparable.filter(({ at }) => at >= period.from && at < period.to).length,
    found: before.differences.filter((each) => each.cause === 'missing_here' && !open.has(keyOf(each))),
    differences: left.map((each) => ({ ...each, kept: cured.kept.has(keyOf(each)) })),
    totals,
    unasked,
    untold,
    failure: null,
  };
}

async function booksAt(
  deps: ReconcileDeps,
  provider: PaymentProvider,
  own: readonly OwnRecord[],
  options: ReconcileOptions,
): Promise<Outcome<TheirBooks>> {
  const list = provider.list?.bind(provider);
  if (list) return listedBooks(list, own, options.period);
  return { ok: true, value: await askedBooks(deps, provider, own, options) };
}

/** Records of the provider that our books have on quite another day. */
async function withOthers(
  deps: ReconcileDeps,
  provider: string,
  own: readonly OwnRecord[],
  theirs: readonly BookRecord[],
): Promise<OwnRecord[]> {
  const known = new Set(own.map(keyOf));
  const others: OwnRecord[] = [];
  for (const record of theirs) {
    if (known.has(keyOf(record))) continue;
    others.push(...(await findOwn(deps.store, provider, record)));
  }
  return [...own, ...others.filter((record) => !known.has(keyOf(record)))];
}

/** The same movements as our books have them now. */
async function refreshed(
  deps: ReconcileDeps,
  provider: string,
  known: readonly OwnRecord[],
): Promise<OwnRecord[]> {
  const records = new Map<string, OwnRecord>();
  for (const record of known) {
    const [same] = (await findOwn(deps.store, provider, record)).filter(
      (each) => keyOf(each) === keyOf(record),
    );
    records.set(keyOf(record), same ?? record);
  }
  return [...records.values()];
}

function keyOf({ type, id }: Pick<BookRecord, 'type' | 'id'>): string {
  return `${type} ${id}`;
}

interface Cured {
  /** Something may have been booked. */
  touched: boolean;
  /** The provider knows of it after all, outside its list. */
  readonly confirmed: Set<string>;
  /** Money that no deal of ours waits for: kept as unmatched. */
  readonly kept: Set<string>;
}

async function cure(
  deps: ReconcileDeps,
  provider: PaymentProvider,
  differences: readonly BookDifference[],
  known: readonly OwnRecord[],
  signal: AbortSignal | undefined,
): Promise<Cured> {
  const cured: Cured = { touched: false, confirmed: new Set(), kept: new Set() };
  for (const difference of differences.slice(0, MOST_CURES)) {
    signal?.throwIfAborted();
    if (difference.cause === 'missing_here') {
      cured.touched = true;
      if (await fetchMissing(deps, provider, difference)) cured.kept.add(keyOf(difference));
    } else if (difference.cause === 'missing_there' && provider.list) {
      const own = known.find((record) => keyOf(record) === keyOf(difference));
      if (own && (await isKnownThere(deps, provider, own))) cured.confirmed.add(keyOf(difference));
    }
  }
  return cured;
}

/** Asks about money that is missing here and books the answer. True: it is kept, and nobody knows what it is for. */
async function fetchMissing(
  deps: ReconcileDeps,
  provider: PaymentProvider,
  { id, reference }: BookDifference,
): Promise<boolean> {
  const requestId = deps.clock.newId();
  const attempt = reference ?? id;
  const facts =
    (await deps.store.caseByPayment({ provider: provider.id, reference: attempt })) ??
    (await deps.store.caseByPayment({ provider: provider.id, chargeId: attempt }));
  const payment = facts?.payments.find(
    (each) => each.provider === provider.id && (each.reference === attempt || each.chargeId === attempt),
  );
  if (payment) {
    await lookAt(deps, payment, requestId);
    return false;
  }
  const answer = await provider.look({ reference: attempt, paymentId: '', idempotencyKey: '' });
  if (!answer.ok) return false;
  let kept = false;
  for (const notice of answer.value) {
    const outcome = await applyNotice(deps, provider.id, notice, requestId);
    kept ||= outcome !== 'applied' && notice.type !== 'dispute' && notice.state === 'succeeded';
  }
  return kept;
}

/** A list may leave out what its provider knows very well: it is asked about the payment itself. */
async function isKnownThere(
  deps: ReconcileDeps,
  provider: PaymentProvider,
  own: OwnRecord,
): Promise<boolean> {
  const facts = await deps.store.caseByDeal(own.dealId);
  const payment = facts?.payments.find(({ id }) => id === own.paymentId);
  const answer = payment ? await askOf(deps, provider, payment, { plainly: true }) : null;
  if (!answer?.ok) return false;
  return answer.value.some((notice) => {
    if (notice.type === 'dispute' || notice.state !== 'succeeded') return false;
    const id = notice.type === 'payment' ? (notice.chargeId ?? notice.reference) : notice.refundReference;
    const { minor, currency } = notice.amount;
    const same = minor === own.amount.minor && currency === own.amount.currency;
    return notice.type === own.type && id === own.id && same;
  });
}
