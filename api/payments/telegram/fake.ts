import { Hono } from 'hono';
import type { ProviderFake, ProviderFakeOptions } from '../provider-module.ts';
import { telegramPaymentsEnv } from './config.ts';
import { Messenger } from './fake/messenger.ts';
import { sheetPages } from './fake/sheet.tsx';

/** A payment provider's token as @BotFather gives it for tests (Telegram Payments). */
const PROVIDER_TOKEN = '1000001:TEST:SANDBOX-NOT-A-SECRET';

/**
 * The payment sheet of the emulated Telegram: the page behind an invoice link, where a person presses "pay".
 * Invoices, checkouts, charges and Stars are the emulated messenger's own, which is reached here as a phone
 * reaches it: by its controls. Where no messenger is emulated there is nothing to pay, and no settings.
 */
export function createFakePayments(options: ProviderFakeOptions): ProviderFake {
  const config = telegramPaymentsEnv.parse(options.environment);
  const app = new Hono();
  if (config) {
    const messenger = new Messenger(`${config.apiRoot}/control`, options.fetch);
    app.route('/', sheetPages(messenger, options.publicRoot));
  }
  return {
    app,
    environment: config ? { TELEGRAM_PROVIDER_TOKEN: config.providerToken ?? PROVIDER_TOKEN } : {},
    // Nothing is kept here.
    snapshot: () => '',
    restore: () => {},
    close: () => {},
  };
}
