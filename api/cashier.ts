import type { DealCase } from '../domain/case.ts';
import { cancelInvoice } from '../domain/decisions/cancel-invoice.ts';
import { notePaymentStarted, type PaymentChoice, startPayment } from '../domain/decisions/start-payment.ts';
import { receiptContact, saleReceipt } from '../domain/fiscal.ts';
import { handle } from '../domain/handle.ts';
import type { Actor } from '../domain/history.ts';
import type { Invoice } from '../domain/invoice.ts';
import { money } from '../domain/money.ts';
import { PAYMENT_KINDS, type Payment, type PaymentKind } from '../domain/payment.ts';
import { offersFor, sellerFor, type Taker } from '../domain/policy.ts';
import type { Cashier } from '../domain/ports/cashier.ts';
import type { PaymentProvider, StartRequest } from '../domain/ports/payment-provider.ts';
import { purposeOf } from '../domain/purpose.ts';
import { done, type Outcome, type Result, refuse } from '../domain/result.ts';
import type { Seller } from '../domain/seller.ts';
import { livePayments } from '../domain/views.ts';
import { createChatTill } from './chat-till.ts';
import { contextOf, type Deps } from './context.ts';
import { lookAt } from './settlement.ts';
import { importStatement } from './statements/import.ts';

/** Somebody waits for the answer in the chat, and whatever they write next waits with them. The jobs ask again. */
const PATIENCE = 4_000;

/** Every vendor carries as many characters of a purpose. */
const LONGEST_PURPOSE = 128;

type CashierDeps = Pick<Deps, 'store' | 'providers' | 'clock' | 'settings' | 'config' | 'log' | 'kick'>;

/** What the configured providers take in a currency, and which of them hold money, in their order. */
export function takersIn(providers: Iterable<PaymentProvider>, currency: string): Taker[] {
  return [...providers].map((provider) => ({
    id: provider.id,
    kinds: PAYMENT_KINDS.filter((kind) => takes(provider, kind, currency)),
    hold: provider.can.hold,
  }));
}

/** Stars are the one kind of their currency, and no other kind moves them (Telegram Bot API, Payments). */
function takes(provider: PaymentProvider, kind: PaymentKind, currency: string): boolean {
  if ((kind === 'stars') !== (currency === 'XTR')) return false;
  return provider.can.kinds.includes(kind) && (provider.can.currencies?.includes(currency) ?? true);
}

/**
 * The customer pressed "pay": gives the address of a live payment of that kind, an old one or a new one. A
 * provider that fails is followed by the next that the funnel's policy names for the kind; what became of its
 * attempt is settled by the jobs. Refusals: those of `startPayment`, `kind_not_offered`, `provider_failed`
 * (nothing was charged), `provider_unknown` (being asked; a repeat is safe).
 * @param amount how much to pay now, minor units; null: all that is left.
 */
export async function openPayment(
  deps: CashierDeps,
  token: string,
  kind: string,
  requestId: string,
  amount: bigint | null = null,
): Promise<Result<string>> {
  const picked = PAYMENT_KINDS.find((each) => each === kind);
  const facts = await deps.store.caseByPayToken(token);
  if (!facts) return refuse('invoice_not_found');
  let last: Result<string> = refuse('kind_not_offered');
  for (const provider of inOrder(deps, facts, picked)) {
    const choice = { provider: provider.id, kind: picked as PaymentKind, amount };
    last = await openAt(deps, token, choice, requestId);
    if (!last.ok && last.args?.withReceipt) last = await openAt(deps, token, choice, requestId);
    const next = !last.ok && (last.code === 'provider_failed' || last.code === 'provider_unknown');
    if (!next) return last;
  }
  return last;
}

/** Providers that are asked for a kind, by the funnel's policy; none when it is not offered there. */
function inOrder(deps: CashierDeps, facts: DealCase, kind: PaymentKind | undefined): PaymentProvider[] {
  const offer = offersFor(facts, deps.settings).find((each) => each.kind === kind);
  if (!kind || !offer) return [];
  const ids = offer.providers.length > 0 ? offer.providers : [...deps.providers.keys()];
  return ids.flatMap((id) => {
    const provider = deps.providers.get(id);
    return provider && takes(provider, kind, facts.deal.currency) ? [provider] : [];
  });
}

async function openAt(
  deps: CashierDeps,
  token: string,
  choice: PaymentChoice,
  requestId: string,
): Promise<Result<string>> {
  const handled = await handle(deps.store, async () => {
    const facts = await deps.store.caseByPayToken(token);
    if (!facts) return refuse('invoice_not_found');
    const actor: Actor = { type: 'customer', id: facts.deal.contactId };
    const decided = startPayment(facts, token, choice, contextOf(deps, actor, requestId));
    if (!decided.ok) return decided;
    const start = decided.value;
    return { ok: true, changes: start.type === 'ask' ? start.changes : null, value: { start, facts } };
  });
  if (handled.ok === 'repeat') return refuse('provider_unknown');
  if (!handled.ok) return handled;
  const { start, facts } = handled.value;
  return start.type === 'reuse' ? done(start.url) : ask(deps, facts, start.payment, requestId);
}

