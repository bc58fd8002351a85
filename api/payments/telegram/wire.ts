import { z } from 'zod';

const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

// SuccessfulPayment and RefundedPayment (Bot API, Payments): the provider's id is empty for Stars.
const payment = z.looseObject({
  currency: z.string().regex(/^[A-Z]{3}$/),
  total_amount: count,
  invoice_payload: z.string(),
  telegram_payment_charge_id: z.string().min(1),
  provider_payment_charge_id: z.string().optional(),
});

/** What of an update is about money; other updates are let through. */
export const wireUpdate = z.looseObject({
  update_id: count,
  message: z
    .looseObject({
      date: count,
      chat: z.looseObject({ id: z.number().int(), type: z.string() }),
      from: z.looseObject({ id: z.number().int() }).optional(),
      successful_payment: payment.optional(),
      refunded_payment: payment.optional(),
    })
    .optional(),
});

export type WirePayment = z.infer<typeof payment>;
export type WireMessage = NonNullable<z.infer<typeof wireUpdate>['message']>;

const partner = z.looseObject({
  type: z.string(),
  transaction_type: z.string().optional(),
  user: z.looseObject({ id: z.number().int() }).nullish(),
  invoice_payload: z.string().optional(),
});

/** StarTransaction (Bot API): `source` for what came in, `receiver` for what went out. */
const wireTransaction = z.looseObject({
  id: z.string().min(1),
  amount: z.number().int(),
  date: count,
  source: partner.optional(),
  receiver: partner.optional(),
});

export type WireTransaction = z.infer<typeof wireTransaction>;

export const wireTransactions = z.object({ transactions: z.array(wireTransaction) });

/** Undefined for text that is no JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
