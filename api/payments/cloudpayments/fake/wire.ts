import { z } from 'zod';
import { readJson } from '../text.ts';

const amount = z.union([z.number(), z.string()]);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const web = z
  .string()
  .nullish()
  .transform((value) => value ?? '')
  .refine((value) => value === '' || URL.canParse(value));
/** An object, or the text of one. */
const jsonData = z
  .unknown()
  .transform((value) => (typeof value === 'string' ? readJson(value) : (value ?? {})))
  .pipe(z.record(z.string(), z.unknown()));

const payment = {
  Amount: amount,
  Currency: z.enum(['RUB', 'USD', 'EUR', 'KZT', 'BYN']).default('RUB'),
  InvoiceId: text,
  Email: text,
  JsonData: jsonData,
};

export const createOrder = z.object({
  ...payment,
  Description: z.string().min(1),
  AccountId: text,
  CultureName: z.string().default('ru-RU'),
  RequireConfirmation: z.boolean().default(false),
  SendEmail: z.boolean().default(false),
  SendSms: z.boolean().default(false),
  SendViber: z.boolean().default(false),
  SuccessRedirectUrl: web,
  FailRedirectUrl: web,
});

export const tokenCharge = z.object({
  ...payment,
  Description: text,
  AccountId: z.string().min(1),
  Token: z.string().min(1),
  TrInitiatorCode: z.literal([0, 1]),
  PaymentScheduled: z.literal([0, 1]).optional(),
});

export const refundCall = z.object({
  TransactionId: z.union([z.number(), z.string()]),
  Amount: amount,
  JsonData: jsonData,
});

export const confirmCall = refundCall.extend({ JsonData: jsonData.prefault({}) });

export const byId = z.object({ Id: z.string().min(1) });
export const byTransaction = z.object({ TransactionId: z.union([z.number(), z.string()]) });
export const byInvoice = z.object({ InvoiceId: z.string().min(1) });
export const kktReceipt = z.object({
  Inn: z.string().regex(/^(\d{10}|\d{12})$/),
  Type: z.enum(['Income', 'IncomeReturn', 'Expense', 'ExpenseReturn']),
  InvoiceId: text,
  CustomerReceipt: z.record(z.string(), z.unknown()),
});

export type CreateOrder = z.output<typeof createOrder>;
export type TokenCharge = z.output<typeof tokenCharge>;
export type RefundCall = z.output<typeof refundCall>;

/** What an order and a charge by token have in common. */
export function termsOf(
  { Currency, Description, InvoiceId, AccountId, Email, JsonData }: CreateOrder | TokenCharge,
  minor: string,
) {
  return {
    minor,
    currency: Currency,
    description: Description,
    invoiceId: InvoiceId,
    accountId: AccountId,
    email: Email,
    jsonData: JsonData,
  };
}
