import type { Hint, RawWebhook, WebhookReading } from '../../../domain/ports/payment-provider.ts';
import { isIn, parseNetwork } from './network.ts';
import { MONEY_EVENTS, wireNotification } from './wire.ts';

/** From where notifications come: yookassa.ru/developers/using-api/webhooks. */
const SENDERS = [
  '185.71.76.0/27',
  '185.71.77.0/27',
  '77.75.153.0/25',
  '77.75.154.128/25',
  '77.75.156.11/32',
  '77.75.156.35/32',
  '2a02:5180::/32',
].map(parseNetwork);

/** True for an address of YooKassa's list. The address is the peer's own, as the runtime or its proxy saw it. */
export function isSender(address: string | null): boolean {
  return address !== null && SENDERS.some((network) => isIn(address, network));
}

/**
 * Notifications carry no signature, so that all they do is point at a payment, which is then asked for. They
 * are acknowledged at once; what is not from YooKassa's addresses is refused first, where the filter is on.
 * 403: another address; 400: no notification.
 */
export async function readWebhook(filter: boolean, raw: RawWebhook): Promise<WebhookReading> {
  if (filter && !isSender(raw.remoteAddress)) {
    return { ok: false, status: 403, reason: 'The address is none of YooKassa’s' };
  }
  const read = wireNotification.safeParse(jsonOf(raw.body));
  if (!read.success) return { ok: false, status: 400, reason: 'The body is not a notification of YooKassa' };
  const { event, object } = read.data;
  const reference = event.startsWith('refund.') ? object.payment_id : object.id;
  const about = (MONEY_EVENTS as readonly string[]).includes(event);
  if (about && !reference) return { ok: false, status: 400, reason: 'A refund without its payment' };
  const hints: Hint[] =
    about && reference
      ? [{ eventKey: await keyOf(event, object.id, raw.body), reference, paymentId: null }]
      : [];
  return { ok: true, notices: [], hints, acknowledge: { status: 200, body: 'ok' } };
}

/**
 * A repeat has the same body and so the same key. The digest is in it because anybody can send a
 * notification: under the event and id alone a forged one that came first would silence the true one.
 */
async function keyOf(event: string, id: string, body: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', body.slice());
  const hex = [...new Uint8Array(digest, 0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `webhook:${event}:${id}:${hex}`;
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
