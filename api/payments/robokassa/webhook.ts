import { fromDecimal } from '../../../domain/money.ts';
import type { RawWebhook, WebhookReading } from '../../../domain/ports/payment-provider.ts';
import type { RobokassaConfig } from './config.ts';
import { SHP, savedMethodOf, succeeded, sumOf } from './convert.ts';
import { fromBase64url, sameHex, shpParts, sign } from './signature.ts';

/** The part of the address to which Robokassa sends the customer back. */
const RETURN = 'return';
const LARGEST = 9_223_372_036_854_775_807n;

/**
 * ResultURL: `OutSum:InvId:Password2[:Shp_…]` over the sum as it was written, and the answer `OK<InvId>`.
 * With `/return` behind the address it is the customer who comes back: led to the pay page, nothing is
 * believed. 401: no signature or another's, or a test payment of which nobody knows; 400: unreadable.
 */
export async function readWebhook(
  config: RobokassaConfig,
  now: number,
  raw: RawWebhook,
): Promise<WebhookReading> {
  const fields = fieldsOf(raw);
  if (!fields) return refused(400, 'The fields can not be read');
  if (raw.kind === RETURN) return { ok: true, notices: [], acknowledge: wayBack(fields) };
  const [sum = '', invId = '', signature = ''] = ['OutSum', 'InvId', 'SignatureValue'].map((name) =>
    fields.get(name),
  );
  if (!signature) return refused(401, 'The signature is missing');
  const expected = await sign(config.hash, sum, invId, config.password2, ...shpParts(fields));
  if (!sameHex(expected, signature)) return refused(401, 'The signature does not fit');
  // IsTest is in no signature: with equal passwords a customer could add it to the link and pay nothing.
  if (fields.get('IsTest') === '1' && !config.test)
    return refused(401, 'It is a test payment, and ROBOKASSA_TEST is not set');
  const amount = sumOf(sum);
  if (!amount || !isNumber(invId)) return refused(400, 'The sum or the number can not be read');
  const told = { invId, paymentId: fields.get(SHP.payment) || null, at: now };
  const method = fields.get('PaymentMethod') || fields.get('IncCurrLabel') || null;
  const saved = savedMethodOf(invId, fields, method, null);
  const notice = succeeded(told, amount, fromDecimal(fields.get('Fee') ?? '', 'RUB'), saved);
  return { ok: true, notices: [notice], acknowledge: { status: 200, body: `OK${invId}` } };
}

function refused(status: 400 | 401, reason: string): WebhookReading {
  return { ok: false, status, reason };
}

/** Of the form, or of the address when it comes by GET. Null when a name comes twice: which one is signed? */
function fieldsOf({ method, url, body }: RawWebhook): Map<string, string> | null {
  const text = method === 'GET' ? new URL(url).search.slice(1) : decoded(body);
  if (text === null) return null;
  const pairs = [...new URLSearchParams(text)];
  const fields = new Map(pairs);
  const lower = new Set(pairs.map(([name]) => name.toLowerCase()));
  return lower.size === pairs.length ? fields : null;
}

function decoded(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

function isNumber(invId: string): boolean {
  return /^[1-9]\d{0,18}$/.test(invId) && BigInt(invId) <= LARGEST;
}

/** To a path of this site and nowhere else, whatever somebody puts into the address. */
function wayBack(fields: ReadonlyMap<string, string>) {
  const path = fromBase64url(fields.get(SHP.back) ?? '') ?? '';
  const location = /^\/(?![/\\])[\w\-./~%]*$/.test(path) ? path : '/';
  return { status: 303, headers: { location, 'cache-control': 'no-store' }, body: '' };
}
