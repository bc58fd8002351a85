import type {
  CallOptions,
  ChargeRequest,
  Notice,
  PaymentProvider,
  ReceiptRequest,
  ReceiptState,
  RefundRequest,
  RefundStarted,
} from '../../../domain/ports/payment-provider.ts';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import type { CloudPaymentsClient } from './client.ts';
import {
  fromReference,
  receiptStateOf,
  toCharge,
  toNotice,
  toReference,
  toRefund,
  toRefundNotice,
  wireId,
} from './convert.ts';
import { faultOfReceipt, toReceipt } from './receipt.ts';
import { isExact } from './text.ts';
import {
  type WireTransaction,
  wireCharge,
  wireNothing,
  wireReceipt,
  wireReceiptDetail,
  wireReceiptStatus,
  wireRefunded,
  wireTransaction,
} from './wire.ts';

type LookKey = Parameters<PaymentProvider['look']>[0];
type Signal = AbortSignal | undefined;

export function failed(category: Failure['category'], code: string, message: string): Failure {
  return { ok: false, category, retryable: false, code, message };
}

/** A declined one is told with `Success: false` and its model. */
const transaction = { reads: true, model: wireTransaction, modelOfRefusal: true } as const;

/** The newest transaction of an invoice: a payment, or a refund of one. */
function newest(call: CloudPaymentsClient, InvoiceId: string, signal: Signal) {
  const body = { InvoiceId };
  return call({ ...transaction, path: '/v2/payments/find', body, signal });
}

function get(call: CloudPaymentsClient, id: string, signal: Signal) {
  const body = { TransactionId: wireId(id) };
  return call({ ...transaction, path: '/payments/get', body, signal });
}

/**
 * The payment of an attempt and its refunds: those that we know of, and the newest wherever it was made. An
 * order that nobody tried to pay is not told of: nothing for a known reference, `not_found` else.
 */
export async function look(
  call: CloudPaymentsClient,
  key: LookKey,
  signal: Signal,
): Promise<Outcome<readonly Notice[]>> {
  const reference = key.reference ?? toReference(key.paymentId);
  const { invoiceId } = fromReference(reference);
  const last = await newest(call, invoiceId, signal);
  if (!last.ok) return last.category === 'not_found' && key.reference !== null ? done([]) : last;
  const original = last.value.OriginalTransactionId;
  const payment = original ? await get(call, original, signal) : last;
  if (!payment.ok) return payment;
  const told = { reference, paymentId: invoiceId };
  const notices: Notice[] = [toNotice(payment.value, reference)];
  const known = key.refunds ?? [];
  for (const { refundReference, refundId } of known) {
    const refund = await get(call, refundReference, signal);
    if (!refund.ok) return refund;
    notices.push(toRefundNotice(refund.value, { ...told, refundId }));
  }
  const isNew = known.every(({ refundReference }) => refundReference !== last.value.TransactionId);
  if (original && isNew) notices.push(toRefundNotice(last.value, { ...told, refundId: null }));
  return done(notices);
}

/** Voids an order that nobody paid. What it answers for a paid one is not documented, so money is asked for first. */
export async function cancel(
  call: CloudPaymentsClient,
  reference: string,
  requestId: string,
  signal: Signal,
): Promise<Outcome<null>> {
  const { invoiceId, orderId } = fromReference(reference);
  if (!orderId) return failed('not_found', 'no_order', 'no order has this reference');
  const before = await newest(call, invoiceId, signal);
  if (!before.ok && before.category !== 'not_found') return before;
  if (before.ok && isPaid(before.value)) return failed('refused', 'already_paid', 'the order is paid');
  const body = { Id: orderId };
  const voided = await call({ path: '/orders/cancel', body, requestId, model: wireNothing, signal });
  if (voided.ok) return done(null);
  // What is void already is refused in words only; they are not documented.
  const already = voided.category === 'refused' && /cancel|отмен/i.test(voided.message);
  return already ? done(null) : voided;
}

function isPaid({ Status, OriginalTransactionId }: WireTransaction): boolean {
  return Boolean(OriginalTransactionId) || Status === 'Completed' || Status === 'Authorized';
}

/**
 * Gives money back. Accepted is not done: the notification and `look` tell the end. Answers are repeated
 * for an hour only, so a try that may be older is looked for first.
 */
