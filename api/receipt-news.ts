import type { DealCase } from '../domain/case.ts';
import { type InboxEntry, joinChanges } from '../domain/changes.ts';
import { noteReceiptAnswer } from '../domain/decisions/receipts.ts';
import type { FiscalReceipt } from '../domain/fiscal-receipt.ts';
import { handle } from '../domain/handle.ts';
import type { ReceiptNotice } from '../domain/ports/payment-provider.ts';
import type { PaymentKey } from '../domain/ports/store.ts';
import { contextOf, type Deps } from './context.ts';

type NewsDeps = Pick<Deps, 'store' | 'clock' | 'settings' | 'log'>;

/** News ahead of its money is looked at again so soon: that is being booked now. */
const TRY_AGAIN = 1_000;
/** Growing pauses up to this, and no more of them after a day. */
const LONGEST_PAUSE = 3_600_000;
const GIVE_UP_AFTER = 24 * 3_600_000;

/**
 * Takes what a signed webhook tells of a receipt, exactly once: the inbox row goes with what it changes. News of
 * nobody's payment is logged, and no more; news that comes ahead of its money waits in the inbox (`kept`).
 * @throws Error when the database fails: the sender must repeat.
 */
export async function takeReceiptNews(
  deps: NewsDeps,
  provider: string,
  notice: ReceiptNotice,
  requestId: string,
): Promise<'applied' | 'repeat' | 'kept' | 'nothing'> {
  const handled = await handle(deps.store, async () => {
    const facts = await dealOfReceipt(deps.store, provider, notice);
    if (!facts) return { ok: true, changes: null, value: 'nothing' as const };
    const row = receiptTold(facts, provider, notice);
    const inbox = [inboxRow(deps, { provider, notice, requestId, dealId: row && facts.deal.id })];
    if (!row) return { ok: true, changes: { inbox }, value: 'kept' as const };
    const context = contextOf(deps, { type: 'provider', id: provider }, requestId);
    const changes = noteReceiptAnswer(facts, row.id, { ok: true, value: notice.state }, context);
    return { ok: true, changes: joinChanges({ inbox }, changes ?? {}), value: 'applied' as const };
  });
  if (handled.ok === false) throw new Error(`News of a receipt was refused: ${handled.code}`);
  const outcome = handled.ok === 'repeat' ? 'repeat' : handled.value;
  const fields = { requestId, provider, event: notice.eventKey, state: notice.state.state, outcome };
  if (outcome === 'nothing') deps.log.warn(fields, 'a receipt of a payment that is not ours');
  else deps.log.info(fields, 'news of a receipt');
  return outcome;
}

function inboxRow(
  { clock }: NewsDeps,
  of: {
    readonly provider: string;
    readonly notice: ReceiptNotice;
    readonly requestId: string;
    /** Null: nobody's yet, it waits. */
    readonly dealId: number | null;
  },
): InboxEntry {
  const now = clock.now();
  const waits = of.dealId === null;
  return {
    source: of.provider,
    key: of.notice.eventKey,
    state: waits ? 'waiting' : 'done',
    body: waits ? newsToJson(of.notice) : null,
    dealId: of.dealId,
    receivedAt: now,
    nextAt: waits ? now + TRY_AGAIN : null,
    requestId: of.requestId,
  };
}

/** News that waited: perhaps its receipt is planned now. After a day it is taken for none of ours. */
export async function retryReceiptNews(
  deps: NewsDeps,
  entry: InboxEntry,
  notice: ReceiptNotice,
): Promise<void> {
  const { source, key, requestId, receivedAt } = entry;
  let dealId: number | null = null;
  await handle(deps.store, async () => {
    const facts = await dealOfReceipt(deps.store, source, notice);
    const row = facts && receiptTold(facts, source, notice);
    dealId = row ? row.dealId : null;
    if (!facts || !row) return { ok: true, changes: null, value: null };
    const context = contextOf(deps, { type: 'provider', id: source }, requestId);
    const changes = noteReceiptAnswer(facts, row.id, { ok: true, value: notice.state }, context);
    return { ok: true, changes, value: null };
  });
  const age = deps.clock.now() - receivedAt;
  const over = dealId === null && age > GIVE_UP_AFTER;
  if (over)
    deps.log.warn({ requestId, provider: source, event: key }, 'a receipt that fits nothing we have planned');
  const pause = Math.max(TRY_AGAIN, Math.min(age, LONGEST_PAUSE));
  await deps.store.settleInbox(source, key, {
    state: dealId === null && !over ? 'waiting' : 'done',
    nextAt: dealId === null && !over ? deps.clock.now() + pause : null,
    dealId,
  });
}

