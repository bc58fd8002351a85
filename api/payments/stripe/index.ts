import type { Money } from '../../../domain/money.ts';
import type {
  ChargeRequest,
  PaymentProvider,
  RefundRequest,
  RefundStarted,
} from '../../../domain/ports/payment-provider.ts';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import type { ProviderDeps, ProviderFake, ProviderFakeOptions, ProviderModule } from '../provider-module.ts';
import { STRIPE_CURRENCIES, toStripe } from './amounts.ts';
import { checkAccount } from './check.ts';
import { createClient, type StripeClient } from './client.ts';
import { type StripeConfig, stripeEnv } from './config.ts';
import {
  OURS,
  refundState,
  type SessionParams,
  toIntent,
  toRefund,
  toSession,
  toStarted,
} from './convert.ts';
import { createFakeStripe } from './fake.ts';
import { Lookup } from './lookup.ts';
import { readWebhook } from './webhook.ts';
import { wireIntent, wireRefund, wireSession } from './wire.ts';

type Signal = AbortSignal | undefined;

/** Stripe behind the port: Checkout for the customer, payment intents for saved cards. */
export function createStripe(config: StripeConfig, deps: ProviderDeps): PaymentProvider {
  const call = createClient(config, deps);
  const lookup = new Lookup(call, deps.now);
  return {
    id: 'stripe',
    can: {
      kinds: ['card', 'wallet'],
      currencies: STRIPE_CURRENCIES,
      refund: 'part',
      cancel: true,
      hold: true,
      receipts: false,
      saved: true,
      longestPurpose: 250,
      proof: 'signature',
    },
    start: async (request, options) => {
      const params = toSession(request, deps.now());
      if (!params) return unsayable();
      const { idempotencyKey, paymentId } = request;
      return start(call, lookup, { params, idempotencyKey, paymentId, signal: options?.signal });
    },
    look: (key, options) => lookup.look(key, options?.signal),
    readWebhook: (raw) => readWebhook(config.webhookSecrets, deps.now(), raw, lookup),
    refund: (request, options) => refund(call, request, options?.signal),
    capture: (reference, amount, idempotencyKey, options) =>
      capture(call, lookup, { reference, amount, idempotencyKey, signal: options?.signal }),
    charge: (request, options) => charge(call, request, options?.signal),
    list: (from, to, options) => lookup.list(from, to, options?.signal),
    check: (webhookUrl, options) => checkAccount(call, config.secretKey, webhookUrl, options?.signal),
    cancel: (reference, _key, options) => cancel(call, lookup, reference, deps.now(), options?.signal),
  };
}

interface Start {
  readonly params: SessionParams;
  readonly idempotencyKey: string;
  readonly paymentId: string;
  readonly signal: Signal;
}

/**
 * A repeat may differ from the first call in `expires_at` alone, which depends on the time of the call; Stripe
 * refuses the key then, and the session that it made is found by our id.
 */
async function start(
  call: StripeClient,
  lookup: Lookup,
  { params, idempotencyKey, paymentId, signal }: Start,
) {
  const ask: Parameters<StripeClient>[0]['ask'] = (stripe) =>
    stripe.checkout.sessions.create(params, { idempotencyKey });
  const made = await call({ changes: true, ask, answer: wireSession, signal });
  if (made.ok) return begun(made.value);
  if (made.category !== 'invalid' || made.code !== 'idempotency_error') return made;
  const found = await lookup.sessionOf(paymentId, signal);
  if (!found.ok) return { ...found, category: 'unknown' as const };
  return found.value ? begun(found.value) : made;
}

function begun(session: Parameters<typeof toStarted>[0]) {
  const started = toStarted(session);
  return started ? done(started) : refusal('session_over', 'the attempt is paid or over, and has no page');
}

async function refund(
  call: StripeClient,
  request: RefundRequest,
  signal: Signal,
): Promise<Outcome<RefundStarted>> {
  const params = toRefund(request);
  if (!params) return unsayable();
  const { idempotencyKey } = request;
  const made = await call({
    changes: true,
    ask: (stripe) => stripe.refunds.create(params, { idempotencyKey }),
    answer: wireRefund,
    signal,
  });
  if (!made.ok) return made;
  const state = refundState(made.value.status);
  if (state !== 'failed') return done({ refundReference: made.value.id, state });
  return refusal('refund_failed', made.value.failure_reason ?? 'the bank did not take the refund');
}

interface Capture {
  readonly reference: string;
  readonly amount: Money;
  readonly idempotencyKey: string;
  readonly signal: Signal;
}

