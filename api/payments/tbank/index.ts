import type {
  CallOptions,
  ChargeRequest,
  Notice,
  PaymentProvider,
} from '../../../domain/ports/payment-provider.ts';
import type { Receipt } from '../../../domain/receipt.ts';
import { done, type Outcome } from '../../../domain/result.ts';
import type { ProviderDeps, ProviderModule } from '../provider-module.ts';
import { bestOf, type Desk, hurried, prepare, sbpPicture, start, trailOf } from './attempts.ts';
import { checkTerminal } from './check.ts';
import { createClient } from './client.ts';
import { type TbankConfig, tbankEnv } from './config.ts';
import { isBySbp, refused, toNotices } from './convert.ts';
import { openFake } from './fake.ts';
import { cancel, refund, register, stateOf } from './money-back.ts';
import { faultOfReceipt, kopecks, toReceipt } from './receipt.ts';
import { phaseOf } from './status.ts';
import { readWebhook } from './webhook.ts';
import { type WireState, wireMoved, wireQrState } from './wire.ts';

/** T-Bank's acquiring behind the port, and what it can do beyond. */
export interface Tbank extends PaymentProvider {
  /** The bank's own picture of an SBP attempt's QR, as SVG. */
  picture(reference: string, options?: CallOptions): Promise<Outcome<string>>;
}

export function createTbank(config: TbankConfig, deps: ProviderDeps): Tbank {
  const desk: Desk = { config, call: createClient(config, deps), now: deps.now, timeoutMs: deps.timeoutMs };
  return {
    id: 'tbank',
    can: {
      kinds: ['sbp', 'card'],
      currencies: ['RUB'],
      refund: 'part',
      cancel: true,
      hold: true,
      receipts: true,
      saved: true,
      longestPurpose: 140,
      proof: 'signature',
    },
    start: (request, options) => start(hurried(desk), request, options),
    look: (key, options) => look(desk, key, options),
    readWebhook: (raw) => readWebhook(config, deps.now(), raw),
    refund: (request, options) => refund(desk, request, options),
    cancel: (reference, _key, options) => cancel(desk, reference, options),
    capture: (reference, amount, _key, options) => capture(desk, reference, amount.minor, options),
    charge: (request, options) => charge(hurried(desk), request, options),
    register: (request, options) => register(desk, request, options),
    check: (_webhookUrl, options) => checkTerminal(desk.call, config.terminalKey, options?.signal),
    picture: (reference, options) => sbpPicture(desk, reference, options),
  };
}

type LookKey = Parameters<PaymentProvider['look']>[0];

async function look(desk: Desk, key: LookKey, options?: CallOptions): Promise<Outcome<readonly Notice[]>> {
  const reference = key.reference ? done(key.reference) : await referenceOf(desk, key.paymentId, options);
  if (!reference.ok) return reference;
  const state = await stateOf(desk, reference.value, options);
  if (!state.ok) return state;
  const { refunds = [], booked = null } = key;
  const refundFailure = refunds.length > 0 ? await failureOfRefund(desk, state.value, options) : null;
  return done(toNotices(state.value, { refunds, booked, refundFailure, now: desk.now() }));
}

async function referenceOf(desk: Desk, paymentId: string, options?: CallOptions): Promise<Outcome<string>> {
  const trail = await trailOf(desk, paymentId, { trusting: false }, options?.signal);
  if (!trail.ok) return trail;
  const { payments } = trail.value;
  if (payments.length > 0) return done(bestOf(payments).PaymentId);
  const message = 'never made';
  return { ok: false, category: 'not_found', retryable: false, code: 'not_found', message };
}

/** By SBP a refund may be taken up and fail later: the payment is then as it was before. */
async function failureOfRefund(desk: Desk, state: WireState, options?: CallOptions): Promise<string | null> {
  if (state.Status !== 'CONFIRMED' || !isBySbp(state)) return null;
  const body = { PaymentId: state.PaymentId };
  const signal = options?.signal;
  const asked = await desk.call({ method: 'GetQrState', body, answer: wireQrState, signal });
  if (!asked.ok || !asked.value.QrCancelCode) return null;
  const { QrCancelCode: code, QrCancelMessage: words } = asked.value;
  return words ? `${code}: ${words.slice(0, 200)}` : code;
}

/** Takes held money. The bank has no key for it: what is taken already is not taken again. */
async function capture(
  desk: Desk,
  PaymentId: string,
  minor: bigint,
  options?: CallOptions & { readonly receipt?: Receipt | null },
): Promise<Outcome<null>> {
  const receipt = options?.receipt ?? null;
  const fault = receipt ? faultOfReceipt(receipt, { minor, currency: 'RUB' }) : null;
  if (fault) return refused('invalid', 'receipt', fault);
  const state = await stateOf(desk, PaymentId, options);
  if (!state.ok) return state;
  const { Status } = state.value;
  if (Status === 'CONFIRMED' || Status === 'CONFIRMING' || Status === 'CONFIRM_CHECKING') return done(null);
  if (phaseOf(Status) !== 'held' || Status === 'REVERSING')
    return refused('refused', 'not_held', 'no money is held');
  const body = { PaymentId, Amount: kopecks(minor), ...(receipt ? { Receipt: toReceipt(receipt) } : {}) };
  const taken = await desk.call({ method: 'Confirm', body, answer: wireMoved, signal: options?.signal });
  return taken.ok ? done(null) : taken;
}

/** A payment without the customer: one that is made for it and not yet charged is charged now. */
async function charge(
  desk: Desk,
  request: ChargeRequest,
  options?: CallOptions,
): Promise<Outcome<{ readonly reference: string }>> {
  const asked = { ...request, kind: 'card', saveMethod: false } as const;
  const made = await prepare(desk, asked, options);
  if (!made.ok) return made;
  const { reference, charged } = made.value;
  if (charged) return done({ reference });
  const body = { PaymentId: reference, RebillId: request.savedMethod };
  const signal = options?.signal;
  const sent = await desk.call({ method: 'Charge', body, answer: wireMoved, signal });
  if (sent.ok) return done({ reference });
  if (sent.category !== 'refused') return sent;
  // Another call may have charged it in the same moment: then this one is a repeat, and no refusal.
  const state = await stateOf(desk, reference, options);
  const moved = state.ok && ['busy', 'held', 'paid'].includes(phaseOf(state.value.Status));
  return moved ? done({ reference }) : sent;
}

export const tbank: ProviderModule = {
  id: 'tbank',
  mount: 'tbank',
  open: (environment, deps) => {
    const config = tbankEnv.parse(environment);
    return config ? createTbank(config, deps) : null;
  },
  fake: openFake,
};