export async function refund(
  call: CloudPaymentsClient,
  request: RefundRequest,
  signal: Signal,
): Promise<Outcome<RefundStarted>> {
  const { amount, receipt, reference, refundId, again } = request;
  if (!isExact(amount)) return failed('invalid', 'amount', 'a sum beyond what CloudPayments takes');
  const fault = receipt ? faultOfReceipt(receipt, amount) : null;
  if (fault) return failed('invalid', 'receipt', fault);
  if (again) {
    const last = await newest(call, fromReference(reference).invoiceId, signal);
    if (!last.ok && last.category !== 'not_found') return { ...last, category: 'unknown' };
    if (last.ok && last.value.OriginalTransactionId && last.value.JsonData.refund_id === refundId)
      return done({ refundReference: last.value.TransactionId, state: 'pending' });
  }
  const made = await call({
    path: '/payments/refund',
    body: toRefund(request),
    requestId: request.idempotencyKey,
    model: wireRefunded,
    signal,
  });
  return made.ok ? done({ refundReference: made.value.TransactionId, state: 'pending' }) : made;
}

/** Charges a token. A decline is an answer too: its money, that is none, is told as a notice. */
export async function charge(
  call: CloudPaymentsClient,
  request: ChargeRequest,
  options?: CallOptions,
): Promise<Outcome<{ readonly reference: string }>> {
  const { amount, receipt } = request;
  if (!isExact(amount)) return failed('invalid', 'amount', 'a sum beyond what CloudPayments takes');
  const fault = receipt ? faultOfReceipt(receipt, amount) : null;
  if (fault) return failed('invalid', 'receipt', fault);
  const body = toCharge(request);
  if (!body) return failed('invalid', 'saved_method', 'no method of CloudPayments');
  const made = await call({
    path: '/payments/tokens/charge',
    body,
    requestId: request.idempotencyKey,
    model: wireCharge,
    modelOfRefusal: true,
    signal: options?.signal,
  });
  if (!made.ok) return made;
  if (made.value.AcsUrl) return failed('refused', '3ds', 'the bank wants to see the cardholder');
  return done({ reference: toReference(request.paymentId) });
}

/** Registers a receipt that no payment carried. Accepted, not yet printed. */
export async function register(
  call: CloudPaymentsClient,
  inn: string,
  request: ReceiptRequest,
  signal: Signal,
): Promise<Outcome<ReceiptState>> {
  const { receipt, reference, currency, settledBy, idempotencyKey } = request;
  const minor = receipt.items.reduce((all, { amount }) => all + amount, 0n);
  const fault = faultOfReceipt(receipt, { minor, currency });
  if (fault) return failed('invalid', 'receipt', fault);
  const body = {
    Inn: inn,
    Type: receipt.type === 'refund' ? 'IncomeReturn' : 'Income',
    InvoiceId: fromReference(reference).invoiceId,
    CustomerReceipt: toReceipt(receipt, currency, settledBy),
  };
  const made = await call({
    path: '/kkt/receipt',
    body,
    requestId: idempotencyKey,
    model: wireReceipt,
    signal,
  });
  return made.ok ? done({ receiptReference: made.value.Id, state: 'pending', fiscal: null }) : made;
}

export async function lookReceipt(
  call: CloudPaymentsClient,
  receiptReference: string,
  signal: Signal,
): Promise<Outcome<ReceiptState>> {
  const asked = { body: { Id: receiptReference }, reads: true, signal };
  const status = await call({ ...asked, path: '/kkt/receipt/status/get', model: wireReceiptStatus });
  if (!status.ok) return status;
  const state = receiptStateOf(status.value);
  if (state !== 'succeeded') return done({ receiptReference, state, fiscal: null });
  const detail = await call({ ...asked, path: '/kkt/receipt/get', model: wireReceiptDetail });
  if (!detail.ok) return detail;
  const { DocumentNumber, FiscalNumber, FiscalSign } = detail.value;
  const known = DocumentNumber && FiscalNumber && FiscalSign;
  const fiscal = known
    ? { documentNumber: DocumentNumber, storageNumber: FiscalNumber, attribute: FiscalSign }
    : null;
  return done({ receiptReference, state, fiscal });
}
