import type { DealCase } from '../../domain/case.ts';
import type { Changes } from '../../domain/changes.ts';
import {
  noteRefundAnswer,
  noteRefundAsked,
  noteRefundChecked,
} from '../../domain/decisions/settle-refund.ts';
import { notePaymentChecked, notePaymentStarted } from '../../domain/decisions/start-payment.ts';
import { refundReceipt, takesReceipt } from '../../domain/fiscal.ts';
import { isCovered } from '../../domain/hold.ts';
import { isPayable } from '../../domain/invoice.ts';
import { money } from '../../domain/money.ts';
import { noticeFromJson } from '../../domain/notice.ts';
import type { Payment } from '../../domain/payment.ts';
import type { RefundRequest } from '../../domain/ports/payment-provider.ts';
import type { Receipt } from '../../domain/receipt.ts';
import type { Refund } from '../../domain/refund.ts';
import type { Context } from '../../domain/settings.ts';
import type { Counterparty } from '../../domain/statement-report.ts';
import { ask, voidPayment } from '../cashier.ts';
import type { Deps } from '../context.ts';
import { lookAt } from '../settlement.ts';
import { checkHeld } from './capture.ts';
import { changeDeal } from './change-deal.ts';

/** A claimed check is not claimed again for this long: longer than any provider takes to answer. */
const LEASE = 60_000;
const BATCH = 50;

/** Asks providers about payments that have been silent too long, so that a lost webhook costs minutes. */
export async function checkPayments(deps: Deps): Promise<number> {
  const due = await deps.store.claimPaymentChecks(deps.clock.now(), LEASE, BATCH);
  await Promise.all(due.map((payment) => checkPayment(deps, payment)));
  return due.length;
}

async function checkPayment(deps: Deps, payment: Payment): Promise<void> {
  const requestId = deps.clock.newId();
  if (payment.state === 'succeeded') return lookAfter(deps, payment, requestId);
  if (payment.state === 'authorized') return checkHeld(deps, payment, requestId);
  const facts = await deps.store.caseByDeal(payment.dealId);
  const invoice = facts?.invoices.find((each) => each.id === payment.invoiceId);
  if (!facts || !invoice) return;
  const wanted =
    isPayable(invoice, deps.clock.now()) && !isReplaced(facts, payment) && !isCovered(facts, invoice);
  const unborn = payment.state === 'creating' || payment.state === 'unknown';
  if (unborn && wanted) {
    await ask(deps, facts, payment, requestId);
    return;
  }
  if (!wanted && !unborn) await voidPayment(deps, payment);
  const told = await lookAt(deps, payment, requestId);
  await changeDeal(deps, payment.dealId, requestId, (fresh, context) =>
    unborn && told === 'not_found' ? neverMade(fresh, payment, context) : onwards(fresh, payment, context),
  );
}

/** Money that came: a second charge, a refund of the provider's office or a dispute may have gone untold. */
async function lookAfter(deps: Deps, payment: Payment, requestId: string): Promise<void> {
  const provider = deps.providers.get(payment.provider);
  const tells = provider && !provider.can.silentAfterwards && !provider.can.offline;
  if (tells) await lookAt(deps, payment, requestId);
  await changeDeal(deps, payment.dealId, requestId, (facts, context) => onwards(facts, payment, context));
}

/** Another attempt of the same kind is open by now: nobody needs this one to be made after all. */
function isReplaced(facts: DealCase, payment: Payment): boolean {
  return facts.payments.some(
    (other) =>
      other.id !== payment.id &&
      other.invoiceId === payment.invoiceId &&
      other.kind === payment.kind &&
      other.state === 'pending' &&
      // A payment without an address was found by asking after the customer had gone to the other.
      (payment.state !== 'pending' || payment.url === null) &&
      other.url !== null,
  );
}

function neverMade(facts: DealCase, payment: Payment, context: Context): Changes | null {
  const answer = {
    ok: false,
    category: 'not_found',
    retryable: false,
    code: 'never_made',
    message: 'the provider has no such payment',
  } as const;
  return notePaymentStarted(facts, payment.id, answer, context);
}

