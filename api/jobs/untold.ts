import { noteOrderRefused } from '../../domain/decisions/market-order.ts';
import type { Message } from '../../domain/message.ts';
import type { Failure } from '../../domain/result.ts';
import { statusIn } from '../connectors/tell.ts';
import type { Deps } from '../context.ts';
import { changeDeal } from './change-deal.ts';

/** What a marketplace will not hear any more is told to staff: they have to see to the order there. */
export async function noteUntold(
  deps: Pick<Deps, 'store' | 'clock' | 'settings' | 'marketplaces'>,
  message: Message,
  { message: reason }: Failure,
): Promise<void> {
  if (message.kind !== 'outgoing_event' || !deps.marketplaces.has(message.channel)) return;
  const what = statusIn(message.data);
  const { dealId, dedupeKey: key, requestId } = message;
  if (!what || dealId === null) return;
  await changeDeal(deps, dealId, requestId, (facts, context) =>
    noteOrderRefused(facts, { key, what, reason }, context),
  );
}
