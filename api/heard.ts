import type { Deps } from './context.ts';

/** That webhooks come is noted so often, and not more: it is to be known by the hour. */
const EVERY = 600_000;

/** Whose rows of the inbox tell when a provider's webhooks came; what asking found is under its own name. */
export function webhookSource(provider: string): string {
  return `webhook:${provider}`;
}

/** Notes that a webhook has come. A failure to note it does no harm to the webhook. */
export function createHearing({
  store,
  clock,
  log,
}: Pick<Deps, 'store' | 'clock' | 'log'>): (provider: string, requestId: string) => Promise<void> {
  const noted = new Map<string, number>();
  return async (provider, requestId) => {
    const receivedAt = clock.now();
    const slot = Math.floor(receivedAt / EVERY);
    if (noted.get(provider) === slot) return;
    noted.set(provider, slot);
    const row = { source: webhookSource(provider), key: String(slot), receivedAt, requestId } as const;
    try {
      await store.commit({ inbox: [{ ...row, state: 'done', body: null, dealId: null, nextAt: null }] });
    } catch (error) {
      noted.delete(provider);
      log.warn({ requestId, provider, error: String(error) }, 'that a webhook came could not be noted');
    }
  };
}

/** Webhooks reach us from the internet only by https, and at no address of this machine or its network. */
export function hearsWebhooks(publicUrl: string): boolean {
  if (!URL.canParse(publicUrl)) return false;
  const { protocol, hostname } = new URL(publicUrl);
  const near =
    /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[)|\.(local|localhost|internal)$/;
  return protocol === 'https:' && !near.test(hostname);
}
