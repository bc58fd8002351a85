import type { HistoryEvent } from '../domain/history.ts';
import { chainText } from './mapping.ts';

/** A stored row of history: an event at its place in the chain of its stream. */
export interface Link {
  readonly event: HistoryEvent;
  /** From 1. */
  readonly seq: number;
  /** Empty for the first row. */
  readonly prevHash: string;
  readonly hash: string;
}

/** Follows the chains of rows that come by stream, then seq, and keeps those that do not follow. */
export class ChainCheck {
  readonly broken: { stream: string; seq: number }[] = [];
  private before = { stream: '', seq: 0, hash: '' };

  async add({ event, seq, prevHash, hash }: Link): Promise<void> {
    const { stream } = event;
    const before = this.before.stream === stream ? this.before : { stream, seq: 0, hash: '' };
    const follows = seq === before.seq + 1 && prevHash === before.hash;
    if (!follows || hash !== (await sha256(chainText(prevHash, seq, event))))
      this.broken.push({ stream, seq });
    this.before = { stream, seq, hash };
  }
}

export async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
