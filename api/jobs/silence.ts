import { toOwners } from '../../domain/owners.ts';
import { localDay } from '../../domain/rollup.ts';
import { contextOf, type Deps } from '../context.ts';
import { hearsWebhooks, webhookSource } from '../heard.ts';

const LOOK_EVERY = 300_000;
const SILENT_AFTER = 3_600_000;

/**
 * Looks whether webhooks stay away: payments of a provider wait for over an hour, and none of its webhooks
 * came in that time. No money is lost, because silent payments are asked about, but it is found late. Not
 * where no webhook can come. Owners are told once a day for each provider.
 */
export function createSilenceWatch(): (deps: Deps) => Promise<number> {
  let looked = Number.NEGATIVE_INFINITY;
  return async (deps) => {
    const now = deps.clock.now();
    // Also after a clock was set back.
    if (Math.abs(now - looked) < LOOK_EVERY || !hearsWebhooks(deps.config.publicUrl)) return 0;
    looked = now;
    let silent = 0;
    for (const waiting of await deps.store.silentPayments(now - SILENT_AFTER)) {
      const provider = deps.providers.get(waiting.provider);
      // A messenger tells of its own payments in the chat, and some tell nothing unasked.
      if (!provider || provider.can.offline || provider.can.asked || provider.readChat) continue;
      const heard = await deps.store.lastHeard(webhookSource(provider.id));
      if (heard !== null && now - heard < SILENT_AFTER) continue;
      silent++;
      await tell(deps, { ...waiting, heard });
    }
    return silent;
  };
}

async function tell(
  deps: Deps,
  silence: { provider: string; count: number; oldest: number; heard: number | null },
): Promise<void> {
  const { provider, count } = silence;
  const requestId = deps.clock.newId();
  deps.log.warn({ requestId, provider, count, heard: silence.heard }, 'payments wait and no webhook comes');
  const context = contextOf(deps, { type: 'system', id: null }, requestId);
  const url = `${deps.config.publicUrl}/webhooks/payments/${provider}`;
  const key = `silent:${provider}:${localDay(context.now, deps.settings.timeZone)}`;
  const body = { kind: 'webhooks_silent', data: { ...silence, url } } as const;
  await deps.store.commit({ messages: toOwners(await deps.store.staff(), key, body, context) });
}
