import { z } from 'zod';
import { fromDecimal, isCurrency } from '../../../domain/money.ts';

/**
 * Shapes of YooKassa's API v3 (yookassa.ru/developers/api), as far as we read them: unknown fields are
 * ignored, as the vendor asks. Sums are decimal text with a dot and become `Money`; times are ISO 8601 in
 * UTC and become milliseconds. Strict where our books depend on it.
 */
const id = z.string().regex(/^[\w-]{1,64}$/, 'an id of letters, digits, _ and -');
const words = z.string().max(4096);

/** `2026-11-24T09:15:30.123Z` as milliseconds. */
const instant = z
  .string()
  .max(40)
  .transform((text, context) => {
    const at = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
    if (at > 0) return at;
    context.addIssue({ code: 'custom', message: 'a time in ISO 8601' });
    return z.NEVER;
  });

/** `{"value":"1250.00","currency":"RUB"}`, zero allowed, never below. */
const sum = z
  .object({ value: z.string().max(20), currency: z.string().refine(isCurrency, 'an ISO 4217 code') })
  .transform(({ value, currency }, context) => {
    const money = fromDecimal(value, currency);
    if (money && money.minor >= 0n) return money;
    context.addIssue({ code: 'custom', message: 'a sum as decimal text' });
    return z.NEVER;
  });
const positive = sum.refine(({ minor }) => minor > 0n, 'a sum above zero');

const cancellation = z.object({ party: z.string().max(64), reason: z.string().max(64) });
const registration = z.string().max(32).nullish();

const confirmation = z.object({
  type: z.string().max(32),
  confirmation_url: z
    .url({ protocol: /^https?$/ })
    .max(4096)
    .nullish(),
  /** For `qr`: the text of the picture. */
  confirmation_data: words.nullish(),
});

const method = z.object({
  type: z.string().max(32),
  id: id.nullish(),
  saved: z.boolean().nullish(),
  title: z.string().max(200).nullish(),
});

export const wirePayment = z.object({
  id,
  status: z.enum(['pending', 'waiting_for_capture', 'succeeded', 'canceled']),
  amount: positive,
  /** What is left after YooKassa's fee. */
  income_amount: sum.nullish(),
  created_at: instant,
  captured_at: instant.nullish(),
  /** Last moment to take held money; nothing else ends here. */
  expires_at: instant.nullish(),
  confirmation: confirmation.nullish(),
  payment_method: method.nullish(),
  cancellation_details: cancellation.nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  receipt_registration: registration,
});

export const wireRefund = z.object({
  id,
  payment_id: id,
  status: z.enum(['pending', 'succeeded', 'canceled']),
  amount: positive,
  created_at: instant,
  description: words.nullish(),
  cancellation_details: cancellation.nullish(),
  receipt_registration: registration,
});

export const wireReceipt = z.object({
  id,
  type: z.enum(['payment', 'refund']),
  payment_id: id.nullish(),
  refund_id: id.nullish(),
  status: z.enum(['pending', 'succeeded', 'canceled']),
  settlements: z
    .array(z.object({ type: z.string().max(32) }))
    .nullish()
    .catch(null),
  fiscal_document_number: z.string().max(64).nullish(),
  fiscal_storage_number: z.string().max(64).nullish(),
  fiscal_attribute: z.string().max(64).nullish(),
  registered_at: instant.nullish(),
});

/** One page of a list, with where the next begins. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item).max(100), next_cursor: z.string().min(1).max(500).nullish() });

/** Events about money. Others there are (`payout.succeeded`, `payment_method.active`, …) move none of ours. */
export const MONEY_EVENTS = [
  'payment.waiting_for_capture',
  'payment.succeeded',
  'payment.canceled',
  'refund.succeeded',
] as const;

/** What every notification has. Nothing else of it is believed. */
export const wireNotification = z.object({
  type: z.literal('notification'),
  event: z.string().regex(/^[a-z_]{1,32}\.[a-z_]{1,32}$/),
  object: z.object({ id, payment_id: id.nullish() }),
});

/** Errors: `parameter` names the field that was wrong. */
export const wireError = z.object({
  type: z.literal('error'),
  code: z.string().min(1).max(64),
  description: z.string().max(4096).nullish(),
  parameter: z.string().max(200).nullish(),
});

export type WirePayment = z.infer<typeof wirePayment>;
export type WireRefund = z.infer<typeof wireRefund>;
export type WireReceipt = z.infer<typeof wireReceipt>;
