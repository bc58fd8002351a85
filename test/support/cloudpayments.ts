import { type CloudPaymentsConfig, cloudPaymentsEnv } from '../../api/payments/cloudpayments/config.ts';
import { fromReference } from '../../api/payments/cloudpayments/convert.ts';
import { signedHeaders } from '../../api/payments/cloudpayments/fake/post.ts';
import { createFakeCloudPayments, type FakeCloudPayments } from '../../api/payments/cloudpayments/fake.ts';
import { createCloudPayments } from '../../api/payments/cloudpayments/index.ts';
import { sign } from '../../api/payments/cloudpayments/webhook.ts';
import type { PaymentProvider, RawWebhook, StartRequest } from '../../domain/ports/payment-provider.ts';
import { posted, startVendor, type VendorStand } from './vendor-stand.ts';

const ROOT = 'https://cloudpayments.example.com';
const WEBHOOK_ROOT = 'https://shop.example.com/webhooks/payments/cloudpayments';
export const SETTINGS = {
  CLOUDPAYMENTS_PUBLIC_ID: 'pk_of_the_shop',
  CLOUDPAYMENTS_API_SECRET: 'secret-of-the-shop',
  CLOUDPAYMENTS_INN: '5544332219',
  CLOUDPAYMENTS_API_ROOT: ROOT,
} as const;

/** An order of 1,540.50 roubles. */
export const ORDER: StartRequest = {
  paymentId: 'pay-17',
  idempotencyKey: 'key-17',
  kind: 'card',
  amount: { minor: 154_050n, currency: 'RUB' },
  invoiceNumber: '17',
  dealId: 5,
  purpose: 'Сайт',
  items: [],
  customer: { phone: '+79000000001', email: 'maria@example.com', locale: 'ru' },
  returnUrl: 'https://shop.example.com/pay/token',
  webhookUrl: 'https://shop.example.com/webhooks/payments/cloudpayments',
  expiresAt: null,
};

export interface Asked {
  readonly path: string;
  readonly requestId: string | null;
  readonly body: unknown;
}

export interface CloudPaymentsStand extends VendorStand<FakeCloudPayments> {
  readonly provider: PaymentProvider;
  readonly stranger: PaymentProvider;
  /** Calls that reached CloudPayments, in order. */
  readonly asked: readonly Asked[];
  /** Id of the order of a reference. */
  order(reference: string): string;
}

/** CloudPayments behind a network that is not there: `fetch` reaches it, and its notifications are kept. */
export function startCloudPayments(pace = 1): CloudPaymentsStand {
  const asked: Asked[] = [];
  const keys = {
    publicId: SETTINGS.CLOUDPAYMENTS_PUBLIC_ID,
    apiSecret: SETTINGS.CLOUDPAYMENTS_API_SECRET,
  };
  const addresses = { publicRoot: ROOT, webhookRoot: WEBHOOK_ROOT };
  const stand = startVendor({
    root: ROOT,
    webhookUrl: `${WEBHOOK_ROOT}/:kind`,
    make: (deps) => createFakeCloudPayments({ ...keys, ...addresses, pace, ...deps }),
    heard: async (request) => {
      const text = await request.text();
      const body: unknown = text.startsWith('{') ? JSON.parse(text) : text;
      const { pathname: path } = new URL(request.url);
      asked.push({ path, requestId: request.headers.get('x-request-id'), body });
    },
    acknowledge: () => '{"code":0}',
  });
  const open = (secret: string) => {
    const config = cloudPaymentsEnv.parse({ ...SETTINGS, CLOUDPAYMENTS_API_SECRET: secret });
    return createCloudPayments(config as CloudPaymentsConfig, stand.deps);
  };
  return {
    ...stand,
    provider: open(SETTINGS.CLOUDPAYMENTS_API_SECRET),
    stranger: open('another-secret'),
    asked,
    order: (reference) => fromReference(reference).orderId ?? '',
  };
}

/** Any body as CloudPayments signs it. */
export async function signedBytes(
  body: Uint8Array,
  kind = 'pay',
  secret: string = SETTINGS.CLOUDPAYMENTS_API_SECRET,
): Promise<RawWebhook> {
  const headers = { 'content-hmac': await sign(secret, body) };
  return { ...posted(`${WEBHOOK_ROOT}/${kind}`, body, headers), kind };
}

/** A form with both signatures. */
export async function signedForm(
  fields: Readonly<Record<string, string>>,
  kind: string,
): Promise<RawWebhook> {
  const text = new URLSearchParams(fields).toString();
  const raw = await signedBytes(new TextEncoder().encode(text), kind);
  return { ...raw, headers: await signedHeaders(SETTINGS.CLOUDPAYMENTS_API_SECRET, text) };
}
