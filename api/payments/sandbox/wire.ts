import { z } from 'zod';
import { isCurrency } from '../../../domain/money.ts';

/** Shapes of the practice bank's API. Sums are minor units as decimal text; times are milliseconds. */
export const wireMoney = z.object({
  minor: z.string().regex(/^[1-9]\d{0,17}$/, 'a positive whole number of minor units, as text'),
  currency: z.string().refine(isCurrency, 'an ISO 4217 code'),
});

export const wireCharge = z.object({
  id: z.string().min(1).max(64),
  amount: wireMoney,
  /** What the bank keeps, minor units; `0` when nothing. */
  fee: z.string().regex(/^\d{1,18}$/),
  at: z.number().int().positive(),
});

export const wireRefund = z.object({
  id: z.string().min(1).max(64),
  chargeId: z.string(),
  /** Our own id, when we asked for it. */
  refundId: z.string().nullable(),
  state: z.enum(['pending', 'succeeded', 'failed']),
  amount: wireMoney,
  at: z.number().int().positive(),
});

export const wireDispute = z.object({
  id: z.string().min(1).max(64),
  chargeId: z.string(),
  state: z.enum(['open', 'won', 'lost']),
  amount: wireMoney,
  at: z.number().int().positive(),
});

/** One attempt to pay, with everything that happened to it. */
export const wirePayment = z.object({
  id: z.string().min(1).max(64),
  state: z.enum(['pending', 'succeeded', 'expired', 'cancelled']),
  amount: wireMoney,
  kind: z.string(),
  description: z.string(),
  paymentId: z.string(),
  url: z.string(),
  expiresAt: z.number().int().nullable(),
  createdAt: z.number().int(),
  charges: z.array(wireCharge),
  /** Declined tries; the attempt stays payable. */
  declines: z.array(z.object({ reason: z.string(), at: z.number().int() })),
  refunds: z.array(wireRefund),
  disputes: z.array(wireDispute),
});

/** A webhook: the attempt as it is, and what has just happened to it. */
export const wireEvent = z.object({
  id: z.string().min(1).max(64),
  type: z.string(),
  /** Id of the charge, refund or dispute that it is about; number of the decline; empty else. */
  about: z.string(),
  payment: wirePayment,
});

export type WirePayment = z.infer<typeof wirePayment>;
export type WireEvent = z.infer<typeof wireEvent>;
