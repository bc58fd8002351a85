import { type Money, money, toDecimal } from '../../../domain/money.ts';
import type { PaymentKind } from '../../../domain/payment.ts';
import type {
  BookRecord,
  ChargeRequest,
  Notice,
  ReceiptRequest,
  ReceiptState,
  RefundRequest,
  Started,
  StartRequest,
} from '../../../domain/ports/payment-provider.ts';
import { withNumber } from '../../../domain/purpose.ts';
import type { YookassaConfig } from './config.ts';
import { toReceipt } from './receipt.ts';
import { cut } from './text.ts';
import type { WirePayment, WireReceipt, WireRefund } from './wire.ts';

/** A description of up to 128 characters; for refunds the limit is not published, and this fits either. */
const LONGEST_DESCRIPTION = 128;

/** Card, SBP and wallets are paid within an hour, or not at all (…/getting-started/payment-methods). */
const TIME_TO_PAY = 3_600_000;

type Sending = Pick<YookassaConfig, 'sbp' | 'secretKey' | 'wallet'>;

/** Body of `POST /payments` for a customer who pays now. */
export function toCreate(request: StartRequest, config: Sending): Record<string, unknown> {
  const { kind, returnUrl, customer } = request;
  const locale = /^ru\b/i.test(customer.locale) ? 'ru_RU' : 'en_US';
  return {
    ...base(request),
    payment_method_data: { type: methodOf(kind, config) },
    confirmation:
      kind === 'sbp' && config.sbp === 'qr'
        ? { type: 'qr', locale }
        : { type: 'redirect', return_url: returnUrl, locale },
    ...(request.saveMethod ? { save_payment_method: true } : {}),
  };
}

/** Body of `POST /payments` by a saved method: nobody confirms it. */
export function toCharge(request: ChargeRequest): Record<string, unknown> {
  return { ...base(request), payment_method_id: request.savedMethod };
}

function base(request: StartRequest): Record<string, unknown> {
  const { amount, receipt, invoiceNumber } = request;
  return {
    amount: toWire(amount),
    // The vendor's default is to hold.
    capture: !request.hold,
    description: cut(withNumber(request.purpose, invoiceNumber), LONGEST_DESCRIPTION),
    metadata: {
      payment_id: request.paymentId,
      deal_id: String(request.dealId),
      invoice_number: cut(invoiceNumber, 512),
    },
    ...(receipt ? { receipt: toReceipt(receipt, amount.currency) } : {}),
  };
}

/**
 * A wallet is SberPay, which most people have, unless another is named. Test shops know cards and YooMoney
 * only (…/testing-and-going-live/testing), and are told by their key.
 */
function methodOf(kind: PaymentKind, { secretKey, wallet }: Sending): string {
  if (kind === 'sbp') return 'sbp';
  if (kind === 'card') return 'bank_card';
  return secretKey.startsWith('test_') ? 'yoo_money' : wallet;
}

/** Body of `POST /payments/{id}/capture`; a receipt only where less is taken than was held. */
export function toCapture(amount: Money, receipt: ReceiptRequest['receipt'] | null): Record<string, unknown> {
  return { amount: toWire(amount), ...(receipt ? { receipt: toReceipt(receipt, amount.currency) } : {}) };
}

/** Our id goes at the end of the description: a refund has no metadata. */
export function toRefund(request: RefundRequest): Record<string, unknown> {
  const { reference, amount, refundId, receipt } = request;
  const mark = ` [${refundId}]`;
  return {
    payment_id: reference,
    amount: toWire(amount),
    description: cut(request.reason, Math.max(0, LONGEST_DESCRIPTION - mark.length)).trimEnd() + mark,
    ...(receipt ? { receipt: toReceipt(receipt, amount.currency) } : {}),
  };
}

/** Body of `POST /receipts`. */
export function toReceiptCall(request: ReceiptRequest): Record<string, unknown> {
  const { receipt, refundReference, currency, settledBy } = request;
  const total = receipt.items.reduce((sum, { amount }) => sum + amount, 0n);
  const type = settledBy === 'prepaid' ? 'prepayment' : 'cashless';
  return {
    type: receipt.type,
    ...(refundReference ? { refund_id: refundReference } : { payment_id: request.chargeId }),
    send: true,
    ...toReceipt(receipt, currency),
    settlements: [{ type, amount: toWire(money(total, currency)) }],
  };
}

