import { createTelegramPayments } from '../../api/payments/telegram/index.ts';
import { createFakeTelegram, type FakeTelegram } from '../../bot/channels/telegram/fake.ts';
import { SECRET_HEADER } from '../../bot/channels/telegram/webhook.ts';
import { money } from '../../domain/money.ts';
import type { PaymentProvider, RawWebhook, StartRequest } from '../../domain/ports/payment-provider.ts';
import { posted, startVendor, type VendorStand } from './vendor-stand.ts';

/** Telegram's own address: what is tested is what goes to the real one. */
const HOST = 'https://api.telegram.org';
const WEBHOOK_URL = 'https://shop.example.com/webhooks/telegram';
export const TOKEN = '7000001:TEST-token_value';
export const SECRET = 'secret-of-the-webhook';
export const PROVIDER_TOKEN = '381764678:TEST:12345';
export const PAYER = 5_000_001;

interface Kept {
  readonly pending: readonly unknown[];
  readonly links: Readonly<Record<string, { readonly payload: string }>>;
  readonly stars: readonly { readonly amount: number; readonly out: boolean }[];
}

export interface TelegramPaymentsStand extends VendorStand<FakeTelegram & { idle(): Promise<void> }> {
  /** Stars only. */
  readonly provider: PaymentProvider;
  /** Stars and cards. */
  readonly cards: PaymentProvider;
  readonly stranger: PaymentProvider;
  /** Bodies of the calls that were made so far, by method. */
  readonly heard: readonly { readonly method: string; readonly body: Readonly<Record<string, unknown>> }[];
  kept(): Kept;
  /** Somebody pays by the newest link of a payment; the shop lets it through. */
  pay(paymentId: string, payer?: number): Promise<string>;
}

/** The emulated Telegram behind a network that is not there, with a shop that lets every payment through. */
export function startTelegramPayments(): TelegramPaymentsStand {
  const heard: { method: string; body: Record<string, unknown> }[] = [];
  const stand = startVendor({
    root: HOST,
    webhookUrl: WEBHOOK_URL,
    make: (deps) => withIdle(createFakeTelegram({ token: TOKEN, checkoutMs: 2_000, ...deps })),
    heard: async (request) => {
      const method = new URL(request.url).pathname.split('/').at(-1) ?? '';
      heard.push({ method, body: (await request.json()) as Record<string, unknown> });
    },
    // A webhook's answer may be a call.
    acknowledge: (raw) => letThrough(raw) ?? 200,
  });
  const open = (token: string, providerToken: string | null = null) =>
    createTelegramPayments({ token, apiRoot: HOST, webhookSecret: SECRET, providerToken }, stand.deps);
  stand.fake.person({ id: PAYER, first_name: 'Мария', language_code: 'ru' });
  stand.fake.people.start(PAYER);
  const kept = () => JSON.parse(stand.fake.snapshot()) as Kept;
  void listen(stand.fake);
  return {
    ...stand,
    provider: open(TOKEN),
    cards: open(TOKEN, PROVIDER_TOKEN),
    stranger: open('7000001:another-token'),
    heard,
    kept,
    pay: async (paymentId, payer = PAYER) => {
      const link =
        Object.entries(kept().links).findLast(([, { payload }]) => payload === paymentId)?.[0] ?? '';
      const { chargeId, error } = await stand.fake.people.pay(payer, { link });
      if (chargeId === null) throw new Error(`not paid: ${error}`);
      return chargeId;
    },
  };
}

async function listen(fake: FakeTelegram): Promise<void> {
  const body = JSON.stringify({ url: WEBHOOK_URL, secret_token: SECRET });
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  await fake.app.request(`/bot${TOKEN}/setWebhook`, request);
}

function letThrough(raw: RawWebhook): string | null {
  const query = updateOf(raw).pre_checkout_query as { id: string } | undefined;
  if (!query) return null;
  return JSON.stringify({ method: 'answerPreCheckoutQuery', pre_checkout_query_id: query.id, ok: true });
}

function withIdle(fake: FakeTelegram) {
  const idle = async () => {
    while ((JSON.parse(fake.snapshot()) as Kept).pending.length > 0)
      await new Promise((resolve) => setTimeout(resolve, 2));
  };
  return Object.assign(fake, { idle });
}

export function updateOf(raw: RawWebhook): Record<string, unknown> {
  return JSON.parse(new TextDecoder().decode(raw.body)) as Record<string, unknown>;
}

/** A body as Telegram posts it. */
export function fromTelegram(body: Uint8Array | string): RawWebhook {
  return posted(WEBHOOK_URL, body, { 'content-type': 'application/json', [SECRET_HEADER]: SECRET });
}

let serial = 0;

/** A new attempt with ids of its own. */
export function request(over: Partial<StartRequest> = {}): StartRequest {
  serial += 1;
  const paymentId = `0193a6f0-0000-7000-8000-${String(serial).padStart(12, '0')}`;
  return {
    paymentId,
    idempotencyKey: paymentId,
    kind: 'stars',
    amount: money(500n, 'XTR'),
    invoiceNumber: '17',
    dealId: 17,
    purpose: 'Сайт',
    items: [{ title: 'Сайт', quantity: 1000n, price: 500n, amount: 500n }],
    customer: { phone: null, email: null, locale: 'ru' },
    returnUrl: 'https://shop.example.com/pay/AbCdEf',
    webhookUrl: WEBHOOK_URL,
    expiresAt: null,
    ...over,
  };
}
