import type Stripe from 'stripe';
import type { z } from 'zod';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import type { StripeConfig } from './config.ts';
import { stripeLibrary } from './library.ts';

export interface Call<T> {
  /** It makes or changes something: without a good answer nobody knows whether it was done. */
  readonly changes: boolean;
  readonly ask: (stripe: Stripe) => Promise<unknown>;
  readonly answer: z.ZodType<T>;
  readonly signal?: AbortSignal | undefined;
}

export type StripeClient = <T>(call: Call<T>) => Promise<Outcome<T>>;

/** The library can change host and port only; this stands for the root of the configuration. */
const HOST = 'api.stripe.com';

/**
 * Calls Stripe by its own library over `fetch`. Without the library's repeats: whoever saved the intent
 * settles it. A change that may have been made is `unknown`; a failed read is `unavailable`.
 * @throws the reason of `signal` when it aborts.
 */
export function createClient(
  config: StripeConfig,
  { fetch: send, timeoutMs }: { readonly fetch: typeof fetch; readonly timeoutMs: number },
): StripeClient {
  return async (call) => {
    call.signal?.throwIfAborted();
    const library = await stripeLibrary();
    const stripe = new library(config.secretKey, {
      httpClient: library.createFetchHttpClient(rooted(config.root, send, call.signal)),
      host: HOST,
      timeout: timeoutMs,
      maxNetworkRetries: 0,
      telemetry: false,
    });
    try {
      const parsed = call.answer.safeParse(await call.ask(stripe));
      return parsed.success ? done(parsed.data) : lost(call, 'malformed', 'an answer of another shape');
    } catch (error) {
      call.signal?.throwIfAborted();
      return failureOf(library, call, error);
    }
  };
}

/** `fetch` to the configured root, which may have a path, with the caller's signal beside the time limit. */
function rooted(root: string, send: typeof fetch, signal: AbortSignal | undefined): typeof fetch {
  return (input, init) => {
    const { pathname, search } = new URL(String(input));
    const signals = [signal, init?.signal].flatMap((each) => each ?? []);
    // A redirect would carry the key elsewhere.
    return send(`${root}${pathname}${search}`, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.any(signals),
    });
  };
}

/** Types of the errors that Stripe itself answers with; anything else is a proxy's or nobody's. */
const ITS_OWN = new Set([
  'api_error',
  'card_error',
  'idempotency_error',
  'invalid_request_error',
  'rate_limit_error',
  'authentication_error',
]);

function failureOf({ errors }: typeof Stripe, call: Call<unknown>, error: unknown): Failure {
  if (!(error instanceof errors.StripeError)) return lost(call, 'network', 'the call failed');
  const { statusCode, code, rawType } = error;
  if (statusCode === undefined) return lost(call, 'network', 'no answer, or one that is no JSON');
  if (statusCode === 429) return limited(error.headers);
  const category = ITS_OWN.has(rawType ?? '') ? categoryOf(error) : null;
  if (!category) return lost(call, `http_${statusCode}`, 'an answer that says nothing of the call');
  const own = error.decline_code || code || rawType || `http_${statusCode}`;
  const message = category === 'auth' ? 'the key is wrong, or has no right to this' : clean(error.message);
  return { ok: false, category, retryable: category === 'unavailable', code: own, message };
}

/** Refusals of the business, not of the request: codes of docs.stripe.com/error-codes. */
const REFUSALS = new Set([
  'charge_already_captured',
  'charge_already_refunded',
  'charge_disputed',
  'charge_exceeds_source_limit',
  'charge_expired_for_capture',
  'payment_intent_unexpected_state',
  'insufficient_funds',
  'balance_insufficient',
]);

type StripeError = InstanceType<(typeof Stripe)['errors']['StripeError']>;

/** Null: what was answered tells nothing of whether it was done. */
function categoryOf({ statusCode, code, rawType }: StripeError): Failure['category'] | null {
  switch (statusCode) {
    case 400:
      return REFUSALS.has(code ?? '') ? 'refused' : 'invalid';
    case 401:
    case 403:
      return 'auth';
    case 402:
      return 'refused';
    case 404:
      return code === 'resource_missing' ? 'not_found' : 'invalid';
    case 409:
      // Another call with the same key is under way; this one did nothing.
      return rawType === 'idempotency_error' || code === 'lock_timeout' ? 'unavailable' : null;
    default:
      return null;
  }
}

function lost({ changes }: Call<unknown>, code: string, message: string): Failure {
  return { ok: false, category: changes ? 'unknown' : 'unavailable', retryable: true, code, message };
}

/** The wait in seconds, one when Stripe does not say. */
function limited(headers: Record<string, string> | undefined): Failure {
  const seconds = Number.parseInt(headers?.['retry-after'] ?? '', 10);
  const retryAfterMs = seconds > 0 ? seconds * 1000 : 1000;
  const code = 'rate_limited';
  return { ok: false, category: code, retryable: true, retryAfterMs, code, message: 'too many calls' };
}

/** Stripe quotes what it was sent: addresses of people and keys are taken out. */
function clean(message: string): string {
  return message
    .replace(/[^\s'"<>()]+@[^\s'"<>()]+/g, '…')
    .replace(/\b(sk|rk|pk|whsec)_\S+/g, '…')
    .replace(/\+?\d[\d ()-]{8,}\d/g, '…')
    .slice(0, 300);
}