/** Not over after the look: the next look is planned. */
function onwards(facts: DealCase, payment: Payment, context: Context): Changes | null {
  return notePaymentChecked(facts, payment.id, context);
}

/** Carries out refunds that are asked for, and asks about those on their way. */
export async function checkRefunds(deps: Deps): Promise<number> {
  const due = await deps.store.claimRefundChecks(deps.clock.now(), LEASE, BATCH);
  await Promise.all(due.map((refund) => checkRefund(deps, refund)));
  return due.length;
}

async function checkRefund(deps: Deps, claimed: Refund): Promise<void> {
  const requestId = deps.clock.newId();
  const payment = await paymentOf(deps, claimed);
  const provider = deps.providers.get(claimed.provider);
  if (!payment || !provider?.refund) return;
  // Keys live only so long at a provider: what was asked before is looked for before it is asked again.
  if (claimed.state !== 'creating') await lookAt(deps, payment, requestId);
  const refund = await fresh(deps, claimed);
  if (!refund || refund.state === 'succeeded' || refund.state === 'failed') return;
  if (refund.reference !== null) {
    await changeDeal(deps, refund.dealId, requestId, (facts, context) =>
      noteRefundChecked(facts, refund.id, context),
    );
    return;
  }
  const again = refund.state !== 'creating';
  await changeDeal(deps, refund.dealId, requestId, (facts, context) =>
    noteRefundAsked(facts, refund.id, context),
  );
  const receipt = await receiptFor(deps, refund, payment);
  const answer = await provider.refund({ ...refundRequest(refund, payment, again), receipt });
  if (!answer.ok) {
    deps.log.warn(
      { requestId, provider: provider.id, refundId: refund.id, category: answer.category, code: answer.code },
      'refund not made',
    );
  }
  const payer = answer.ok && answer.value.byHand ? await payerOf(deps, payment) : null;
  await changeDeal(deps, refund.dealId, requestId, (facts, context) =>
    noteRefundAnswer(facts, refund.id, answer, context, payer),
  );
  // The answer may say "succeeded" already, and a lost webhook would say no more: the truth is read back.
  if (answer.ok && answer.value.state === 'succeeded') await lookAt(deps, payment, requestId);
}

/** Whoever paid, as the row of the money that came says; null when it is not known, or forgotten. */
async function payerOf({ store }: Deps, { provider, chargeId }: Payment): Promise<Counterparty | null> {
  const body = chargeId ? (await store.inboxEntry(provider, chargeId))?.body : null;
  const notice = body ? noticeFromJson(body) : null;
  const payer = notice?.type === 'payment' ? notice.payer : null;
  return payer ? { ...payer, account: payer.account ?? null } : null;
}

async function paymentOf(deps: Deps, refund: Refund): Promise<Payment | undefined> {
  const facts = await deps.store.caseByDeal(refund.dealId);
  return facts?.payments.find((each) => each.id === refund.paymentId);
}

async function fresh(deps: Deps, refund: Refund): Promise<Refund | undefined> {
  const facts = await deps.store.caseByDeal(refund.dealId);
  return facts?.refunds.find((each) => each.id === refund.id);
}

/** The receipt of return that goes along, where the payment's own did. */
async function receiptFor(deps: Deps, refund: Refund, payment: Payment): Promise<Receipt | null> {
  const facts = await deps.store.caseByDeal(refund.dealId);
  return facts && takesReceipt(facts, refund, payment) ? refundReceipt(facts, refund) : null;
}

function refundRequest(refund: Refund, payment: Payment, again: boolean): RefundRequest {
  return {
    refundId: refund.id,
    idempotencyKey: refund.idempotencyKey,
    reference: payment.reference ?? payment.chargeId ?? '',
    chargeId: payment.chargeId ?? '',
    amount: money(refund.amount, refund.currency),
    charged: money(payment.amount, payment.currency),
    reason: refund.reason,
    again,
  };
}
