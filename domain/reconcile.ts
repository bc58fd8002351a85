import { DateTime } from 'luxon';
import type { DealCase } from './case.ts';
import { type Money, type MoneyJson, money } from './money.ts';
import type { PaymentKind } from './payment.ts';
import type { Instant } from './ports/clock.ts';
import type { BookRecord } from './ports/payment-provider.ts';
import type { Refund } from './refund.ts';

/** Why two books differ. Another day of the same movement is no difference. */
export type DifferenceCause =
  /** The provider moved money that we know nothing of. */
  | 'missing_here'
  /** We booked money that the provider does not know of. */
  | 'missing_there'
  | 'amount_differs'
  | 'currency_differs'
  /** Both say what the provider kept, and not the same. */
  | 'fee_differs';

/** A movement as our ledger has it. */
export interface OwnRecord extends BookRecord {
  readonly dealId: number;
  readonly paymentId: string;
  readonly kind: PaymentKind;
  /** Staff entered it, or gave it to its deal: the provider's attempt is not ours. */
  readonly byStaff: boolean;
}

export interface BookDifference {
  readonly cause: DifferenceCause;
  readonly type: BookRecord['type'];
  /** Charge id or refund reference. */
  readonly id: string;
  /** The provider's id of the attempt, where it is known: what to ask about. */
  readonly reference: string | null;
  /** What each side says; of a fee, the fee. Null where there is nothing. */
  readonly ours: Money | null;
  readonly theirs: Money | null;
  readonly at: Instant;
  /** Null when we have no such movement. */
  readonly dealId: number | null;
}

/** Sums of one method, minor units; `kind` null: of what we do not know. */
export interface MethodTotal {
  readonly kind: PaymentKind | null;
  readonly type: BookRecord['type'];
  readonly currency: string;
  readonly ours: { readonly count: number; readonly sum: bigint };
  readonly theirs: { readonly count: number; readonly sum: bigint };
}

/** One line of what a comparison found, to be shown. */
export interface BookLine {
  /** `found`: it was missing here, and is booked now. `kept`: money that no deal waits for. */
  readonly cause: DifferenceCause | 'found' | 'kept';
  readonly type: BookRecord['type'];
  readonly id: string;
  readonly ours: MoneyJson | null;
  readonly theirs: MoneyJson | null;
  readonly dealId: number | null;
}

/** What was found at each provider, for owners. */
export interface BooksView {
  /** First and last moment. */
  readonly from: Instant;
  readonly to: Instant;
  readonly providers: readonly {
    readonly provider: string;
    readonly lines: readonly BookLine[];
    /** Lines that were left out. */
    readonly more: number;
    /** Payments that it gave no answer about. */
    readonly unasked: number;
    /** Why nothing could be compared. */
    readonly failure: string | null;
  }[];
}

/** From `from` (inclusive) to `to` (exclusive). */
export interface Period {
  readonly from: Instant;
  readonly to: Instant;
}

