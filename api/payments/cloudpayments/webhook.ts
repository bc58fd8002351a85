import type {
  Notice,
  RawWebhook,
  ReceiptNotice,
  WebhookReading,
} from '../../../domain/ports/payment-provider.ts';
import type { CloudPaymentsConfig } from './config.ts';
import { toWebhookNotice } from './convert.ts';
import { toReceiptNotice } from './receipts.ts';
import { readJson } from './text.ts';
import { amountOf, wireNotification, wireReceiptNotification, wireRecurrent } from './wire.ts';

const ALGORITHM = { name: 'HMAC', hash: 'SHA-256' } as const;
/** Every notification is answered with 0; anything else is sent again, up to a hundred times. */
const answer = (code: number) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ code }),
});
const ACKNOWLEDGE = answer(0);
/** Codes with which Check is declined: no such invoice, another sum, can't be accepted, too late. */
const CHECK_CODES = {
  ok: 0,
  unknown: 10,
  changed: 12,
  paid: 13,
  cancelled: 13,
  busy: 13,
  expired: 20,
} as const;

/** `base64(HMAC-SHA256(message, API secret))`, as CloudPayments puts it in `Content-HMAC`. */
export async function sign(secret: string, message: Uint8Array): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', await keyOf(secret, 'sign'), message.slice());
  return btoa(String.fromCharCode(...new Uint8Array(mac)));
}

/**
 * Verifies the raw bytes, then reads them by the kind that the address names. 401: unsigned or another's;
 * 400: signed, and still no notification of that kind.
 */
export async function readWebhook(
  { apiSecret, holdMs }: Pick<CloudPaymentsConfig, 'apiSecret' | 'holdMs'>,
  raw: RawWebhook,
): Promise<WebhookReading> {
  const message = messageOf(raw);
  if (!(await isSigned(apiSecret, raw, message)))
    return refused(401, 'The signature is missing or does not fit');
  const fields = fieldsOf(message);
  const receipts = raw.kind === 'receipt' ? receiptsOf(fields) : null;
  if (receipts) return { ok: true, notices: [], receipts, acknowledge: ACKNOWLEDGE };
  if (raw.kind === 'check') return checkOf(fields);
  const notices = noticesOf(raw.kind, fields, holdMs);
  if (!notices) return refused(400, 'Not a notification of the kind that the address names');
  return { ok: true, notices, acknowledge: ACKNOWLEDGE };
}

function refused(status: 400 | 401, reason: string): WebhookReading {
  return { ok: false, status, reason };
}

/** What is signed: the body of a POST, the query of a GET. */
function messageOf({ method, url, body }: RawWebhook): Uint8Array {
  const query = url.split('#')[0]?.split(/\?(.*)/s)[1] ?? '';
  return method === 'GET' ? new TextEncoder().encode(query) : body;
}

/**
 * `Content-HMAC` is over the bytes; `X-Content-HMAC` is documented to be over the decoded text and is seen
 * over the bytes too. One that fits is enough.
 */
async function isSigned(secret: string, { headers }: RawWebhook, message: Uint8Array): Promise<boolean> {
  const encoded = headers['content-hmac'];
  const decoded = headers['x-content-hmac'];
  const key = await keyOf(secret, 'verify');
  if (encoded && (await fits(key, encoded, message))) return true;
  if (!decoded) return false;
  if (await fits(key, decoded, message)) return true;
  const text = decodedText(message);
  return text !== null && (await fits(key, decoded, text));
}

/** The platform's own comparison, which takes the same time wherever the difference is. */
async function fits(key: CryptoKey, mac: string, message: Uint8Array): Promise<boolean> {
  // Only the one way to write these 32 bytes: the last sign before `=` has two bits that mean nothing.
  if (!/^[A-Za-z\d+/]{42}[AEIMQUYcgkosw048]=$/.test(mac)) return false;
  const bytes = Uint8Array.from(atob(mac), (letter) => letter.charCodeAt(0));
  return crypto.subtle.verify('HMAC', key, bytes, message.slice());
}

function keyOf(secret: string, use: 'sign' | 'verify'): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', new TextEncoder().encode(secret), ALGORITHM, false, [use]);
}

function textOf(message: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(message);
  } catch {
    return null;
  }
}

/** The URL-decoded text, in bytes; null when it can't be decoded. */
function decodedText(message: Uint8Array): Uint8Array | null {
  try {
    return new TextEncoder().encode(decodeURIComponent((textOf(message) ?? '%').replaceAll('+', ' ')));
  } catch {
    return null;
  }
}

/**
 * A form, or JSON where the site is set so. A name that comes twice is refused: in decoded text a value
 * can pose as further fields.
 */
function fieldsOf(message: Uint8Array): unknown {
  const text = textOf(message);
  if (!text) return null;
  if (/^\s*[[{"]/.test(text)) return readJson(text) ?? null;
  const pairs = [...new URLSearchParams(text)];
  const fields = Object.fromEntries(pairs);
  return Object.keys(fields).length === pairs.length ? fields : null;
}

/** Asked before money is taken; what is not answered with 0 is declined, and the payer may try again. */
function checkOf(fields: unknown): WebhookReading {
  const read = wireNotification.safeParse(fields);
  if (!read.success) return refused(400, 'Not a notification of the kind that the address names');
  const question = {
    paymentId: read.data.InvoiceId ?? '',
    amount: amountOf(read.data),
    answer: (verdict: keyof typeof CHECK_CODES) => answer(CHECK_CODES[verdict]),
  };
  return { ok: true, notices: [], question, acknowledge: answer(CHECK_CODES.unknown) };
}

/** Null for what is no such notification. */
function noticesOf(kind: string | null, fields: unknown, holdMs: number): Notice[] | null {
  switch (kind) {
    case 'recurrent':
      return wireRecurrent.safeParse(fields).success ? [] : null;
    case 'pay':
    case 'confirm':
    case 'fail':
    case 'cancel':
    case 'refund': {
      const read = wireNotification.safeParse(fields);
      const notice = read.success ? toWebhookNotice(kind, read.data, holdMs) : null;
      return notice && [notice];
    }
    default:
      return null;
  }
}

function receiptsOf(fields: unknown): ReceiptNotice[] | null {
  const read = wireReceiptNotification.safeParse(fields);
  return read.success ? [toReceiptNotice(read.data)] : null;
}
