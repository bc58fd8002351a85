import { yookassaEnv } from '../../api/payments/yookassa/config.ts';
import {
  createFakeYookassa,
  type FakeYookassa,
  type FakeYookassaOptions,
} from '../../api/payments/yookassa/fake.ts';
import { createYookassa, type Yookassa } from '../../api/payments/yookassa/index.ts';
import type { RawWebhook } from '../../domain/ports/payment-provider.ts';
import { posted, startVendor, type VendorStand } from './vendor-stand.ts';

const ROOT = 'https://yookassa.example.com';
const WEBHOOK_URL = 'https://shop.example.com/webhooks/payments/yookassa';
/** One of those from which YooKassa's notifications come. */
const ADDRESS = '185.71.76.5';
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

export interface YookassaStand extends VendorStand<FakeYookassa> {
  readonly provider: Yookassa;
  readonly stranger: Yookassa;
  /** The same fake by a provider with other settings. */
  open(environment: Readonly<Record<string, string>>): Yookassa;
  /** Every call so far, in order. */
  readonly sent: readonly Sent[];
}

/** YooKassa's fake behind a network that is not there. */
export function startYookassa(options: Partial<FakeYookassaOptions> = {}): YookassaStand {
  const sent: Sent[] = [];
  const keys = { shopId: SHOP_ID, secretKey: SECRET_KEY, webhookUrl: WEBHOOK_URL };
  const stand = startVendor({
    root: ROOT,
    webhookUrl: WEBHOOK_URL,
    make: (deps) => createFakeYookassa({ ...keys, publicRoot: ROOT, ...deps, ...options }),
    heard: async (request) => void sent.push(await sentOf(request)),
    tick: ({ shop }) => shop.tick(),
    remoteAddress: ADDRESS,
  });
  const open = (environment: Readonly<Record<string, string>>) => {
    const own = { YOOKASSA_SHOP_ID: SHOP_ID, YOOKASSA_SECRET_KEY: options.secretKey ?? SECRET_KEY };
    const config = yookassaEnv.parse({ ...own, YOOKASSA_API_ROOT: `${ROOT}/v3`, ...environment })!;
    return createYookassa(config, stand.deps);
  };
  return {
    ...stand,
    provider: open({}),
    stranger: open({ YOOKASSA_SECRET_KEY: 'live_another-key' }),
    open,
    sent,
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
export function rawWebhook(body: Uint8Array | string, remoteAddress: string | null = ADDRESS): RawWebhook {
  return { ...posted(WEBHOOK_URL, body), remoteAddress };
}