async function capture(
  call: StripeClient,
  lookup: Lookup,
  { reference, amount, idempotencyKey, signal }: Capture,
): Promise<Outcome<null>> {
  const taken = toStripe(amount);
  if (taken === null) return unsayable();
  const id = await intentIdOf(lookup, reference, signal);
  if (!id.ok) return id;
  const captured = await call({
    changes: true,
    ask: (s) => s.paymentIntents.capture(id.value, { amount_to_capture: taken }, { idempotencyKey }),
    answer: wireIntent,
    signal,
  });
  return captured.ok ? done(null) : captured;
}

async function charge(
  call: StripeClient,
  request: ChargeRequest,
  signal: Signal,
): Promise<Outcome<{ readonly reference: string }>> {
  const params = toIntent(request);
  if (!params) return unsayable();
  const { idempotencyKey } = request;
  const made = await call({
    changes: true,
    ask: (stripe) => stripe.paymentIntents.create(params, { idempotencyKey }),
    answer: wireIntent,
    signal,
  });
  return made.ok ? done({ reference: made.value.id }) : made;
}

/**
 * Voids a session, or money that is held. The session is marked before it is ended: afterwards Stripe does not say
 * whether it was voided or ran out. No key goes with it: a repeat must be judged by the present, and not get an
 * answer that Stripe kept.
 */
async function cancel(
  call: StripeClient,
  lookup: Lookup,
  reference: string,
  now: number,
  signal: Signal,
): Promise<Outcome<null>> {
  if (reference.startsWith('pi_')) return release(call, lookup, reference, signal);
  const metadata = { [OURS.voided]: String(Math.floor(now / 1000)) };
  const found = await lookup.session(reference, signal);
  if (!found.ok) return found.category === 'unavailable' ? { ...found, category: 'unknown' } : found;
  if (found.value.status === 'expired') return done(null);
  if (found.value.status === 'complete')
    return found.value.payment_intent
      ? release(call, lookup, found.value.payment_intent, signal)
      : refusal('already_paid', 'the attempt is paid');
  const update = { changes: true, answer: wireSession, signal };
  const marked = await call({ ...update, ask: (s) => s.checkout.sessions.update(reference, { metadata }) });
  if (!marked.ok) return marked;
  const ended = await call({ ...update, ask: (s) => s.checkout.sessions.expire(reference) });
  if (ended.ok || ended.category !== 'invalid') return ended.ok ? done(null) : ended;
  const after = await lookup.session(reference, signal);
  if (!after.ok) return after;
  return after.value.status === 'expired' ? done(null) : refusal('already_paid', 'the attempt is paid');
}

async function release(
  call: StripeClient,
  lookup: Lookup,
  id: string,
  signal: Signal,
): Promise<Outcome<null>> {
  const found = await lookup.intent(id, signal);
  if (!found.ok) return found;
  if (found.value.status === 'canceled') return done(null);
  if (found.value.status === 'succeeded') return refusal('already_paid', 'the attempt is paid');
  const ended = await call({
    changes: true,
    ask: (stripe) => stripe.paymentIntents.cancel(id),
    answer: wireIntent,
    signal,
  });
  return ended.ok ? done(null) : ended;
}

async function intentIdOf(lookup: Lookup, reference: string, signal: Signal): Promise<Outcome<string>> {
  if (reference.startsWith('pi_')) return done(reference);
  const session = await lookup.session(reference, signal);
  if (!session.ok) return session;
  const id = session.value.payment_intent;
  return id ? done(id) : refusal('not_held', 'nobody has paid the attempt');
}

function refusal(code: string, message: string): Failure {
  return { ok: false, category: 'refused', retryable: false, code, message };
}

function unsayable(): Failure {
  const message = 'Stripe can’t be told this sum exactly, or this saved method';
  return { ok: false, category: 'invalid', retryable: false, code: 'unsayable', message };
}

export const stripe: ProviderModule = {
  id: 'stripe',
  mount: 'stripe',
  open: (environment, deps) => {
    const config = stripeEnv.parse(environment);
    return config ? createStripe(config, deps) : null;
  },
  fake: openFake,
};

/** The emulation with keys of its own, random unless the environment fixes them. */
function openFake({ environment, root, ...rest }: ProviderFakeOptions): ProviderFake {
  const secretKey = environment.STRIPE_SECRET_KEY || `sk_test_${crypto.randomUUID().replaceAll('-', '')}`;
  const secrets = environment.STRIPE_WEBHOOK_SECRET || `whsec_${crypto.randomUUID().replaceAll('-', '')}`;
  const webhookSecret = secrets.split(',')[0]?.trim() || secrets;
  const webhookUrl = `${root.replace(/\/sandbox\/[^/]+\/*$/, '')}/webhooks/payments/stripe`;
  const fake = createFakeStripe({ ...rest, secretKey, webhookSecret, webhookUrl });
  return {
    app: fake.app,
    environment: { STRIPE_API_ROOT: root, STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: secrets },
    snapshot: fake.snapshot,
    restore: fake.restore,
    close: fake.close,
  };
}
