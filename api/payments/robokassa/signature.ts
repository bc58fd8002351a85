import { md5 } from './md5.ts';

/** What can be chosen in Robokassa's office and be computed on every runtime. */
export const HASHES = ['md5', 'sha1', 'sha256', 'sha384', 'sha512'] as const;
export type Hash = (typeof HASHES)[number];

const SUBTLE = { sha1: 'SHA-1', sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' } as const;

/** Robokassa's signature: the parts with `:` between them, in UTF-8, hashed; hex in small letters. */
export async function sign(hash: Hash, ...parts: readonly string[]): Promise<string> {
  const bytes = new TextEncoder().encode(parts.join(':'));
  const digest =
    hash === 'md5' ? md5(bytes) : new Uint8Array(await crypto.subtle.digest(SUBTLE[hash], bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** `Shp_name=value` of every field with that prefix, sorted by name: the tail of a signature. */
export function shpParts(fields: Iterable<readonly [string, string]>): string[] {
  return [...fields]
    .filter(([name]) => /^shp_/i.test(name))
    .map(([name, value]) => `${name}=${value}`)
    .sort();
}

/** True for the same hex in letters of any size; takes the same time wherever the difference is. */
export function sameHex(expected: string, given: string): boolean {
  const own = expected.toLowerCase();
  const other = given.toLowerCase();
  let different = own.length ^ other.length;
  for (let at = 0; at < own.length; at += 1) different |= own.charCodeAt(at) ^ other.charCodeAt(at);
  return different === 0;
}

/**
 * Our number of the attempt at Robokassa, from 1 to 2^63 - 1: the first 63 bits of the key's SHA-256. The same
 * key always gives the same. Among n keys two are equal with a chance of n^2 / 2^64: 1 in 18 million for a
 * million payments.
 */
export async function invIdOf(key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key));
  const number = new DataView(digest).getBigUint64(0) >> 1n;
  return (number || 1n).toString();
}

/** A JWT with HMAC-SHA-256 (RFC 7519), as the refund service takes it; `json` is the claims' text. */
export async function jwt(secret: string, json: string): Promise<string> {
  const head = `${base64url(utf8('{"typ":"JWT","alg":"HS256"}'))}.${base64url(utf8(json))}`;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', utf8(secret), algorithm, false, ['sign']);
  return `${head}.${base64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(head))))}`;
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** RFC 4648, 5, without padding. */
export function base64url(bytes: Uint8Array): string {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Text out of base64url; null for what is none. */
export function fromBase64url(text: string): string | null {
  if (!/^[\w-]*$/.test(text)) return null;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
