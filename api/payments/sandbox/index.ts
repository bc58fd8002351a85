import { z } from 'zod';
import type { PaymentProvider } from '../../../domain/ports/payment-provider.ts';
import { done, type Outcome } from '../../../domain/result.ts';
import type { ProviderDeps, ProviderFake, ProviderFakeOptions, ProviderModule } from '../provider-module.ts';
import { createClient, type SandboxClient } from './client.ts';
import { type SandboxConfig, sandboxEnv } from './config.ts';
import { toCreate, toNotices, toRefund, toStarted } from './convert.ts';
import { createFakeBank } from './fake.ts';
import { readWebhook } from './webhook.ts';
import { type WirePayment, wirePayment, wireRefund } from './wire.ts';

/** The practice bank behind the port. */
export function createSandbox(config: SandboxConfig, deps: ProviderDeps): PaymentProvider {
  const call = createClient(config, deps);
  return {
    id: 'sandbox',
    can: {
      kinds: ['sbp', 'card', 'wallet'],
      currencies: null,
      refund: 'part',
      cancel: true,
      hold: false,
      receipts: false,
      proof: 'signature',
    },
    start: async (request, options) => {
      const body = toCreate(request);
      const { idempotencyKey } = request;
      const made = await call({ method: 'POST', path: '/v1/payments', body, idempotencyKey, answer: wirePayment, signal: options?.signal });
      return made.ok ? done(toStarted(made.value)) : made;
    },
    look: async (key, options) => {
      const found = await find(call, key, options?.signal);
      return found.ok ? done(toNotices(found.value)) : found;
    },
    readWebhook: (raw) => readWebhook(config.webhookSecrets, deps.now(), raw),
    refund: async (request, options) => {
      const { idempotencyKey } = request;
      const made = await call({ method: 'POST', path: '/v1/refunds', body: toRefund(request), idempotencyKey, answer: wireRefund, signal: options?.signal });
      if (!made.ok) return made;
      const { id, state } = made.value;
      if (state === 'failed') return { ok: false, category: 'refused', retryable: false, code: 'refund_failed', message: 'the bank refused it' };
      return done({ refundReference: id, state });
    },
    cancel: async (reference, idempotencyKey, options) => {
      const path = `/v1/payments/${encodeURIComponent(reference)}/cancel`;
      const voided = await call({ method: 'POST', path, idempotencyKey, answer: wirePayment, signal: options?.signal });
      return voided.ok ? done(null) : voided;
    },
  };
}

/** By the bank's id, or by ours when its answer was lost. */
async function find(
  call: SandboxClient,
  key: { reference: string | null; paymentId: string },
  signal: AbortSignal | undefined,
): Promise<Outcome<WirePayment>> {
  if (key.reference) {
    return call({ method: 'GET', path: `/v1/payments/${encodeURIComponent(key.reference)}`, answer: wirePayment, signal });
  }
  const path = `/v1/payments?paymentId=${encodeURIComponent(key.paymentId)}`;
  const listed = await call({ method: 'GET', path, answer: z.array(wirePayment), signal });
  if (!listed.ok) return listed;
  const only = listed.value[0];
  return only ? done(only) : { ok: false, category: 'not_found', retryable: false, code: 'not_found', message: 'never made' };
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
function openFake({ environment, publicRoot, root, ...rest }: ProviderFakeOptions): ProviderFake {
  const secretKey = environment.SANDBOX_BANK_SECRET_KEY || crypto.randomUUID();
  const webhookSecret = environment.SANDBOX_BANK_WEBHOOK_SECRET || crypto.randomUUID();
  const bank = createFakeBank({ shopId: 'practice', secretKey, webhookSecret, root: publicRoot, ...rest });
  return {
    app: bank.app,
    environment: { SANDBOX_BANK_ROOT: root, SANDBOX_BANK_SECRET_KEY: secretKey, SANDBOX_BANK_WEBHOOK_SECRET: webhookSecret },
    snapshot: bank.books.snapshot,
    restore: bank.books.restore,
    close: bank.close,
  };
}
