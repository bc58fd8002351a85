import type { DealCase } from '../../domain/case.ts';
import { type Changes, type InboxEntry, joinChanges } from '../../domain/changes.ts';
import { handle } from '../../domain/handle.ts';
import { alarmOrphan, isAhead, noticeFromJson, settle } from '../../domain/notice.ts';
import type { Hint, PaymentProvider } from '../../domain/ports/payment-provider.ts';
import type { Context } from '../../domain/settings.ts';
import { codeOf, fateEvent, readUnmatched } from '../../domain/unmatched.ts';
import { contextOf, type Deps } from '../context.ts';
import { newsFromJson, retryReceiptNews } from '../receipt-news.ts';
import { applyNotice, dealOf, lookAt } from '../settlement.ts';

const LEASE = 60_000;
/** Tries after which owners are told of money without a deal. */
const ALARM_AFTER = 25_000;
/** So long a refund or dispute waits for the charge that it names; then its attempt has to do. */
const WAIT_FOR_CHARGE = 3_600_000;
const GIVE_UP_AFTER = 30 * 24 * 3_600_000;

/** Settles what came in and could not be applied at once; nothing is dropped. */
export async function settleInbox(deps: Deps): Promise<number> {
  const due = await deps.store.claimInbox(deps.clock.now(), LEASE, 50);
  await Promise.all(
    due.map((entry) => (entry.state === 'waiting' ? askAbout(deps, entry) : retry(deps, entry))),
  );
  return due.length;
}

/** An unsigned event: the provider is asked about its object, and only the answer is believed. */
async function askAbout(deps: Deps, entry: InboxEntry): Promise<void> {
  const provider = deps.providers.get(entry.source);
  if (!provider || entry.body === null) return;
  const news = newsFromJson(entry.body);
  if (news) return retryReceiptNews(deps, entry, news);
  const { reference, paymentId } = JSON.parse(entry.body) as Hint;
  const key = { provider: entry.source, reference, chargeId: reference, paymentId: paymentId ?? undefined };
  const facts =
    (await deps.store.caseByPayment(key)) ??
    (await deps.store.caseByPayment({ provider: entry.source, reference }));
  const payment = facts?.payments.find(
    (each) =>
      each.provider === entry.source &&
      (each.reference === reference || each.chargeId === reference || each.id === paymentId),
  );
  const told = payment
    ? await lookAt(deps, payment, entry.requestId)
    : await lookAtStranger(deps, provider, entry);
  const fields = { requestId: entry.requestId, provider: entry.source, event: entry.key };
  if (told === 'unanswered') {
    deps.log.warn(fields, 'an event could not be settled yet');
    const again = { state: 'waiting', nextAt: later(deps, entry), dealId: null } as const;
    return deps.store.settleInbox(entry.source, entry.key, again);
  }
  // It named an object that the provider does not have: forged, or meant for somebody else.
  if (told === 'not_found') deps.log.warn(fields, 'an event named an unknown object');
  const dealId = facts?.deal.id ?? null;
  await deps.store.settleInbox(entry.source, entry.key, { state: 'done', nextAt: null, dealId });
}

/** The object of an event that no payment of ours has: what the provider says of it is kept as unmatched. */
async function lookAtStranger(
  deps: Deps,
  provider: PaymentProvider,
  entry: InboxEntry,
): Promise<'told' | 'unanswered' | 'not_found'> {
  const { reference, paymentId } = JSON.parse(entry.body ?? '{}') as Hint;
  const answer = await provider.look({
    reference,
    paymentId: paymentId ?? '',
    idempotencyKey: paymentId ?? '',
  });
  if (!answer.ok) return answer.category === 'not_found' ? 'not_found' : 'unanswered';
  for (const notice of answer.value) await applyNotice(deps, entry.source, notice, entry.requestId);
  return 'told';
}

/** A notice without a deal, or ahead of its money: perhaps that is here now. */
async function retry(deps: Deps, entry: InboxEntry): Promise<void> {
  if (entry.body === null) return;
  const notice = noticeFromJson(entry.body);
  let dealId: number | null = null;
  await handle(deps.store, async () => {
    const facts = await dealOf(deps.store, entry.source, notice);
    const context = contextOf(deps, { type: 'provider', id: entry.source }, entry.requestId);
    const age = context.now - entry.receivedAt;
    const waits = facts !== null && age < WAIT_FOR_CHARGE && isAhead(facts, notice, entry.source);
    dealId = waits ? null : (facts?.deal.id ?? null);
    if (waits) return { ok: true, changes: null, value: null };
    if (facts) {
      const changes = settle(facts, notice, entry.source, context);
      return {
        ok: true,
        changes: changes && joinChanges(changes, await found(entry, facts, changes, context)),
        value: null,
      };
    }
    return {
      ok: true,
      changes: age > ALARM_AFTER ? alarmOrphan(entry, notice, await deps.store.staff(), context) : null,
      value: null,
    };
  });
  const settled = { state: 'done', nextAt: null, dealId } as const;
  const kept = { state: 'unmatched', nextAt: later(deps, entry), dealId: null } as const;
  await deps.store.settleInbox(entry.source, entry.key, dealId === null ? kept : settled);
}

/** Owners were told of it: whoever presses a button under that must hear what became of it. */
async function found(
  entry: InboxEntry,
  { deal, invoices }: DealCase,
  { payments = [] }: Changes,
  context: Context,
): Promise<Changes> {
  const view = readUnmatched(entry)?.view;
  if (!view || context.now - entry.receivedAt <= ALARM_AFTER) return {};
  const number = invoices.find(({ id }) => id === payments[0]?.invoiceId)?.number ?? null;
  const where = { source: entry.source, key: entry.key, dealId: deal.id, number };
  return { history: [fateEvent(await codeOf(entry), 'matched', where, view.amount, context)] };
}

/** Growing pauses from five seconds to six hours; null after thirty days, when it is only kept. */
function later(deps: Deps, entry: InboxEntry): number | null {
  const age = deps.clock.now() - entry.receivedAt;
  return age > GIVE_UP_AFTER ? null : deps.clock.now() + Math.max(5_000, Math.min(age, 6 * 3_600_000));
}
