import { handle } from '../../domain/handle.ts';
import type { Message, NewMessage } from '../../domain/message.ts';
import type { OutgoingEvent } from '../../domain/outgoing-event.ts';
import type { Store } from '../../domain/ports/store.ts';
import type { Deps } from '../context.ts';

/** More than any deal has. */
const MOST = 10_000;
const AGAIN = ':again:';

/** One event at one address, as far as it has come. */
export interface Told {
  readonly message: Message & { readonly kind: 'outgoing_event'; readonly data: OutgoingEvent };
  readonly sentAt: number | null;
}

/** What other systems were told of a deal, oldest first; of what was told again, the newest attempt. */
export async function toldOf(
  { store }: { readonly store: Pick<Store, 'messagesOf'> },
  dealId: number,
): Promise<Told[]> {
  const newest = new Map<string, Told>();
  for (const { message, sentAt } of await store.messagesOf(dealId, MOST)) {
    if (message.kind !== 'outgoing_event') continue;
    newest.set(`${message.data.id} ${message.channel} ${message.address}`, { message, sentAt });
  }
  return [...newest.values()];
}

/**
 * Tells news of a deal once more, under their own ids, to addresses that are still set up.
 * @param which `parked`: what was given up; `all`: also what was taken, for a reader who has lost it.
 * @returns how many.
 */
export async function replay(
  deps: Pick<Deps, 'store' | 'settings' | 'clock'>,
  dealId: number,
  which: 'parked' | 'all',
  requestId: string,
): Promise<number> {
  const { store, settings, clock } = deps;
  const reached = new Set((settings.tell ?? []).map(({ channel, address }) => `${channel} ${address}`));
  const handled = await handle(store, async () => {
    const told = (await toldOf(deps, dealId)).filter(
      ({ message: { state, channel, address } }) =>
        reached.has(`${channel} ${address.split('#')[0]}`) &&
        (state === 'parked' || (which === 'all' && state === 'sent')),
    );
    const again = told.map(({ message }) => afresh(message, clock.newId(), clock.now(), requestId));
    return { ok: true, changes: { messages: again }, value: again.length };
  });
  return handled.ok === true ? handled.value : 0;
}

/** The message tells something that was told, or given up, before. */
export function isAgain({ dedupeKey }: Pick<Message, 'dedupeKey'>): boolean {
  return dedupeKey.includes(AGAIN);
}

function afresh(message: Told['message'], id: string, now: number, requestId: string): NewMessage {
  const { kind, data, dedupeKey, channel, address, locale, priority, dealId, slot } = message;
  const key = `${dedupeKey.split(AGAIN)[0]}${AGAIN}${id}`;
  const row = { id, dedupeKey: key, channel, address, locale, priority, dealId, slot };
  return { kind, data, ...row, notBefore: now, createdAt: now, requestId };
}
