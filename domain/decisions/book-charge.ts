import type { DealCase } from '../case.ts';
import type { Draft, Line } from '../draft.ts';
import type { Invoice } from '../invoice.ts';
import { invoiceSums, paymentSums } from '../ledger.ts';
import { type Money, type MoneyJson, money, toJson } from '../money.ts';
import type { Payment } from '../payment.ts';
import { paidDeltas } from '../rollup.ts';
import type { Context } from '../settings.ts';
import { invoiceView, livePayments } from '../views.ts';
import { showCounterQr } from './counter-qr.ts';
import { evenOut } from './even-out.ts';

/** How a charge is to be booked. */
export interface Booking {
  /** What the provider kept for itself, when it says so. */
  readonly fee: Money | null;
  /** Staff want none of it on the invoice: all of it is the customer's credit. */
  readonly asCredit?: boolean;
  /** Nobody is told: whoever decided has the answer to it. */
  readonly silent?: boolean;
}

/** The ledger's entry of a charge: the same money is booked once, whatever door it comes in by. */
function chargeKey(provider: string, chargeId: string): string {
  return `payment:${provider}:${chargeId}`;
}

/**
 * Books money that has come, in a draft that goes on: what is due of the invoice is paid, the rest is
 * credit. The one road for webhooks, money found in the inbox, and money entered by hand.
 * @param charge a succeeded payment of the invoice, with its `chargeId`.
 */
export function bookCharge(
  draft: Draft,
  invoice: Invoice,
  charge: Payment,
  { fee, asCredit = false, silent = false }: Booking,
  context: Context,
): void {
  const sum = money(charge.amount, charge.currency);
  const toInvoice = asCredit ? 0n : bookable(draft.facts(), invoice, sum);
  draft.payment(charge);
  draft.post(
    chargeKey(charge.provider, charge.chargeId ?? ''),
    { payment: charge, currency: charge.currency },
    linesOf(charge, fee, toInvoice),
  );
  evenOut(draft, invoice.id);
  draft.event('payment_succeeded', { number: invoice.number, kind: charge.kind, amount: toJson(sum) });
  draft.rollup({
    currency: charge.currency,
    metric: 'payments',
    label: charge.kind,
    count: 1,
    sum: charge.amount,
  });
  afterMoney(
    draft,
    invoice,
    charge,
    { toInvoice, ...asHeld(draft, charge), cause: charge.id, kept: asCredit, silent },
    context,
  );
}

/** How much of some money would pay an invoice, minor units; the rest would be the customer's credit. */
export function bookable(facts: Pick<DealCase, 'postings'>, invoice: Invoice, sum: Money): bigint {
  const closed = invoice.state === 'cancelled' || invoice.state === 'expired';
  if (closed || sum.currency !== invoice.currency) return 0n;
  const writtenOff = facts.postings
    .filter((posting) => posting.invoiceId === invoice.id && posting.account === 'write_offs')
    .reduce((sum, posting) => sum + posting.amount, 0n);
  const open = invoice.total - invoice.paid - writtenOff;
  if (open <= 0n) return 0n;
  return sum.minor < open ? sum.minor : open;
}

function linesOf(charge: Payment, told: Money | null, toInvoice: bigint): Line[] {
  const fee = told?.currency === charge.currency ? told.minor : 0n;
  return [
    { account: 'provider', amount: charge.amount },
    { account: 'sales', amount: -toInvoice },
    { account: 'credit', amount: toInvoice - charge.amount },
    { account: 'fees', amount: fee },
    { account: 'provider', amount: -fee },
  ];
}

/** What of a charge is sale, and what of it lies beside the invoice, after all that was told before it. */
function asHeld(draft: Draft, charge: Payment): { counts: bigint; beyond: bigint } {
  const { postings } = draft.facts();
  const counts = postings
    .filter((each) => each.paymentId === charge.id && each.account === 'sales')
    .reduce((sum, each) => sum - each.amount, 0n);
  return { counts, beyond: paymentSums(postings, charge.id).credit };
}

