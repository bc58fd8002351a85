import type { HistoryEvent } from '../domain/history.ts';

/** Hash that the first row of a stream follows. */
export const CHAIN_START = '';

/** JSON text with the keys in order, so that the same facts always are the same text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (each === null || typeof each !== 'object' || Array.isArray(each)) return each;
    const entries = Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries);
  });
}

/** What is hashed of an event: the same text whichever database keeps it. */
export function eventText(event: HistoryEvent): string {
  return canonicalJson([event.stream, event.type, event.actor.type, event.actor.id, event.data, event.at, event.requestId]);
}

/** Text whose SHA-256 (hex) is the hash of row `seq`; the first row has seq 1 and follows `CHAIN_START`. */
export function linkText(prevHash: string, seq: number, text: string): string {
  return `${prevHash}\n${seq}\n${text}`;
}

/** A stored row of history with its place in the chain. */
export interface Link {
  readonly event: HistoryEvent;
  readonly seq: number;
  readonly prevHash: string;
  readonly hash: string;
}

/** Follows the chains; rows come by stream, then seq. Each row that does not follow from the one before is broken. */
export class ChainCheck {
  readonly broken: { stream: string; seq: number }[] = [];
  private last = { stream: '', seq: 0, hash: CHAIN_START };

  async add(link: Link): Promise<void> {
    const { stream } = link.event;
    const before = this.last.stream === stream ? this.last : { stream, seq: 0, hash: CHAIN_START };
    const expected = await sha256(linkText(link.prevHash, link.seq, eventText(link.event)));
    const follows = link.seq === before.seq + 1 && link.prevHash === before.hash;
    if (!follows || link.hash !== expected) this.broken.push({ stream, seq: link.seq });
    this.last = { stream, seq: link.seq, hash: link.hash };
  }
}

/** SHA-256 of UTF-8 text as lower-case hex. */
export async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
