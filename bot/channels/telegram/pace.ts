import type { Transformer } from 'grammy/web';
import { TokenBuckets } from '../../../domain/token-bucket.ts';

/** Telegram's limits (Bots FAQ): about 30 messages a second in all, one a second in a chat, 20 a minute in a group. */
const ALL = { burst: 30, perMinute: 30 * 60, keys: 1 };
const CHAT = { burst: 4, perMinute: 60 };
const GROUP = { burst: 20, perMinute: 20 };
/** A call waits at most so long in this process; the outbox is where the others wait. Milliseconds. */
const PATIENCE = 3_000;

/** More was to be said at once than Telegram takes; nothing was sent. */
export class Crowded extends Error {
  /** Milliseconds until there is room. */
  constructor(readonly wait: number) {
    super('more messages than the messenger takes at once');
  }
}

/**
 * Keeps calls to a chat within Telegram's limits in this process, in the order in which they come. Throws `Crowded` for
 * what would wait too long. Our own, since the throttler of grammY's authors takes six milliseconds for a message that
 * has nothing to wait for (docs/performance.md).
 */
export function paced(now: () => number = Date.now): Transformer {
  const [all, chats, groups] = [ALL, CHAT, GROUP].map((each) => new TokenBuckets(each)) as [
    TokenBuckets,
    TokenBuckets,
    TokenBuckets,
  ];
  const turn = (chat: number): number => {
    const at = now();
    const own = (chat < 0 ? groups : chats).take(String(chat), at, PATIENCE);
    // What does not go takes nobody else's place.
    return own > PATIENCE ? own : Math.max(own, all.take('all', at, PATIENCE));
  };
  return async (call, method, payload, signal) => {
    if (!payload || !('chat_id' in payload)) return call(method, payload, signal);
    const wait = turn(Number(payload.chat_id));
    if (wait > PATIENCE) throw new Crowded(wait);
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    return call(method, payload, signal);
  };
}
