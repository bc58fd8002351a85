import { z } from 'zod';

/** The shop's account at Stripe. */
export interface StripeConfig {
  /** Address of the API, without a slash at the end. */
  readonly root: string;
  /** `sk_…` or a restricted `rk_…`. */
  readonly secretKey: string;
  /** Signing secrets of the webhook endpoint, `whsec_…`. All are good: newest first while one is being rolled. */
  readonly webhookSecrets: readonly string[];
}

const STRIPE_ROOT = 'https://api.stripe.com';

/** An empty value counts as not set. */
const text = z
  .string()
  .optional()
  .transform((value) => value?.trim() || undefined);

/** Stripe's variables; null when it is off. Messages never repeat a value. */
export const stripeEnv = z
  .object({ STRIPE_SECRET_KEY: text, STRIPE_WEBHOOK_SECRET: text, STRIPE_API_ROOT: text })
  .transform((env, context): StripeConfig | null => {
    const root = (env.STRIPE_API_ROOT ?? STRIPE_ROOT).replace(/\/+$/, '');
    const secretKey = env.STRIPE_SECRET_KEY;
    const webhookSecrets = (env.STRIPE_WEBHOOK_SECRET ?? '').split(',').flatMap((part) => part.trim() || []);
    if (!secretKey && webhookSecrets.length === 0 && !env.STRIPE_API_ROOT) return null;
    const wrong = (variable: string, message: string) =>
      context.addIssue({ code: 'custom', path: [variable], message });
    if (!isWebAddress(root)) wrong('STRIPE_API_ROOT', 'an address that starts with http:// or https://');
    if (!secretKey) wrong('STRIPE_SECRET_KEY', 'the secret key of the Stripe account');
    else if (!/^[\x21-\x7e]+$/.test(secretKey)) wrong('STRIPE_SECRET_KEY', 'a key without spaces');
    if (webhookSecrets.length === 0)
      wrong('STRIPE_WEBHOOK_SECRET', 'the signing secret (whsec_…) of the webhook endpoint');
    return { root, secretKey: secretKey ?? '', webhookSecrets };
  });

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
