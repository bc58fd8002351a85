import { attemptIdOf, type Payment } from '../domain/payment.ts';
import type { BookRecord, Notice, PaymentProvider } from '../domain/ports/payment-provider.ts';
import type { Store } from '../domain/ports/store.ts';
import { type OwnRecord, ownRecords, type Period } from '../domain/reconcile.ts';
import type { Outcome } from '../domain/result.ts';
import { askOf } from './settlement.ts';

/** Lists and books are read so much beyond the period, so that midnight makes no difference. */
const MARGIN = 24 * 3_600_000;

/** Deals that are read before others have their turn: a memory in this process answers without waiting for anything. */
const AT_ONCE = 20;

/** What our books say of a provider around a period, and in the deals that this concerns. */
export async function ownBooks(store: Store, provider: string, { from, to }: Period): Promise<OwnRecord[]> {
  const booked = await store.bookedAt(provider, from - MARGIN, to + MARGIN);
  const deals = new Set([...booked.payments, ...booked.refunds].map(({ dealId }) => dealId));
  const records: OwnRecord[] = [];
  let read = 0;
  for (const id of deals) {
    const facts = await store.caseByDeal(id);
    if (++read % AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve));
    if (facts) records.push(...ownRecords(facts, provider));
  }
  return records;
}

/** The same movement in our books, whenever it was. */
export async function findOwn(
  store: Store,
  provider: string,
  { type, id }: Pick<BookRecord, 'type' | 'id'>,
): Promise<OwnRecord[]> {
  const name = type === 'payment' ? { chargeId: id } : { refundReference: id };
  const facts = await store.caseByPayment({ provider, ...name });
  return facts ? ownRecords(facts, provider) : [];
}

/** What a provider's own books say. */
export interface TheirBooks {
  readonly records: readonly BookRecord[];
  /** Movements of ours that they can be compared with. */
  readonly comparable: readonly OwnRecord[];
  /** Kinds of movement of which nothing is missing in `records`. */
  readonly told: readonly BookRecord['type'][];
  /** Payments that the provider gave no answer about, or that were too many to ask about. */
  readonly unasked: number;
  /** Payments of which it tells nothing, whoever asks. */
  readonly untold: number;
}

/** The provider's list of a period. */
export async function listedBooks(
  list: NonNullable<PaymentProvider['list']>,
  own: readonly OwnRecord[],
  { from, to }: Period,
): Promise<Outcome<TheirBooks>> {
  const listed = await list(from - MARGIN, to + MARGIN);
  if (!listed.ok) return listed;
  return {
    ok: true,
    value: { records: listed.value, comparable: own, told: ['payment', 'refund'], unasked: 0, untold: 0 },
  };
}

/**
 * The books of a provider that has no list: it is asked about each payment that we booked in the period, one
 * after the other, because vendors limit calls and customers go first. Such providers tell of refunds only
 * to who names them, so refunds are not missed there.
 * @param most payments that are asked about at most.
 */
export async function askedBooks(
  deps: { readonly store: Store },
  provider: PaymentProvider,
  own: readonly OwnRecord[],
  { period, most, signal }: { period: Period; most: number; signal?: AbortSignal | undefined },
): Promise<TheirBooks> {
  const asked = new Map<string, Answered>();
  const records: BookRecord[] = [];
  const comparable: OwnRecord[] = [];
  const counts = { answered: 0, unasked: 0, untold: 0 };
  for (const record of own) {
    if (record.type !== 'payment' || record.byStaff || record.at < period.from || record.at >= period.to)
      continue;
    signal?.throwIfAborted();
    const facts = await deps.store.caseByDeal(record.dealId);
    const payment = facts?.payments.find(({ id }) => id === record.paymentId);
    if (!payment) continue;
    const attempt = attemptIdOf(payment);
    if (!asked.has(attempt)) {
      const answer = asked.size < most ? await ask(deps, provider, payment) : null;
      asked.set(attempt, answeredBy(answer));
      if (answer?.ok) records.push(...answer.value.flatMap((notice) => recordOf(notice, record.at)));
    }
    const answered = asked.get(attempt) ?? 'unasked';
    counts[answered]++;
    if (answered === 'answered') comparable.push(record);
  }
  const answered = new Set(comparable.map(({ paymentId }) => paymentId));
  const refunds = own.filter(({ type, paymentId }) => type === 'refund' && answered.has(paymentId));
  const { unasked, untold } = counts;
  return { records, comparable: [...comparable, ...refunds], told: ['payment'], unasked, untold };
}

/**
 * The provider's own numbers first. One that tells sums and not events says nothing of money of which some went
 * back in its office: there our books have to help.
 */
async function ask(
  deps: { readonly store: Store },
  provider: PaymentProvider,
  payment: Payment,
): Promise<Outcome<readonly Notice[]>> {
  const plain = await askOf(deps, provider, payment, { plainly: true });
  const tells =
    !plain.ok || plain.value.some((each) => each.type === 'payment' && each.state === 'succeeded');
  return tells ? plain : askOf(deps, provider, payment);
}

type Answered = 'answered' | 'unasked' | 'untold';

/** Not to be found there is an answer, too; "I do not tell that" (`refused`) is none, today or tomorrow. */
function answeredBy(answer: Outcome<readonly Notice[]> | null): Answered {
  if (answer?.ok || answer?.category === 'not_found') return 'answered';
  return answer?.category === 'refused' ? 'untold' : 'unasked';
}

/** @param at when the payment came: some vendors give no time with a state. */
function recordOf(notice: Notice, at: number): BookRecord[] {
  if (notice.type === 'dispute' || notice.state !== 'succeeded') return [];
  const { reference, amount } = notice;
  return notice.type === 'payment'
    ? [{ type: 'payment', id: notice.chargeId ?? reference, reference, amount, fee: notice.fee, at }]
    : [{ type: 'refund', id: notice.refundReference, reference, amount, fee: null, at }];
}