export function toReceiptState(receipt: WireReceipt): ReceiptState {
  const { fiscal_document_number: documentNumber, fiscal_storage_number: storageNumber } = receipt;
  const { fiscal_attribute: attribute, status } = receipt;
  return {
    receiptReference: receipt.id,
    state: status === 'canceled' ? 'failed' : status,
    fiscal:
      documentNumber && storageNumber && attribute ? { documentNumber, storageNumber, attribute } : null,
  };
}

function toWire(value: Money): { value: string; currency: string } {
  return { value: toDecimal(value), currency: value.currency };
}

/**
 * Where the customer pays: YooKassa's page, or the bank link that is also the text of the QR picture. Null
 * when the answer holds neither.
 */
export function toStarted(payment: WirePayment): Started | null {
  const { confirmation_url: page, confirmation_data: data } = payment.confirmation ?? {};
  const url = page ?? data;
  if (!url || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return null;
  return { reference: payment.id, url, qr: data ?? null, expiresAt: payment.created_at + TIME_TO_PAY };
}

/** Everything that happened to a payment, in order. Webhooks only point here. */
export function toNotices(payment: WirePayment, refunds: readonly WireRefund[]): Notice[] {
  const notices = [paymentNotice(payment), ...refunds.map((refund) => refundNotice(payment, refund))];
  return notices.sort((a, b) => a.at - b.at);
}

type PaymentNotice = Extract<Notice, { type: 'payment' }>;

/** One charge at most: the payment's id is the money's id. */
function paymentNotice(payment: WirePayment): PaymentNotice {
  const state = stateOf(payment);
  const succeeded = state === 'succeeded';
  const { id, amount, payment_method: method, expires_at: captureBefore } = payment;
  return {
    type: 'payment',
    eventKey: `payment:${id}:${state}`,
    reference: id,
    paymentId: ourId(payment),
    state,
    chargeId: succeeded ? id : null,
    amount,
    fee: succeeded ? feeOf(payment) : null,
    ...(state === 'authorized' ? { captureBefore: captureBefore ?? null } : {}),
    ...(method?.saved && method.id
      ? { savedMethod: { token: method.id, title: method.title || method.type } }
      : {}),
    // The moment of a cancellation is told nowhere.
    at: succeeded ? (payment.captured_at ?? payment.created_at) : payment.created_at,
    reason: payment.cancellation_details?.reason ?? null,
  };
}

/** A payment that was cancelled was void, late or declined: the reason says which. */
function stateOf({ status, cancellation_details: why }: WirePayment): PaymentNotice['state'] {
  if (status === 'waiting_for_capture') return 'authorized';
  if (status !== 'canceled') return status;
  if (why?.reason.startsWith('expired_on_')) return 'expired';
  return why?.reason === 'canceled_by_merchant' ? 'cancelled' : 'failed';
}

function ourId({ metadata }: WirePayment): string | null {
  const id = metadata?.payment_id;
  return typeof id === 'string' && id.length > 0 && id.length <= 64 ? id : null;
}

/** Null when YooKassa says nothing of it. */
function feeOf({ amount, income_amount: income }: WirePayment): Money | null {
  const kept = income?.currency === amount.currency ? amount.minor - income.minor : 0n;
  return kept > 0n ? money(kept, amount.currency) : null;
}

/** Our id at the end of a refund's description. */
const MARK = / ?\[([\w-]{1,64})\]$/;

function refundNotice(payment: WirePayment, refund: WireRefund): Notice {
  const state = refund.status === 'canceled' ? 'failed' : refund.status;
  const said = refund.description ?? '';
  return {
    type: 'refund',
    eventKey: `refund:${refund.id}:${state}`,
    reference: payment.id,
    paymentId: ourId(payment),
    chargeId: payment.id,
    refundReference: refund.id,
    refundId: MARK.exec(said)?.[1] ?? null,
    state,
    amount: refund.amount,
    at: refund.created_at,
    reason: (refund.cancellation_details?.reason ?? said.replace(MARK, '')) || null,
  };
}

/** Money that came in, as YooKassa booked it. */
export function paymentRecord(payment: WirePayment): BookRecord {
  const at = payment.captured_at ?? payment.created_at;
  const { id, amount } = payment;
  return { type: 'payment', id, reference: id, amount, fee: feeOf(payment), at };
}

export function refundRecord(refund: WireRefund): BookRecord {
  const { id, payment_id: reference, amount, created_at: at } = refund;
  return { type: 'refund', id, reference, amount, fee: null, at };
}
