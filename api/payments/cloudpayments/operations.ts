import type {
  CallOptions,
  ChargeRequest,
  Notice,
  PaymentProvider,
  RefundRequest,
  RefundStarted,
} from '../../../domain/ports/payment-provider.ts';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import type { CloudPaymentsClient } from './client.ts';
import {
  fromReference,
  toCharge,
  toNotice,
  toReference,
  toRefund,
  toRefundNotice,
  wireId,
} from './convert.ts';
import { faultOfReceipt } from './receipt.ts';
import { isExact } from './text.ts';
import { wireCharge, wireRefunded, wireTransaction } from './wire.ts';

type LookKey = Parameters<PaymentProvider['look']>[0];
export type Signal = AbortSignal | undefined;

export function failed(category: Failure['category'], code: string, message: string): Failure {
  return { ok: false, category, retryable: false, code, message };
}

/** A declined one is told with `Success: false` and its model. */
const transaction = { reads: true, model: wireTransaction, modelOfRefusal: true } as const;

/** The newest transaction of an invoice: a payment, or a refund of one. */
export function newest(call: CloudPaymentsClient, InvoiceId: string, signal: Signal) {
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
  holdMs: number,
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
  const notices: Notice[] = [toNotice(payment.value, reference, holdMs)];
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
    path: request.hold ? '/payments/tokens/auth' : '/payments/tokens/charge',
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
