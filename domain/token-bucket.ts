import type { Instant } from './ports/clock.ts';

export interface BucketOptions {
  /** So many at once. */
  readonly burst: number;
  /** So many more every minute. */
  readonly perMinute: number;
  /** Keys that are remembered; the ones that were quiet longest are forgotten first. Default 10,000. */
  readonly keys?: number;
}

interface Level {
  left: number;
  at: Instant;
}

/** How often each key may do something: a token bucket a key, in bounded memory. */
export class TokenBuckets {
  private readonly levels = new Map<string, Level>();

  constructor(private readonly options: BucketOptions) {}

  /**
   * Takes one of a key's; 0 when there was one, else the milliseconds until there is. One that comes within `patience`
   * is taken now and kept for whoever waits so long: first come, first served.
   */
  take(key: string, now: Instant, patience = 0): number {
    const { keys = 10_000 } = this.options;
    const left = this.left(key, now);
    const wait = this.until(left);
    this.levels.delete(key);
    this.levels.set(key, { left: wait <= patience ? left - 1 : left, at: now });
    const [oldest] = this.levels.keys();
    if (this.levels.size > keys && oldest !== undefined) this.levels.delete(oldest);
    return wait;
  }

  /** Milliseconds until a key has one; 0 when it has. Takes none. */
  wait(key: string, now: Instant): number {
    return this.until(this.left(key, now));
  }

  private left(key: string, now: Instant): number {
    const { burst, perMinute } = this.options;
    const level = this.levels.get(key);
    if (!level) return burst;
    return Math.min(burst, level.left + (Math.max(0, now - level.at) * perMinute) / 60_000);
  }

  private until(left: number): number {
    return left >= 1 ? 0 : Math.ceil(((1 - left) * 60_000) / this.options.perMinute);
  }
}
