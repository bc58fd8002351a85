import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { yookassaEnv } from '../../api/payments/yookassa/config.ts';
import {
  createFakeYookassa,
  type FakeYookassa,
  type FakeYookassaOptions,
} from '../../api/payments/yookassa/fake.ts';
import { createYookassa, type Yookassa } from '../../api/payments/yookassa/index.ts';
import type { RawWebhook } from '../../domain/ports/payment-provider.ts';

const ROOT = 'https://yookassa.example.com';
const WEBHOOK_URL = 'https://shop.example.com/webhooks/payments/yookassa';
export const SHOP_ID = '100500';
export const SECRET_KEY = 'live_key-of-the-shop';

/** A call as it went out, to be compared with the vendor's manual. */
export interface Sent {
  readonly method: string;
  /** Below the API's root, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface YookassaStand {
  readonly fake: FakeYookassa;
  readonly provider: Yookassa;
  readonly stranger: Yookassa;
  /** The same fake by a provider with other settings. */
  open(environment: Readonly<Record<string, string>>): Yookassa;
  /** Every call so far, in order. */
  readonly sent: readonly Sent[];
  pass(ms: number): void;
  now(): number;
  webhooks(): Promise<readonly RawWebhook[]>;
  /** The shop answers its next webhooks with these, then 200 again. */
  answer(...statuses: number[]): void;
  close(): void;
}

/** YooKassa's fake behind a network that is not there. */
export function startYookassa(options: Partial<FakeYookassaOptions> = {}): YookassaStand {
  let now = Date.UTC(2026, 10, 24, 9);
  const clock = () => now;
  const arrived: RawWebhook[] = [];
  const answers: number[] = [];
  const sent: Sent[] = [];
  const fake = createFakeYookassa({
    shopId: SHOP_ID,
    secretKey: SECRET_KEY,
    publicRoot: ROOT,
    webhookUrl: WEBHOOK_URL,
    now: clock,
    // Looked up at every call: the interceptor puts its own in place later.
    fetch: (input, init) => fetch(input, init),
    ...options,
  });
  const server = setupServer(
    http.all(`${ROOT}/*`, async ({ request }) => {
      sent.push(await sentOf(request.clone()));
      return fake.app.fetch(request);
    }),
    http.post(WEBHOOK_URL, async ({ request }) => {
      arrived.push(rawWebhook(new Uint8Array(await request.arrayBuffer())));
      return new HttpResponse(null, { status: answers.shift() ?? 200 });
    }),
  );
  server.listen({ onUnhandledRequest: 'error' });
  const open = (environment: Readonly<Record<string, string>>) => {
    const own = { YOOKASSA_SHOP_ID: SHOP_ID, YOOKASSA_SECRET_KEY: options.secretKey ?? SECRET_KEY };
    const config = yookassaEnv.parse({ ...own, YOOKASSA_API_ROOT: `${ROOT}/v3`, ...environment })!;
    return createYookassa(config, { fetch, now: clock, timeoutMs: 1_000 });
  };
  return {
    fake,
    provider: open({}),
    stranger: open({ YOOKASSA_SECRET_KEY: 'live_another-key' }),
    open,
    sent,
    pass: (ms) => {
      now += ms;
      fake.shop.tick();
    },
    now: clock,
    webhooks: async () => {
      await fake.idle();
      return arrived;
    },
    answer: (...statuses) => void answers.push(...statuses),
    close: () => {
      fake.close();
      server.close();
    },
  };
}

async function sentOf(request: Request): Promise<Sent> {
  const text = await request.text();
  const { method, url, headers } = request;
  const path = url.slice(`${ROOT}/v3`.length);
  return {
    method,
    path,
    headers: Object.fromEntries(headers),
    body: text.startsWith('{') ? JSON.parse(text) : undefined,
  };
}

/** A notification as it arrives, from one of YooKassa's addresses. */
export function rawWebhook(
  body: Uint8Array | string,
  remoteAddress: string | null = '185.71.76.5',
): RawWebhook {
  return {
    method: 'POST',
    url: WEBHOOK_URL,
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    kind: null,
    remoteAddress,
  };
}
