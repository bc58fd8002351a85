import { money } from '../../../domain/money.ts';
import type { BookRecord, ChatMoney, Notice, StartRequest } from '../../../domain/ports/payment-provider.ts';
import type { TelegramPaymentsConfig } from './config.ts';
import type { WireMessage, WirePayment, WireTransaction } from './wire.ts';

export const STARS = 'XTR';

/** Limits of createInvoiceLink, characters (Bot API). */
const MAX_TITLE = 32;
const MAX_DESCRIPTION = 255;

/** The only period of a subscription: 30 days in seconds (Bot API, createInvoiceLink). */
export const RENEWS_EVERY_DAYS = 30;

/** What createInvoiceLink takes. */
export function toLink(
  request: StartRequest,
  { providerToken }: Pick<TelegramPaymentsConfig, 'providerToken'>,
): Record<string, unknown> {
  const { amount, invoiceNumber, purpose, paymentId, renews } = request;
  const stars = amount.currency === STARS;
  const label = cut(`№ ${invoiceNumber}`, MAX_TITLE);
  return {
    title: label,
    description: cut(`№ ${invoiceNumber}: ${purpose}`, MAX_DESCRIPTION),
    payload: paymentId,
    provider_token: stars ? '' : (providerToken ?? ''),
    currency: amount.currency,
    prices: [{ label, amount: Number(amount.minor) }],
    ...(renews ? { subscription_period: RENEWS_EVERY_DAYS * 86_400 } : {}),
  };
}

/** At most so many characters, none of them halved. */
function cut(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  return `${line
    .slice(0, most - 1)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()}…`;
}

/**
 * Our id of a charge: Telegram's, and after an `@` what a refund needs besides. For Stars that is the payer,
 * whom refundStarPayment asks for; for a card the payment at the bank, which is where it is returned.
 */
function chargeIdOf(id: string, whose: string | null): string {
  return whose ? `${id}@${whose}` : id;
}

export function splitCharge(chargeId: string): { readonly id: string; readonly whose: string } {
  const at = chargeId.indexOf('@');
  return at < 0 ? { id: chargeId, whose: '' } : { id: chargeId.slice(0, at), whose: chargeId.slice(at + 1) };
}

/**
 * A service message about money, as `readChat` is given it too. A private chat has its person's number;
 * elsewhere it is whoever the message is from.
 */
export function toChatMoney(payment: WirePayment, { chat, from, date }: WireMessage): ChatMoney {
  return {
    payload: payment.invoice_payload,
    chargeId: payment.telegram_payment_charge_id,
    bankChargeId: payment.provider_payment_charge_id || null,
    payerId: String(chat.type === 'private' ? chat.id : (from?.id ?? chat.id)),
    amount: money(BigInt(payment.total_amount), payment.currency),
    at: date * 1000,
  };
}

/** The attempt's reference is our own id of the payment: Telegram gives an invoice none. */
export function toNotice(what: 'paid' | 'refunded', told: ChatMoney): Notice {
  const { payload, amount, at, payerId, bankChargeId } = told;
  const whose = amount.currency === STARS ? payerId : bankChargeId;
  const chargeId = chargeIdOf(told.chargeId, whose);
  const base = { eventKey: `${what}:${told.chargeId}`, reference: payload, paymentId: payload, amount, at };
  if (what === 'refunded') {
    const refundReference = refundReferenceOf(chargeId);
    return {
      ...base,
      type: 'refund',
      chargeId,
      refundReference,
      refundId: null,
      state: 'succeeded',
      reason: null,
    };
  }
  return { ...base, type: 'payment', chargeId, state: 'succeeded', fee: null, reason: null };
}

/** Stars go back as a whole, so that there is at most one refund of a charge. */
export function refundReferenceOf(chargeId: string): string {
  return `refund:${splitCharge(chargeId).id}`;
}

/** What the list of transactions says of one attempt: its charges, and what of them went back. */
export function toNotices(transactions: readonly WireTransaction[], paymentId: string): Notice[] {
  const paid = transactions.filter((each) => isPayment(each) && each.source?.invoice_payload === paymentId);
  const ids = new Set(paid.map(({ id }) => id));
  const refunded = transactions.filter((each) => isRefund(each) && ids.has(each.id));
  return [
    ...paid.map((each) => toNotice('paid', fromTransaction(each, paymentId))),
    ...refunded.map((each) => toNotice('refunded', fromTransaction(each, paymentId))),
  ];
}

/** A refund has the id of the payment that it returns (Bot API, StarTransaction). */
function fromTransaction(transaction: WireTransaction, payload: string): ChatMoney {
  return {
    payload,
    chargeId: transaction.id,
    bankChargeId: null,
    payerId: payerOf(transaction),
    amount: money(BigInt(transaction.amount), STARS),
    at: transaction.date * 1000,
  };
}

function payerOf({ source, receiver }: WireTransaction): string {
  return String((source ?? receiver)?.user?.id ?? '');
}

function isPayment({ source }: WireTransaction): boolean {
  return source?.type === 'user' && source.transaction_type === 'invoice_payment';
}

/** Stars that went to a person for an invoice: gifts and withdrawals are other movements. */
function isRefund({ receiver }: WireTransaction): boolean {
  return receiver?.type === 'user' && receiver.transaction_type === 'invoice_payment';
}

/** Payments and refunds as the daily comparison needs them; gifts, withdrawals and the like are not sales. */
export function toRecords(transactions: readonly WireTransaction[]): BookRecord[] {
  return transactions.flatMap((each) => {
    if (!isPayment(each) && !isRefund(each)) return [];
    const chargeId = chargeIdOf(each.id, payerOf(each));
    const type = isPayment(each) ? ('payment' as const) : ('refund' as const);
    const id = type === 'payment' ? chargeId : refundReferenceOf(chargeId);
    // An attempt is asked about by our own id, a refund by the charge that it returns.
    const reference = (type === 'payment' && each.source?.invoice_payload) || chargeId;
    const amount = money(BigInt(each.amount), STARS);
    return [{ type, id, reference, amount, fee: null, at: each.date * 1000 }];
  });
}
