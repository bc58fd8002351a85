import { z } from 'zod';

/** Where Telegram itself listens. */
export const TELEGRAM_API_ROOT = 'https://api.telegram.org';

/** What the Telegram channel must know. */
export interface TelegramConfig {
  readonly token: string;
  /** Null: derived from the token, see `webhookSecret`. */
  readonly webhookSecret: string | null;
  /** No slash at the end. */
  readonly apiRoot: string;
  /** Null: polling when `PUBLIC_URL` is not https, webhook else. */
  readonly mode: 'polling' | 'webhook' | null;
  /** Token of a payment provider connected in @BotFather, for Telegram's own payments. */
  readonly providerToken: string | null;
}

/** An empty variable counts as one that is not set. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/**
 * Telegram's part of the environment: gives its configuration, or null when no token is set. Issues are
 * under the variable's name and say what was expected; they never hold the value.
 */
export const telegramEnv = z
  .object({
    TELEGRAM_BOT_TOKEN: optional(
      z.string().regex(/^[A-Za-z0-9_:-]{3,256}$/, 'expected the token from @BotFather, like 123456:AAF-x'),
    ),
    // The limits of setWebhook's secret_token (Bot API).
    TELEGRAM_WEBHOOK_SECRET: optional(
      z.string().regex(/^[A-Za-z0-9_-]{1,256}$/, 'expected 1 to 256 characters of A-Z a-z 0-9 _ -'),
    ),
    TELEGRAM_API_ROOT: optional(
      z.url({ protocol: /^https?$/, error: `expected an address like ${TELEGRAM_API_ROOT}` }),
    ),
    TELEGRAM_MODE: optional(z.enum(['polling', 'webhook'], { error: 'expected polling or webhook' })),
    TELEGRAM_PROVIDER_TOKEN: optional(
      z.string().regex(/^\S+$/, 'expected the payment token from @BotFather, like 381764678:TEST:12345'),
    ),
  })
  .transform((env): TelegramConfig | null => {
    if (!env.TELEGRAM_BOT_TOKEN) return null;
    return {
      token: env.TELEGRAM_BOT_TOKEN,
      webhookSecret: env.TELEGRAM_WEBHOOK_SECRET ?? null,
      apiRoot: (env.TELEGRAM_API_ROOT ?? TELEGRAM_API_ROOT).replace(/\/+$/, ''),
      mode: env.TELEGRAM_MODE ?? null,
      providerToken: env.TELEGRAM_PROVIDER_TOKEN ?? null,
    };
  });
