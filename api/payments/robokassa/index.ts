import type { PaymentProvider, ProviderAbilities } from '../../../domain/ports/payment-provider.ts';
import { done, type Outcome } from '../../../domain/result.ts';
import type { ProviderDeps, ProviderFake, ProviderFakeOptions, ProviderModule } from '../provider-module.ts';
import { checkShop } from './check.ts';
import { createClient } from './client.ts';
import { type RobokassaConfig, robokassaEnv } from './config.ts';
import { toNotices, toRefundNotice } from './convert.ts';
import { createFakeRobokassa } from './fake.ts';
import { Fiscal } from './fiscal.ts';
import { Operations } from './operations.ts';
import { Refunds } from './refunds.ts';
import { invIdOf } from './signature.ts';
import { readWebhook } from './webhook.ts';

type Looked = Awaited<ReturnType<PaymentProvider['look']>>;
type LookKey = Parameters<PaymentProvider['look']>[0];

/** Robokassa behind the port. */
export function createRobokassa(config: RobokassaConfig, deps: ProviderDeps): PaymentProvider {
  const call = createClient(deps);
  const operations = new Operations(config, call);
  const { password3, refundRoot: root } = config;
  const refunds = password3 === null ? null : new Refunds({ root, password3, call, operations });
  const can = abilities(config);
  const fiscal = new Fiscal(config, call);
  return {
    id: 'robokassa',
    can,
    start: (request, options) => operations.start(request, options?.signal),
    look: (key, options) => look(operations, refunds, deps.now(), key, options?.signal),
    readWebhook: (raw) => readWebhook(config, deps.now(), raw),
    register: (request, options) => fiscal.register(request, options?.signal),
    lookReceipt: (receiptReference, options) => fiscal.look(receiptReference, options?.signal),
    receiptOf: (of, options) => fiscal.receiptOf(of, options?.signal),
    check: (_webhookUrl, options) => checkShop(operations, config.test, options?.signal),
    ...(refunds && { refund: (request, options) => refunds.refund(request, options?.signal) }),
    ...(can.saved && { charge: (request, options) => operations.charge(request, options?.signal) }),
  };
}

function abilities({ labels, password3, recurring, test }: RobokassaConfig): ProviderAbilities {
  return {
    kinds: labels.wallet ? ['card', 'sbp', 'wallet'] : ['card', 'sbp'],
    currencies: ['RUB'],
    refund: password3 === null ? 'none' : 'part',
    cancel: false,
    hold: false,
    receipts: true,
    // A number is paid once, and its state tells of no refund made in the office.
    silentAfterwards: true,
    // Robokassa has no repeated charges in its test mode.
    saved: recurring && !test,
    longestPurpose: 100,
    proof: 'signature',
  };
}

/**
 * By the number, which follows from the key. A link that nobody has opened is no operation yet: nothing is
 * told of it when its number is known here, and `not_found` when it is not.
 */
async function look(
  operations: Operations,
  refunds: Refunds | null,
  now: number,
  { reference, paymentId, idempotencyKey, refunds: known = [] }: LookKey,
  signal: AbortSignal | undefined,
): Promise<Looked> {
  const invId = reference ?? (await invIdOf(idempotencyKey));
  const told = { invId, paymentId: paymentId || null, at: now };
  const operation = await operations.state(invId, signal);
  if (!operation.ok) return reference !== null && operation.category === 'not_found' ? done([]) : operation;
  const payment = toNotices(told, operation.value);
  if (!refunds) return done(payment);
  const asked = await Promise.all(
    known.map(async (refund): Promise<Outcome<ReturnType<typeof toRefundNotice>>> => {
      const state = await refunds.state(refund, signal);
      return state.ok ? done(toRefundNotice(told, refund, state.value)) : state;
    }),
  );
  const notices = [];
  for (const each of asked) {
    if (!each.ok) return each;
    notices.push(each.value);
  }
  return done([...payment, ...notices]);
}

export const robokassa: ProviderModule = {
  id: 'robokassa',
  mount: 'robokassa',
  open: (environment, deps) => {
    const config = robokassaEnv.parse(environment);
    return config ? createRobokassa(config, deps) : null;
  },
  fake: openFake,
};

/** The emulation with passwords of its own, random unless the environment fixes them. */
function openFake({ environment, root, publicRoot, ...rest }: ProviderFakeOptions): ProviderFake {
  const settings = {
    ROBOKASSA_LOGIN: environment.ROBOKASSA_LOGIN || 'practice',
    ROBOKASSA_PASSWORD_1: environment.ROBOKASSA_PASSWORD_1 || crypto.randomUUID(),
    ROBOKASSA_PASSWORD_2: environment.ROBOKASSA_PASSWORD_2 || crypto.randomUUID(),
    ROBOKASSA_PASSWORD_3: environment.ROBOKASSA_PASSWORD_3 || crypto.randomUUID(),
    ROBOKASSA_RECURRING: '1',
    ROBOKASSA_API_ROOT: root,
    ROBOKASSA_PAGE_ROOT: publicRoot,
  };
  const config = robokassaEnv.parse({ ROBOKASSA_HASH: environment.ROBOKASSA_HASH, ...settings });
  const webhook = (at: string) => `${new URL(at).origin}/webhooks/payments/robokassa`;
  const fake = createFakeRobokassa({
    ...rest,
    shop: {
      login: settings.ROBOKASSA_LOGIN,
      password1: settings.ROBOKASSA_PASSWORD_1,
      password2: settings.ROBOKASSA_PASSWORD_2,
      password3: settings.ROBOKASSA_PASSWORD_3,
      hash: config?.hash ?? 'md5',
    },
    publicRoot,
    resultUrl: webhook(root),
    returnUrl: `${webhook(publicRoot)}/return`,
  });
  const hash = config?.hash ?? 'md5';
  return {
    app: fake.app,
    environment: { ...settings, ROBOKASSA_HASH: hash },
    snapshot: fake.snapshot,
    restore: fake.restore,
    close: fake.close,
  };
}
