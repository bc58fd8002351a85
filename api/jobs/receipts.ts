import type { DealCase } from '../../domain/case.ts';
import { noteReceiptAnswer, noteReceiptAsked, noteReceiptUntold } from '../../domain/decisions/receipts.ts';
import type { FiscalReceipt } from '../../domain/fiscal-receipt.ts';
import { sellerFor } from '../../domain/policy.ts';
import type { FiscalRegister, ReceiptHint } from '../../domain/ports/fiscal-register.ts';
import type { PaymentProvider, ReceiptState } from '../../domain/ports/payment-provider.ts';
import type { Failure, Outcome } from '../../domain/result.ts';
import type { Deps } from '../context.ts';
import { changeDeal } from './change-deal.ts';

/** A claimed receipt is not claimed again for this long: longer than any register takes to answer. */
const LEASE = 60_000;
const BATCH = 50;

/** Has receipts made, and asks what became of them. Whatever happens here, the money stays where it is. */
export async function checkReceipts(deps: Deps): Promise<number> {
  const due = await deps.store.claimReceiptChecks(deps.clock.now(), LEASE, BATCH);
  await Promise.all(due.map((receipt) => checkReceipt(deps, receipt)));
  return due.length;
}

/** A register said that something is new: it is asked now, and only its answer is believed. */
export async function hintReceipt(deps: Deps, register: string, hint: ReceiptHint): Promise<void> {
  const facts = await deps.store.caseByReceipt(register, hint);
  const receipt = facts?.receipts.find(
    (each) =>
      each.register === register &&
      (each.reference === hint.reference || each.idempotencyKey === hint.idempotencyKey),
  );
  if (receipt?.nextCheckAt)
    await checkReceipt(deps, { ...receipt, reference: receipt.reference ?? hint.reference });
}

async function checkReceipt(deps: Deps, claimed: FiscalReceipt): Promise<void> {
  const requestId = deps.clock.newId();
  await changeDeal(deps, claimed.dealId, requestId, (facts, context) =>
    noteReceiptAsked(facts, claimed.id, context),
  );
  const facts = await deps.store.caseByDeal(claimed.dealId);
  const answer = facts && (await ask(deps, facts, claimed));
  if (!answer) {
    await changeDeal(deps, claimed.dealId, requestId, (fresh, context) =>
      noteReceiptUntold(fresh, claimed.id, context),
    );
    return;
  }
  if (!answer.ok) {
    const { category, code } = answer;
    deps.log.warn(
      { requestId, register: claimed.register, receiptId: claimed.id, category, code },
      'no receipt yet',
    );
  }
  const right = answer.ok && !isOurs(claimed, answer.value) ? FOREIGN : answer;
  await changeDeal(deps, claimed.dealId, requestId, (fresh, context) =>
    noteReceiptAnswer(fresh, claimed.id, right, context),
  );
}

/** A callback may name another shop's receipt: only one with our key and sum, where the register tells them, is ours. */
function isOurs(claimed: FiscalReceipt, { idempotencyKey, amount }: ReceiptState): boolean {
  const sameSum = !amount || (amount.minor === claimed.amount && amount.currency === claimed.currency);
  return sameSum && (!idempotencyKey || idempotencyKey === claimed.idempotencyKey);
}

const FOREIGN: Failure = {
  ok: false,
  category: 'not_found',
  retryable: true,
  code: 'foreign_receipt',
  message: 'the register told of a receipt with another key',
};

const GONE: Failure = {
  ok: false,
  category: 'unavailable',
  retryable: true,
  code: 'register_not_set_up',
  message: 'whoever registers this receipt is not set up',
};

/** Null: nobody tells what became of it. */
async function ask(
  deps: Deps,
  facts: DealCase,
  receipt: FiscalReceipt,
): Promise<Outcome<ReceiptState> | null> {
  const register = deps.registers.get(receipt.register);
  if (register) return atRegister(deps, register, facts, receipt);
  const provider = deps.providers.get(receipt.register);
  return provider ? atProvider(provider, facts, receipt) : GONE;
}

function atRegister(
  deps: Deps,
  register: FiscalRegister,
  facts: DealCase,
  receipt: FiscalReceipt,
): Promise<Outcome<ReceiptState>> {
  if (receipt.reference !== null) return register.look(receipt.reference);
  const { publicUrl } = deps.config;
  const seller = sellerFor(facts, deps.settings);
  const reached = publicUrl.startsWith('https://') || deps.config.sandbox;
  return register.register({
    idempotencyKey: receipt.idempotencyKey,
    receipt: receipt.content,
    currency: receipt.currency,
    settledBy: receipt.settledBy,
    seller: {
      taxSystem: seller.taxSystem,
      paymentAddress: publicUrl,
      ...(seller.inn ? { inn: seller.inn } : {}),
      ...(seller.email ? { email: seller.email } : {}),
    },
    callbackUrl: reached ? `${publicUrl}/webhooks/fiscal/${register.id}` : null,
    at: receipt.createdAt,
  });
}

async function atProvider(
  provider: PaymentProvider,
  facts: DealCase,
  receipt: FiscalReceipt,
): Promise<Outcome<ReceiptState> | null> {
  const payment = facts.payments.find((each) => each.id === receipt.paymentId);
  const refund = facts.refunds.find((each) => each.id === receipt.refundId);
  const reference = payment?.reference ?? payment?.chargeId ?? '';
  const chargeId = payment?.chargeId ?? '';
  const refundReference = refund?.reference ?? null;
  if (receipt.reference !== null) return (await provider.lookReceipt?.(receipt.reference)) ?? null;
  if (receipt.along) {
    const told = await provider.receiptOf?.({ reference, chargeId, refundReference });
    return !told || (!told.ok && told.code === 'not_told') ? null : told;
  }
  const made = await provider.register?.({
    idempotencyKey: receipt.idempotencyKey,
    reference,
    chargeId,
    refundReference,
    receipt: receipt.content,
    currency: receipt.currency,
    settledBy: receipt.settledBy === 'prepaid' ? 'prepaid' : 'electronic',
  });
  return made ?? NO_SUCH_CALL;
}

const NO_SUCH_CALL: Failure = {
  ok: false,
  category: 'refused',
  retryable: false,
  code: 'not_by_provider',
  message: 'the provider makes no receipt apart from its payment',
};
