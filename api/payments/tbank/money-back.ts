import type {
  CallOptions,
  ReceiptRequest,
  ReceiptState,
  RefundRequest,
  RefundStarted,
} from '../../../domain/ports/payment-provider.ts';
import { done, type Outcome } from '../../../domain/result.ts';
import type { Desk } from './attempts.ts';
import { isBySbp, leftOf, refundReferenceOf, refused } from './convert.ts';
import { faultOfReceipt, kopecks, toReceipt } from './receipt.ts';
import { isReturned, phaseOf } from './status.ts';
import { type WireState, wireCancel, wireNothing, wireState } from './wire.ts';

export function stateOf(
  { call }: Desk,
  PaymentId: string,
  options?: CallOptions,
): Promise<Outcome<WireState>> {
  return call({ method: 'GetState', body: { PaymentId }, answer: wireState, signal: options?.signal });
}

/**
 * Returns all or a part of a charge. `ExternalRequestId` makes it repeatable for cards; for the SBP the bank
 * ignores it, and a repeat is sent only when what is left shows that the first was not carried out.
 */
export async function refund(
  desk: Desk,
  request: RefundRequest,
  options?: CallOptions,
): Promise<Outcome<RefundStarted>> {
  const { reference, amount, charged, refundId, receipt } = request;
  if (amount.currency !== 'RUB') return refused('invalid', 'currency', 'T-Bank returns roubles only');
  if (amount.minor <= 0n || amount.minor > charged.minor)
    return refused('invalid', 'amount', 'more than was paid');
  const whole = amount.minor === charged.minor;
  const fault = receipt && !whole ? faultOfReceipt(receipt, amount) : null;
  if (fault) return refused('invalid', 'receipt', fault);
  if (request.again) {
    const settled = await repeated(desk, request, options);
    if (settled) return settled;
  }
  const body = {
    PaymentId: reference,
    Amount: kopecks(amount.minor),
    // Of all that was paid the bank makes the receipt of return itself.
    ...(receipt && !whole ? { Receipt: toReceipt(receipt) } : {}),
    ExternalRequestId: request.idempotencyKey,
  };
  const made = await desk.call({ method: 'Cancel', body, answer: wireCancel, signal: options?.signal });
  if (!made.ok) return made;
  const state = isReturned(made.value.Status) ? 'succeeded' : 'pending';
  return done({ refundReference: refundReferenceOf(reference, refundId), state });
}

/** What a repeat by SBP answers without asking once more; null when it may be asked. */
async function repeated(
  desk: Desk,
  { reference, refundId, amount, charged }: RefundRequest,
  options?: CallOptions,
): Promise<Outcome<RefundStarted> | null> {
  const state = await stateOf(desk, reference, options);
  if (!state.ok) return state;
  if (!isBySbp(state.value)) return null;
  const refundReference = refundReferenceOf(reference, refundId);
  const left = leftOf(state.value, charged.minor);
  const returned = left === null ? null : charged.minor - left;
  // Less went back than this refund alone: it was not carried out.
  if (returned !== null && returned < amount.minor) return null;
  if (amount.minor === charged.minor && returned === charged.minor)
    return done({ refundReference, state: 'succeeded' });
  const message = 'the bank may have returned it already: look at the payment in its office';
  return refused('refused', 'maybe_made', message);
}

/**
 * The closing receipt of what was paid in advance. Sources differ in where the method is: the cash register's
 * own folder is tried first, and the API's root when nothing of the bank answers there.
 */
export async function register(
  desk: Desk,
  request: ReceiptRequest,
  options?: CallOptions,
): Promise<Outcome<ReceiptState>> {
  if (request.settledBy !== 'prepaid' || request.receipt.type !== 'payment')
    return refused('refused', 'closing_only', 'T-Bank registers only the closing receipt by itself');
  const minor = request.receipt.items.reduce((sum, { amount }) => sum + amount, 0n);
  const fault = faultOfReceipt(request.receipt, { minor, currency: request.currency });
  if (fault) return refused('invalid', 'receipt', fault);
  const body = { PaymentId: request.reference, Receipt: toReceipt(request.receipt, 'prepaid') };
  const send = (root: string) =>
    desk.call({ method: 'SendClosingReceipt', body, answer: wireNothing, root, signal: options?.signal });
  const first = await send(cashboxOf(desk.config.root));
  const absent = !first.ok && (first.code === 'http_404' || first.code === 'http_405');
  const sent = absent ? await send(desk.config.root) : first;
  if (!sent.ok) return sent;
  // The bank answers that it took it. What the register made of it, a notification tells.
  return done({ receiptReference: `${request.reference}:closing`, state: 'pending', fiscal: null });
}

function cashboxOf(root: string): string {
  return `${root.replace(/\/v2$/, '')}/cashbox`;
}

/** Voids what nobody paid, and lets held money go. The bank's `Cancel` would return what is paid. */
export async function cancel(desk: Desk, PaymentId: string, options?: CallOptions): Promise<Outcome<null>> {
  const state = await stateOf(desk, PaymentId, options);
  if (!state.ok) return state;
  const phase = phaseOf(state.value.Status);
  if (phase === 'cancelled' || phase === 'expired' || phase === 'failed') return done(null);
  if (phase === 'paid') return refused('refused', 'paid', 'the payment is paid');
  if (phase === 'busy') return refused('refused', 'busy', 'the payment is being made in this moment');
  const call = {
    method: 'Cancel',
    body: { PaymentId },
    answer: wireCancel,
    signal: options?.signal,
  } as const;
  const voided = await desk.call(call);
  if (!voided.ok) return voided;
  return isReturned(voided.value.Status)
    ? refused('refused', 'paid_meanwhile', 'it was paid in this moment, and the money has gone back')
    : done(null);
}
