import type { DealCase } from '../case.ts';
import type { Draft, Line } from '../draft.ts';
import type { Invoice } from '../invoice.ts';
import type { Account } from '../ledger.ts';
import type { Payment } from '../payment.ts';
import { isForeign, RESERVING, type Refund } from '../refund.ts';

/** The entry that took a dispute's money. */
export function takenKey(dispute: { readonly provider: string; readonly reference: string }): string {
  return `dispute:${dispute.provider}:${dispute.reference}:taken`;
}

/** The entry that returned a refund's money. */
export function refundKey(refundId: string): string {
  return `refund:${refundId}`;
}

/** Entries that correct earlier ones begin so. */
export const EVENED = 'evened:';

type Sums = Record<Account, bigint>;

/** One payment's money by what became of it, minor units. The four fields add up to what may be sale. */
interface Part {
  readonly payment: Payment;
  /** As it is booked. */
  readonly booked: Sums;
  /** Sale by command: what staff returned of it, or are returning. */
  readonly fixed: bigint;
  readonly stayed: bigint;
  /** Taken by banks, and returned in the provider's office: nobody said of what. */
  readonly disputed: bigint;
  readonly refunded: bigint;
  /** All of the same, also what is more than ever came. */
  readonly all: { readonly disputed: bigint; readonly refunded: bigint };
  /** Returned by staff. */
  readonly own: { readonly sale: bigint; readonly credit: bigint };
}

/** How much of a part is sale, in the order in which it becomes that. */
interface Sold {
  fixed: bigint;
  stayed: bigint;
  disputed: bigint;
  refunded: bigint;
}

const ORDER = ['fixed', 'stayed', 'disputed', 'refunded'] as const;

/**
 * News of one invoice's money come in any order, and what went back by nobody's command of ours (a refund
 * made at the provider, a dispute) does not say whether it was of the sale or of what came beyond it. This
 * corrects the books so that they depend on what happened and not on who told it first: the sale is made of
 * money that stayed; what went back was credit as far as there is any, refunds before disputes. Nothing of
 * what staff decided moves, nor the sum of the sale.
 */
export function evenOut(draft: Draft, invoiceId: string): void {
  const facts = draft.facts();
  const invoice = facts.invoices.find((each) => each.id === invoiceId);
  if (!invoice) return;
  for (const pool of poolsOf(facts, invoice)) {
    const parts = pool.map((payment) => partOf(facts, payment));
    const sale = parts.reduce((sum, { booked }) => sum - booked.sales, 0n);
    const sold = share(parts, sale);
    for (const [index, part] of parts.entries()) correct(draft, part, sold[index]);
  }
}

/**
 * Payments that may stand in for each other, oldest booking first. Money in another currency, money that
 * came too late, and money that staff put beside the invoice pay for nobody else's returns.
 */
function poolsOf(facts: DealCase, invoice: Invoice): Payment[][] {
  const place = (payment: Payment): number =>
    facts.postings.findIndex(
      ({ entryKey, paymentId }) => paymentId === payment.id && entryKey.startsWith('payment:'),
    );
  const booked = facts.payments
    .filter((each) => each.invoiceId === invoice.id && each.state === 'succeeded')
    .sort((a, b) => place(a) - place(b));
  const closed = invoice.cancelledAt !== null || invoice.state === 'expired';
  const shares = (each: Payment): boolean =>
    !closed && each.currency === invoice.currency && !(each.enteredBy !== null && saleOf(facts, each) === 0n);
  return [booked.filter(shares), ...booked.filter((each) => !shares(each)).map((each) => [each])];
}

function saleOf(facts: DealCase, payment: Payment): bigint {
  return -sumsOf(facts, payment).sales;
}

function sumsOf({ postings }: DealCase, payment: Payment): Sums {
  const sums = { sales: 0n, refunds: 0n, disputes: 0n, write_offs: 0n, credit: 0n, provider: 0n, fees: 0n };
  for (const { paymentId, currency, account, amount } of postings)
    if (paymentId === payment.id && currency === payment.currency) sums[account] += amount;
  return sums;
}

