import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { type CloudPaymentsConfig, cloudPaymentsEnv } from '../../api/payments/cloudpayments/config.ts';
import { fromReference } from '../../api/payments/cloudpayments/convert.ts';
import { signedHeaders } from '../../api/payments/cloudpayments/fake/post.ts';
import { createFakeCloudPayments, type FakeCloudPayments } from '../../api/payments/cloudpayments/fake.ts';
import { createCloudPayments } from '../../api/payments/cloudpayments/index.ts';
import { sign } from '../../api/payments/cloudpayments/webhook.ts';
import type { PaymentProvider, RawWebhook, StartRequest } from '../../domain/ports/payment-provider.ts';

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

export interface CloudPaymentsStand {
  readonly fake: FakeCloudPayments;
  readonly provider: PaymentProvider;
  readonly stranger: PaymentProvider;
  /** Calls that reached CloudPayments, in order. */
  readonly asked: readonly Asked[];
  now(): number;
  pass(ms: number): void;
  webhooks(): Promise<readonly RawWebhook[]>;
  /** The shop answers its next notifications with these texts. */
  answer(...texts: string[]): void;
  /** Id of the order of a reference. */
  order(reference: string): string;
  close(): void;
}

/** CloudPayments behind a network that is not there: `fetch` reaches it, and its notifications are kept. */
export function startCloudPayments(pace = 1): CloudPaymentsStand {
  let now = Date.UTC(2026, 10, 24, 9);
  const clock = () => now;
  const arrived: RawWebhook[] = [];
  const answers: string[] = [];
  const asked: Asked[] = [];
  const fake = createFakeCloudPayments({
    publicId: SETTINGS.CLOUDPAYMENTS_PUBLIC_ID,
    apiSecret: SETTINGS.CLOUDPAYMENTS_API_SECRET,
    publicRoot: ROOT,
    webhookRoot: WEBHOOK_ROOT,
    now: clock,
    pace,
    // Looked up at every call: the interceptor puts its own in place later.
    fetch: (input, init) => fetch(input, init),
  });
  const server = setupServer(
    http.all(`${ROOT}/*`, async ({ request }) => {
      const text = await request.clone().text();
      const { pathname: path } = new URL(request.url);
      const body: unknown = text.startsWith('{') ? JSON.parse(text) : text;
      asked.push({ path, requestId: request.headers.get('x-request-id'), body });
      return fake.app.fetch(request);
    }),
    http.post(`${WEBHOOK_ROOT}/:kind`, async ({ request, params }) => {
      const body = new Uint8Array(await request.arrayBuffer());
      const headers = Object.fromEntries(request.headers);
      const at = { method: request.method, url: request.url, kind: String(params.kind) };
      arrived.push({ ...at, headers, body, remoteAddress: null });
      return HttpResponse.text(answers.shift() ?? '{"code":0}');
    }),
  );
  server.listen({ onUnhandledRequest: 'error' });
  const open = (secret: string) => {
    const config = cloudPaymentsEnv.parse({ ...SETTINGS, CLOUDPAYMENTS_API_SECRET: secret });
    return createCloudPayments(config as CloudPaymentsConfig, { fetch, now: clock, timeoutMs: 1_000 });
  };
  return {
    fake,
    provider: open(SETTINGS.CLOUDPAYMENTS_API_SECRET),
    stranger: open('another-secret'),
    asked,
    now: clock,
    pass: (ms) => {
      now += ms;
    },
    webhooks: async () => {
      await fake.idle();
      return arrived;
    },
    answer: (...texts) => void answers.push(...texts),
    order: (reference) => fromReference(reference).orderId ?? '',
    close: () => {
      fake.close();
      server.close();
    },
  };
}

/** Any body as CloudPayments signs it. */
export async function signedBytes(
  body: Uint8Array,
  kind = 'pay',
  secret: string = SETTINGS.CLOUDPAYMENTS_API_SECRET,
): Promise<RawWebhook> {
  const headers = { 'content-hmac': await sign(secret, body) };
  const url = `${WEBHOOK_ROOT}/${kind}`;
  return { method: 'POST', url, headers, body, kind, remoteAddress: null };
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
