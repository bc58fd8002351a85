import { toOwners } from '../../domain/owners.ts';
import type { Failure } from '../../domain/result.ts';
import { localDay } from '../../domain/rollup.ts';
import { contextOf, type Deps } from '../context.ts';
import type { News } from '../outgoing/teller.ts';

/** Owners are told that a CRM does not take news, and why: once a day for each reason, however many news it is. */
export async function tellRefused(
  deps: Pick<Deps, 'store' | 'clock' | 'settings' | 'log'>,
  mirror: string,
  { code, message, retryable }: Failure,
  { event }: News,
): Promise<void> {
  const requestId = deps.clock.newId();
  deps.log.warn({ requestId, mirror, code, dealId: event.deal.id }, 'another system refuses news');
  const context = contextOf(deps, { type: 'system', id: null }, requestId);
  const key = `mirror:${mirror}:${code}:${localDay(context.now, deps.settings.timeZone)}`;
  const data = { mirror, dealId: event.deal.id, why: message, waits: retryable };
  const messages = toOwners(await deps.store.staff(), key, { kind: 'mirror_refused', data }, context);
  await deps.store.commit({ messages });
}
