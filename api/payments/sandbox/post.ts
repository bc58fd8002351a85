import type { WireEvent } from './wire.ts';
import { sign } from './webhook.ts';

export interface PostOptions {
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly secret: string;
  /** Pauses before each further try, milliseconds. */
  readonly pauses?: readonly number[];
}

const PAUSES = [1_000, 5_000, 30_000, 300_000, 1_800_000];

/** The practice bank's postman: signed webhooks, tried again until somebody answers 2xx. */
export function createPost(options: PostOptions) {
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const pauses = options.pauses ?? PAUSES;
  let closed = false;

  const attempt = async (event: WireEvent, url: string): Promise<boolean> => {
    const body = new TextEncoder().encode(JSON.stringify(event));
    const signature = await sign(options.secret, body, options.now());
    try {
      const headers = { 'content-type': 'application/json', 'x-sandbox-signature': signature };
      const response = await options.fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(15_000) });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  };
  const deliver = async (event: WireEvent, url: string, tries: number): Promise<void> => {
    if (closed || (await attempt(event, url)) || closed) return;
    const pause = pauses[tries];
    if (pause !== undefined) later(pause, () => void deliver(event, url, tries + 1));
  };
  const later = (ms: number, work: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, ms);
    timers.add(timer);
  };
  return {
    send: (event: WireEvent, url: string): void => void deliver(event, url, 0),
    later,
    close: (): void => {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
