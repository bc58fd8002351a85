import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { createFakeBank, type FakeBank, type FakeBankOptions } from '../../api/payments/sandbox/fake.ts';
import { createSandbox } from '../../api/payments/sandbox/index.ts';
import { SIGNATURE_HEADER, sign } from '../../api/payments/sandbox/webhook.ts';
import type { PaymentProvider, RawWebhook } from '../../domain/ports/payment-provider.ts';

const ROOT = 'https://bank.example.com';
export const WEBHOOK_URL = 'https://shop.example.com/webhooks/payments/sandbox';
export const SECRET_KEY = 'key-of-the-practice-shop';
export const WEBHOOK_SECRET = 'secret-of-the-practice-shop';

export interface BankStand {
  readonly bank: FakeBank;
  readonly provider: PaymentProvider;
  readonly stranger: PaymentProvider;
  /** Moves the bank's and the provider's clock, milliseconds. */
  pass(ms: number): void;
  now(): number;
  /** Webhooks that arrived so far, in order. */
  webhooks(): Promise<readonly RawWebhook[]>;
  /** The shop answers its next webhooks with these, then 200 again. */
  answer(...statuses: number[]): void;
  /** A body as the bank signs it; `at` is the moment of signing. */
  signed(body: Uint8Array | string, over?: { secret?: string; at?: number }): Promise<RawWebhook>;
  close(): void;
}

/** The practice bank behind a network that is not there: `fetch` reaches it, and its webhooks are kept. */
export function startBank(options: Partial<FakeBankOptions> = {}): BankStand {
  let now = Date.UTC(2026, 10, 24, 9);
  const clock = () => now;
  const arrived: RawWebhook[] = [];
  const answers: number[] = [];
  const bank = createFakeBank({
    shopId: 'practice',
    secretKey: SECRET_KEY,
    webhookSecret: WEBHOOK_SECRET,
    publicRoot: ROOT,
    now: clock,
    // Looked up at every call: the interceptor puts its own in place later.
    fetch: (input, init) => fetch(input, init),
    ...options,
  });
  const server = setupServer(
    http.all(`${ROOT}/*`, ({ request }) => bank.app.fetch(request)),
    http.post(WEBHOOK_URL, async ({ request }) => {
      arrived.push(await rawOf(request));
      return new HttpResponse(null, { status: answers.shift() ?? 200 });
    }),
  );
  server.listen({ onUnhandledRequest: 'error' });
  const open = (secretKey: string) => {
    const config = { root: ROOT, shopId: 'practice', secretKey, webhookSecrets: [WEBHOOK_SECRET] };
    return createSandbox(config, { fetch, now: clock, timeoutMs: 1_000 });
  };
  return {
    bank,
    provider: open(SECRET_KEY),
    stranger: open('another-key'),
    pass: (ms) => {
      now += ms;
      bank.books.tick();
    },
    now: clock,
    webhooks: async () => {
      await bank.idle();
      return arrived;
    },
    answer: (...statuses) => void answers.push(...statuses),
    signed: (body, over) => signedBy(body, { secret: WEBHOOK_SECRET, at: now, ...over }),
    close: () => {
      bank.close();
      server.close();
    },
  };
}

async function rawOf(request: Request): Promise<RawWebhook> {
  const body = new Uint8Array(await request.arrayBuffer());
  const headers = Object.fromEntries(request.headers);
  return { method: request.method, url: request.url, headers, body, kind: null, remoteAddress: null };
}

async function signedBy(body: Uint8Array | string, by: { secret: string; at: number }): Promise<RawWebhook> {
  const raw = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const headers = {
    'content-type': 'application/json',
    [SIGNATURE_HEADER]: await sign(by.secret, raw, by.at),
  };
  return { method: 'POST', url: WEBHOOK_URL, headers, body: raw, kind: null, remoteAddress: null };
}
