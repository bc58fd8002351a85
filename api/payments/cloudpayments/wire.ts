import { z } from 'zod';
import { isCurrency, type Money } from '../../../domain/money.ts';
import { readJson, toMoney } from './text.ts';

/**
 * Shapes of CloudPayments' answers and notifications, read by `readJson`: numbers are text. Source:
 * developers.cloudpayments.ru, August 2026.
 */
const id = z.string().regex(/^\d{1,20}$/, 'an id of digits');
const sum = z.string().regex(/^\d{1,15}(\.\d{1,6})?$/, 'a sum');
const words = z.string().max(4000).nullish();
const currency = z.string().refine(isCurrency, 'an ISO 4217 code');
/** `true`; `"1"` and `"True"` in forms. */
const flag = z.union([z.boolean(), z.string().transform((value) => /^(1|true)$/i.test(value))]).nullish();

/** What every answer has, also one that refuses. */
export const wireAnswer = z.object({ Success: z.boolean(), Message: words, Model: z.unknown() });

/** The answer to a call that moves or makes something and tells no more. */
export const wireNothing = z.unknown();

export const wireOrder = z.object({
  Id: z.string().regex(/^[\w-]{1,64}$/, 'an id'),
  Url: z.url({ protocol: /^https?$/ }),
});

/** JsonData comes back as text or as an object; ours has two ids and a wish. */
const data = z
  .unknown()
  .transform((value) => (typeof value === 'string' ? readJson(value) : value))
  .pipe(
    z
      .object({
        payment_id: z.string().max(64).optional().catch(undefined),
        refund_id: z.string().max(64).optional().catch(undefined),
        save: z.boolean().optional().catch(undefined),
      })
      .catch({}),
  );

/** Members that a transaction of the API and a notification share. */
const shared = {
  TransactionId: id,
  Amount: sum,
  InvoiceId: z.string().max(128).nullish(),
  AccountId: z.string().max(128).nullish(),
  CardLastFour: z.string().max(8).nullish(),
  CardType: z.string().max(32).nullish(),
  Token: z.string().max(200).nullish(),
  TotalFee: sum.nullish().catch(null),
  Reason: words,
  ReasonCode: z.string().max(16).nullish(),
  CardHolderMessage: words,
  PaymentMethod: z.string().max(32).nullish(),
};

const blank = (value: unknown) => (value === '' ? undefined : value);
/** `2026-11-24T09:00:00`: UTC without saying so. */
const iso = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/)
  .nullish();

/** A transaction as `payments/get` and `find` tell it: a payment, or a refund with the original's id. */
export const wireTransaction = z
  .object({
    ...shared,
    Currency: currency,
    Status: z.string().max(32),
    OriginalTransactionId: id.nullish(),
    Refunded: flag,
    CreatedDateIso: iso,
    AuthDateIso: iso,
    ConfirmDateIso: iso,
    JsonData: data,
  })
  .refine(fits, 'a sum with more decimals than its currency has');

/** A charge by token: done, declined, or waiting for the cardholder at the bank. */
export const wireCharge = z.object({
  TransactionId: id,
  Status: z.string().max(32).nullish(),
  AcsUrl: z.string().nullish(),
});

export const wireRefunded = z.object({ TransactionId: id });

export const wireReceipt = z.object({ Id: z.string().min(1).max(64) });

/** The documents do not say whether the state is the model itself or a member of it. */
export const wireReceiptStatus = z.union([
  z.string().max(32),
  z.object({ Status: z.string().max(32) }).transform(({ Status }) => Status),
]);

const number = z.union([z.string(), z.number().transform(String)]).nullish();
export const wireReceiptDetail = z.object({
  DocumentNumber: number,
  FiscalNumber: number,
  FiscalSign: number,
});

/** A notification about money. `Check` has the same members. */
export const wireNotification = z
  .object({
    ...shared,
    TotalFee: z.preprocess(blank, shared.TotalFee),
    /** Refund and Cancel do not name it: CloudPayments settles in the currency of the terminal. */
    Currency: z.preprocess(blank, currency.default('RUB')),
    /** `yyyy-MM-dd HH:mm:ss`, UTC. */
    DateTime: z.string().regex(/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/, 'a time'),
    Status: z.string().max(32).nullish(),
    OperationType: z.string().max(32).nullish(),
    PaymentTransactionId: z.preprocess(blank, id.nullish()),
    Data: data,
  })
  .refine(fits, 'a sum with more decimals than its currency has');

/** A notification about a subscription. */
export const wireRecurrent = z.object({ Id: z.string().min(1).max(64), Status: z.string().max(32) });

const loose = z
  .union([z.string().max(512), z.number().transform(String)])
  .nullish()
  .catch(null)
  .transform((text) => text?.trim() || null);

/**
 * A receipt that was registered. Its members are known from clients of CloudKassir only: what is not as expected
 * counts as not told.
 */
export const wireReceiptNotification = z.object({
  Id: z.string().min(1).max(64),
  DocumentNumber: loose,
  FiscalNumber: loose,
  FiscalSign: loose,
  /** `Income`, `IncomeReturn`. */
  Type: loose,
  TransactionId: loose.transform((text) => (text && /^\d{1,20}$/.test(text) ? text : null)),
  InvoiceId: loose,
  Amount: loose.transform((text) => (text && /^\d{1,15}(\.\d{1,2})?$/.test(text) ? text : null)),
  DateTime: loose.transform((text) =>
    text && /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/.test(text) ? text : null,
  ),
  Url: loose.transform((text) => (text && /^https:/.test(text) && URL.canParse(text) ? text : null)),
});

export type WireReceiptNews = z.output<typeof wireReceiptNotification>;

function fits(value: { Amount: string; Currency: string }): boolean {
  return toMoney(value.Amount, value.Currency) !== null;
}

/** What a shape of this file has let through, as money. */
export function amountOf({ Amount, Currency }: { Amount: string; Currency: string }): Money {
  const read = toMoney(Amount, Currency);
  if (!read) throw new RangeError('a sum that was not checked');
  return read;
}

/** Milliseconds of a time in UTC that names no zone. */
export function instantOf(text: string): number {
  return Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`);
}

export type WireOrder = z.output<typeof wireOrder>;
export type WireTransaction = z.output<typeof wireTransaction>;
export type WireNotification = z.output<typeof wireNotification>;
