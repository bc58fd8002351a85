import { SECRET_HEADER } from '../../bot/channels/telegram/webhook.ts';
import type { Money } from '../../domain/money.ts';
import type { RawWebhook } from '../../domain/ports/payment-provider.ts';
import {
  fromTelegram,
  PAYER,
  SECRET,
  startTelegramPayments,
  TOKEN,
  updateOf,
} from '../support/telegram-payments.ts';
import { paymentProviderContract } from './payment-provider.ts';
import type { ProviderDriver, ProviderFault } from './payment-provider-driver.ts';

const METHODS = {
  start: 'createInvoiceLink',
  look: 'getStarTransactions',
  refund: 'refundStarPayment',
} as const;
const FRIEND = PAYER + 1;

/** Stars. Of cards the Bot API tells by updates only, and returns none: see test/api/telegram-payments.test.ts. */
async function starsDriver(): Promise<ProviderDriver> {
  const stand = startTelegramPayments();
  const { fake } = stand;
  const lies = new Map<unknown, Money>();
  let lie: Money | null = null;
  fake.person({ id: FRIEND, first_name: 'Пётр' });
  fake.people.start(FRIEND);
  const call = (method: string, body: object) =>
    fake.app.request(`/bot${TOKEN}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const charges = new Map<string, string>();
  return {
    provider: stand.provider,
    stranger: stand.stranger,
    currency: 'XTR',
    secrets: [TOKEN, SECRET],
    // Telegram keeps no invoices: there is nothing to find before somebody pays.
    findsLost: false,
    now: stand.now,
    attempts: () => new Set(Object.values(stand.kept().links).map(({ payload }) => payload)).size,
    refunded: () =>
      stand
        .kept()
        .stars.filter(({ out }) => out)
        .reduce((sum, { amount }) => sum + BigInt(amount), 0n),
    pay: async (reference) => {
      charges.set(reference, await stand.pay(reference));
      if (lie) lies.set(fake.updates().at(-1)?.update_id, lie);
      lie = null;
    },
    // Nothing is told of a sheet that was closed.
    decline: null,
    payTwice: async (reference) => void [await stand.pay(reference), await stand.pay(reference, FRIEND)],
    payLess: null,
    expire: null,
    refundOutside: async (reference) => {
      const telegram_payment_charge_id = charges.get(reference);
      await call('refundStarPayment', { user_id: PAYER, telegram_payment_charge_id });
    },
    chargeBack: null,
    decide: null,
    fail: (name, fault, times) => {
      if (name !== 'cancel') fake.fail(METHODS[name], faultOf(fault), times);
      return name !== 'cancel';
    },
    lie: (money) => {
      lie = money;
    },
    webhooks: async () =>
      (await stand.webhooks()).map((raw) => {
        const told = lies.get(updateOf(raw).update_id);
        return told ? withSum(raw, told) : raw;
      }),
    forgeries,
    aged: null,
    signed: async (body) => fromTelegram(body),
    close: async () => stand.close(),
  };
}

function faultOf(fault: ProviderFault) {
  if (fault.kind === 'error' && fault.status === 429)
    return { kind: 'rate_limit', retryAfter: fault.retryAfter ?? 1 } as const;
  return fault.kind === 'error' ? ({ kind: 'error', status: fault.status } as const) : fault;
}

function withSum(raw: RawWebhook, { minor, currency }: Money): RawWebhook {
  const update = updateOf(raw) as { message: { successful_payment: object } };
  const successful_payment = {
    ...update.message.successful_payment,
    currency,
    total_amount: Number(minor),
  };
  return fromTelegram(JSON.stringify({ ...update, message: { ...update.message, successful_payment } }));
}

async function forgeries(raw: RawWebhook): Promise<RawWebhook[]> {
  const { [SECRET_HEADER]: secret = '', ...unsigned } = raw.headers;
  const signed = (value: string) => ({ ...raw, headers: { ...unsigned, [SECRET_HEADER]: value } });
  return [{ ...raw, headers: unsigned }, signed('another'), signed(''), signed(secret.slice(0, -1))];
}

paymentProviderContract('telegram', starsDriver);