function partOf(facts: DealCase, payment: Payment): Part {
  const rows = facts.refunds.filter(
    (each) => each.paymentId === payment.id && each.currency === payment.currency,
  );
  const sum = (fits: (row: Refund) => boolean): bigint =>
    rows.filter(fits).reduce((total, { amount }) => total + amount, 0n);
  const gone = (row: Refund): boolean => row.state === 'succeeded';
  const own = {
    sale: sum((row) => gone(row) && !isForeign(row) && !row.overpayment),
    credit: sum((row) => gone(row) && !isForeign(row) && row.overpayment),
  };
  const going = (row: Refund): boolean => RESERVING.has(row.state) && !gone(row);
  const most = payment.amount - own.credit - sum((row) => going(row) && row.overpayment);
  const fixed = least(own.sale + sum((row) => going(row) && !row.overpayment), most);
  const all = {
    refunded: sum((row) => gone(row) && isForeign(row)),
    disputed: facts.disputes
      .filter(({ paymentId, state }) => paymentId === payment.id && state !== 'won')
      .filter(({ currency }) => currency === payment.currency)
      .reduce((total, { amount }) => total + amount, 0n),
  };
  const refunded = least(all.refunded, most - fixed);
  const disputed = least(all.disputed, most - fixed - refunded);
  const stayed = most - fixed - refunded - disputed;
  return { payment, booked: sumsOf(facts, payment), own, all, fixed, refunded, disputed, stayed };
}

/** Takes the sale from what is surest to be sale, over all parts, before it takes from the next. */
function share(parts: readonly Part[], sale: bigint): Sold[] {
  const sold = parts.map((): Sold => ({ fixed: 0n, stayed: 0n, disputed: 0n, refunded: 0n }));
  let left = sale;
  for (const kind of ORDER) {
    for (const [index, part] of parts.entries()) {
      const taken = least(left, part[kind]);
      (sold[index] as Sold)[kind] = taken;
      left -= taken;
    }
  }
  return sold;
}

/** Books the difference between what is and what should be; nothing when there is none. */
function correct(draft: Draft, part: Part, sold: Sold | undefined): void {
  if (!sold) return;
  const { payment, booked, own, all, disputed, refunded } = part;
  const sale = sold.fixed + sold.stayed + sold.disputed + sold.refunded;
  const ofCredit = { refunded: refunded - sold.refunded, disputed: disputed - sold.disputed };
  const wanted = {
    sales: -sale,
    refunds: own.sale + all.refunded - ofCredit.refunded,
    disputes: all.disputed - ofCredit.disputed,
    credit: sale - payment.amount + own.credit + ofCredit.refunded + ofCredit.disputed,
  };
  const lines = Object.entries(wanted)
    .map(([account, amount]): Line => {
      const name = account as keyof typeof wanted;
      return { account: name, amount: amount - booked[name] };
    })
    .filter(({ amount }) => amount !== 0n);
  if (lines.length === 0) return;
  draft.post(nextKey(draft.facts(), payment), { payment, currency: payment.currency }, lines);
  recount(draft, payment.currency, lines.find(({ account }) => account === 'refunds')?.amount ?? 0n);
}

function nextKey({ postings }: DealCase, payment: Payment): string {
  const start = `${EVENED}${payment.id}:`;
  const keys = new Set(postings.map(({ entryKey }) => entryKey).filter((key) => key.startsWith(start)));
  return `${start}${keys.size + 1}`;
}

/** The numbers of refunds follow: what turns out to be no refund of a sale was one of credit. */
function recount(draft: Draft, currency: string, moved: bigint): void {
  if (moved === 0n) return;
  draft.rollup({ currency, metric: 'refunds', label: '', count: 0, sum: moved });
  draft.rollup({ currency, metric: 'refunds', label: 'overpayment', count: 0, sum: -moved });
}

function least(a: bigint, b: bigint): bigint {
  const less = a < b ? a : b;
  return less > 0n ? less : 0n;
}
