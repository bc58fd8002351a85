import type { DealCase } from './case.ts';
import type { FiscalReceipt } from './fiscal-receipt.ts';
import type { Invoice, InvoiceItem } from './invoice.ts';
import type { Payment } from './payment.ts';
import { sellerFor } from './policy.ts';
import { phoneNumber } from './reach.ts';
import type { Receipt, ReceiptItem } from './receipt.ts';
import { advanceLine, linesFor, spread } from './receipt-lines.ts';
import type { Refund } from './refund.ts';
import type { Seller } from './seller.ts';
import type { Settings } from './settings.ts';

/** Who sells this deal: the funnel's own seller, or the till's. */
export function sellerOf(facts: Pick<DealCase, 'deal' | 'policy'>, settings: Settings): Seller {
  return sellerFor(facts, settings);
}

/** The parts of a deal that a receipt depends on. */
export type FiscalFacts = Pick<
  DealCase,
  'deal' | 'contact' | 'invoices' | 'payments' | 'refunds' | 'postings' | 'receipts' | 'policy'
>;

/**
 * Whether the law wants a receipt for this money (54-FZ, article 1.1): roubles of a person, by any means; of a
 * company only what it pays by cash or card (a transfer from its account is exempt: article 2, part 9). Whoever settles
 * with the buyer makes the receipt (article 1.2, part 1): of an order at a marketplace that is the marketplace, as the
 * shop's agent (tag 1057), and a second receipt of the same money would be wrong.
 */
export function wantsReceipt(
  facts: Pick<DealCase, 'deal' | 'contact' | 'policy'>,
  payment: Pick<Payment, 'kind' | 'currency'>,
  settings: Settings,
): boolean {
  if (payment.kind === 'marketplace') return false;
  if (sellerOf(facts, settings).receipts === 'none' || payment.currency !== 'RUB') return false;
  const company = facts.contact !== null && facts.contact.company !== null;
  return !(company && payment.kind === 'transfer');
}

/** Where the customer's receipt goes: what was given for the invoice, then what is known of the person. */
export function receiptContact(
  facts: Pick<DealCase, 'contact'>,
  invoice: Pick<Invoice, 'receiptTo'>,
): Receipt['customer'] {
  const given = invoice.receiptTo;
  const known = facts.contact?.phone ?? null;
  const email = given?.includes('@') ? given : (facts.contact?.email ?? null);
  const phone = given && !given.includes('@') ? given : known && phoneNumber(known);
  return { email, phone };
}

export function hasContact({ email, phone }: Receipt['customer']): boolean {
  return email !== null || phone !== null;
}

/**
 * Who registers a payment's receipt, or null when nobody can. Never two for one payment: a cash register that
 * was set up is meant to be used, unless the owner says otherwise.
 */
export function registerFor(provider: string, settings: Settings): string | null {
  const { own, providers } = settings.registers;
  return own ?? (providers.includes(provider) ? provider : null);
}

/** Ends the key of a refund that is asked for without its receipt, because the provider refused it with one. */
export const PLAIN = ':plain';

/** Whether a refund's receipt goes to the provider with it: as the payment's own did. */
export function takesReceipt(
  facts: FiscalFacts,
  refund: Refund,
  payment: Pick<Payment, 'withReceipt'>,
): boolean {
  const ours = refund.requestedBy !== null && !refund.idempotencyKey.endsWith(PLAIN);
  return payment.withReceipt && ours && refundReceipt(facts, refund) !== null;
}

/** Sums that paid an invoice before an entry, in their order, minor units. */
export function earlierSums(facts: FiscalFacts, invoice: Invoice, before: string | null): bigint[] {
  const sums = new Map<string, bigint>();
  for (const posting of facts.postings) {
    if (posting.entryKey === before) break;
    const ofSale = posting.account === 'sales' && posting.invoiceId === invoice.id;
    if (ofSale && posting.currency === invoice.currency)
      sums.set(posting.entryKey, (sums.get(posting.entryKey) ?? 0n) - posting.amount);
  }
  return [...sums.values()];
}

/**
 * The receipt of money that came in: `paid` of it pays the invoice, `beyond` is for nothing in particular. One
 * payment of the whole, handed over at once, is full payment; else it is a prepayment, and a closing
 * receipt follows. `before` is the ledger's entry of this very money, when it is booked already.
 */
export function saleReceipt(
  facts: FiscalFacts,
  invoice: Invoice,
  { paid, beyond, before = null }: { paid: bigint; beyond: bigint; before?: string | null },
  settings: Settings,
): Receipt {
  const seller = sellerOf(facts, settings);
  // A part of a plan is never the whole, however fully it is paid.
  const whole = paid >= invoice.total && invoice.planId === null;
  const inFull = seller.handedOver === 'at_once' ? 'full_payment' : 'full_prepayment';
  const shares = spread(invoice.items, earlierSums(facts, invoice, before), paid);
  return {
    type: 'payment',
    items: [
      ...linesFor(invoice.items, shares, whole ? inFull : 'prepayment', seller),
      ...(beyond > 0n ? [advanceLine(invoice, beyond, seller)] : []),
    ],
    taxSystem: seller.taxSystem,
    customer: receiptContact(facts, invoice),
  };
}

/**
 * How much of an invoice a closing receipt would be of, minor units: what was paid ahead and neither given back
 * nor closed before.
 */
export function toClose(
  facts: Pick<FiscalFacts, 'receipts'>,
  invoice: Pick<Invoice, 'id' | 'total'>,
): bigint {
  let left = invoice.total - paidInFull(facts, invoice);
  for (const { invoiceId, purpose, content } of facts.receipts) {
    if (invoiceId !== invoice.id || purpose !== 'refund') continue;
    for (const { mode, amount } of content.items)
      if (mode === 'full_prepayment' || mode === 'prepayment') left -= amount;
  }
  return left > 0n ? left : 0n;
}

