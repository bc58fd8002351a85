import {
  closingReceipt,
  earlierSums,
  type FiscalFacts,
  hasContact,
  refundReceipt,
  registerFor,
  saleReceipt,
  sellerOf,
  takesReceipt,
  toClose,
  wantsReceipt,
} from './fiscal.ts';
import type { FiscalReceipt } from './fiscal-receipt.ts';
import type { Invoice } from './invoice.ts';
import type { Posting } from './ledger.ts';
import type { Payment } from './payment.ts';
import type { Context } from './settings.ts';

/**
 * Receipts that follow from entries which a decision has just booked. They come of the ledger and of nothing
 * else, so that no road of money can forget its receipt.
 */
export function receiptsOf(
  facts: FiscalFacts,
  booked: readonly Posting[],
  context: Context,
): FiscalReceipt[] {
  const entries = new Map<string, Posting[]>();
  for (const posting of booked)
    entries.set(posting.entryKey, [...(entries.get(posting.entryKey) ?? []), posting]);
  let seen = facts;
  for (const [key, lines] of entries) {
    const made = key.startsWith('refund:')
      ? refundOf(seen, lines, context)
      : moneyIn(seen, key, lines, context);
    seen = { ...seen, receipts: [...seen.receipts, ...made] };
  }
  return seen.receipts.slice(facts.receipts.length);
}

const sumOf = (lines: readonly Posting[], account: Posting['account']): bigint =>
  lines.filter((line) => line.account === account).reduce((sum, line) => sum + line.amount, 0n);

function moneyIn(
  facts: FiscalFacts,
  key: string,
  lines: readonly Posting[],
  context: Context,
): FiscalReceipt[] {
  const { settings } = context;
  const [first] = lines;
  const payment = facts.payments.find((each) => each.id === first?.paymentId);
  const invoice = facts.invoices.find((each) => each.id === first?.invoiceId);
  if (!payment || !invoice || !wantsReceipt(facts, payment, settings)) return [];
  const paid = -sumOf(lines, 'sales');
  const made: FiscalReceipt[] = [];
  if (key.startsWith('payment:')) {
    const beyond = -sumOf(lines, 'credit');
    const content = saleReceipt(facts, invoice, { paid, beyond, before: key }, settings);
    made.push(blank(payment, { purpose: 'sale', content, along: payment.withReceipt }, context));
  }
  const atOnce = sellerOf(facts, settings).handedOver === 'at_once';
  return paid > 0n && atOnce ? [...made, ...closings(facts, invoice, made, context)] : made;
}

/** Closing receipts of what is wholly paid now: the invoice, or all parts of its plan with the last of them. */
function closings(
  facts: FiscalFacts,
  invoice: Invoice,
  made: readonly FiscalReceipt[],
  context: Context,
): FiscalReceipt[] {
  const { planId } = invoice;
  const whole = facts.invoices.filter(
    (each) =>
      each.id === invoice.id || (planId !== null && each.planId === planId && each.cancelledAt === null),
  );
  const isPaid = (each: Invoice): boolean =>
    earlierSums(facts, each, null).reduce((sum, part) => sum + part, 0n) >= each.total;
  if (!whole.every(isPaid)) return [];
  const after = { ...facts, receipts: [...facts.receipts, ...made] };
  return whole.flatMap((each) => {
    const last = facts.payments.findLast(
      ({ invoiceId, state }) => invoiceId === each.id && state === 'succeeded',
    );
    return last && toClose(after, each) > 0n ? [closing(after, each, last, context)] : [];
  });
}

/** The closing receipt of an invoice, by whoever registered (or will register) the payment's own. */
export function closing(
  facts: FiscalFacts,
  invoice: Invoice,
  payment: Payment,
  context: Context,
): FiscalReceipt {
  const content = closingReceipt(facts, invoice, context.settings);
  return blank(payment, { purpose: 'closing', content, along: false }, context);
}

function refundOf(facts: FiscalFacts, lines: readonly Posting[], context: Context): FiscalReceipt[] {
  const refund = facts.refunds.find((each) => each.id === lines[0]?.refundId);
  const payment = facts.payments.find((each) => each.id === refund?.paymentId);
  const content = refund && payment ? refundReceipt(facts, refund) : null;
  if (!refund || !payment || !content) return [];
  // Made in the provider's own office, or asked for again without its receipt: that one is still to be made.
  const along = takesReceipt(facts, refund, payment);
  const row = blank(payment, { purpose: 'refund', content, along }, context);
  return [{ ...row, refundId: refund.id, idempotencyKey: row.id }];
}

function blank(
  payment: Payment,
  { purpose, content, along }: Pick<FiscalReceipt, 'purpose' | 'content' | 'along'>,
  context: Context,
): FiscalReceipt {
  const id = context.newId();
  const register = along ? payment.provider : registerFor(payment.provider, context.settings);
  const state =
    register === null ? 'failed' : hasContact(content.customer) || along ? 'creating' : 'no_contact';
  const money = payment.kind === 'cash' ? 'cash' : 'electronic';
  return {
    id,
    dealId: payment.dealId,
    invoiceId: payment.invoiceId,
    paymentId: payment.id,
    refundId: null,
    purpose,
    state: along ? 'pending' : state,
    register: register ?? '',
    along,
    content,
    amount: content.items.reduce((sum, item) => sum + item.amount, 0n),
    currency: payment.currency,
    settledBy: purpose === 'closing' ? 'prepaid' : money,
    idempotencyKey: id,
    reference: null,
    fiscal: null,
    url: null,
    createdAt: context.now,
    registeredAt: null,
    nextCheckAt: along || state === 'creating' ? context.now : null,
    checks: 0,
    failure: register === null ? 'no_register' : null,
  };
}
