import type { RawWebhook, WebhookReading } from '../../../domain/ports/payment-provider.ts';
import { eventNotices } from './convert.ts';
import { wireEvent } from './wire.ts';

/** A webhook older or younger than this is a replay. */
const TOLERANCE = 300_000;
const HEADER = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

/** `t=<unix s>,v1=<hex HMAC-SHA256 of "t.body">`, as the bank puts it in `X-Sandbox-Signature`. */
export async function sign(secret: string, body: Uint8Array, at: number): Promise<string> {
  const seconds = Math.floor(at / 1000);
  const mac = await crypto.subtle.sign('HMAC', await keyOf(secret), signed(seconds, body));
  const hex = [...new Uint8Array(mac)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `t=${seconds},v1=${hex}`;
}

/** Verifies over the raw bytes, then reads. */
export async function readWebhook(secrets: readonly string[], now: number, raw: RawWebhook): Promise<WebhookReading> {
  const match = HEADER.exec(raw.headers['x-sandbox-signature'] ?? '');
  if (!match?.[1] || !match[2]) return refused(401, 'The signature is missing or has another form');
  const seconds = Number(match[1]);
  if (Math.abs(now - seconds * 1000) > TOLERANCE) return refused(401, 'The signature is too old');
  const mac = bytesOf(match[2]);
  const checks = await Promise.all(secrets.map((secret) => verify(secret, mac, signed(seconds, raw.body))));
  if (!checks.includes(true)) return refused(401, 'The signature does not fit');
  const event = parse(raw.body);
  if (!event) return refused(400, 'The body is not an event of the practice bank');
  return { ok: true, notices: eventNotices(event), acknowledge: { status: 200, body: 'ok' } };
}

function refused(status: 400 | 401, reason: string): WebhookReading {
  return { ok: false, status, reason };
}

function parse(body: Uint8Array) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    const read = wireEvent.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

function signed(seconds: number, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${seconds}.`);
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  return whole;
}

/** The platform's own comparison, which takes the same time wherever the difference is. */
async function verify(secret: string, mac: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>): Promise<boolean> {
  return crypto.subtle.verify('HMAC', await keyOf(secret), mac, data);
}

const keys = new Map<string, Promise<CryptoKey>>();

function keyOf(secret: string): Promise<CryptoKey> {
  const known = keys.get(secret);
  if (known) return known;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const made = crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['sign', 'verify']);
  keys.set(secret, made);
  return made;
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array((hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));
}