/** How much of an invoice has receipts of full payment that were not returned, minor units. */
function paidInFull(facts: Pick<FiscalFacts, 'receipts'>, invoice: Pick<Invoice, 'id'>): bigint {
  let sum = 0n;
  for (const { invoiceId, purpose, content } of facts.receipts) {
    if (invoiceId !== invoice.id) continue;
    for (const { mode, amount } of content.items)
      if (mode === 'full_payment') sum += purpose === 'refund' ? -amount : amount;
  }
  return sum > 0n ? sum : 0n;
}

/** The second receipt: what was paid in advance is handed over; no new money (54-FZ, tags 1214 and 1215). */
export function closingReceipt(facts: FiscalFacts, invoice: Invoice, settings: Settings): Receipt {
  const seller = sellerOf(facts, settings);
  const sum = toClose(facts, invoice);
  const before = invoice.total - sum;
  const shares = spread(invoice.items, before > 0n ? [before] : [], sum);
  return {
    type: 'payment',
    items: linesFor(invoice.items, shares, 'full_payment', seller),
    taxSystem: seller.taxSystem,
    customer: receiptContact(facts, invoice),
  };
}

/** What of a sale's receipt was not returned yet, line by line. */
function leftOf(sale: FiscalReceipt, returned: readonly FiscalReceipt[]): ReceiptItem[] {
  const left = sale.content.items.map((item) => ({ ...item }));
  for (const line of returned.flatMap((each) => each.content.items)) {
    let rest = line.amount;
    for (const [index, item] of left.entries()) {
      if (item.title !== line.title || rest <= 0n) continue;
      const part = rest < item.amount ? rest : item.amount;
      left[index] = { ...item, amount: item.amount - part };
      rest -= part;
    }
  }
  return left;
}

/**
 * The receipt of return (54-FZ, tag 1054 = 2): lines as they were sold, at the same rates; of named items, or
 * of a sum spread over what is left. Null when the money had no receipt.
 */
export function refundReceipt(
  facts: FiscalFacts,
  refund: Pick<Refund, 'id' | 'paymentId' | 'amount' | 'overpayment' | 'items' | 'invoiceId'>,
): Receipt | null {
  const source = sourceOf(facts, refund);
  if (!source) return null;
  const { sold, left } = source;
  const closed = facts.receipts.some(
    (each) => each.purpose === 'closing' && each.invoiceId === refund.invoiceId,
  );
  const shares = named(facts, refund, left) ?? spread(left, [], refund.amount);
  const items = left.flatMap((item, index) => {
    const amount = shares[index] ?? 0n;
    const mode = closed && item.mode !== 'advance' ? 'full_payment' : item.mode;
    return amount > 0n ? [returnLine(sold.content.items[index] ?? item, amount, mode)] : [];
  });
  return items.length > 0 ? { ...sold.content, type: 'refund', items } : null;
}

/**
 * The receipt that a return is of: the payment's own, as far as it covers the sum. An advance that became
 * part of the sale afterwards is covered by the invoice's closing receipt.
 */
function sourceOf(
  facts: FiscalFacts,
  refund: Pick<Refund, 'id' | 'paymentId' | 'amount' | 'overpayment' | 'invoiceId'>,
): { sold: FiscalReceipt; left: ReceiptItem[] } | null {
  const own = facts.receipts.filter((each) => each.paymentId === refund.paymentId);
  const sales = own.filter((each) => each.purpose === 'sale');
  const closings = facts.receipts.filter(
    (each) => each.purpose === 'closing' && each.invoiceId === refund.invoiceId,
  );
  const returned = own.filter((each) => each.purpose === 'refund' && each.refundId !== refund.id);
  const found = [...sales, ...(sales.length > 0 && !refund.overpayment ? closings : [])].map((sold) => {
    const left = leftOf(sold, returned).map((item) =>
      (item.mode === 'advance') === refund.overpayment ? item : { ...item, amount: 0n },
    );
    return { sold, left, sum: left.reduce((sum, { amount }) => sum + amount, 0n) };
  });
  const covering = found.find(({ sum }) => sum >= refund.amount) ?? found.find(({ sum }) => sum > 0n);
  return covering ?? null;
}

function returnLine(sold: ReceiptItem, amount: bigint, mode: ReceiptItem['mode']): ReceiptItem {
  const whole = amount === sold.amount;
  const plain = mode === 'full_payment' ? (sold.vat.replace('_of', '') as ReceiptItem['vat']) : sold.vat;
  return { ...sold, mode, vat: plain, amount, ...(whole ? {} : { quantity: 1000n, price: amount }) };
}

/** Sums of the lines that a refund names, where they fit what is left of them; null when it names none. */
function named(
  facts: FiscalFacts,
  refund: Pick<Refund, 'items' | 'invoiceId' | 'amount'>,
  left: readonly ReceiptItem[],
): bigint[] | null {
  const invoice = facts.invoices.find((each) => each.id === refund.invoiceId);
  if (!refund.items || !invoice) return null;
  const wanted = left.map((line) => {
    const of = (refund.items ?? []).filter(
      (each) => titleOf(invoice.items[each.line]) === line.title && each.amount > 0n,
    );
    return of.reduce((sum, each) => sum + each.amount, 0n);
  });
  const fits = wanted.every((sum, index) => sum <= (left[index]?.amount ?? 0n));
  return fits && wanted.reduce((sum, each) => sum + each, 0n) === refund.amount ? wanted : null;
}

function titleOf(item: InvoiceItem | undefined): string {
  return item?.title.slice(0, 128) ?? '';
}
