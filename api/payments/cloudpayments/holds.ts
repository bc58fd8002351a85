import type { Money } from '../../../domain/money.ts';
import type { CallOptions } from '../../../domain/ports/payment-provider.ts';
import type { Receipt } from '../../../domain/receipt.ts';
import { done, type Outcome } from '../../../domain/result.ts';
import type { CloudPaymentsClient } from './client.ts';
import { fromReference, toConfirm, wireId } from './convert.ts';
import { failed, newest, type Signal } from './operations.ts';
import { faultOfReceipt } from './receipt.ts';
import { isExact } from './text.ts';
import { amountOf, type WireTransaction, wireNothing } from './wire.ts';

/**
 * Takes held money (`payments/confirm`), all of it or less. What is taken already is told apart first: the
 * vendor repeats an answer for an hour only.
 */
export async function capture(
  call: CloudPaymentsClient,
  reference: string,
  amount: Money,
  requestId: string,
  options?: CallOptions & { readonly receipt?: Receipt | null },
): Promise<Outcome<null>> {
  const receipt = options?.receipt ?? null;
  const signal = options?.signal;
  if (!isExact(amount)) return failed('invalid', 'amount', 'a sum beyond what CloudPayments takes');
  const fault = receipt ? faultOfReceipt(receipt, amount) : null;
  if (fault) return failed('invalid', 'receipt', fault);
  const held = await newest(call, fromReference(reference).invoiceId, signal);
  if (!held.ok) return held.category === 'not_found' ? notHeld() : held;
  if (isTaken(held.value, amount)) return done(null);
  if (held.value.Status !== 'Authorized') return notHeld();
  const body = toConfirm(held.value.TransactionId, amount, receipt);
  const taken = await call({ path: '/payments/confirm', body, requestId, model: wireNothing, signal });
  return taken.ok ? done(null) : taken;
}

function notHeld(): Outcome<null> {
  return failed('refused', 'not_held', 'no money is held');
}

function isTaken(transaction: WireTransaction, amount: Money): boolean {
  const { Status, OriginalTransactionId } = transaction;
  const own = Status === 'Completed' && !OriginalTransactionId;
  return own && amountOf(transaction).minor === amount.minor;
}

/**
 * Lets held money go, or voids an order that nobody paid. What the vendor answers for a paid one is not
 * documented, so that money is asked for first.
 */
export async function cancel(
  call: CloudPaymentsClient,
  reference: string,
  requestId: string,
  signal: Signal,
): Promise<Outcome<null>> {
  const { invoiceId, orderId } = fromReference(reference);
  const before = await newest(call, invoiceId, signal);
  if (!before.ok && before.category !== 'not_found') return before;
  const state = before.ok ? stateOf(before.value) : null;
  if (state === 'paid') return failed('refused', 'already_paid', 'the order is paid');
  if (state === 'void') return done(null);
  if (before.ok && state === 'held') return release(call, before.value, requestId, signal);
  if (!orderId) return failed('not_found', 'no_order', 'no order has this reference');
  const body = { Id: orderId };
  const voided = await call({ path: '/orders/cancel', body, requestId, model: wireNothing, signal });
  if (voided.ok) return done(null);
  // What is void already is refused in words only; they are not documented.
  const already = voided.category === 'refused' && /cancel|отмен/i.test(voided.message);
  return already ? done(null) : voided;
}

async function release(
  call: CloudPaymentsClient,
  { TransactionId }: WireTransaction,
  requestId: string,
  signal: Signal,
): Promise<Outcome<null>> {
  const body = { TransactionId: wireId(TransactionId) };
  const gone = await call({ path: '/payments/void', body, requestId, model: wireNothing, signal });
  return gone.ok ? done(null) : gone;
}

/** Null for a try that was declined: the order is still open. */
function stateOf({ Status, OriginalTransactionId }: WireTransaction): 'paid' | 'held' | 'void' | null {
  if (OriginalTransactionId || Status === 'Completed') return 'paid';
  if (Status === 'Authorized') return 'held';
  return Status === 'Cancelled' ? 'void' : null;
}
