import { z } from 'zod';
import { fromStripe } from './amounts.ts';

/**
 * The parts of Stripe's objects that we read (API version 2026-10-28.endive). Everything else is let pass:
 * Stripe adds fields without notice. Amounts are integers of Stripe's own minor units, times Unix seconds.
 */
const id = z.string().regex(/^[\w-]{1,255}$/, 'an id of letters, digits, _ and -');
const seconds = z.number().int().min(0).max(8_640_000_000_000);
const amount = z.number().int().min(0);
const currency = z.string().regex(/^[a-z]{3}$/);
const words = z.string().transform((text) => text.replaceAll('\0', '').slice(0, 500));
const metadata = z
  .record(z.string(), z.string())
  .nullish()
  .transform((entries) => entries ?? {});

/** An id, or the whole object where it was expanded; the id of either. */
const idOf = z
  .union([id, z.looseObject({ id }).transform((object) => object.id)])
  .nullish()
  .transform((found) => found ?? null);

/** Money that our own minor units can hold: anything else is unreadable, and never rounded. */
const inOurUnits = (value: { amount: number; currency: string }) =>
  fromStripe(value.amount, value.currency) !== null;

export const wireSession = z
  .object({
    id,
    object: z.literal('checkout.session'),
    url: z.url({ protocol: /^https?$/ }).nullish(),
    status: z.enum(['open', 'complete', 'expired']),
    payment_status: z.enum(['unpaid', 'paid', 'no_payment_required']),
    amount_total: amount,
    currency,
    payment_intent: idOf,
    customer: idOf,
    client_reference_id: z.string().nullish(),
    metadata,
    created: seconds,
    expires_at: seconds,
  })
  .refine((session) => inOurUnits({ ...session, amount: session.amount_total }), 'a sum in our units');

const wireCard = z.looseObject({
  brand: z.string().max(64).nullish(),
  last4: z.string().max(8).nullish(),
  capture_before: seconds.nullish(),
});

const wireBalance = z.object({ id, fee: z.number().int(), currency });

export const wireCharge = z
  .object({
    id,
    object: z.literal('charge'),
    amount,
    amount_captured: amount,
    currency,
    status: z.enum(['succeeded', 'pending', 'failed']),
    captured: z.boolean(),
    created: seconds,
    payment_intent: idOf,
    failure_code: words.nullish(),
    outcome: z.looseObject({ reason: words.nullish() }).nullish(),
    payment_method_details: z.looseObject({ card: wireCard.nullish() }).nullish(),
    /** An id unless it was expanded. */
    balance_transaction: z.union([wireBalance, id]).nullish(),
    metadata,
  })
  .refine(inOurUnits, 'a sum in our units');

const wireError = z.object({
  code: words.nullish(),
  decline_code: words.nullish(),
  charge: idOf,
});

export const wireIntent = z
  .object({
    id,
    object: z.literal('payment_intent'),
    status: z.string().max(64),
    amount,
    amount_received: amount,
    currency,
    customer: idOf,
    payment_method: idOf,
    latest_charge: z.union([wireCharge, id]).nullish(),
    last_payment_error: wireError.nullish(),
    canceled_at: seconds.nullish(),
    metadata,
    created: seconds,
  })
  .refine(inOurUnits, 'a sum in our units');

export const wireRefund = z
  .object({
    id,
    object: z.literal('refund'),
    amount,
    currency,
    charge: idOf,
    payment_intent: idOf,
    /** `pending`, `requires_action`, `succeeded`, `failed`, `canceled`. */
    status: z.string().max(64).nullish(),
    failure_reason: words.nullish(),
    metadata,
    created: seconds,
  })
  .refine(inOurUnits, 'a sum in our units');

export const wireDispute = z
  .object({
    id,
    object: z.literal('dispute'),
    amount,
    currency,
    charge: idOf,
    payment_intent: idOf,
    reason: words.nullish(),
    status: z.string().max(64),
    /** `due_by`: last moment for evidence; null when the bank takes none. */
    evidence_details: z.looseObject({ due_by: seconds.nullish() }).nullish(),
    balance_transactions: z
      .array(z.looseObject({ created: seconds.nullish() }))
      .nullish()
      .transform((list) => list ?? []),
    created: seconds,
  })
  .refine(inOurUnits, 'a sum in our units');

/** One page of a list, oldest last. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ object: z.literal('list'), data: z.array(item), has_more: z.boolean() });

/** What every webhook has. `object` is read by its event's own shape. */
export const wireEvent = z.object({
  id,
  object: z.literal('event'),
  type: z.string().min(1).max(100),
  created: seconds,
  data: z.object({ object: z.record(z.string(), z.unknown()) }),
});

export type WireSession = z.infer<typeof wireSession>;
export type WireCharge = z.infer<typeof wireCharge>;
export type WireIntent = z.infer<typeof wireIntent>;
export type WireRefund = z.infer<typeof wireRefund>;
export type WireDispute = z.infer<typeof wireDispute>;
