import type { Notice, RawWebhook, WebhookReading } from '../../../domain/ports/payment-provider.ts';
import { eventNotice } from './convert.ts';
import { EVENT_TYPES, wireEnvelope, wireEvent } from './wire.ts';

export const SIGNATURE_HEADER = 'x-sandbox-signature';
/** A webhook that was signed longer ago, or further ahead, is a replay. Milliseconds. */
const TOLERANCE = 300_000;
const HEADER = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;
const ALGORITHM = { name: 'HMAC', hash: 'SHA-256' } as const;

/** `t=<unix s>,v1=<hex HMAC-SHA256 of "t.body">`, as the bank puts it in `X-Sandbox-Signature`. */
export async function sign(secret: string, body: Uint8Array, at: number): Promise<string> {
  const seconds = Math.floor(at / 1000);
  const mac = await crypto.subtle.sign('HMAC', await keyOf(secret, 'sign'), signedText(seconds, body));
  const hex = [...new Uint8Array(mac)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `t=${seconds},v1=${hex}`;
}

/**
 * Verifies the raw bytes, then reads them. 401: no signature, another's, or an old one; 400: signed, and
 * still no event of the bank. Kinds of event that came later than this code are acknowledged, no more.
 */
export async function readWebhook(
  secrets: readonly string[],
  now: number,
  raw: RawWebhook,
): Promise<WebhookReading> {
  const match = HEADER.exec(raw.headers[SIGNATURE_HEADER] ?? '');
  if (!match?.[1] || !match[2]) return refused(401, 'The signature is missing or has another form');
  const seconds = Number(match[1]);
  if (Math.abs(now - seconds * 1000) > TOLERANCE) return refused(401, 'The signature is too old');
  const mac = bytesOf(match[2]);
  const text = signedText(seconds, raw.body);
  const checks = await Promise.all(secrets.map((secret) => verify(secret, mac, text)));
  if (!checks.includes(true)) return refused(401, 'The signature does not fit');
  const notices = parse(raw.body);
  if (!notices) return refused(400, 'The body is not an event of the practice bank');
  return { ok: true, notices, acknowledge: { status: 200, body: 'ok' } };
}

function refused(status: 400 | 401, reason: string): WebhookReading {
  return { ok: false, status, reason };
}

function parse(body: Uint8Array): Notice[] | null {
  const json = jsonOf(body);
  const envelope = wireEnvelope.safeParse(json);
  if (!envelope.success) return null;
  if (!(EVENT_TYPES as readonly string[]).includes(envelope.data.type)) return [];
  const event = wireEvent.safeParse(json);
  const notice = event.success ? eventNotice(event.data) : null;
  return notice && [notice];
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function signedText(seconds: number, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${seconds}.`);
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  return whole;
}

/** The platform's own comparison, which takes the same time wherever the difference is. */
async function verify(secret: string, mac: Uint8Array<ArrayBuffer>, text: Uint8Array<ArrayBuffer>) {
  return crypto.subtle.verify('HMAC', await keyOf(secret, 'verify'), mac, text);
}

/** Keys of the last secrets: making one costs as much as checking a signature with it. */
const keys = new Map<string, Promise<CryptoKey>>();
const MOST_KEYS = 16;

function keyOf(secret: string, use: 'sign' | 'verify'): Promise<CryptoKey> {
  const name = `${use} ${secret}`;
  const known = keys.get(name);
  if (known) return known;
  const made = crypto.subtle.importKey('raw', new TextEncoder().encode(secret), ALGORITHM, false, [use]);
  if (keys.size >= MOST_KEYS) keys.clear();
  keys.set(name, made);
  return made;
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array((hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));
}
