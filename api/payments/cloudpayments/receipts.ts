import type { ReceiptNotice, ReceiptRequest, ReceiptState } from '../../../domain/ports/payment-provider.ts';
import { done, type Outcome } from '../../../domain/result.ts';
import type { CloudPaymentsClient } from './client.ts';
import { fromReference, receiptStateOf } from './convert.ts';
import { failed, type Signal } from './operations.ts';
import { faultOfReceipt, toReceipt } from './receipt.ts';
import { toMoney } from './text.ts';
import {
  instantOf,
  type WireReceiptNews,
  wireReceipt,
  wireReceiptDetail,
  wireReceiptStatus,
} from './wire.ts';

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

/** What a Receipt notification tells: it comes when CloudKassir has registered one. */
export function toReceiptNotice(news: WireReceiptNews): ReceiptNotice {
  const { Id: receiptReference, TransactionId, InvoiceId, Type, Amount, DateTime, Url } = news;
  const { DocumentNumber: documentNumber, FiscalNumber: storageNumber, FiscalSign: attribute } = news;
  const fiscal =
    documentNumber && storageNumber && attribute ? { documentNumber, storageNumber, attribute } : null;
  const state: ReceiptState = {
    receiptReference,
    state: 'succeeded',
    fiscal,
    url: Url,
    registeredAt: DateTime ? instantOf(DateTime) : null,
    amount: Amount ? toMoney(Amount, 'RUB') : null,
  };
  return {
    eventKey: `receipt:${receiptReference}`,
    reference: InvoiceId ?? TransactionId ?? '',
    paymentId: InvoiceId,
    chargeId: TransactionId,
    // Whether the payment's or the refund's own number comes is not documented: either finds it.
    refundReference: TransactionId,
    type: /return/i.test(Type ?? '') ? 'refund' : 'payment',
    settledBy: null,
    namesItself: true,
    state,
  };
}
