import { ApiError } from './types.ts';

/** What can be made to go wrong. */
export type Fault =
  /** 429 with a wait in seconds. */
  | { readonly kind: 'rate_limit'; readonly retryAfter: number }
  | { readonly kind: 'error'; readonly status: number; readonly description?: string }
  /** No answer at all; nothing is done. */
  | { readonly kind: 'hang' }
  /** The connection breaks before anything is done. */
  | { readonly kind: 'cut' }
  /** It is done, and the connection breaks before the answer. */
  | { readonly kind: 'lost_answer' }
  /** It is done, and something between answers with a page of its own. */
  | { readonly kind: 'malformed' };

interface Planned {
  readonly method: string;
  readonly fault: Fault;
  left: number;
}

/** Faults on request, for the next calls of a method (`*`: of any). */
export class Faults {
  private planned: Planned[] = [];

  plan(method: string, fault: Fault, times = 1): void {
    this.planned.push({ method: method.toLowerCase(), fault, left: times });
  }

  clear(): void {
    this.planned = [];
  }

  take(method: string): Fault | null {
    const found = this.planned.find((plan) => plan.method === '*' || plan.method === method.toLowerCase());
    if (!found) return null;
    found.left -= 1;
    if (found.left <= 0) this.planned = this.planned.filter((plan) => plan !== found);
    return found.fault;
  }
}

/** Chats take a short burst, then one message a second; the bot as a whole 30 a second (Bots FAQ). */
const CHAT = { burst: 5, perSecond: 1 };
const ALL = { burst: 30, perSecond: 30 };

interface Bucket {
  tokens: number;
  at: number;
}

/** Sending limits as token buckets. */
export class RateLimits {
  private readonly buckets = new Map<string, Bucket>();

  /** Throws 429 with the wait in whole seconds when a limit is used up. */
  spend(chatId: number, now: number): void {
    const waits = [this.missing(`chat:${chatId}`, CHAT, now), this.missing('all', ALL, now)];
    const seconds = Math.ceil(Math.max(...waits));
    if (seconds > 0) throw tooMany(seconds);
    for (const key of [`chat:${chatId}`, 'all']) {
      const bucket = this.buckets.get(key);
      if (bucket) bucket.tokens -= 1;
    }
  }

  /** Seconds until one more is allowed; 0 when it is now. */
  private missing(key: string, limit: { burst: number; perSecond: number }, now: number): number {
    const bucket = this.buckets.get(key) ?? { tokens: limit.burst, at: now };
    bucket.tokens = Math.min(limit.burst, bucket.tokens + ((now - bucket.at) / 1000) * limit.perSecond);
    bucket.at = now;
    this.buckets.set(key, bucket);
    return bucket.tokens >= 1 ? 0 : (1 - bucket.tokens) / limit.perSecond;
  }
}

export function tooMany(seconds: number): ApiError {
  return new ApiError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
}
