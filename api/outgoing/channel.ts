import { Webhook } from 'standardwebhooks';
import { OUTGOING_CHANNEL } from '../../domain/outgoing-event.ts';
import type { Channel, Sent } from '../../domain/ports/channel.ts';
import { done, type Failure, type Outcome } from '../../domain/result.ts';
import type { OutgoingConfig } from '../config-site.ts';
import { isPublicAddress } from './address.ts';

/** Standard Webhooks advises 15 to 30 s; a queue that waits holds up whatever stands behind it. */
const TIMEOUT = 10_000;
const DAY = 86_400_000;
/** So long news are tried, with growing pauses of up to half an hour. */
const PATIENCE = 3 * DAY;

export interface OutgoingDeps {
  readonly fetch: typeof fetch;
  now(): number;
  /** Addresses behind a name, where the runtime can tell them: none of them may be of our own network. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
}

/**
 * Other systems as one more channel: a message is an event as JSON, its address a URL (what stands behind `#` names
 * a queue and is not sent). Signed by Standard Webhooks (standardwebhooks.com, spec v1): `webhook-id`,
 * `webhook-timestamp`, `webhook-signature` with one signature a secret. 2xx is taken; 410 ends it; everything else
 * is tried again. Redirects are not followed: they would lead past the check of the address.
 */
export function createOutgoing(config: OutgoingConfig, deps: OutgoingDeps): Channel {
  const signers = config.secrets.map((secret) => new Webhook(secret));
  return {
    id: OUTGOING_CHANNEL,
    can: { edit: false, maxText: Number.MAX_SAFE_INTEGER, maxCaption: 0, links: false, patience: PATIENCE },
    send: async (address, { text }, options) => {
      const url = new URL(address);
      url.hash = '';
      const id = (JSON.parse(text) as { id: string }).id;
      if (!config.privateToo && !(await isOutside(url.hostname, deps)))
        return failure('refused', 'private_address', 'the address is of our own network');
      const at = new Date(deps.now());
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'Tillbot',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': signers.map((signer) => signer.sign(id, at, text)).join(' '),
      };
      return post(deps, url.href, id, { headers, body: text }, options?.signal);
    },
    readWebhook: async () => ({ ok: false, status: 401, reason: 'nobody writes to us here' }),
    link: () => Promise.reject(new Error('there is no conversation with another system')),
  };
}

async function post(
  { fetch, now }: OutgoingDeps,
  url: string,
  id: string,
  request: { headers: Record<string, string>; body: string },
  signal?: AbortSignal,
): Promise<Outcome<Sent>> {
  const patience = AbortSignal.timeout(TIMEOUT);
  const both = signal ? AbortSignal.any([signal, patience]) : patience;
  try {
    const answer = await fetch(url, { ...request, method: 'POST', redirect: 'manual', signal: both });
    await answer.body?.cancel();
    return answer.ok ? done({ ref: id }) : refusal(answer, now());
  } catch {
    if (signal?.aborted) throw signal.reason;
    // What the network says may hold addresses of it: that it failed is enough.
    return patience.aborted
      ? failure('unknown', 'timeout', `no answer within ${TIMEOUT} ms`)
      : failure('unavailable', 'network', 'no connection');
  }
}

function refusal({ status, headers }: Response, now: number): Failure {
  const message = `answered ${status}`;
  if (status === 410) return failure('refused', 'gone', message);
  const wait = waitOf(headers.get('retry-after'), now);
  return { ...failure('unavailable', `http_${status}`, message), ...(wait ? { retryAfterMs: wait } : {}) };
}

/** Seconds or a date (RFC 9110, 10.2.3), at most a day. */
function waitOf(text: string | null, now: number): number | null {
  if (!text) return null;
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return wait > 0 ? Math.min(wait, DAY) : null;
}

async function isOutside(host: string, { resolve }: OutgoingDeps): Promise<boolean> {
  if (!isPublicAddress(host)) return false;
  if (!resolve || /^[\d.]+$|^\[/.test(host)) return true;
  // A name that leads nowhere is no secret: the call will say so.
  const addresses = await resolve(host).catch(() => []);
  return addresses.every(isPublicAddress);
}

function failure(category: Failure['category'], code: string, message: string): Failure {
  return { ok: false, category, retryable: category !== 'refused', code, message };
}
