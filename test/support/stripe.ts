import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { sign } from '../../api/payments/stripe/fake/post.ts';
import { createFakeStripe, type FakeStripe, type FakeStripeOptions } from '../../api/payments/stripe/fake.ts';
import { createStripe } from '../../api/payments/stripe/index.ts';
import type { PaymentProvider, RawWebhook } from '../../domain/ports/payment-provider.ts';

const ROOT = 'https://stripe.example.com/sandbox/stripe';
export const WEBHOOK_URL = 'https://shop.example.com/webhooks/payments/stripe';
export const SECRET_KEY = 'sk_test_keyOfThePracticeShop';
export const WEBHOOK_SECRET = 'whsec_secretOfThePracticeShop';

/** One request as Stripe got it. */
export interface SeenCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
}

export interface StripeStand {
  readonly fake: FakeStripe;
  readonly provider: PaymentProvider;
  readonly stranger: PaymentProvider;
  /** Calls so far, oldest first. */
  readonly calls: readonly SeenCall[];
  /** Moves Stripe's and the provider's clock, milliseconds. */
  pass(ms: number): void;
  now(): number;
  /** Webhooks that arrived so far, in order. */
  webhooks(): Promise<readonly RawWebhook[]>;
  /** The shop answers its next webhooks with these, then 200 again. */
  answer(...statuses: number[]): void;
  /** A body as Stripe signs it; `at` is the moment of signing. */
  signed(body: Uint8Array | string, over?: { secret?: string; at?: number }): Promise<RawWebhook>;
  close(): void;
}

/** Stripe behind a network that is not there: `fetch` reaches its emulation, and its webhooks are kept. */
export function startStripe(options: Partial<FakeStripeOptions> = {}): StripeStand {
  let now = Date.UTC(2026, 10, 24, 9);
  const clock = () => now;
  const arrived: RawWebhook[] = [];
  const answers: number[] = [];
  const calls: SeenCall[] = [];
  const fake = createFakeStripe({
    secretKey: SECRET_KEY,
    webhookSecret: WEBHOOK_SECRET,
    webhookUrl: WEBHOOK_URL,
    publicRoot: ROOT,
    now: clock,
    // Looked up at every call: the interceptor puts its own in place later.
    fetch: (input, init) => fetch(input, init),
    ...options,
  });
  const server = setupServer(
    http.all(`${ROOT}/*`, async ({ request }) => {
      const { pathname, search } = new URL(request.url);
      const path = pathname.slice(new URL(ROOT).pathname.length) + search;
      const form = Object.fromEntries(new URLSearchParams(await request.clone().text()));
      calls.push({ method: request.method, path, headers: Object.fromEntries(request.headers), form });
      return fake.app.fetch(new Request(`https://stripe.example.com${path}`, request));
    }),
    http.post(WEBHOOK_URL, async ({ request }) => {
      arrived.push(await rawOf(request));
      return new HttpResponse(null, { status: answers.shift() ?? 200 });
    }),
  );
  server.listen({ onUnhandledRequest: 'error' });
  const open = (secretKey: string) => {
    const config = { root: ROOT, secretKey, webhookSecrets: ['whsec_newer', WEBHOOK_SECRET] };
    return createStripe(config, { fetch, now: clock, timeoutMs: 1_000 });
  };
  return {
    fake,
    provider: open(SECRET_KEY),
    stranger: open('sk_test_anotherKey'),
    calls,
    pass: (ms) => {
      now += ms;
      fake.books.tick();
    },
    now: clock,
    webhooks: async () => {
      await fake.idle();
      return arrived;
    },
    answer: (...statuses) => void answers.push(...statuses),
    signed: (body, over) => signedBy(body, { secret: WEBHOOK_SECRET, at: now, ...over }),
    close: () => {
      fake.close();
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
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(raw);
  const headers = {
    'content-type': 'application/json',
    'stripe-signature': await sign(by.secret, text, by.at),
  };
  return { method: 'POST', url: WEBHOOK_URL, headers, body: raw, kind: null, remoteAddress: null };
}
