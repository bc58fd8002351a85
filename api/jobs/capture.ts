import type { DealCase } from '../../domain/case.ts';
import { noteHoldAnswer, watchHold } from '../../domain/decisions/hold.ts';
import { saleReceipt } from '../../domain/fiscal.ts';
import { money } from '../../domain/money.ts';
import type { Payment } from '../../domain/payment.ts';
import type { Receipt } from '../../domain/receipt.ts';
import type { Failure, Outcome } from '../../domain/result.ts';
import { voidPayment } from '../cashier.ts';
import type { Deps } from '../context.ts';
import { lookAt } from '../settlement.ts';
import { changeDeal } from './change-deal.ts';

/**
 * What is due about held money: it is looked at and watched while nobody has decided, and taken or given back
 * once somebody has. The call's answer books nothing: the provider is asked what became of the money.
 */
export async function checkHeld(deps: Deps, claimed: Payment, requestId: string): Promise<void> {
  const { id, dealId } = claimed;
  if (claimed.captureAmount === null) {
    await lookAt(deps, claimed, requestId);
    await changeDeal(deps, dealId, requestId, (facts, context) => watchHold(facts, id, context));
  }
  const facts = await deps.store.caseByDeal(dealId);
  const payment = facts?.payments.find((each) => each.id === id);
  if (!facts || payment?.state !== 'authorized' || payment.captureAmount === null) return;
  const answer = await carryOut(deps, facts, payment);
  if (!answer.ok) {
    const { category, code } = answer;
    deps.log.warn({ requestId, provider: payment.provider, paymentId: id, category, code }, 'hold not ended');
  }
  await lookAt(deps, payment, requestId);
  await changeDeal(deps, dealId, requestId, (fresh, context) => noteHoldAnswer(fresh, id, answer, context));
}

async function carryOut(deps: Deps, facts: DealCase, payment: Payment): Promise<Outcome<null>> {
  const { captureAmount, currency, reference, idempotencyKey } = payment;
  if (!captureAmount) return voidPayment(deps, payment);
  const provider = deps.providers.get(payment.provider);
  if (!provider) return away;
  if (!provider.capture || reference === null) return impossible;
  // Another sum is another call: the key of a refused one must not answer for it.
  const key = `${idempotencyKey}:capture:${captureAmount}`;
  const receipt = receiptOf(deps, facts, payment);
  return provider.capture(reference, money(captureAmount, currency), key, { receipt });
}

/** Who takes less than was held gives the receipt of what is taken; the whole went along with the hold. */
function receiptOf(deps: Deps, facts: DealCase, payment: Payment): Receipt | null {
  const { captureAmount, withReceipt, amount } = payment;
  const invoice = facts.invoices.find((each) => each.id === payment.invoiceId);
  if (!withReceipt || !invoice || captureAmount === null || captureAmount === amount) return null;
  return saleReceipt(facts, invoice, { paid: captureAmount, beyond: 0n }, deps.settings);
}

/** Its keys were taken out of the environment: they may come back. */
const away: Failure = {
  ok: false,
  category: 'unavailable',
  retryable: true,
  code: 'provider_away',
  message: 'the provider is not set up',
};

const impossible: Failure = {
  ok: false,
  category: 'refused',
  retryable: false,
  code: 'no_capture',
  message: 'money can not be taken there',
};
