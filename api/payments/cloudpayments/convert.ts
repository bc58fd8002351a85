import type { Money } from '../../../domain/money.ts';
import type {
  ChargeRequest,
  Notice,
  ReceiptState,
  RefundRequest,
  Started,
  StartRequest,
} from '../../../domain/ports/payment-provider.ts';
import { withNumber } from '../../../domain/purpose.ts';
import type { Receipt } from '../../../domain/receipt.ts';
import { toReceipt } from './receipt.ts';
import { cut, toMoney, toNumber } from './text.ts';
import { amountOf, instantOf, type WireNotification, type WireOrder, type WireTransaction } from './wire.ts';

/** The documents name no limit for `Description`; this is what statements of banks carry whole. */
const LONGEST_DESCRIPTION = 250;

/**
 * A reference is our id of the payment, as notifications name it (`InvoiceId`), and behind a colon the id
 * of the order, which only the answer to `orders/create` tells and only voiding needs.
 */
export function toReference(paymentId: string, orderId?: string): string {
  return orderId ? `${paymentId}:${orderId}` : paymentId;
}

export function fromReference(reference: string): { invoiceId: string; orderId: string | null } {
  const [invoiceId = '', orderId] = reference.split(':');
  return { invoiceId, orderId: orderId || null };
}

/** Body of `orders/create`. */
export function toOrder(request: StartRequest): Record<string, unknown> {
  const { email, phone, locale } = request.customer;
  return {
    ...toPayment(request),
    ...(email ? { Email: email } : {}),
    ...(phone ? { Phone: phone } : {}),
    SendEmail: false,
    SendSms: false,
    SendViber: false,
    RequireConfirmation: request.hold === true,
    // A token is made for an account, and only then.
    ...(request.saveMethod ? { AccountId: accountOf(request) } : {}),
    CultureName: locale.startsWith('ru') ? 'ru-RU' : 'en-US',
    SuccessRedirectUrl: request.returnUrl,
    FailRedirectUrl: request.returnUrl,
  };
}

/** Body of `payments/tokens/charge`: by the merchant, without the customer. Null for a foreign token. */
export function toCharge(request: ChargeRequest): Record<string, unknown> | null {
  const [AccountId, Token] = request.savedMethod.split(/\/(.*)/s);
  if (!AccountId || !Token) return null;
  const { email } = request.customer;
  return {
    ...toPayment(request),
    AccountId,
    Token,
    TrInitiatorCode: 0,
    PaymentScheduled: 1,
    ...(email ? { Email: email } : {}),
  };
}

function toPayment(request: StartRequest): Record<string, unknown> {
  const { amount, paymentId, invoiceNumber, purpose, receipt, saveMethod } = request;
  return {
    Amount: toNumber(amount),
    Currency: amount.currency,
    Description: cut(withNumber(purpose, invoiceNumber), LONGEST_DESCRIPTION),
    InvoiceId: paymentId,
    JsonData: {
      payment_id: paymentId,
      ...(saveMethod ? { save: true } : {}),
      ...receiptData(receipt, amount.currency),
    },
  };
}

export function toRefund({ chargeId, amount, refundId, receipt }: RefundRequest): Record<string, unknown> {
  return {
    TransactionId: wireId(chargeId),
    Amount: toNumber(amount),
    JsonData: { refund_id: refundId, ...receiptData(receipt, amount.currency) },
  };
}

/** Ids are numbers of JSON while a float holds them, else text, which CloudPayments reads as well. */
export function wireId(id: string): number | string {
  return Number.isSafeInteger(Number(id)) ? Number(id) : id;
}

/** Who a saved card belongs to: tokens are made and charged under this account. */
function accountOf({ dealId }: StartRequest): string {
  return `deal-${dealId}`;
}

/** Body of `payments/confirm`; a receipt where less is taken than was held. */
export function toConfirm(id: string, amount: Money, receipt: Receipt | null): Record<string, unknown> {
  const data = receiptData(receipt, amount.currency);
  return {
    TransactionId: wireId(id),
    Amount: toNumber(amount),
    ...(receipt ? { JsonData: data } : {}),
  };
}

function receiptData(receipt: Receipt | null | undefined, currency: string): Record<string, unknown> {
  return receipt ? { cloudpayments: { CustomerReceipt: toReceipt(receipt, currency) } } : {};
}

/** Its page serves as the payload of the QR picture; an order has no deadline of its own. */
export function toStarted({ paymentId }: StartRequest, { Id, Url }: WireOrder): Started {
  return { reference: toReference(paymentId, Id), url: Url, qr: null, expiresAt: null };
}

type PaymentNotice = Extract<Notice, { type: 'payment' }>;
/** What a transaction and a notification about it have in common. */
type Fact = Pick<WireNotification, 'TransactionId' | 'Amount' | 'Currency' | 'InvoiceId'> &
  Partial<WireNotification>;

