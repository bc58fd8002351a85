import { z } from 'zod';
import { invalid } from './state.ts';

/** Bodies of calls as YooKassa checks them; what it does not know it ignores. */
const sum = z.object({
  value: z.string().regex(/^\d{1,10}(\.\d{1,2})?$/, 'Invalid amount value'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'Invalid currency code'),
});

const METHODS = [
  'bank_card',
  'sbp',
  'sberbank',
  'tinkoff_bank',
  'yoo_money',
  'b2b_sberbank',
  'mobile_balance',
  'cash',
  'installments',
  'sber_loan',
  'sber_bnpl',
  'alfa_pay',
] as const;

const MODES = [
  'full_prepayment',
  'partial_prepayment',
  'advance',
  'full_payment',
  'partial_payment',
  'credit',
  'credit_payment',
] as const;

const item = z.object({
  description: z.string().min(1).max(128),
  quantity: z.number().positive().max(99_999.999),
  amount: sum,
  vat_code: z.number().int().min(1).max(12),
  payment_mode: z.enum(MODES).optional(),
  payment_subject: z.string().max(64).optional(),
  measure: z.string().max(32).optional(),
});

const receipt = z.object({
  customer: z.object({
    email: z.email().max(254).optional(),
    phone: z
      .string()
      .regex(/^\d{4,15}$/, 'Digits only')
      .optional(),
  }),
  items: z.array(item).min(1).max(100),
  tax_system_code: z.number().int().min(1).max(6).optional(),
});

const locale = z.enum(['ru_RU', 'en_US']).optional();
const confirmation = z.discriminatedUnion('type', [
  z.object({ type: z.literal('redirect'), return_url: z.url().max(2048), locale }),
  z.object({ type: z.literal('qr'), locale }),
]);

export const createBody = z.object({
  amount: sum,
  capture: z.boolean().default(false),
  confirmation: confirmation.optional(),
  payment_method_data: z.object({ type: z.enum(METHODS) }).optional(),
  payment_method_id: z.string().max(64).optional(),
  save_payment_method: z.boolean().default(false),
  description: z.string().max(128).optional(),
  metadata: z
    .record(z.string().max(32), z.string().max(512))
    .refine((data) => Object.keys(data).length <= 16, 'At most 16 keys')
    .optional(),
  receipt: receipt.optional(),
});

export const captureBody = z.object({ amount: sum.optional(), receipt: receipt.optional() });

export const refundBody = z.object({
  payment_id: z.string().max(64),
  amount: sum,
  description: z.string().max(250).optional(),
  receipt: receipt.optional(),
});

export const receiptBody = receipt.extend({
  type: z.enum(['payment', 'refund']),
  payment_id: z.string().max(64).optional(),
  refund_id: z.string().max(64).optional(),
  send: z.literal(true),
  settlements: z
    .array(
      z.object({ type: z.enum(['cashless', 'prepayment', 'postpayment', 'consideration']), amount: sum }),
    )
    .min(1),
});

export type CreateBody = z.infer<typeof createBody>;
export type CaptureBody = z.infer<typeof captureBody>;
export type RefundBody = z.infer<typeof refundBody>;
export type ReceiptBody = z.infer<typeof receiptBody>;

/** @throws ShopError 400 that names the first field that is wrong. */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw invalid(issue?.message ?? 'Unreadable body', issue?.path.join('.') || undefined);
}
