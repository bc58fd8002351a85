import type { PaymentProvider } from '../../../domain/ports/payment-provider.ts';
import { done } from '../../../domain/result.ts';
import type { ProviderDeps, ProviderFake, ProviderFakeOptions, ProviderModule } from '../provider-module.ts';
import { checkSite } from './check.ts';
import { createClient } from './client.ts';
import { type CloudPaymentsConfig, cloudPaymentsEnv } from './config.ts';
import { toOrder, toStarted } from './convert.ts';
import { createFakeCloudPayments } from './fake.ts';
import { cancel, capture } from './holds.ts';
import { charge, failed, look, refund } from './operations.ts';
import { faultOfReceipt } from './receipt.ts';
import { lookReceipt, register } from './receipts.ts';
import { isExact } from './text.ts';
import { readWebhook } from './webhook.ts';
import { wireOrder } from './wire.ts';

/** CloudPayments behind the port: links of `orders/create`, on whose page the customer picks the method. */
export function createCloudPayments(config: CloudPaymentsConfig, deps: ProviderDeps): PaymentProvider {
  const call = createClient(config, deps);
  const { inn } = config;
  const start: PaymentProvider['start'] = async (request, options) => {
    options?.signal?.throwIfAborted();
    const { amount, receipt, idempotencyKey } = request;
    if (request.hold && request.kind === 'sbp')
      return failed('invalid', 'hold', 'money can not be held by SBP');
    if (!isExact(amount)) return failed('invalid', 'amount', 'a sum beyond what CloudPayments takes');
    const fault = receipt ? faultOfReceipt(receipt, amount) : null;
    if (fault) return failed('invalid', 'receipt', fault);
    const made = await call({
      path: '/orders/create',
      body: toOrder(request),
      requestId: idempotencyKey,
      model: wireOrder,
      signal: options?.signal,
    });
    return made.ok ? done(toStarted(request, made.value)) : made;
  };
  return {
    id: 'cloudpayments',
    can: {
      kinds: ['card', 'sbp'],
      currencies: ['RUB'],
      refund: 'part',
      cancel: true,
      hold: true,
      receipts: true,
      saved: true,
      longestPurpose: 250,
      proof: 'signature',
    },
    start,
    look: (key, options) => look(call, config.holdMs, key, options?.signal),
    readWebhook: (raw) => readWebhook(config, raw),
    refund: (request, options) => refund(call, request, options?.signal),
    charge: (request, options) => charge(call, request, options),
    check: (webhookUrl, options) => checkSite(call, webhookUrl, options?.signal),
    capture: (reference, amount, key, options) => capture(call, reference, amount, key, options),
    cancel: (reference, key, options) => cancel(call, reference, key, options?.signal),
    ...(inn && {
      register: (request, options) => register(call, inn, request, options?.signal),
    }),
    lookReceipt: (receiptReference, options) => lookReceipt(call, receiptReference, options?.signal),
  };
}

export const cloudpayments: ProviderModule = {
  id: 'cloudpayments',
  mount: 'cloudpayments',
  open: (environment, deps) => {
    const config = cloudPaymentsEnv.parse(environment);
    return config ? createCloudPayments(config, deps) : null;
  },
  fake: openFake,
};

/** The emulation with keys of its own, random unless the environment fixes them. */
function openFake({ environment, root, publicRoot, ...rest }: ProviderFakeOptions): ProviderFake {
  const publicId = environment.CLOUDPAYMENTS_PUBLIC_ID || `pk_${crypto.randomUUID()}`;
  const apiSecret = environment.CLOUDPAYMENTS_API_SECRET || crypto.randomUUID();
  // What is set by hand in the real cabinet.
  const webhookRoot = `${new URL(root).origin}/webhooks/payments/cloudpayments`;
  const fake = createFakeCloudPayments({ ...rest, publicRoot, publicId, apiSecret, webhookRoot });
  return {
    app: fake.app,
    environment: {
      CLOUDPAYMENTS_API_ROOT: root,
      CLOUDPAYMENTS_PUBLIC_ID: publicId,
      CLOUDPAYMENTS_API_SECRET: apiSecret,
      // INN of a shop that is published for tests (ATOL Online).
      CLOUDPAYMENTS_INN: environment.CLOUDPAYMENTS_INN || '5544332219',
    },
    snapshot: fake.snapshot,
    restore: fake.restore,
    close: fake.close,
  };
}
