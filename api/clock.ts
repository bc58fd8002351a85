import type { Clock } from '../domain/ports/clock.ts';

/** The real clock and real randomness, from web-standard APIs only. */
export const systemClock: Clock = { now: () => Date.now(), newId: () => uuid7(Date.now()), newToken };

let lastMs = 0;
let within = 0;

/**
 * UUID version 7 (RFC 9562): sorts by time, so that indexes grow at their end. Ids of one millisecond count
 * up in the twelve bits behind the time, so that what one decision makes keeps its order.
 */
function uuid7(now: number): string {
  within = now > lastMs ? (random(1)[0] ?? 0) : within + 1;
  lastMs = Math.max(now, lastMs);
  if (within > 0xfff) {
    within = 0;
    lastMs++;
  }
  const bytes = random(16);
  for (let index = 0; index < 6; index++) bytes[index] = Math.floor(lastMs / 256 ** (5 - index)) % 256;
  bytes[6] = (within >> 8) | 0x70;
  bytes[7] = within & 0xff;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  let hex = '';
  for (const byte of bytes) hex += HEX[byte];
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Asking the platform costs as much for thousands of bytes as for sixteen. For ids; secrets ask for their own. */
const STOCK = 4096;
let stock = new Uint8Array();
let taken = 0;

function random(count: number): Uint8Array {
  if (taken + count > stock.length) {
    stock = crypto.getRandomValues(new Uint8Array(STOCK));
    taken = 0;
  }
  taken += count;
  return stock.subarray(taken - count, taken);
}

/** 128 random bits as base64url. */
function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