/** What came to an invoice; `cause` is unique per booking, for the messages about it. */
interface Booked {
  readonly toInvoice: bigint;
  /** The same for words, and what is beyond it: money may take the place of some that went back. */
  readonly counts?: bigint;
  readonly beyond?: bigint;
  readonly cause: string;
  /** Staff put it beside the invoice. */
  readonly kept?: boolean;
  readonly silent?: boolean;
}

/** Whatever follows when money pays an invoice, wholly or in part, or lies beside it. */
export function afterMoney(
  draft: Draft,
  before: Invoice,
  charge: Payment,
  booked: Booked,
  context: Context,
): void {
  const { toInvoice, counts = toInvoice } = booked;
  const paid = before.paid + toInvoice;
  const isPaid = toInvoice > 0n && paid >= before.total;
  if (isPaid) {
    draft.invoice({ ...before, paidAt: context.now, nextReminderAt: null });
    for (const delta of paidDeltas(
      before.currency,
      before.total,
      before.askedAt ?? before.issuedAt,
      context.now,
    ))
      draft.rollup(delta);
    // Other open attempts of a paid invoice are looked at now, and voided at the provider.
    for (const other of livePayments(draft.facts(), before.id))
      draft.payment({ ...other, nextCheckAt: context.now });
  }
  if (!booked.silent)
    sayMoney(
      draft,
      before,
      charge,
      { ...booked, toInvoice: counts, isPaid: isPaid || (counts > 0n && isWholeAgain(draft, before)) },
      context,
    );
}

/** New money took the place of some that had gone back, and all of the invoice is there again. */
function isWholeAgain(draft: Draft, { id, currency, total }: Invoice): boolean {
  const { paid, refunded, disputed, writtenOff } = invoiceSums(draft.facts().postings, id, currency);
  return paid + writtenOff - refunded - disputed >= total;
}

function sayMoney(
  draft: Draft,
  invoice: Invoice,
  charge: Payment,
  outcome: Booked & { isPaid: boolean },
  context: Context,
): void {
  const view = (facts: DealCase) => invoiceView(facts, invoice.id, context.settings);
  const amount = toJson(money(outcome.toInvoice, invoice.currency));
  const kind = charge.kind;
  if (outcome.isPaid) {
    if (!draft.facts().contact) showCounterQr(draft, invoice.id, 'paid', context);
    draft.toCustomer(`paid:${outcome.cause}`, (facts) => ({
      kind: 'invoice_paid',
      data: { ...view(facts), amount, nextStep: null },
    }));
    draft.toStaff(`paid:${outcome.cause}`, (facts) => ({
      kind: 'staff_invoice_paid',
      data: { ...view(facts), amount, kind },
    }));
  } else if (outcome.toInvoice > 0n) {
    draft.toCustomer(`part:${outcome.cause}`, (facts) => ({
      kind: 'invoice_part_paid',
      data: { ...view(facts), amount },
    }));
    draft.toStaff(`part:${outcome.cause}`, (facts) => ({
      kind: 'staff_invoice_part_paid',
      data: { ...view(facts), amount, kind },
    }));
  }
  const { kept = false, beyond = charge.amount - outcome.toInvoice } = outcome;
  const extra = money(beyond, charge.currency);
  if (extra.minor > 0n) sayExtra(draft, invoice, charge, { amount: toJson(extra), kept }, context);
}

function sayExtra(
  draft: Draft,
  invoice: Invoice,
  charge: Payment,
  { amount, kept }: { amount: MoneyJson; kept: boolean },
  context: Context,
): void {
  const view = (facts: DealCase) => invoiceView(facts, invoice.id, context.settings);
  draft.toCustomer(`extra:${charge.id}`, (facts) => ({ kind: 'overpaid', data: { ...view(facts), amount } }));
  draft.toStaff(`extra:${charge.id}`, (facts) => {
    const closed = invoice.state === 'cancelled' || invoice.state === 'expired' ? invoice.state : null;
    const reason = charge.currency !== invoice.currency ? 'currency' : (closed ?? (kept ? 'kept' : null));
    return reason
      ? { kind: 'staff_mismatch', data: { ...view(facts), amount, reason, paymentId: charge.id } }
      : { kind: 'staff_overpaid', data: { ...view(facts), amount, paymentId: charge.id } };
  });
}
