import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Clock } from '../../domain/ports/clock.ts';
import { type BucketOptions, TokenBuckets } from '../../domain/token-bucket.ts';
import { problem } from './problem.ts';

export interface RateLimit extends BucketOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Whose limit it is; null: nobody's. */
  of(c: Context): string | null;
  /** Only requests that were answered like this count; all when it is not given. */
  readonly counts?: (status: number) => boolean;
  /** The page for people; servers get a problem. */
  readonly page?: (c: Context) => Response | Promise<Response>;
}

/** Who asks too often hears so, and when to come again. In this process: a bound against floods, not a quota. */
export function rateLimit(limit: RateLimit) {
  const buckets = new TokenBuckets(limit);
  return createMiddleware(async (c, next) => {
    const [key, now] = [limit.of(c), limit.clock.now()];
    if (key === null) return next();
    const wait = limit.counts ? buckets.wait(key, now) : buckets.take(key, now);
    if (wait > 0) return tooMany(limit, c, wait);
    await next();
    if (limit.counts?.(c.res.status)) buckets.take(key, now);
  });
}

async function tooMany(limit: RateLimit, c: Context, waitMs: number): Promise<Response> {
  c.header('retry-after', String(Math.ceil(waitMs / 1000)));
  if (limit.page) return limit.page(c);
  const seconds = Math.ceil(waitMs / 1000);
  return problem(c, 429, 'Too many requests', `Nothing was done. Please try again in ${seconds} s.`);
}
