import type { z } from 'zod';
import type { Money } from '../../../domain/money.ts';
import type { CallOptions, PaymentProvider, Started } from '../../../domain/ports/payment-provider.ts';
import type { Receipt } from '../../../domain/receipt.ts';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import type { ProviderDeps, ProviderModule } from '../provider-module.ts';
import { checkShop } from './check.ts';
import { createClient } from './client.ts';
import { type YookassaConfig, yookassaEnv } from './config.ts';
import {
  toCapture,
  toCharge,
  toCreate,
  toNotices,
  toReceiptCall,
  toReceiptState,
  toRefund,
  toStarted,
} from './convert.ts';
import { findPayment, listBooked, readPayment, receiptOf, refundsOf } from './lists.ts';
import { openFake } from './open-fake.ts';
import { receiptProblem } from './receipt.ts';
import { readWebhook } from './webhook.ts';
import { type WirePayment, type WireRefund, wirePayment, wireReceipt, wireRefund } from './wire.ts';

/** YooKassa behind the port, with everything optional that the port has. */
export type Yookassa = Required<Omit<PaymentProvider, 'readChat' | 'setRenewal'>>;

/** YooKassa (api.yookassa.ru/v3) behind the port. */
export function createYookassa(config: YookassaConfig, deps: ProviderDeps): Yookassa {
  const call = createClient(config, deps);
  const post = <T>(
    path: string,
    answer: z.ZodType<T>,
    idempotencyKey: string,
    options: CallOptions | undefined,
    body: unknown = {},
  ) => call({ method: 'POST', path, answer, idempotencyKey, body, signal: options?.signal });
  return {
    id: 'yookassa',
    can: {
      kinds: ['sbp', 'card', 'wallet'],
      currencies: ['RUB'],
      refund: 'part',
      cancel: true,
      cancelsUnpaid: false,
      hold: true,
      receipts: true,
      saved: true,
      longestPurpose: 128,
      proof: 'refetch',
    },
    start: async (request, options) => {
      const wrong = request.receipt && receiptProblem(request.receipt, request.amount);
      if (wrong) return wrong;
      const body = toCreate(request, config);
      const made = await post('/payments', wirePayment, request.idempotencyKey, options, body);
      return made.ok ? started(made.value, request.returnUrl) : made;
    },
    charge: async (request, options) => {
      const wrong = request.receipt && receiptProblem(request.receipt, request.amount);
      if (wrong) return wrong;
      const made = await post('/payments', wirePayment, request.idempotencyKey, options, toCharge(request));
      return made.ok ? done({ reference: made.value.id }) : made;
    },
    look: async (key, options) => {
      const found = await findPayment(call, key, deps.now(), options?.signal);
      if (!found.ok) return found;
      const refunds = await refundsOf(call, found.value, options?.signal);
      return refunds.ok ? done(toNotices(found.value, refunds.value)) : refunds;
    },
    readWebhook: (raw) => readWebhook(config.ipFilter, raw),
    refund: async (request, options) => {
      const wrong = request.receipt && receiptProblem(request.receipt, request.amount);
      if (wrong) return wrong;
      const made = await post('/refunds', wireRefund, request.idempotencyKey, options, toRefund(request));
      return made.ok ? refundStarted(made.value) : made;
    },
    capture: async (reference, amount, idempotencyKey, options) => {
      const receipt: Receipt | null = options?.receipt ?? null;
      const wrong = receipt && receiptProblem(receipt, amount);
      if (wrong) return wrong;
      const path = `/payments/${encodeURIComponent(reference)}/capture`;
      const taken = await post(path, wirePayment, idempotencyKey, options, toCapture(amount, receipt));
      const state = await stateAfter(taken, reference, options);
      return state.ok && !isTaken(state.value, amount) ? refused(state.value) : nothing(state);
    },
    cancel: async (reference, idempotencyKey, options) => {
      const path = `/payments/${encodeURIComponent(reference)}/cancel`;
      const voided = await post(path, wirePayment, idempotencyKey, options);
      const state = await stateAfter(voided, reference, options);
      return state.ok && state.value.status !== 'canceled' ? refused(state.value) : nothing(state);
    },
    register: async (request, options) => {
      const { receipt, currency, idempotencyKey } = request;
      const minor = receipt.items.reduce((sum, { amount }) => sum + amount, 0n);
      const wrong = receiptProblem(receipt, { minor, currency });
      if (wrong) return wrong;
      const made = await post('/receipts', wireReceipt, idempotencyKey, options, toReceiptCall(request));
      return made.ok ? done(toReceiptState(made.value)) : made;
    },
    lookReceipt: async (reference, options) => {
      const path = `/receipts/${encodeURIComponent(reference)}`;
      const found = await call({ method: 'GET', path, answer: wireReceipt, signal: options?.signal });
      return found.ok ? done(toReceiptState(found.value)) : found;
    },
    receiptOf: async (of, options) => {
      const found = await receiptOf(call, of, options?.signal);
      return found.ok ? done(toReceiptState(found.value)) : found;
    },
    list: (from, to, options) => listBooked(call, from, to, options?.signal),
    check: (_webhookUrl, options) => checkShop(call, options?.signal),
  };

  /** Where a payment stands when it refused to move: a repeat of what is done is no failure. */
  async function stateAfter(
    moved: Outcome<WirePayment>,
    reference: string,
    options: CallOptions | undefined,
  ): Promise<Outcome<WirePayment>> {
    if (moved.ok || moved.category !== 'invalid') return moved;
    const found = await readPayment(call, reference, options?.signal);
    return found.ok && found.value.status === 'waiting_for_capture' ? moved : found;
  }
}

/**
 * A payment that is over already has no address to confirm it: that is an old key asked again. The customer
 * goes back to the shop's own page, and `look` tells how it ended.
 */
function started(payment: WirePayment, returnUrl: string): Outcome<Started> {
  const made = toStarted(payment);
  if (made) return done(made);
  if (payment.status !== 'pending') {
    return done({ reference: payment.id, url: returnUrl, qr: null, expiresAt: null });
  }
  const message = 'a payment without an address to pay at';
  return { ok: false, category: 'unknown', retryable: true, code: 'malformed', message };
}

function refundStarted(
  refund: WireRefund,
): Outcome<{ refundReference: string; state: 'pending' | 'succeeded' }> {
  const { id, status, cancellation_details: why } = refund;
  if (status !== 'canceled') return done({ refundReference: id, state: status });
  const message = 'YooKassa cancelled the refund';
  return { ok: false, category: 'refused', retryable: false, code: why?.reason ?? 'canceled', message };
}

function refused({ status }: WirePayment): Failure {
  const message = `the payment is ${status}`;
  return { ok: false, category: 'refused', retryable: false, code: status, message };
}

/** Taken now, or before with the same sum. */
function isTaken({ status, amount }: WirePayment, wanted: Money): boolean {
  return status === 'succeeded' && amount.minor === wanted.minor && amount.currency === wanted.currency;
}

function nothing(outcome: Outcome<unknown>): Outcome<null> {
  return outcome.ok ? done(null) : outcome;
}

export const yookassa: ProviderModule = {
  id: 'yookassa',
  mount: 'yookassa',
  open: (environment, deps) => {
    const config = yookassaEnv.parse(environment);
    return config ? createYookassa(config, deps) : null;
  },
  fake: openFake,
};
