import type { Hono } from 'hono';
import { createFakeBank } from '../../api/payments/sandbox/fake.ts';
import { createFakeStripe } from '../../api/payments/stripe/fake.ts';
import { createFakeTbank } from '../../api/payments/tbank/fake.ts';
import { createFakeYookassa } from '../../api/payments/yookassa/fake.ts';

/** An attempt as its vendor has it. */
export interface VendorAttempt {
  /** What the vendor knows of our id: one attempt of ours must not be two of these that can be paid. */
  readonly ours: string;
  readonly reference: string;
  /** Somebody could pay it now, or has. */
  readonly live: boolean;
  readonly paid: boolean;
}

/** A vendor's fake as the fault recipes use it. */
export interface Vendor {
  readonly id: string;
  readonly currency: string;
  readonly host: string;
  readonly app: Hono;
  /** Settings with which the till talks to it. */
  readonly environment: Readonly<Record<string, string>>;
  attempts(): readonly VendorAttempt[];
  /** The payer pays an attempt. */
  pay(reference: string): void;
  /** From now on nobody is told of an attempt. */
  hush(reference: string): void;
  /** The key under which a call that makes an attempt may be repeated, and whose attempt it is; null for other calls. */
  keyOf(call: { path: string; method: string; headers: Headers; body: string }): {
    key: string;
    ours: string;
  } | null;
  idle(): Promise<void>;
  close(): void;
}

interface Surroundings {
  readonly now: () => number;
  /** Carries webhooks to the till. */
  readonly fetch: typeof fetch;
}

export const TILL = 'https://till.example';
const KEEP = 1_000_000;

export function sandboxVendor(given: Surroundings): Vendor & {
  readonly bank: ReturnType<typeof createFakeBank>;
} {
  const keys = {
    shopId: 'practice',
    secretKey: 'key-of-the-practice-shop',
    webhookSecret: 'secret-of-tests',
  };
  const host = 'bank.example';
  const bank = createFakeBank({ ...keys, ...given, publicRoot: `https://${host}`, keep: KEEP });
  return {
    id: 'sandbox',
    currency: 'RUB',
    host,
    app: bank.app,
    bank,
    environment: {
      SANDBOX_BANK_API_ROOT: `https://${host}`,
      SANDBOX_BANK_SHOP_ID: keys.shopId,
      SANDBOX_BANK_SECRET_KEY: keys.secretKey,
      SANDBOX_BANK_WEBHOOK_SECRET: keys.webhookSecret,
    },
    attempts: () =>
      bank.books.all().map(({ paymentId, id, state, charges }) => ({
        ours: paymentId,
        reference: id,
        live: state !== 'cancelled' && state !== 'expired',
        paid: charges.length > 0,
      })),
    pay: (reference) => void bank.books.pay(reference),
    hush: (reference) => bank.books.hush(reference),
    keyOf: ({ method, path, headers, body }) =>
      method === 'POST' && path === '/v1/payments'
        ? { key: headers.get('idempotency-key') ?? '', ours: fieldOf(body, 'paymentId') }
        : null,
    idle: bank.idle,
    close: bank.close,
  };
}

export function stripeVendor(given: Surroundings): Vendor {
  const host = 'stripe.example';
  const secrets = { secretKey: 'sk_test_keyOfThePracticeShop', webhookSecret: 'whsec_secretOfTheTests' };
  const webhookUrl = `${TILL}/webhooks/payments/stripe`;
  const { app, books, idle, close } = createFakeStripe({
    ...secrets,
    ...given,
    webhookUrl,
    publicRoot: `https://${host}`,
    keep: KEEP,
  });
  return {
    id: 'stripe',
    currency: 'USD',
    host,
    app,
    environment: {
      STRIPE_API_ROOT: `https://${host}`,
      STRIPE_SECRET_KEY: secrets.secretKey,
      STRIPE_WEBHOOK_SECRET: secrets.webhookSecret,
    },
    attempts: () =>
      [...books.state.sessions.values()].map(({ client_reference_id: ours, id, status, payment_status }) => ({
        ours: ours ?? '',
        reference: id,
        live: status !== 'expired',
        paid: payment_status === 'paid',
      })),
    pay: (reference) => void books.pay(reference),
    // A dashboard has no such switch: who is silent there has no webhook set up at all.
    hush: () => undefined,
    keyOf: ({ method, path, headers, body }) =>
      method === 'POST' && path === '/v1/checkout/sessions'
        ? {
            key: headers.get('idempotency-key') ?? '',
            ours: new URLSearchParams(body).get('client_reference_id') ?? '',
          }
        : null,
    idle,
    close,
  };
}

export function tbankVendor(given: Surroundings): Vendor {
  const host = 'tbank.example';
  const keys = { terminalKey: '1700000000000DEMO', password: 'password-of-the-terminal' };
  const { app, books, idle, close } = createFakeTbank({
    ...keys,
    ...given,
    publicRoot: `https://${host}`,
    keep: KEEP,
  });
  const void_ = /CANCELED|EXPIRED|REJECTED/;
  return {
    id: 'tbank',
    currency: 'RUB',
    host,
    app,
    environment: {
      TBANK_API_ROOT: `https://${host}/v2`,
      TBANK_TERMINAL_KEY: keys.terminalKey,
      TBANK_PASSWORD: keys.password,
    },
    // An order is named after our id and the turn: `<id>`, `<id>.2`.
    attempts: () =>
      books.all().map(({ id, orderId, status }) => ({
        ours: orderId.replace(/\.\d$/, ''),
        reference: String(id),
        live: !void_.test(status),
        paid: status === 'CONFIRMED',
      })),
    pay: (reference) => books.pay(reference),
    hush: (reference) => {
      books.get(reference).silent = true;
    },
    // The bank has no keys: that one attempt is one order is what `attempts` shows.
    keyOf: () => null,
    idle,
    close,
  };
}

export function yookassaVendor(given: Surroundings): Vendor {
  const host = 'yookassa.example';
  const keys = { shopId: '100500', secretKey: 'live_key-of-the-shop' };
  const { app, shop, idle, close } = createFakeYookassa({
    ...keys,
    ...given,
    webhookUrl: `${TILL}/webhooks/payments/yookassa`,
    publicRoot: `https://${host}`,
    keep: KEEP,
  });
  return {
    id: 'yookassa',
    currency: 'RUB',
    host,
    app,
    environment: {
      YOOKASSA_API_ROOT: `https://${host}/v3`,
      YOOKASSA_SHOP_ID: keys.shopId,
      YOOKASSA_SECRET_KEY: keys.secretKey,
    },
    attempts: () =>
      shop.payments().map(({ shown }) => ({
        ours: shown.metadata?.payment_id ?? '',
        reference: shown.id,
        live: shown.status !== 'canceled',
        paid: shown.status === 'succeeded',
      })),
    pay: (reference) => shop.pay(reference),
    hush: () => undefined,
    keyOf: ({ method, path, headers, body }) =>
      method === 'POST' && path === '/v3/payments'
        ? { key: headers.get('idempotence-key') ?? '', ours: metadataOf(body).payment_id ?? '' }
        : null,
    idle,
    close,
  };
}

function fieldOf(body: string, field: string): string {
  return String((JSON.parse(body) as Record<string, unknown>)[field]);
}

function metadataOf(body: string): Record<string, string> {
  return (JSON.parse(body) as { metadata?: Record<string, string> }).metadata ?? {};
}
