import { z } from 'zod';

/** How CloudPayments is spoken to. */
export interface CloudPaymentsConfig {
  /** Address of the API, without a slash at the end. */
  readonly root: string;
  /** `pk_…`: names the site (terminal). */
  readonly publicId: string;
  /** Proves calls and signs webhooks. */
  readonly apiSecret: string;
  /** INN of the seller: CloudKassir wants it for a receipt apart from a payment. */
  readonly inn: string | null;
  /** For how long a bank holds money, milliseconds. */
  readonly holdMs: number;
}

const DAY = 24 * 3_600_000;

/** An empty value counts as not set. */
const text = z
  .string()
  .optional()
  .transform((value) => value?.trim() || undefined);

/** CloudPayments' variables; null when it is off. Messages never repeat a value. */
export const cloudPaymentsEnv = z
  .object({
    CLOUDPAYMENTS_PUBLIC_ID: text,
    CLOUDPAYMENTS_API_SECRET: text,
    CLOUDPAYMENTS_INN: text,
    CLOUDPAYMENTS_API_ROOT: text,
    CLOUDPAYMENTS_HOLD_DAYS: text,
  })
  .transform((env, context): CloudPaymentsConfig | null => {
    const { CLOUDPAYMENTS_PUBLIC_ID: publicId, CLOUDPAYMENTS_API_SECRET: apiSecret } = env;
    const inn = env.CLOUDPAYMENTS_INN ?? null;
    const root = env.CLOUDPAYMENTS_API_ROOT ?? 'https://api.cloudpayments.ru';
    // "Up to 7 days, by the card": developers.cloudpayments.ru, payments/confirm.
    const holdDays = env.CLOUDPAYMENTS_HOLD_DAYS ?? '7';
    if (!publicId && !apiSecret) return null;
    const wrong = (variable: string, message: string) =>
      context.addIssue({ code: 'custom', path: [variable], message });
    if (!publicId) wrong('CLOUDPAYMENTS_PUBLIC_ID', 'a public id beside CLOUDPAYMENTS_API_SECRET');
    if (!apiSecret) wrong('CLOUDPAYMENTS_API_SECRET', 'an API secret beside CLOUDPAYMENTS_PUBLIC_ID');
    if (inn && !/^(\d{10}|\d{12})$/.test(inn)) wrong('CLOUDPAYMENTS_INN', '10 or 12 digits');
    if (!/^[1-7]$/.test(holdDays)) wrong('CLOUDPAYMENTS_HOLD_DAYS', 'a whole number of days from 1 to 7');
    if (!URL.canParse(root) || !/^https?:$/.test(new URL(root).protocol))
      wrong('CLOUDPAYMENTS_API_ROOT', 'an address that starts with http:// or https://');
    return {
      root: root.replace(/\/+$/, ''),
      publicId: publicId ?? '',
      apiSecret: apiSecret ?? '',
      inn,
      holdMs: Number(holdDays) * DAY,
    };
  });
