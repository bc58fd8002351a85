import type { DealCase } from '../domain/case.ts';
import { joinChanges } from '../domain/changes.ts';
import { handle } from '../domain/handle.ts';
import { money } from '../domain/money.ts';
import { isAhead, isRehearsal, keyOf, orphan, receipt, settle } from '../domain/notice.ts';
import { attemptIdOf, type Payment } from '../domain/payment.ts';
import type { Notice, PaymentProvider } from '../domain/ports/payment-provider.ts';
import type { Refund } from '../domain/refund.ts';
import type { Failure, Outcome } from '../domain/result.ts';
import { contextOf, type Deps } from './context.ts';

type SettlementDeps = Pick<Deps, 'store' | 'providers' | 'clock' | 'settings' | 'log' | 'kick'>;

/**
 * Applies one notice exactly once: inbox row, payment, ledger, invoice, deal and messages in one
 * transaction. `unmatched`: kept, and tried again by the sweep.
 * @throws Error when the database fails: the sender must repeat.
 */
export async function applyNotice(
  deps: SettlementDeps,
  provider: string,
  notice: Notice,
  requestId: string,
): Promise<'applied' | 'repeat' | 'unmatched'> {
  const handled = await handle(deps.store, async () => {
    const facts = await dealOf(deps.store, provider, notice);
    if (!facts && isRehearsal(notice)) return { ok: true, changes: null, value: 'applied' as const };
    const context = contextOf(deps, { type: 'provider', id: provider }, requestId);
    if (!facts || isAhead(facts, notice, provider))
      return { ok: true, changes: orphan(provider, notice, context), value: 'unmatched' as const };
    const changes = settle(facts, notice, provider, context) ?? {};
    const inbox = receipt(provider, notice, facts.deal.id, context);
    return { ok: true, changes: joinChanges({ inbox: [inbox] }, changes), value: 'applied' as const };
  });
  if (handled.ok === false) throw new Error(`A notice was refused: ${handled.code}`);
  const outcome = handled.ok === 'repeat' ? 'repeat' : handled.value;
  deps.log.info(
    { requestId, provider, event: notice.eventKey, type: notice.type, outcome },
    'notice settled',
  );
  return outcome;
}

/**
 * The deal that a notice is about. Where its ids lead to two, the money's own decides: staff may have given
 * a charge to another deal than the one whose attempt brought it.
 */
export async function dealOf(
  store: Pick<Deps['store'], 'caseByPayment'>,
  provider: string,
  notice: Notice,
): Promise<DealCase | null> {
  const { chargeId } = notice;
  const found = await store.caseByPayment(keyOf(provider, notice));
  return found ?? (chargeId === null ? null : store.caseByPayment({ provider, chargeId }));
}

/** What a provider may need to find an attempt and to tell what is new: our ids, and what our books say. */
function lookKey(payment: Payment, all: readonly Refund[]): Parameters<PaymentProvider['look']>[0] {
  const attempt = attemptIdOf(payment);
  const { reference, chargeId, currency } = payment;
  const refunds = all.filter((each) => each.paymentId === payment.id && each.currency === currency);
  const returned = refunds
    .filter((each) => each.state === 'succeeded')
    .reduce((sum, each) => sum + each.amount, 0n);
  const charged = payment.state === 'succeeded' ? payment.amount : 0n;
  const open = refunds.flatMap(({ id, reference: refundReference, state, amount }) =>
    refundReference !== null && state !== 'succeeded' && state !== 'failed'
      ? [{ refundId: id, refundReference, chargeId: chargeId ?? '', amount: money(amount, currency) }]
      : [],
  );
  return {
    reference,
    paymentId: attempt,
    idempotencyKey: attempt,
    refunds: open,
    booked: { charged: money(charged, currency), returned: money(returned, currency) },
  };
}

/**
 * What the provider says of one attempt; nothing is booked.
 * @param plainly without what our books say, where there is nothing that only they can tell apart: the
 * provider's own numbers, to be compared with ours.
 */
export async function askOf(
  deps: Pick<SettlementDeps, 'store'>,
  provider: PaymentProvider,
  payment: Payment,
  { plainly = false, signal }: { plainly?: boolean; signal?: AbortSignal | undefined } = {},
): Promise<Outcome<readonly Notice[]>> {
  const facts = await deps.store.caseByDeal(payment.dealId);
  const key = lookKey(payment, facts?.refunds ?? []);
  const { booked, ...plain } = key;
  const returned = (key.refunds?.length ?? 0) > 0 || (booked?.returned.minor ?? 0n) > 0n;
  return provider.look(plainly && !returned ? plain : key, signal && { signal });
}

/**
 * Asks the provider about one attempt and books everything that it says.
 * @param patience how long the answer is waited for, milliseconds; else as long as the provider's client waits.
 */
export async function lookAt(
  deps: SettlementDeps,
  payment: Payment,
  requestId: string,
  patience: number | null = null,
): Promise<'told' | 'unanswered' | 'not_found'> {
  const provider = deps.providers.get(payment.provider);
  if (!provider) return 'unanswered';
  const { id } = payment;
  const answer = await within(patience, (signal) => askOf(deps, provider, payment, { signal }));
  if (!answer.ok) {
    deps.log.warn(
      { requestId, provider: provider.id, paymentId: id, category: answer.category, code: answer.code },
      'provider gave no answer',
    );
    return answer.category === 'not_found' ? 'not_found' : 'unanswered';
  }
  for (const notice of answer.value) await applyNotice(deps, provider.id, notice, requestId);
  return 'told';
}

const TOO_SLOW: Failure = {
  ok: false,
  category: 'unavailable',
  retryable: true,
  code: 'too_slow',
  message: 'somebody waits, and the provider does not answer',
};

/** @throws what `ask` throws for another reason than that the time is over. */
async function within<T>(
  patience: number | null,
  ask: (signal?: AbortSignal) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  if (patience === null) return ask();
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), patience);
  try {
    return await ask(over.signal);
  } catch (error) {
    if (over.signal.aborted) return TOO_SLOW;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
