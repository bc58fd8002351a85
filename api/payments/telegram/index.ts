import { z } from 'zod';
import type { PaymentProvider, ProviderAbilities } from '../../../domain/ports/payment-provider.ts';
import { done, type Outcome } from '../../../domain/result.ts';
import type { ProviderDeps, ProviderModule } from '../provider-module.ts';
import { createClient } from './client.ts';
import { type TelegramPaymentsConfig, telegramPaymentsEnv } from './config.ts';
import { RENEWS_EVERY_DAYS, STARS, splitCharge, toNotice, toNotices, toRecords } from './convert.ts';
import { CARD_CURRENCIES } from './currencies.ts';
import { createFakePayments } from './fake.ts';
import { Links } from './links.ts';
import { Refunds } from './refunds.ts';
import { StarTransactions } from './transactions.ts';
import { readWebhook } from './webhook.ts';
import { wireTransactions } from './wire.ts';

/** Two clocks differ: transactions this much older than a payment are looked through too. */
const MARGIN = 3_600_000;

/** Telegram's own payments: Stars, and cards through a payment provider connected in @BotFather. */
export function createTelegramPayments(config: TelegramPaymentsConfig, deps: ProviderDeps): PaymentProvider {
  const call = createClient(config, deps);
  const links = new Links(config, call);
  const refunds = new Refunds(call);
  const stars = new StarTransactions(call);
  return {
    id: 'telegram',
    can: abilitiesOf(config),
    start: (request, options) => links.start(request, options?.signal),
    look: async ({ reference, paymentId, booked }, options) => {
      options?.signal?.throwIfAborted();
      const currency = booked?.charged.currency ?? null;
      const isCard = currency !== null && currency !== STARS;
      const found = isCard ? done([]) : await stars.since(timeOf(paymentId) - MARGIN, options?.signal);
      if (!found.ok) return found;
      const notices = toNotices(found.value, paymentId);
      if (notices.length > 0) return done(notices);
      if (reference === null) return neverMade();
      return isCard || (currency === null && config.providerToken !== null) ? cardsUntold() : done([]);
    },
    readWebhook: (raw) => readWebhook(config, raw),
    check: async (_webhookUrl, options) => {
      const [body, answer] = [{ limit: 1 }, wireTransactions];
      const told = await call({ method: 'getStarTransactions', body, answer, signal: options?.signal });
      if (!told.ok) return told;
      return done({ test: config.providerToken?.includes(':TEST:') ?? false, receipts: false, webhooks: [] });
    },
    readChat: toNotice,
    refund: (request, options) => refunds.refund(request, options?.signal),
    setRenewal: async (chargeId, on, options) => {
      const { id, whose } = splitCharge(chargeId);
      const body = { user_id: Number(whose), telegram_payment_charge_id: id, is_canceled: !on };
      const answer = z.literal(true);
      const set = await call({ method: 'editUserStarSubscription', body, answer, signal: options?.signal });
      return set.ok ? done(null) : set;
    },
    // Cards are in the office of the provider behind: a list without them would look like money missing.
    ...(config.providerToken === null && {
      list: async (from, to, options) => {
        const found = await stars.since(from, options?.signal);
        return found.ok ? done(toRecords(found.value).filter(({ at }) => at >= from && at < to)) : found;
      },
    }),
  };
}

function abilitiesOf({ providerToken }: TelegramPaymentsConfig): ProviderAbilities {
  const cards = providerToken !== null;
  return {
    kinds: cards ? ['stars', 'card'] : ['stars'],
    currencies: cards ? [STARS, ...CARD_CURRENCIES] : [STARS],
    refund: 'whole',
    cancel: false,
    hold: false,
    receipts: false,
    renewsEveryDays: RENEWS_EVERY_DAYS,
    proof: 'signature',
  };
}

/** Telegram keeps no invoices: a link whose answer was lost is known to nobody, and so can't be paid. */
function neverMade(): Outcome<never> {
  const message = 'Telegram tells of no payment with this id';
  return { ok: false, category: 'not_found', retryable: false, code: 'no_payment', message };
}

/** Nothing can be asked about cards, and silence must not read as "not paid": updates alone tell of them. */
function cardsUntold(): Outcome<never> {
  const message = 'Telegram tells of card payments by updates only';
  return { ok: false, category: 'refused', retryable: false, code: 'cards_untold', message };
}

/** The moment at which an id was made (UUID version 7, RFC 9562); the beginning of time for other ids. */
function timeOf(paymentId: string): number {
  const time = /^([0-9a-f]{8})-([0-9a-f]{4})-7/i.exec(paymentId);
  return time ? Number.parseInt(`${time[1]}${time[2]}`, 16) : 0;
}

/** Telegram's line in the list of providers. */
export const telegram: ProviderModule = {
  id: 'telegram',
  mount: 'telegram-payments',
  open: (environment, deps) => {
    const config = telegramPaymentsEnv.parse(environment);
    return config && createTelegramPayments(config, deps);
  },
  fake: createFakePayments,
};
