import type { ChannelReading } from '../../../domain/ports/channel.ts';
import type { RawWebhook } from '../../../domain/ports/payment-provider.ts';
import type { WhatsAppConfig } from './config.ts';
import { toSaid } from './convert.ts';
import { whatsappUpdate } from './update.ts';

/** `sha256=<hex>`: HMAC-SHA256 of the raw body under the app's secret (the project's reference, part 4.2). */
export const SIGNATURE_HEADER = 'x-hub-signature-256';

const HMAC = { name: 'HMAC', hash: 'SHA-256' };
const encoder = new TextEncoder();

/**
 * A GET is Meta's question whether the address is ours: the challenge comes back bare, or 403. A POST needs its
 * signature (401), and a body that can be read (400); its acknowledgement is an empty 200.
 */
export async function readWebhook(
  config: WhatsAppConfig,
  raw: RawWebhook,
  now: number,
): Promise<ChannelReading> {
  if (raw.method === 'GET') return readChallenge(config, raw);
  const given = raw.headers[SIGNATURE_HEADER];
  if (!(await isSigned(config.appSecret, raw.body, given ?? ''))) {
    return { ok: false, status: 401, reason: given === undefined ? 'no signature' : 'wrong signature' };
  }
  const update = whatsappUpdate.safeParse(readJson(raw.body));
  if (!update.success) return { ok: false, status: 400, reason: 'not a WhatsApp update' };
  const changes = update.data.entry.flatMap((entry) => entry.changes);
  const said = toSaid(changes, config.phoneNumberId, now);
  return { ok: true, ...said, acknowledge: { status: 200, body: '' } };
}

async function readChallenge(config: WhatsAppConfig, raw: RawWebhook): Promise<ChannelReading> {
  const { searchParams: asked } = new URL(raw.url);
  const challenge = asked.get('hub.challenge') ?? '';
  const right = await sameText(asked.get('hub.verify_token') ?? '', config.verifyToken);
  if (!right || asked.get('hub.mode') !== 'subscribe')
    return { ok: false, status: 403, reason: 'wrong verify token' };
  return { ok: true, incoming: [], acknowledge: { status: 200, body: challenge } };
}

/** WebCrypto compares in constant time. */
async function isSigned(secret: string, body: Uint8Array, header: string): Promise<boolean> {
  const hex = /^sha256=([0-9a-f]{64})$/i.exec(header)?.[1];
  if (!hex) return false;
  const given = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return crypto.subtle.verify('HMAC', await keyOf(secret, 'verify'), given, new Uint8Array(body));
}

/** The header for a body, as Meta signs it. */
export async function signatureOf(secret: string, body: Uint8Array): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', await keyOf(secret, 'sign'), new Uint8Array(body));
  return `sha256=${Array.from(new Uint8Array(mac), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function keyOf(secret: string, use: 'sign' | 'verify'): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', encoder.encode(secret), HMAC, false, [use]);
}

/** Compares MACs under the same key, so that neither length nor the first wrong character shows in the time. */
async function sameText(given: string, wanted: string): Promise<boolean> {
  const mac = await crypto.subtle.sign('HMAC', await keyOf(wanted, 'sign'), encoder.encode(wanted));
  return crypto.subtle.verify('HMAC', await keyOf(wanted, 'verify'), mac, encoder.encode(given));
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
