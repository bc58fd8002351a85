import { type Changes, joinChanges } from '../domain/changes.ts';
import { noteDelivery } from '../domain/decisions/note-delivery.ts';
import { handle } from '../domain/handle.ts';
import type { Message, NewMessage } from '../domain/message.ts';
import type { DeliveryStatus } from '../domain/ports/channel.ts';
import type { Context } from '../domain/settings.ts';
import { approvedKey, isApprovedOnly } from './carried-words.ts';
import { contextOf, type Deps } from './context.ts';

/** Under such a key a message goes out a second time, because the messenger dropped the first. */
const AGAIN = ':again';
/** When the messenger does not say how long to wait. */
const WAIT = 60_000;

/**
 * Takes what a messenger says of a message after it was sent, once however often it is told. What was refused for a
 * reason that passes goes out again, and what may go out in approved words only does so.
 * @throws Error when the database fails: the messenger must tell it again.
 */
export async function takeStatus(
  deps: Deps,
  channel: string,
  status: DeliveryStatus,
  requestId: string,
): Promise<'applied' | 'repeat' | 'nothing'> {
  const message = status.id === null ? null : await deps.store.messageByKey(status.id);
  const fields = { requestId, channel, state: status.state, messageId: message?.id ?? null };
  if (status.failure)
    deps.log.warn({ ...fields, error: `${status.failure.code} ${status.failure.message}` }, 'message failed');
  if (!message || message.channel !== channel) return 'nothing';
  const handled = await handle(deps.store, async () => {
    const context = contextOf(deps, { type: 'system', id: null }, requestId);
    const facts = message.dealId === null ? null : await deps.store.caseByDeal(message.dealId);
    const again = againOf(message, status, context);
    const changes = facts ? noteDelivery(facts, message, status, again, context) : (again ?? {});
    return { ok: true, changes: withInbox(changes, channel, status, context), value: null };
  });
  if (handled.ok === true && status.failure) deps.kick('deliver');
  return handled.ok === 'repeat' ? 'repeat' : 'applied';
}

/** Statuses are told more than once, and in any order; each one counts once. */
function withInbox(
  changes: Changes,
  channel: string,
  { ref, state }: DeliveryStatus,
  context: Context,
): Changes {
  if (Object.keys(changes).length === 0) return {};
  const row = {
    source: `status:${channel}`,
    key: `${ref}:${state}`,
    state: 'done',
    body: null,
    dealId: null,
    receivedAt: context.now,
    nextAt: null,
    requestId: context.requestId,
  } as const;
  return joinChanges(changes, { inbox: [row] });
}

/** The message once more, if that helps; its key keeps it at one. */
function againOf(
  message: Message,
  { failure, wantsApproved }: DeliveryStatus,
  context: Context,
): Changes | null {
  if (!failure) return null;
  if (wantsApproved)
    return isApprovedOnly(message) ? null : { messages: [copy(message, approvedKey(message), 0, context)] };
  if (!failure.retryable || message.dedupeKey.endsWith(AGAIN)) return null;
  return { messages: [copy(message, `${message.dedupeKey}${AGAIN}`, failure.retryAfterMs ?? WAIT, context)] };
}

function copy(message: Message, dedupeKey: string, wait: number, context: Context): NewMessage {
  const {
    state: _,
    attempts: __,
    leaseToken: ___,
    maybeRepeated: ____,
    sentRef,
    lastError,
    ...row
  } = message;
  const { now, requestId } = context;
  return { ...row, id: context.newId(), dedupeKey, notBefore: now + wait, createdAt: now, requestId };
}