/** By the payment, the money or the refund: whichever of the vendor's names is known here. */
async function dealOfReceipt(
  store: Pick<Deps['store'], 'caseByPayment' | 'caseByReceipt'>,
  provider: string,
  { reference, chargeId, paymentId, refundReference, state }: ReceiptNotice,
): Promise<DealCase | null> {
  const keys: PaymentKey[] = [
    { provider, reference: reference || undefined, paymentId: paymentId ?? undefined },
    ...(chargeId === null ? [] : [{ provider, chargeId }]),
    ...(refundReference === null ? [] : [{ provider, refundReference }]),
  ];
  for (const key of keys) {
    const found = await store.caseByPayment(key);
    if (found) return found;
  }
  return store.caseByReceipt(provider, { reference: state.receiptReference, idempotencyKey: null });
}

/**
 * The receipt that the news is about, of exactly its sum: the one with this id, else the oldest of this money
 * that is not settled, else one that is. Null: none is planned yet.
 */
function receiptTold(
  facts: Pick<DealCase, 'receipts' | 'payments' | 'refunds'>,
  provider: string,
  notice: ReceiptNotice,
): FiscalReceipt | null {
  const { receiptReference, amount } = notice.state;
  const fitting = facts.receipts.filter(
    (row) =>
      row.register === provider &&
      (!amount || (row.amount === amount.minor && row.currency === amount.currency)),
  );
  const named = fitting.find(({ reference }) => reference === receiptReference);
  if (named) return named;
  const own = fitting
    .filter((row) => isOf(facts, row, notice) && !(notice.namesItself && row.reference !== null))
    // The second receipt is registered after the first.
    .sort((a, b) => Number(a.purpose === 'closing') - Number(b.purpose === 'closing'));
  return own.find(({ state }) => state !== 'registered' && state !== 'failed') ?? own[0] ?? null;
}

/** Of the same money, and for the same purpose. */
function isOf(
  facts: Pick<DealCase, 'payments' | 'refunds'>,
  row: FiscalReceipt,
  notice: ReceiptNotice,
): boolean {
  const { type, settledBy, refundReference, reference, chargeId, paymentId } = notice;
  if ((row.purpose === 'refund') !== (type === 'refund')) return false;
  if (settledBy !== null && type === 'payment' && (row.purpose === 'closing') !== (settledBy === 'prepaid'))
    return false;
  const refund = facts.refunds.find((each) => each.reference === refundReference);
  if (refundReference !== null && refund) return row.refundId === refund.id;
  const payment = facts.payments.find(({ id }) => id === row.paymentId);
  if (!payment) return false;
  return (
    payment.id === paymentId ||
    payment.reference === reference ||
    (chargeId !== null && payment.chargeId === chargeId)
  );
}

/** What waits is a row like a hint's, with the news in it. Sums as decimal text. */
function newsToJson(receipt: ReceiptNotice): string {
  const { reference, paymentId, eventKey } = receipt;
  return JSON.stringify({ reference, paymentId, eventKey, receipt }, (_key, value) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

/** News of a receipt in a row that waits; null for a hint. @throws SyntaxError for what is no JSON. */
export function newsFromJson(body: string): ReceiptNotice | null {
  const kept = JSON.parse(body, (key, value) =>
    key === 'minor' && typeof value === 'string' ? BigInt(value) : value,
  ) as { receipt?: ReceiptNotice };
  return kept.receipt ?? null;
}
