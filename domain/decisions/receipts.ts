import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend, type Draft } from '../draft.ts';
import { hasContact, receiptContact, sellerOf, toClose } from '../fiscal.ts';
import { closing } from '../fiscal-entries.ts';
import type { FiscalReceipt } from '../fiscal-receipt.ts';
import { isForgotten, withoutAddress } from '../forgotten.ts';
import type { Invoice } from '../invoice.ts';
import { money, toJson } from '../money.ts';
import type { ReceiptState } from '../ports/payment-provider.ts';
import { sayPlanned, sayRegistered, sayStuck } from '../receipt-words.ts';
import { done, type Failure, type Result, refuse } from '../result.ts';
import type { Context } from '../settings.ts';

/** A register that is silent for so long will not answer any more: a person looks. */
const GIVE_UP_AFTER = 14 * 24 * 3_600_000;

/** So many tries without an answer are about ten minutes. */
const TELL_AFTER = 6;

/** The register is about to be asked: from now on a crash leaves it open whether it was. */
export function noteReceiptAsked(facts: DealCase, receiptId: string, context: Context): Changes | null {
  const receipt = facts.receipts.find((each) => each.id === receiptId);
  if (receipt?.state !== 'creating') return null;
  const draft = amend(facts, context);
  draft.receipt({ ...receipt, state: 'unknown' });
  return draft.seal();
}

/**
 * What the register said of a receipt, or that it said nothing. Whatever becomes of a receipt, the money that
 * it is about stays where it is. Null when the receipt is settled already.
 */
export function noteReceiptAnswer(
  facts: DealCase,
  receiptId: string,
  answer: { ok: true; value: ReceiptState } | Failure,
  context: Context,
): Changes | null {
  const receipt = facts.receipts.find((each) => each.id === receiptId);
  // One that was given up as failed may turn out to be made after all.
  const made = answer.ok && answer.value.state === 'succeeded';
  if (!receipt || receipt.state === 'registered' || (receipt.state === 'failed' && !made)) return null;
  const draft = amend(facts, context);
  if (!answer.ok) unanswered(draft, receipt, answer, context);
  else if (answer.value.state === 'succeeded') registered(draft, receipt, answer.value, context);
  else if (answer.value.state === 'failed')
    fail(draft, { ...receipt, reference: answer.value.receiptReference }, reasonOf(answer.value), context);
  else
    draft.receipt(later({ ...receipt, state: 'pending', reference: answer.value.receiptReference }, context));
  return draft.seal();
}

function reasonOf({ reason }: ReceiptState): string {
  return reason ?? 'refused';
}

/** Asked for and not answered: it is asked again, until nobody can be expected to answer. */
function unanswered(draft: Draft, receipt: FiscalReceipt, answer: Failure, context: Context): void {
  const { category, code } = answer;
  const silent = context.now - receipt.createdAt > GIVE_UP_AFTER;
  // Not found: an answer of ours was lost, or what went along is not made yet.
  // A wrong key is put right by the owner, and what waited goes on.
  const final = category === 'invalid' || category === 'refused';
  if (silent || (final && !answer.retryable)) return fail(draft, receipt, code, context);
  const waiting = later({ ...receipt, failure: code }, context);
  draft.receipt(waiting);
  if (waiting.checks === TELL_AFTER)
    sayStuck(draft, waiting, { key: `receipt:${receipt.idempotencyKey}:slow`, waits: true }, context);
}

function registered(draft: Draft, receipt: FiscalReceipt, state: ReceiptState, context: Context): void {
  const made: FiscalReceipt = {
    ...receipt,
    state: 'registered',
    reference: state.receiptReference,
    fiscal: state.fiscal,
    url: state.url ?? null,
    registeredAt: state.registeredAt ?? context.now,
    nextCheckAt: null,
    failure: null,
    // Whoever was forgotten while it was under way: the address has done its work.
    ...(isForgotten(draft.facts().contact) ? { content: withoutAddress(receipt.content) } : {}),
  };
  draft.receipt(made);
  const amount = toJson(money(receipt.amount, receipt.currency));
  draft.event('receipt_registered', { purpose: receipt.purpose, amount, ...state.fiscal });
  sayRegistered(draft, made, context);
}

function fail(draft: Draft, receipt: FiscalReceipt, reason: string, context: Context): void {
  const failed: FiscalReceipt = { ...receipt, state: 'failed', failure: reason, nextCheckAt: null };
  draft.receipt(failed);
  const amount = toJson(money(receipt.amount, receipt.currency));
  draft.event('receipt_failed', { purpose: receipt.purpose, amount, reason });
  sayStuck(draft, failed, { key: `receipt:${receipt.idempotencyKey}:failed`, waits: false }, context);
}

