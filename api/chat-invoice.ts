import { dueOf, type Invoice } from '../domain/invoice.ts';
import type { InvoiceView, Message } from '../domain/message.ts';
import { money, toJson } from '../domain/money.ts';
import type { Payment } from '../domain/payment.ts';
import { meansIn, offersFor, takersOf } from '../domain/policy.ts';
import type { ChatInvoice, Outgoing } from '../domain/ports/channel.ts';
import { openPayment } from './cashier.ts';
import type { Deps } from './context.ts';

/** The invoice goes out with its usual buttons when the messenger does not make its own in this time. */
const PATIENCE = 5_000;

/**
 * Where the customer's first way to pay is the messenger's own, the invoice comes with the messenger's pay
 * button, and the button of a reminder opens its payment sheet. Other messages, and invoices that it can't
 * make, are shown as they are: what the messenger has to offer must not keep a message back.
 */
export async function withChatInvoice(deps: Deps, message: Message, outgoing: Outgoing): Promise<Outgoing> {
  if (message.kind !== 'invoice_issued' && message.kind !== 'invoice_reminder') return outgoing;
  if (!deps.channels.get(message.channel)?.can.invoices) return outgoing;
  const attempt = await soon(attemptOf(deps, message, message.data.payToken));
  if (!attempt) return outgoing;
  const usual = `${deps.config.publicUrl}/pay/${message.data.payToken}/${attempt.kind}`;
  const buttons = outgoing.buttons ?? [];
  if (message.kind === 'invoice_reminder')
    return { ...outgoing, buttons: buttons.map((row) => row.map((each) => linked(each, usual, attempt))) };
  const others = buttons.map((row) => row.filter((each) => !('url' in each) || each.url !== usual));
  return {
    ...outgoing,
    buttons: others.filter((row) => row.length > 0),
    invoice: invoiceOf(deps, message.data, attempt, message.locale),
  };
}

/** A live payment at the provider that is the messenger itself; null when the customer's first way is another. */
async function attemptOf(deps: Deps, message: Message, token: string): Promise<Payment | null> {
  const facts = await deps.store.caseByPayToken(token);
  const [offer] = facts ? offersFor(facts, deps.settings) : [];
  const currency = facts?.deal.currency ?? deps.settings.currency;
  const first = offer && (offer.providers[0] ?? takersOf(offer.kind, meansIn(currency, deps.settings))[0]);
  if (!offer || first !== message.channel) return null;
  const opened = await openPayment(deps, token, offer.kind, message.requestId);
  const fresh = opened.ok ? await deps.store.caseByPayToken(token) : null;
  const invoice = fresh?.invoices.find((each) => each.payToken === token);
  const isOpened = ({ provider, url, invoiceId }: Payment) =>
    opened.ok && provider === message.channel && url === opened.value && invoiceId === invoice?.id;
  return (invoice && fresh?.payments.find((each) => isOpened(each) && isWhole(each, invoice))) ?? null;
}

/** Of what is owed now, and not of what was owed before some of it was paid. */
function isWhole(payment: Payment, invoice: Invoice): boolean {
  return payment.amount === dueOf(invoice) && payment.currency === invoice.currency;
}

function linked<B extends { text: string }>(button: B, usual: string, { url }: Payment): B {
  return 'url' in button && button.url === usual && url !== null ? { ...button, url } : button;
}

function invoiceOf(
  { texts }: Pick<Deps, 'texts'>,
  { number, items }: InvoiceView,
  payment: Payment,
  locale: string,
): ChatInvoice {
  const amount = toJson(money(payment.amount, payment.currency));
  return {
    payload: payment.id,
    title: texts.plain(locale, 'chat-invoice-title', { number }),
    description: items.map(({ title }) => title).join(', '),
    amount,
    button: texts.plain(locale, 'chat-invoice-pay', { amount }),
  };
}

/** Null when it fails or takes too long; the jobs settle what became of an attempt. */
async function soon<T>(asked: Promise<T | null>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE);
  });
  return Promise.race([asked.catch(() => null), late]).finally(() => clearTimeout(timer));
}
