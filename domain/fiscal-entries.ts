import {
  closingReceipt,
  earlierSums,
  type FiscalFacts,
  hasContact,
  paidInFull,
  refundReceipt,
  registerFor,
  saleReceipt,
  sellerOf,
  takesReceipt,
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
  const parts = earlierSums(facts, invoice, null);
  const isWhole = parts.reduce((sum, each) => sum + each, 0n) >= invoice.total;
  const atOnce = sellerOf(facts, settings).handedOver === 'at_once';
  const after = { ...facts, receipts: [...facts.receipts, ...made] };
  if (paid > 0n && isWhole && atOnce && paidInFull(after, invoice) < invoice.total)
    made.push(closing(after, invoice, payment, context));
  return made;
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
