import type { Instant } from '../ports/clock.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Money that came is looked at again an hour, a day, a week and thirty days later. A second charge, a refund
 * made in the provider's office or a dispute is told by a webhook, and webhooks get lost: four looks find it.
 * Later ones are found by the daily comparison of books, where the provider can list.
 */
const LOOKS = [HOUR, DAY, 7 * DAY, 30 * DAY];

/** When to look again at money that came at `succeededAt`; null when there was the last look. */
export function nextLookAfter(succeededAt: Instant, now: Instant): Instant | null {
  return LOOKS.map((wait) => succeededAt + wait).find((at) => at > now) ?? null;
}
