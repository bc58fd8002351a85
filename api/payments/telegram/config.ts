import { z } from 'zod';

/** Where Telegram itself listens. */
const API_ROOT = 'https://api.telegram.org';

/** What Telegram's own payments need: the bot's keys, and a payment provider's for cards. */
export interface TelegramPaymentsConfig {
  readonly token: string;
  /** No slash at the end. */
  readonly apiRoot: string;
  /** Null: derived from the token, as the channel does. */
  readonly webhookSecret: string | null;
  /** Token of a payment provider connected in @BotFather; null: Stars only. */
  readonly providerToken: string | null;
}

/** An empty value counts as not set. */
const text = z
  .string()
  .optional()
  .transform((value) => value || undefined);

/**
 * Null when no bot is set up. The variables are the bot's: their shape is checked where its channel is, so
 * that one mistake is told once.
 */
export const telegramPaymentsEnv = z
  .object({
    TELEGRAM_BOT_TOKEN: text,
    TELEGRAM_API_ROOT: text,
    TELEGRAM_WEBHOOK_SECRET: text,
    TELEGRAM_PROVIDER_TOKEN: text,
  })
  .transform((env): TelegramPaymentsConfig | null => {
    if (!env.TELEGRAM_BOT_TOKEN) return null;
    return {
      token: env.TELEGRAM_BOT_TOKEN,
      apiRoot: (env.TELEGRAM_API_ROOT ?? API_ROOT).replace(/\/+$/, ''),
      webhookSecret: env.TELEGRAM_WEBHOOK_SECRET ?? null,
      providerToken: env.TELEGRAM_PROVIDER_TOKEN ?? null,
    };
  });
