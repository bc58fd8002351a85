import { z } from 'zod';
import type { CallOptions, PaymentProvider } from '../../../domain/ports/payment-provider.ts';
import { done, type Outcome } from '../../../domain/result.ts';
import type { ProviderDeps, ProviderFake, ProviderFakeOptions, ProviderModule } from '../provider-module.ts';
import { createClient, type SandboxClient } from './client.ts';
import { type SandboxConfig, sandboxEnv } from './config.ts';
import { toCreate, toNotices, toRecords, toRefund, toStarted, toWire } from './convert.ts';
import { createFakeBank } from './fake.ts';
import { readWebhook } from './webhook.ts';
import { type WirePayment, type WireRefund, wireEntry, wirePayment, wireRefund } from './wire.ts';

/** The practice bank behind the port. */
export function createSandbox(config: SandboxConfig, deps: ProviderDeps): PaymentProvider {
  const call = createClient(config, deps);
  const post = <T>(
    path: string,
    answer: z.ZodType<T>,
    idempotencyKey: string,
    options?: CallOptions,
    body?: unknown,
  ) => call({ method: 'POST', path, answer, idempotencyKey, body, signal: options?.signal });
  return {
    id: 'sandbox',
    can: {
      kinds: ['sbp', 'card', 'wallet'],
      currencies: null,
      refund: 'part',
      cancel: true,
      hold: true,
      receipts: false,
      longestPurpose: 250,
      proof: 'signature',
    },
    start: async (request, options) => {
      const body = toCreate(request);
      const made = await post('/v1/payments', wirePayment, request.idempotencyKey, options, body);
      return made.ok ? done(toStarted(made.value)) : made;
    },
    look: async (key, options) => {
      const found = await find(call, key, options?.signal);
      return found.ok ? done(toNotices(found.value)) : found;
    },
    readWebhook: (raw) => readWebhook(config.webhookSecrets, deps.now(), raw),
    refund: async (request, options) => {
      const body = toRefund(request);
      const made = await post('/v1/refunds', wireRefund, request.idempotencyKey, options, body);
      return made.ok ? refundStarted(made.value) : made;
    },
    list: async (from, to, options) => {
      const path = `/v1/events?${new URLSearchParams({ from: String(from), to: String(to) })}`;
      const signal = options?.signal;
      const listed = await call({ method: 'GET', path, answer: z.array(wireEntry), signal });
      return listed.ok ? done(listed.value.flatMap(toRecords)) : listed;
    },
    capture: async (reference, amount, idempotencyKey, options) => {
      const path = `/v1/payments/${encodeURIComponent(reference)}/capture`;
      const body = { amount: toWire(amount) };
      const taken = await post(path, wirePayment, idempotencyKey, options, body);
      return taken.ok ? done(null) : taken;
    },
    check: async (_webhookUrl, options) => {
      const path = '/v1/payments?paymentId=till-check';
      const answer = z.array(wirePayment);
      const listed = await call({ method: 'GET', path, answer, signal: options?.signal });
      return listed.ok ? done({ test: true, receipts: false, webhooks: [] }) : listed;
    },
    cancel: async (reference, idempotencyKey, options) => {
      const path = `/v1/payments/${encodeURIComponent(reference)}/cancel`;
      const voided = await post(path, wirePayment, idempotencyKey, options);
      return voided.ok ? done(null) : voided;
    },
  };
}

type LookKey = Parameters<PaymentProvider['look']>[0];

/** By the bank's id; when its answer was lost, by the key of the call, else by our id of the payment. */
async function find(
  call: SandboxClient,
  { reference, paymentId, idempotencyKey }: LookKey,
  signal: AbortSignal | undefined,
): Promise<Outcome<WirePayment>> {
  if (reference) {
    const path = `/v1/payments/${encodeURIComponent(reference)}`;
    return call({ method: 'GET', path, answer: wirePayment, signal });
  }
  for (const query of [{ idempotencyKey }, { paymentId }]) {
    const path = `/v1/payments?${new URLSearchParams(query as Record<string, string>)}`;
    const listed = await call({ method: 'GET', path, answer: z.array(wirePayment), signal });
    if (!listed.ok) return listed;
    const newest = listed.value.at(-1);
    if (newest) return done(newest);
  }
  return { ok: false, category: 'not_found', retryable: false, code: 'not_found', message: 'never made' };
}

function refundStarted({
  id,
  state,
}: WireRefund): Outcome<{ refundReference: string; state: 'pending' | 'succeeded' }> {
  if (state !== 'failed') return done({ refundReference: id, state });
  const message = 'the bank refused the refund';
  return { ok: false, category: 'refused', retryable: false, code: 'refund_failed', message };
}

export const sandbox: ProviderModule = {
  id: 'sandbox',
  mount: 'bank',
  open: (environment, deps) => {
    const config = sandboxEnv.parse(environment);
    return config ? createSandbox(config, deps) : null;
  },
  fake: openFake,
};

/** The emulation with keys of its own, random unless the environment fixes them. */
function openFake({ environment, root, ...rest }: ProviderFakeOptions): ProviderFake {
  const shopId = environment.SANDBOX_BANK_SHOP_ID || 'practice';
  const secretKey = environment.SANDBOX_BANK_SECRET_KEY || crypto.randomUUID();
  const webhookSecret = environment.SANDBOX_BANK_WEBHOOK_SECRET || crypto.randomUUID();
  const feeBasisPoints = basisPoints(environment.SANDBOX_BANK_FEE ?? '');
  const signedWith = webhookSecret.split(',')[0] ?? webhookSecret;
  const bank = createFakeBank({ ...rest, shopId, secretKey, webhookSecret: signedWith, feeBasisPoints });
  return {
    app: bank.app,
    environment: {
      SANDBOX_BANK_API_ROOT: root,
      SANDBOX_BANK_SHOP_ID: shopId,
      SANDBOX_BANK_SECRET_KEY: secretKey,
      SANDBOX_BANK_WEBHOOK_SECRET: webhookSecret,
    },
    snapshot: bank.snapshot,
    restore: bank.restore,
    close: bank.close,
  };
}

/** `2.5` per cent as 250; 0 for what is no percentage. */
function basisPoints(percent: string): number {
  return /^\d{1,2}(\.\d{1,2})?$/.test(percent) ? Math.round(Number(percent) * 100) : 0;
}
