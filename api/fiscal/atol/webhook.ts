import type { ReceiptReading } from '../../../domain/ports/fiscal-register.ts';
import type { RawWebhook } from '../../../domain/ports/payment-provider.ts';
import { wireCallback } from './wire.ts';

/** The body of a report is a few kilobytes. */
const LARGEST = 256 * 1024;

/**
 * Callbacks carry no signature: all that one does is point at a receipt, which is then asked for. They are
 * acknowledged at once. 400: no callback.
 */
export async function readWebhook({ body }: RawWebhook): Promise<ReceiptReading> {
  const read = wireCallback.safeParse(body.byteLength <= LARGEST ? jsonOf(body) : undefined);
  if (!read.success) return { ok: false, status: 400, reason: 'The body is not a report of ATOL Online' };
  const { uuid, external_id } = read.data;
  const hint = {
    eventKey: await keyOf(uuid, body),
    reference: uuid,
    idempotencyKey: external_id ?? null,
  };
  return { ok: true, hints: [hint], acknowledge: { status: 200, body: 'ok' } };
}

/**
 * A repeat has the same body and so the same key. The digest is in it because anybody can send a callback:
 * under the uuid alone a forged one that came first would silence the true one.
 */
async function keyOf(uuid: string, body: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', body.slice());
  const hex = [...new Uint8Array(digest, 0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `callback:${uuid}:${hex}`;
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
