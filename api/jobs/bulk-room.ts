import { PRIORITY } from '../../domain/message.ts';
import type { Instant } from '../../domain/ports/clock.ts';

/** Messages in no hurry that are on their way at once: what is urgent never finds all places taken by a mailing. */
const PLACES = 8;
/** Begun a second: of the 30 that Telegram takes from a bot (Bots FAQ), a third is left to what is urgent. */
const A_SECOND = 20;

/** How much of a mailing may go out now. */
export class BulkRoom {
  private flying = 0;
  private left = A_SECOND;
  private at: Instant = 0;

  /** So many more may be begun. */
  room(now: Instant): number {
    this.left = Math.min(A_SECOND, this.left + (Math.max(0, now - this.at) * A_SECOND) / 1000);
    this.at = now;
    return Math.max(0, Math.min(PLACES - this.flying, Math.floor(this.left)));
  }

  /** Milliseconds until the pace lets one more go; 0 when it does now. */
  wait(now: Instant): number {
    return this.room(now) > 0 || this.left >= 1 ? 0 : Math.ceil(((1 - this.left) * 1000) / A_SECOND);
  }

  begin({ priority }: { readonly priority: number }): void {
    if (priority < PRIORITY.bulk) return;
    this.flying++;
    this.left--;
  }

  end({ priority }: { readonly priority: number }): void {
    if (priority >= PRIORITY.bulk) this.flying--;
  }
}
