import { z } from 'zod';
import { isCurrency } from '../../../domain/money.ts';

/**
 * Shapes of the practice bank's API. Sums are minor units as decimal text, times are milliseconds. They
 * are strict where money and our database depend on it: no zero, no sign, no exponent, no NUL.
 */
const id = z.string().regex(/^[\w-]{1,64}$/, 'an id of letters, digits, _ and -');
/** Up to the last moment that a `Date` can hold. */
const instant = z.number().int().min(1).max(8_640_000_000_000_000);
const words = (longest: number) =>
  z
    .string()
    .max(longest)
    .refine((text) => !text.includes('\0'), 'text without NUL');

export const wireMoney = z.object({
  minor: z.string().regex(/^[1-9]\d{0,17}$/, 'a positive whole number of minor units, as text'),
  currency: z.string().refine(isCurrency, 'an ISO 4217 code'),
});

/** Money that came in; an attempt that is paid twice has two. */
const wireCharge = z.object({
  id,
  amount: wireMoney,
  /** What the bank keeps, minor units of the same currency; `0` when nothing. */
  fee: z.string().regex(/^\d{1,18}$/),
  at: instant,
});

/** A try that came to nothing; the attempt stays payable. */
const wireDecline = z.object({ id, reason: words(200), at: instant });

export const wireRefund = z.object({
  id,
  chargeId: id,
  /** Our own id, when we asked for it. */
  refundId: id.nullable(),
  state: z.enum(['pending', 'succeeded', 'failed']),
  amount: wireMoney,
  reason: words(500).nullable(),
  /** When it came into its present state. */
  at: instant,
});

const wireDispute = z.object({
  id,
  chargeId: id,
  state: z.enum(['open', 'won', 'lost']),
  amount: wireMoney,
  openedAt: instant,
  closedAt: instant.nullable(),
  /** Last moment for the shop's evidence, and why the payer's bank wants the money back. */
  respondBefore: instant.nullable().default(null),
  reason: words(200).nullable().default(null),
});

/** One attempt to pay, with everything that happened to it. */
export const wirePayment = z.object({
  id,
  state: z.enum(['pending', 'authorized', 'succeeded', 'expired', 'cancelled']),
  amount: wireMoney,
  kind: z.string().max(32),
  description: words(250),
  /** Our own id. */
  paymentId: id,
  /** Where the customer pays; also the payload of the QR picture. */
  url: z.url({ protocol: /^https?$/ }),
  expiresAt: instant.nullable(),
  createdAt: instant,
  /** Money that is, or was, held; `until` is the last moment to take it. */
  held: z.object({ amount: wireMoney, at: instant, until: instant }).nullable().default(null),
  /** How it ended without money; it stays when money comes late all the same. */
  ended: z.object({ state: z.enum(['expired', 'cancelled']), at: instant }).nullable(),
  charges: z.array(wireCharge).max(1000),
  declines: z.array(wireDecline).max(1000),
  refunds: z.array(wireRefund).max(1000),
  disputes: z.array(wireDispute).max(1000),
});

/** One line of what moved, as `GET /v1/events` lists it. */
export const wireEntry = z.object({
  type: z.enum(['charge', 'refund', 'dispute']),
  id,
  /** The attempt. */
  reference: id,
  amount: wireMoney,
  fee: z.string().regex(/^\d{1,18}$/),
  at: instant,
});

/** Events that we understand; others may come and are only acknowledged. */
export const EVENT_TYPES = [
  'charge.succeeded',
  'payment.authorized',
  'payment.declined',
  'payment.expired',
  'payment.cancelled',
  'refund.pending',
  'refund.succeeded',
  'refund.failed',
  'dispute.open',
  'dispute.won',
  'dispute.lost',
] as const;

/** What every webhook has, whatever it is about. */
export const wireEnvelope = z.object({ id, type: z.string().min(1).max(64) });

/** A webhook: what has just happened, and the attempt as it is now. */
export const wireEvent = wireEnvelope.extend({
  type: z.enum(EVENT_TYPES),
  /** Id of the charge, decline, refund or dispute; of the attempt itself when it ended. */
  about: id,
  payment: wirePayment,
});

export type WireMoney = z.infer<typeof wireMoney>;
export type WireEntry = z.infer<typeof wireEntry>;
export type WireRefund = z.infer<typeof wireRefund>;
export type WireDispute = z.infer<typeof wireDispute>;
export type WirePayment = z.infer<typeof wirePayment>;
export type WireEvent = z.infer<typeof wireEvent>;
