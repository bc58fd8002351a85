import type { InboxEntry } from '../../domain/changes.ts';
import { handle } from '../../domain/handle.ts';
import { alarmOrphan, keyOf, noticeFromJson, settle } from '../../domain/notice.ts';
import { contextOf, type Deps } from '../context.ts';

const LEASE = 60_000;
/** Tries after which owners are told of money without a deal. */
const ALARM_AFTER = 25_000;
const GIVE_UP_AFTER = 30 * 24 * 3_600_000;

/** Tries again what came in without a deal; it is never dropped, and owners hear of it. */
export async function settleInbox(deps: Deps): Promise<number> {
  const waiting = await deps.store.claimInbox(deps.clock.now(), LEASE, 50);
  for (const entry of waiting) await retry(deps, entry);
  return waiting.length;
}

async function retry(deps: Deps, entry: InboxEntry): Promise<void> {
  if (entry.body === null) return;
  const notice = noticeFromJson(entry.body);
  let dealId: number | null = null;
  await handle(deps.store, async () => {
    const facts = await deps.store.caseByPayment(keyOf(entry.source, notice));
    dealId = facts?.deal.id ?? null;
    const context = contextOf(deps, { type: 'provider', id: entry.source }, entry.requestId);
    if (facts) return { ok: true, changes: settle(facts, notice, entry.source, context), value: null };
    const old = context.now - entry.receivedAt > ALARM_AFTER;
    return { ok: true, changes: old ? alarmOrphan(entry.source, notice, await deps.store.staff(), context) : null, value: null };
  });
  const age = deps.clock.now() - entry.receivedAt;
  const again = age > GIVE_UP_AFTER ? null : deps.clock.now() + Math.max(10_000, Math.min(age, 6 * 3_600_000));
  await deps.store.settleInbox(entry.source, entry.key, {
    state: dealId === null ? 'unmatched' : 'done',
    nextAt: dealId === null ? again : null,
    dealId,
  });
}