/** Asks the provider for the attempt, under its own key, and keeps the answer. */
export async function ask(
  deps: CashierDeps,
  facts: DealCase,
  payment: Payment,
  requestId: string,
): Promise<Result<string>> {
  const provider = deps.providers.get(payment.provider);
  const invoice = facts.invoices.find((each) => each.id === payment.invoiceId);
  if (!provider || !invoice) return refuse('provider_failed');
  const answer = await provider.start(startRequest(deps, facts, invoice, payment));
  if (!answer.ok) {
    const fields = {
      requestId,
      provider: provider.id,
      paymentId: payment.id,
      category: answer.category,
      code: answer.code,
    };
    deps.log.warn(fields, 'payment not opened');
  }
  await handle(deps.store, async () => {
    const fresh = await deps.store.caseByDeal(payment.dealId);
    if (!fresh) return refuse('deal_not_found');
    const context = contextOf(deps, { type: 'provider', id: provider.id }, requestId);
    return { ok: true, changes: notePaymentStarted(fresh, payment.id, answer, context), value: null };
  });
  if (answer.ok) return done(answer.value.url);
  if (answer.category === 'unknown') return refuse('provider_unknown');
  // It may be the receipt that was refused: the same is asked for without it, see `startPayment`.
  const withReceipt = payment.withReceipt && !answer.retryable;
  return refuse('provider_failed', withReceipt ? { withReceipt } : undefined);
}

function startRequest(deps: CashierDeps, facts: DealCase, invoice: Invoice, payment: Payment): StartRequest {
  const { publicUrl } = deps.config;
  const locale = facts.contact?.locale ?? 'ru';
  const seller = sellerFor(facts, deps.settings);
  return {
    paymentId: payment.id,
    idempotencyKey: payment.idempotencyKey,
    kind: payment.kind,
    amount: money(payment.amount, payment.currency),
    invoiceNumber: invoice.number,
    dealId: invoice.dealId,
    purpose: purposeFor(deps, seller, invoice, payment, locale),
    seller,
    items: invoice.items,
    customer: { ...receiptContact(facts, invoice), locale },
    receipt: payment.withReceipt
      ? saleReceipt(facts, invoice, { paid: payment.amount, beyond: 0n }, deps.settings)
      : null,
    returnUrl: `${publicUrl}/pay/${invoice.payToken}?back=1`,
    webhookUrl: `${publicUrl}/webhooks/payments/${payment.provider}`,
    expiresAt: invoice.dueAt,
    hold: payment.hold,
  };
}

/** As long as the provider carries it. Banks of transfers are Russian, whatever the customer speaks. */
function purposeFor(
  { providers }: CashierDeps,
  seller: Seller,
  invoice: Invoice,
  payment: Payment,
  locale: string,
): string {
  const limit = providers.get(payment.provider)?.can.longestPurpose ?? LONGEST_PURPOSE;
  const spoken = payment.kind === 'transfer' ? 'ru' : locale;
  return purposeOf(invoice, payment.amount, seller, { locale: spoken, limit });
}

/** What the bot asks of the till when it needs a provider's word at once. */
export function createCashier(deps: CashierDeps): Cashier {
  return {
    askAbout: (number, requestId) => askAbout(deps, number, requestId),
    cancel: (number, actor, requestId) => cancel(deps, number, actor, requestId),
    takeStatement: (bytes, actor, requestId) => importStatement(deps, bytes, actor, requestId),
    ...createChatTill(deps),
  };
}

async function askAbout(
  deps: CashierDeps,
  number: string,
  requestId: string,
): Promise<'paid' | 'not_yet' | 'unknown'> {
  const facts = await deps.store.caseByInvoice(number);
  const invoice = facts?.invoices.find((each) => each.number === number);
  if (!facts || !invoice) return 'unknown';
  const asked = facts.payments.filter(
    (each) => each.invoiceId === invoice.id && each.reference !== null && each.state !== 'succeeded',
  );
  const answers = await Promise.all(asked.map((payment) => lookAt(deps, payment, requestId, PATIENCE)));
  const fresh = await deps.store.caseByInvoice(number);
  const now = fresh?.invoices.find((each) => each.number === number);
  if (now && now.paid >= now.total) return 'paid';
  return answers.some((answer) => answer === 'unanswered') ? 'unknown' : 'not_yet';
}

/** Voids live payments at their providers first; one that turns out to be paid stops the cancelling. */
async function cancel(
  deps: CashierDeps,
  number: string,
  actor: Actor,
  requestId: string,
): Promise<Result<null>> {
  const facts = await deps.store.caseByInvoice(number);
  const invoice = facts?.invoices.find((each) => each.number === number);
  if (!facts || !invoice) return refuse('invoice_not_found', { number });
  for (const payment of livePayments(facts, invoice.id)) {
    if (payment.hold && payment.captureAmount) return refuse('already_decided');
    const voided = await voidPayment(deps, payment);
    if (!voided.ok || payment.state === 'authorized') await lookAt(deps, payment, requestId, PATIENCE);
  }
  const handled = await handle(deps.store, async () => {
    const fresh = await deps.store.caseByInvoice(number);
    if (!fresh) return refuse('invoice_not_found', { number });
    const decided = cancelInvoice(fresh, number, contextOf(deps, actor, requestId));
    return decided.ok ? { ok: true, changes: decided.value, value: null } : decided;
  });
  return handled.ok === 'repeat' ? done(null) : handled;
}

/** Asks the provider to take no more money for an attempt. */
export async function voidPayment(deps: CashierDeps, payment: Payment): Promise<Outcome<null>> {
  const provider = deps.providers.get(payment.provider);
  if (!provider?.cancel || payment.reference === null) {
    return {
      ok: false,
      category: 'refused',
      retryable: false,
      code: 'no_cancel',
      message: 'can not be voided',
    };
  }
  return provider.cancel(payment.reference, `${payment.idempotencyKey}:cancel`);
}