/** Event keys are per transaction: webhooks and asking tell the same under the same. */
function payment(fact: Fact, state: PaymentNotice['state'], at: number, reference?: string): PaymentNotice {
  const { TransactionId: id, InvoiceId } = fact;
  return {
    type: 'payment',
    eventKey: `payment:${id}:${state}`,
    reference: reference ?? (InvoiceId || id),
    paymentId: InvoiceId || null,
    state,
    chargeId: state === 'succeeded' ? id : null,
    amount: amountOf(fact),
    fee: state === 'succeeded' ? feeOf(fact) : null,
    at,
    reason: state === 'failed' ? reasonOf(fact) : null,
  };
}

function feeOf({ TotalFee, Currency }: Fact) {
  const fee = TotalFee ? toMoney(TotalFee, Currency) : null;
  return fee && fee.minor > 0n ? fee : null;
}

function reasonOf({ Reason, ReasonCode, CardHolderMessage }: Fact): string | null {
  const words = CardHolderMessage || Reason || '';
  return cut([ReasonCode, words].filter(Boolean).join(' '), 200) || null;
}

/** Only who asked for it keeps a method: tokens come with every payment that has an account. */
function saved(fact: Fact, wanted: boolean): Pick<PaymentNotice, 'savedMethod'> {
  const { AccountId, Token, CardType, CardLastFour, PaymentMethod } = fact;
  if (!wanted || !AccountId || !Token || AccountId.includes('/')) return {};
  const title = CardLastFour ? `${CardType || 'Card'} •• ${CardLastFour}` : PaymentMethod || 'SBP';
  return { savedMethod: { token: `${AccountId}/${Token}`, title } };
}

const STATES: Readonly<Record<string, PaymentNotice['state']>> = {
  Completed: 'succeeded',
  Authorized: 'authorized',
  Declined: 'failed',
  Cancelled: 'cancelled',
};

/** What `payments/get` or `find` tells of a payment. States that are not listed still wait. */
export function toNotice(transaction: WireTransaction, reference: string, holdMs: number): PaymentNotice {
  const { Status, JsonData, ConfirmDateIso, AuthDateIso, CreatedDateIso } = transaction;
  const at = instantOf(ConfirmDateIso ?? AuthDateIso ?? CreatedDateIso ?? '1970-01-01T00:00:00');
  const state = STATES[Status] ?? 'pending';
  const notice = payment(transaction, state, at, reference);
  if (state === 'authorized') return { ...notice, captureBefore: at + holdMs };
  return { ...notice, ...(state === 'succeeded' ? saved(transaction, JsonData.save === true) : {}) };
}

/** What `payments/get` tells of a refund; a declined one has failed. */
export function toRefundNotice(
  refund: WireTransaction,
  told: { readonly reference: string; readonly paymentId: string; readonly refundId: string | null },
): Notice {
  const { Status, TransactionId, OriginalTransactionId, CreatedDateIso, ConfirmDateIso } = refund;
  const failed = Status === 'Declined' || Status === 'Cancelled';
  const state = Status === 'Completed' ? 'succeeded' : failed ? 'failed' : 'pending';
  return {
    type: 'refund',
    eventKey: `refund:${TransactionId}:${state}`,
    reference: told.reference,
    paymentId: told.paymentId,
    chargeId: OriginalTransactionId ?? null,
    refundReference: TransactionId,
    refundId: told.refundId ?? refund.JsonData.refund_id ?? null,
    state,
    amount: amountOf(refund),
    at: instantOf(ConfirmDateIso ?? CreatedDateIso ?? '1970-01-01T00:00:00'),
    reason: state === 'failed' ? reasonOf(refund) : null,
  };
}

/** What a notification tells; null where its kind needs members that it lacks. */
export function toWebhookNotice(
  kind: 'pay' | 'confirm' | 'fail' | 'cancel' | 'refund',
  fact: WireNotification,
  holdMs: number,
): Notice | null {
  const at = instantOf(fact.DateTime);
  if (kind === 'refund') return webhookRefund(fact, at);
  if (kind === 'fail') return payment(fact, 'failed', at);
  if (kind === 'cancel') return payment(fact, 'cancelled', at);
  const held = kind === 'pay' && fact.Status === 'Authorized';
  const notice = payment(fact, held ? 'authorized' : 'succeeded', at);
  return { ...notice, ...(held ? { captureBefore: at + holdMs } : saved(fact, fact.Data.save === true)) };
}

function webhookRefund(fact: WireNotification, at: number): Notice | null {
  const { TransactionId, PaymentTransactionId, InvoiceId, Data } = fact;
  if (!PaymentTransactionId) return null;
  return {
    type: 'refund',
    eventKey: `refund:${TransactionId}:succeeded`,
    reference: InvoiceId || PaymentTransactionId,
    paymentId: InvoiceId || null,
    chargeId: PaymentTransactionId,
    refundReference: TransactionId,
    refundId: Data.refund_id ?? null,
    state: 'succeeded',
    amount: amountOf(fact),
    at,
    reason: null,
  };
}

/** The documents do not list the states; CloudKassir's are seen as `Queued`, `Processed` and `Error`. */
export function receiptStateOf(status: string): ReceiptState['state'] {
  if (/^(processed|done|success)/i.test(status)) return 'succeeded';
  return /error|fail|reject/i.test(status) ? 'failed' : 'pending';
}
