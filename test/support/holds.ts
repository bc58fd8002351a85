import type { DealCase } from '../../domain/case.ts';
import { notePaymentStarted, startPayment } from '../../domain/decisions/start-payment.ts';
import type { Payment } from '../../domain/payment.ts';
import type { PolicyChoices } from '../../domain/policy.ts';
import type { Notice } from '../../domain/ports/payment-provider.ts';
import type { Context } from '../../domain/settings.ts';
import { anInvoice, apply, charged, context, hear, NOON } from './world.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** When the hold of these stories ends at the bank. */
export const ENDS = NOON + 7 * DAY;

const HOLDING: PolicyChoices = {
  people: null,
  companies: null,
  hold: true,
  cash: false,
  inPieces: false,
  seller: null,
};

/** The deal of a funnel that holds money first. */
export function holding(facts: DealCase = anInvoice(), choices: Partial<PolicyChoices> = {}): DealCase {
  return { ...facts, policy: { funnel: 'main', choices: { ...HOLDING, ...choices }, version: 1 } };
}

/** An attempt that will hold, open at the bank under `reference`. */
export function anOpenHold(
  facts: DealCase = holding(),
  reference = 'pay_1',
  amount: bigint | null = null,
  at: Context = context(),
): DealCase {
  const token = facts.invoices.at(-1)?.payToken ?? '';
  const started = startPayment(facts, token, { provider: 'sandbox', kind: 'card', amount }, at);
  if (!started.ok || started.value.type !== 'ask') throw new Error('nothing was asked');
  const asked = apply(facts, started.value.changes);
  const url = `https://bank.example/${reference}`;
  const answer = { ok: true, value: { reference, url, qr: null, expiresAt: null } } as const;
  return apply(asked, notePaymentStarted(asked, started.value.payment.id, answer, at));
}

/** The bank says that it holds the money. */
export function heldNotice(over: Partial<Extract<Notice, { type: 'payment' }>> = {}) {
  const reference = over.reference ?? 'pay_1';
  const eventKey = `payment:${reference}:authorized`;
  return charged({
    state: 'authorized',
    chargeId: null,
    captureBefore: ENDS,
    eventKey,
    ...over,
    reference,
  });
}

/** The same deal with the money held. */
export function held(facts: DealCase = anOpenHold(), at: Context = context()): DealCase {
  return hear(facts, [heldNotice()], at).facts;
}

export function paymentOf(facts: DealCase, index = 0): Payment {
  const payment = facts.payments[index];
  if (!payment) throw new Error(`there is no payment ${index}`);
  return payment;
}
