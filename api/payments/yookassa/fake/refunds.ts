import { checkReceipt } from './receipts.ts';
import type { RefundBody } from './requests.ts';
import { type FakePayment, type FakeRefund, invalid, iso, minorOf, sumOf } from './state.ts';

/** A new refund, pending. `left` is what may still go back. @throws ShopError 400 */
export function newRefund(
  body: RefundBody,
  { shown, receipt }: FakePayment,
  of: { readonly left: bigint; readonly byOffice: boolean; readonly now: number },
): FakeRefund {
  const { amount, description } = body;
  const minor = minorOf(amount);
  if (!shown.refundable) throw invalid('Payment can not be refunded', 'payment_id');
  if (amount.currency !== shown.amount.currency || minor === 0n || minor > of.left)
    throw invalid('Amount is greater than what is left', 'amount.value');
  if (receipt && !of.byOffice && !body.receipt && minor !== minorOf(shown.amount))
    throw invalid('Receipt is missing', 'receipt');
  if (body.receipt) checkReceipt(body.receipt, amount);
  return {
    id: crypto.randomUUID(),
    payment_id: shown.id,
    status: 'pending',
    amount: sumOf(minor, amount.currency),
    created_at: iso(of.now),
    description,
    ...(body.receipt ? { receipt_registration: 'pending' } : {}),
  };
}

/** What went back of a payment, or is on its way, kopecks. */
export function refundedOf(
  refunds: Iterable<FakeRefund>,
  paymentId: string,
  counts: readonly FakeRefund['status'][],
): bigint {
  return [...refunds]
    .filter(({ payment_id, status }) => payment_id === paymentId && counts.includes(status))
    .reduce((sum, { amount }) => sum + minorOf(amount), 0n);
}
