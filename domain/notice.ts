import type { DealCase } from './case.ts';
import type { Changes, InboxEntry } from './changes.ts';
import { settleDispute } from './decisions/settle-dispute.ts';
import { settlePayment } from './decisions/settle-payment.ts';
import { settleRefund } from './decisions/settle-refund.ts';
import type { NewMessage, UnmatchedView } from './message.ts';
import { toJson } from './money.ts';
import type { Hint, Notice } from './ports/payment-provider.ts';
import type { PaymentKey } from './ports/store.ts';
import type { Context } from './settings.ts';
import type { Staff } from './staff.ts';

/** How to find the deal that a notice is about. */
export function keyOf(provider: string, notice: Notice): PaymentKey {
  return {
    provider,
    reference: notice.reference || undefined,
    chargeId: notice.chargeId ?? undefined,
    paymentId: notice.paymentId ?? undefined,
    ...(notice.type === 'refund'
      ? { refundReference: notice.refundReference, refundId: notice.refundId ?? undefined }
      : {}),
    ...(notice.type === 'dispute' ? { disputeReference: notice.disputeReference } : {}),
  };
}

/** What a notice changes in its deal; null when nothing. */
export function settle(facts: DealCase, notice: Notice, provider: string, context: Context): Changes | null {
  switch (notice.type) {
    case 'payment':
      return settlePayment(facts, notice, provider, context);
    case 'refund':
      return settleRefund(facts, notice, provider, context);
    case 'dispute':
      return settleDispute(facts, notice, provider, context);
  }
}

/**
 * A refund or dispute that names a charge which we have not heard of: told before its money. It is kept
 * until that comes, so that it is not taken for one of another charge of the same attempt.
 */
export function isAhead(facts: DealCase, notice: Notice, provider: string): boolean {
  if (notice.type === 'payment' || notice.chargeId === null) return false;
  const own = <T extends { readonly provider: string }>(rows: readonly T[]) =>
    rows.filter((each) => each.provider === provider);
  const known =
    notice.type === 'refund'
      ? own(facts.refunds).some(
          ({ id, reference }) => id === notice.refundId || reference === notice.refundReference,
        )
      : own(facts.disputes).some(({ reference }) => reference === notice.disputeReference);
  return !known && !own(facts.payments).some(({ chargeId }) => chargeId === notice.chargeId);
}

/** The inbox row of a notice that was applied to a deal. */
export function receipt(provider: string, notice: Notice, dealId: number, context: Context): InboxEntry {
  return {
    source: provider,
    key: notice.eventKey,
    state: 'done',
    body: null,
    dealId,
    receivedAt: context.now,
    nextAt: null,
    requestId: context.requestId,
  };
}

/** The inbox row of an unsigned event: stored and acknowledged at once, settled by asking the provider. */
export function waiting(provider: string, hint: Hint, context: Context): InboxEntry {
  return {
    source: provider,
    key: hint.eventKey,
    state: 'waiting',
    body: JSON.stringify(hint),
    dealId: null,
    receivedAt: context.now,
    nextAt: context.now,
    requestId: context.requestId,
  };
}

/** Begins our ids of payments that only try a provider out (the doctor): there is no deal for them. */
export const REHEARSAL = 'check-';

/** News of a payment that was made to be voided. Money that came of one all the same is no rehearsal. */
export function isRehearsal(notice: Notice): boolean {
  if (notice.type !== 'payment' || !notice.paymentId?.startsWith(REHEARSAL)) return false;
  return notice.state !== 'succeeded' && notice.state !== 'authorized';
}

/** How soon a notice without a deal is tried again: its deal may be being written this very moment. */
const TRY_AGAIN = 10_000;

/** A notice that belongs to nothing we know is kept and tried again: its deal may be being written now. */
export function orphan(provider: string, notice: Notice, context: Context): Changes {
  const kept: InboxEntry = {
    ...receipt(provider, notice, 0, context),
    dealId: null,
    state: 'unmatched',
    body: noticeToJson(notice),
    nextAt: context.now + TRY_AGAIN,
  };
  return { inbox: [kept] };
}

/**
 * What a row of the inbox shows to people, when it is about money that moved; null for an attempt that
 * brought none, or only holds some: there is nothing to decide.
 */
export function unmatchedView(at: RowKey, notice: Notice): UnmatchedView | null {
  const { type, reference, amount } = notice;
  if (notice.type === 'payment' && notice.state !== 'succeeded') return null;
  if (notice.type === 'refund' && notice.state !== 'succeeded') return null;
  const told = notice.type === 'payment' ? notice : null;
  return {
    source: at.source,
    key: at.key,
    receivedAt: at.receivedAt,
    type,
    reference: reference || (notice.chargeId ?? ''),
    amount: toJson(amount),
    payer: told?.payer ?? null,
    purpose: told?.purpose ?? null,
  };
}

/** Which row of the inbox. */
type RowKey = Pick<InboxEntry, 'source' | 'key' | 'receivedAt'>;

/** Owners are told of money that still has no deal after the first tries; once per notice. */
export function alarmOrphan(at: RowKey, notice: Notice, team: readonly Staff[], context: Context): Changes {
  const view = unmatchedView(at, notice);
  if (!view) return {};
  const owners = team.filter((member) => member.active && member.role === 'owner');
  return { messages: owners.map((owner) => alarm(view, owner, context)) };
}

function alarm(view: UnmatchedView, owner: Staff, context: Context): NewMessage {
  return {
    kind: 'staff_unmatched',
    data: view,
    id: context.newId(),
    dedupeKey: `unmatched:${view.source}:${view.key}:${owner.id}`,
    channel: owner.channel,
    address: owner.address,
    locale: owner.locale,
    priority: 0,
    dealId: null,
    slot: null,
    notBefore: context.now,
    createdAt: context.now,
    requestId: context.requestId,
  };
}

/** Notices are kept as JSON until they find their deal; sums as decimal text. */
export function noticeToJson(notice: Notice): string {
  return JSON.stringify(notice, (_key, value) => (typeof value === 'bigint' ? `${value}n` : value));
}

/** @throws SyntaxError for text that `noticeToJson` did not write. */
export function noticeFromJson(text: string): Notice {
  const isSum = (key: string, value: unknown): value is string =>
    key === 'minor' && typeof value === 'string';
  return JSON.parse(text, (key, value) => (isSum(key, value) ? BigInt(value.slice(0, -1)) : value)) as Notice;
}
