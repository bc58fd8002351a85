import type { DealCase } from './case.ts';
import type { InboxEntry } from './changes.ts';
import { dueOf, type Invoice } from './invoice.ts';
import { type Money, money } from './money.ts';
import { noticeToJson } from './notice.ts';
import { numbersIn } from './number-in-purpose.ts';
import { LIVE, type Payment } from './payment.ts';
import type { Instant } from './ports/clock.ts';
import type { Notice } from './ports/payment-provider.ts';
import type { Refund } from './refund.ts';
import type { Context } from './settings.ts';
import type { Counterparty } from './statement-report.ts';

/** Source of a statement's lines in the inbox, and provider of the payments that they settle. */
export const TRANSFER = 'transfer';

/** One movement on an account of ours, as the bank tells it. */
export interface StatementLine {
  readonly direction: 'in' | 'out';
  /** Our account, twenty digits. */
  readonly account: string;
  /** Number of the payment order. */
  readonly number: string;
  /** Day of the booking, `2026-11-24`. */
  readonly day: string;
  readonly amount: Money;
  readonly other: Counterparty;
  readonly purpose: string;
}

/** A line with the key under which it is known again, whatever file it comes in. */
export interface KeyedLine {
  readonly line: StatementLine;
  readonly key: string;
  /** The day's noon in the zone of the business: banks tell no time. */
  readonly at: Instant;
}

/** Whose money a line is. */
export type Verdict =
  /** Number and sum fit; or number and payer fit, and it is less than is due. */
  | { readonly type: 'sure'; readonly facts: DealCase; readonly invoice: Invoice }
  | { readonly type: 'doubtful'; readonly invoices: readonly Invoice[] }
  | { readonly type: 'unknown' };

/**
 * Whose money a line that came in is. Two of three must agree, the number among them: number and sum, or
 * number and payer (then it is a part, as a piece is that the customer chose to pay). More than is due, several invoices, a closed one, or no number at all
 * is for a person to decide.
 * @param named cases of the invoices whose numbers stand in the purpose.
 * @param due invoices of which exactly this much is owed.
 */
export function matchLine(line: StatementLine, named: readonly DealCase[], due: readonly Invoice[]): Verdict {
  const numbers = numbersIn(line.purpose);
  const found = numbers.flatMap((number) =>
    named.flatMap((facts) => facts.invoices.filter((each) => each.number === number)),
  );
  const [only, second] = found;
  const facts = named.find((each) => each.invoices.some(({ id }) => id === only?.id));
  if (only && facts && !second && numbers.length === 1 && isSure(line, only, facts))
    return { type: 'sure', facts, invoice: only };
  const likely = [...found, ...due.filter(({ id }) => !found.some((each) => each.id === id))];
  return likely.length > 0 ? { type: 'doubtful', invoices: likely } : { type: 'unknown' };
}

function isSure({ amount, other }: StatementLine, invoice: Invoice, facts: DealCase): boolean {
  const left = dueOf(invoice);
  if (left <= 0n || amount.currency !== invoice.currency) return false;
  if (amount.minor === left) return true;
  const isPayer = other.inn !== null && other.inn === (facts.contact?.company?.inn ?? null);
  const mayBePart = isPayer || invoice.inPieces || transferOf(facts, invoice, amount.minor) !== null;
  return mayBePart && amount.minor < left;
}

/** The transfer of exactly this sum that the customer has opened; null when there is none. */
export function transferOf(
  facts: Pick<DealCase, 'payments'>,
  invoice: Pick<Invoice, 'id'>,
  amount: bigint,
): Payment | null {
  const opened = facts.payments.filter(
    (each) => each.invoiceId === invoice.id && each.provider === TRANSFER && LIVE.has(each.state),
  );
  return opened.findLast((each) => each.reference !== null && each.amount === amount) ?? null;
}

/** Words by which acquirers and banks pay out many customers' money in one sum. */
const PAYOUT =
  /эквайринг|acquiring|реестр|по операциям с (?:банковскими |пластиковыми )?карт|возмещени\S* (?:средств )?по (?:карт|операциям|сбп)|payout|settlement/iu;

/** Money of no one invoice: an acquirer's payout, or our own from another account. It is compared elsewhere. */
export function isPassedOver({ purpose, other }: StatementLine, ownInns: ReadonlySet<string>): boolean {
  const own = other.inn !== null && ownInns.has(other.inn);
  return own || (PAYOUT.test(purpose) && numbersIn(purpose).length === 0);
}

/** The notice of a line that came in; `attempt` where the customer has opened a transfer of the invoice. */
export function chargeNotice(
  { line, key, at }: KeyedLine,
  attempt: Pick<Payment, 'id' | 'reference'> | null,
): Extract<Notice, { type: 'payment' }> {
  return {
    type: 'payment',
    eventKey: key,
    reference: attempt?.reference ?? lineName(line, key),
    paymentId: attempt?.id ?? null,
    state: 'succeeded',
    chargeId: key,
    amount: line.amount,
    fee: null,
    payer: line.other,
    purpose: line.purpose,
    at,
    reason: null,
  };
}

/** `№77 · 24.11.2026 · 1f0c5a`: what people find in their bank, and no other line has. */
function lineName({ number, day }: StatementLine, key: string): string {
  return `№${number} · ${day.split('-').reverse().join('.')} · ${key.slice(-6)}`;
}

const DAY = 24 * 3_600_000;

/**
 * The refund of ours that a line which went out carries out: its invoice's number and its sum, and not from before
 * it was asked for.
 */
export function refundOf(
  { line, at }: Pick<KeyedLine, 'line' | 'at'>,
  named: readonly DealCase[],
): [DealCase, Refund] | null {
  const numbers = numbersIn(line.purpose);
  for (const facts of named) {
    const invoices = new Set(
      facts.invoices.filter(({ number }) => numbers.includes(number)).map(({ id }) => id),
    );
    const refund = facts.refunds.find(
      (each) =>
        invoices.has(each.invoiceId) &&
        each.provider === TRANSFER &&
        each.state !== 'succeeded' &&
        each.state !== 'failed' &&
        each.createdAt < at + DAY &&
        each.amount === line.amount.minor &&
        each.currency === line.amount.currency,
    );
    if (refund) return [facts, refund];
  }
  return null;
}

/** The notice of a refund that somebody has sent by hand. */
export function returnNotice(
  refund: Refund,
  payment: Payment,
  { eventKey, at }: { eventKey: string; at: Instant },
): Extract<Notice, { type: 'refund' }> {
  return {
    type: 'refund',
    eventKey,
    reference: payment.reference ?? payment.chargeId ?? '',
    paymentId: payment.id,
    chargeId: payment.chargeId,
    refundReference: refund.reference ?? refund.id,
    refundId: refund.id,
    state: 'succeeded',
    amount: money(refund.amount, refund.currency),
    at,
    reason: null,
  };
}

/** The inbox row of a line: it makes the same line in another file a repeat. Unmatched ones keep their notice. */
export function lineEntry(
  keyed: KeyedLine,
  to: { state: 'done' | 'unmatched'; dealId: number | null },
  context: Pick<Context, 'now' | 'requestId'>,
): InboxEntry {
  return {
    source: TRANSFER,
    key: keyed.key,
    state: to.state,
    // Kept of booked ones too: a refund goes to whoever paid.
    body: keyed.line.direction === 'in' ? noticeToJson(chargeNotice(keyed, null)) : null,
    dealId: to.dealId,
    receivedAt: context.now,
    nextAt: null,
    requestId: context.requestId,
  };
}