export interface Comparison {
  readonly differences: readonly BookDifference[];
  readonly totals: readonly MethodTotal[];
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Whole days of the shop's zone, `2026-11-01` to `2026-11-30`, both inclusive. Null when they are none. */
export function periodOf(fromDay: string, toDay: string, zone: string): Period | null {
  if (!DAY.test(fromDay) || !DAY.test(toDay)) return null;
  const from = DateTime.fromISO(fromDay, { zone }).startOf('day');
  const to = DateTime.fromISO(toDay, { zone }).plus({ days: 1 }).startOf('day');
  return from.isValid && to.isValid && from < to ? { from: from.toMillis(), to: to.toMillis() } : null;
}

/** The last `days` days that are over at `now`, as days of the shop's zone. */
export function daysBefore(now: Instant, days: number, zone: string): { from: string; to: string } {
  const today = DateTime.fromMillis(now, { zone }).startOf('day');
  const day = (back: number): string => today.minus({ days: back }).toFormat('yyyy-MM-dd');
  return { from: day(days), to: day(1) };
}

/** Everything that a deal's books say has moved at a provider. */
export function ownRecords(facts: DealCase, provider: string): OwnRecord[] {
  const own = facts.payments.filter((each) => each.provider === provider);
  const records = own.flatMap((payment): OwnRecord[] => {
    const { id: paymentId, state, chargeId, succeededAt, amount, currency, kind, dealId } = payment;
    if (state !== 'succeeded' || chargeId === null || succeededAt === null) return [];
    const fee = feeOf(facts, paymentId);
    return [
      {
        type: 'payment',
        id: chargeId,
        ...(payment.reference !== null && { reference: payment.reference }),
        amount: money(amount, currency),
        fee: fee > 0n ? money(fee, currency) : null,
        at: succeededAt,
        dealId,
        paymentId,
        kind,
        byStaff: payment.enteredBy !== null,
      },
    ];
  });
  const of = new Map(records.map((record) => [record.paymentId, record]));
  return [...records, ...refundRecords(facts, provider, of)];
}

/** A refund that a provider made in one may be two rows here: of what was paid twice, and of the sale. */
function refundRecords(
  { refunds }: DealCase,
  provider: string,
  payments: ReadonlyMap<string, OwnRecord>,
): OwnRecord[] {
  const found = new Map<string, OwnRecord>();
  for (const refund of refunds) {
    const payment = payments.get(refund.paymentId);
    if (refund.provider !== provider || refund.state !== 'succeeded' || !payment) continue;
    const id = refundId(refund);
    const sum = (found.get(id)?.amount.minor ?? 0n) + refund.amount;
    const at = refund.finishedAt ?? refund.createdAt;
    found.set(id, { ...payment, type: 'refund', id, amount: money(sum, refund.currency), fee: null, at });
  }
  return [...found.values()];
}

/** The provider's id of a refund; the second row of one goes without, and has it in its key. */
function refundId({ reference, idempotencyKey }: Refund): string {
  return reference ?? idempotencyKey.replace(/:(sale|credit)$/, '');
}

function feeOf({ postings }: DealCase, paymentId: string): bigint {
  return postings
    .filter((posting) => posting.paymentId === paymentId && posting.account === 'fees')
    .reduce((sum, posting) => sum + posting.amount, 0n);
}

/**
 * Compares our books with a provider's. Both lists may reach beyond the period: what moved in it by either
 * book must be in the other at any time, so that midnight makes no difference.
 * @param told kinds of movement of which the provider's list is whole; others are not missed there.
 */
export function compareBooks(
  ours: readonly OwnRecord[],
  theirs: readonly BookRecord[],
  period: Period,
  told: readonly BookRecord['type'][] = ['payment', 'refund'],
): Comparison {
  const within = ({ at }: BookRecord): boolean => at >= period.from && at < period.to;
  const known = new Map(ours.map((record) => [keyOf(record), record]));
  const listed = new Map(theirs.map((record) => [keyOf(record), record]));
  const missingHere = [...listed.values()].filter((record) => within(record) && !known.has(keyOf(record)));
  const due = [...known.values()].filter(within);
  const differences = due.flatMap((own): BookDifference[] => {
    const their = listed.get(keyOf(own));
    if (their) return pairDifferences(own, their);
    return told.includes(own.type) ? [missingThere(own)] : [];
  });
  return {
    differences: [...missingHere.map(missingHereOf), ...differences].sort((a, b) => a.at - b.at),
    totals: totalsOf(
      due.map((own) => ({ own, their: listed.get(keyOf(own)) ?? null })),
      missingHere,
    ),
  };
}

function keyOf({ type, id }: BookRecord): string {
  return `${type} ${id}`;
}

function missingHereOf({ type, id, reference, amount, at }: BookRecord): BookDifference {
  const found = { type, id, reference: reference ?? null, at };
  return { ...found, cause: 'missing_here', ours: null, theirs: amount, dealId: null };
}

function missingThere({ type, id, reference, amount, at, dealId }: OwnRecord): BookDifference {
  const found = { type, id, reference: reference ?? null, at };
  return { ...found, cause: 'missing_there', ours: amount, theirs: null, dealId };
}

function pairDifferences(own: OwnRecord, their: BookRecord): BookDifference[] {
  const { type, id, at, dealId } = own;
  const reference = own.reference ?? their.reference ?? null;
  const differ = (cause: DifferenceCause, ours: Money, theirs: Money): BookDifference[] => [
    { cause, type, id, reference, ours, theirs, at, dealId },
  ];
  if (own.amount.currency !== their.amount.currency)
    return differ('currency_differs', own.amount, their.amount);
  if (own.amount.minor !== their.amount.minor) return differ('amount_differs', own.amount, their.amount);
  const [fee, kept] = [own.fee, their.fee];
  // A fee that one side does not tell is unknown, and no difference.
  if (!fee || !kept || fee.currency !== kept.currency || fee.minor === kept.minor) return [];
  return differ('fee_differs', fee, kept);
}

function totalsOf(
  pairs: readonly { own: OwnRecord; their: BookRecord | null }[],
  missingHere: readonly BookRecord[],
): MethodTotal[] {
  const none = { count: 0, sum: 0n };
  const totals = new Map<string, MethodTotal>();
  const add = (side: 'ours' | 'theirs', { type, amount }: BookRecord, kind: PaymentKind | null): void => {
    const key = [kind ?? '~', amount.currency, type].join(' ');
    const before = totals.get(key) ?? { kind, type, currency: amount.currency, ours: none, theirs: none };
    const { count, sum } = before[side];
    totals.set(key, { ...before, [side]: { count: count + 1, sum: sum + amount.minor } });
  };
  for (const { own, their } of pairs) {
    add('ours', own, own.kind);
    if (their) add('theirs', their, own.kind);
  }
  for (const record of missingHere) add('theirs', record, null);
  return [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, total]) => total);
}