/** It went along with its money, and the provider does not tell what became of such receipts. */
export function noteReceiptUntold(facts: DealCase, receiptId: string, context: Context): Changes | null {
  const receipt = facts.receipts.find((each) => each.id === receiptId);
  if (!receipt || receipt.nextCheckAt === null) return null;
  const draft = amend(facts, context);
  draft.receipt({ ...receipt, nextCheckAt: null, failure: 'not_told' });
  return draft.seal();
}

/** Ten seconds at first, then growing pauses up to an hour. */
function later(receipt: FiscalReceipt, context: Context): FiscalReceipt {
  const wait = Math.min(10_000 * 2 ** Math.min(receipt.checks, 9), 3_600_000);
  return { ...receipt, checks: receipt.checks + 1, nextCheckAt: context.now + wait };
}

/**
 * Somebody said where receipts go: e-mail or phone (E.164). What waited for it is made now. It is kept with the
 * invoice, and with the customer where nothing was known.
 */
export function giveReceiptContact(
  facts: DealCase,
  payToken: string,
  to: string,
  context: Context,
): Result<Changes> {
  const invoice = facts.invoices.find((each) => each.payToken === payToken);
  if (!invoice) return refuse('invoice_not_found');
  const draft = amend(facts, context);
  draft.invoice({ ...invoice, receiptTo: to });
  const { contact } = facts;
  if (contact && to.includes('@') && contact.email === null) draft.contact({ ...contact, email: to });
  draft.event('receipt_contact_given', { number: invoice.number });
  wakeReceipts(draft, invoice.id, context);
  return done(draft.seal());
}

/** Receipts that waited for an address are made now that there is one; else the customer is asked for it. */
export function wakeReceipts(draft: Draft, invoiceId: string, context: Context): void {
  const facts = draft.facts();
  const invoice = facts.invoices.find((each) => each.id === invoiceId);
  if (!invoice) return;
  const customer = receiptContact(facts, invoice);
  for (const receipt of facts.receipts) {
    if (receipt.invoiceId !== invoiceId || receipt.state !== 'no_contact') continue;
    if (!hasContact(customer)) {
      sayPlanned(draft, receipt, context);
      return;
    }
    draft.receipt({
      ...receipt,
      content: { ...receipt.content, customer },
      state: 'creating',
      nextCheckAt: context.now,
    });
  }
}

/** A failed receipt is made anew, under another key and with what is known now. */
export function retryReceipt(facts: DealCase, receiptId: string, context: Context): Result<Changes> {
  const receipt = facts.receipts.find((each) => each.id === receiptId);
  const invoice = facts.invoices.find((each) => each.id === receipt?.invoiceId);
  if (!receipt || !invoice || receipt.state !== 'failed') return refuse('nothing_to_do');
  const payment = facts.payments.find((each) => each.id === receipt.paymentId);
  const { own, providers } = context.settings.registers;
  const register = own ?? (payment && providers.includes(payment.provider) ? payment.provider : null);
  if (register === null) return refuse('no_register');
  const customer = receiptContact(facts, invoice);
  const draft = amend(facts, context);
  draft.receipt({
    ...receipt,
    state: hasContact(customer) ? 'creating' : 'no_contact',
    register,
    along: false,
    content: { ...receipt.content, customer },
    idempotencyKey: context.newId(),
    reference: null,
    nextCheckAt: hasContact(customer) ? context.now : null,
    checks: 0,
    failure: null,
  });
  draft.event('receipt_retried', { purpose: receipt.purpose });
  return done(draft.seal());
}

/** Whether an invoice was paid ahead and its closing receipt is still to come. */
export function awaitsHandover(
  facts: DealCase,
  invoice: Invoice,
  context: Pick<Context, 'settings'>,
): boolean {
  const own = facts.receipts.filter((each) => each.invoiceId === invoice.id);
  const prepaid = own.some(({ content }) =>
    content.items.some(({ mode }) => mode === 'full_prepayment' || mode === 'prepayment'),
  );
  const later = sellerOf(facts, context.settings).handedOver === 'later';
  const stands = invoice.state === 'paid' || invoice.state === 'partially_refunded';
  const isClosed = own.some((each) => each.purpose === 'closing');
  return later && prepaid && stands && !isClosed && toClose(facts, invoice) > 0n;
}

/** What was paid in advance is handed over: the closing receipt is made (54-FZ). */
export function handOver(facts: DealCase, number: string, context: Context): Result<Changes> {
  const invoice = facts.invoices.find((each) => each.number === number);
  if (!invoice) return refuse('invoice_not_found', { number });
  const payment = facts.payments.findLast(
    (each) => each.invoiceId === invoice.id && each.state === 'succeeded',
  );
  if (!payment || !awaitsHandover(facts, invoice, context)) return refuse('nothing_to_do');
  const draft = amend(facts, context);
  draft.receipt(closing(facts, invoice, payment, context));
  draft.event('handed_over', { number });
  return done(draft.seal());
}
