import { sign } from '../../api/payments/stripe/fake/post.ts';
import { createFakeStripe, type FakeStripe, type FakeStripeOptions } from '../../api/payments/stripe/fake.ts';
import { createStripe } from '../../api/payments/stripe/index.ts';
import type { PaymentProvider, RawWebhook } from '../../domain/ports/payment-provider.ts';
import { posted, startVendor, type VendorStand } from './vendor-stand.ts';

const HOST = 'https://stripe.example.com';
const ROOT = `${HOST}/sandbox/stripe`;
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

export interface StripeStand extends VendorStand<FakeStripe> {
  readonly provider: PaymentProvider;
  readonly stranger: PaymentProvider;
  /** Calls so far, oldest first. */
  readonly calls: readonly SeenCall[];
  /** A body as Stripe signs it; `at` is the moment of signing. */
  signed(body: Uint8Array | string, over?: { secret?: string; at?: number }): Promise<RawWebhook>;
}

/** Stripe behind a network that is not there: `fetch` reaches its emulation, and its webhooks are kept. */
export function startStripe(options: Partial<FakeStripeOptions> = {}): StripeStand {
  const calls: SeenCall[] = [];
  const keys = { secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET, webhookUrl: WEBHOOK_URL };
  const stand = startVendor({
    root: ROOT,
    webhookUrl: WEBHOOK_URL,
    make: (deps) => createFakeStripe({ ...keys, publicRoot: ROOT, ...deps, ...options }),
    heard: async (request) => {
      const path = request.url.slice(ROOT.length);
      const form = Object.fromEntries(new URLSearchParams(await request.text()));
      calls.push({ method: request.method, path, headers: Object.fromEntries(request.headers), form });
    },
    inner: (request) => new Request(`${HOST}${request.url.slice(ROOT.length)}`, request),
    tick: ({ books }) => books.tick(),
  });
  const open = (secretKey: string) => {
    const config = { root: ROOT, secretKey, webhookSecrets: ['whsec_newer', WEBHOOK_SECRET] };
    return createStripe(config, stand.deps);
  };
  return {
    ...stand,
    provider: open(SECRET_KEY),
    stranger: open('sk_test_anotherKey'),
    calls,
    signed: (body, over) => signedBy(body, { secret: WEBHOOK_SECRET, at: stand.now(), ...over }),
  };
}

async function signedBy(body: Uint8Array | string, by: { secret: string; at: number }): Promise<RawWebhook> {
  const raw = posted(WEBHOOK_URL, body);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(raw.body);
  const signature = await sign(by.secret, text, by.at);
  return { ...raw, headers: { ...raw.headers, 'stripe-signature': signature } };
}
