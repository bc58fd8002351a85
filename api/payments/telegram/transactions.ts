import type { Instant } from '../../../domain/ports/clock.ts';
import { done, type Outcome } from '../../../domain/result.ts';
import type { TelegramClient } from './client.ts';
import { type WireTransaction, wireTransactions } from './wire.ts';

/** The most that one call gives (Bot API, getStarTransactions). */
const PAGE = 100;
/** Pages kept: a million bytes or two. */
const KEPT = 100;

/**
 * The bot's Star transactions. Telegram lists them in chronological order and finds none by id or date, so
 * the first page of interest is searched by halving, and full pages, which can't change any more, are kept.
 */
export class StarTransactions {
  private readonly pages = new Map<number, readonly WireTransaction[]>();

  constructor(private readonly call: TelegramClient) {}

  /** All that is not older than `from`, oldest first; perhaps a few older ones before. */
  async since(from: Instant, signal?: AbortSignal): Promise<Outcome<WireTransaction[]>> {
    const first = await this.firstPage(from, signal);
    if (!first.ok) return first;
    const found: WireTransaction[] = [];
    for (let index = first.value; ; index += 1) {
      const page = await this.page(index, signal);
      if (!page.ok) return page;
      found.push(...page.value);
      if (page.value.length < PAGE) return done(found);
    }
  }

  /** The last page that begins before `from`; the first one when none does. */
  private async firstPage(from: Instant, signal?: AbortSignal): Promise<Outcome<number>> {
    let low = this.knownBefore(from);
    let high = low + 1;
    for (let growing = from > 0; growing; ) {
      const older = await this.beginsBefore(high, from, signal);
      if (!older.ok) return older;
      growing = older.value;
      if (growing) [low, high] = [high, high * 2];
    }
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      const older = await this.beginsBefore(middle, from, signal);
      if (!older.ok) return older;
      if (older.value) low = middle;
      else high = middle;
    }
    return done(low);
  }

  /** The last of the kept pages that begin before `from`: the search goes on from there. */
  private knownBefore(from: Instant): number {
    const older = [...this.pages].filter(([, [first]]) => first !== undefined && first.date * 1000 < from);
    return Math.max(0, ...older.map(([index]) => index));
  }

  private async beginsBefore(index: number, from: Instant, signal?: AbortSignal): Promise<Outcome<boolean>> {
    const page = await this.page(index, signal);
    if (!page.ok) return page;
    const [first] = page.value;
    return done(first !== undefined && first.date * 1000 < from);
  }

  private async page(index: number, signal?: AbortSignal): Promise<Outcome<readonly WireTransaction[]>> {
    const known = this.pages.get(index);
    if (known) return done(known);
    const body = { offset: index * PAGE, limit: PAGE };
    const asked = await this.call({ method: 'getStarTransactions', body, answer: wireTransactions, signal });
    if (!asked.ok) return asked;
    const { transactions } = asked.value;
    if (transactions.length === PAGE) this.keep(index, transactions);
    return done(transactions);
  }

  private keep(index: number, page: readonly WireTransaction[]): void {
    this.pages.set(index, page);
    const oldest = this.pages.keys().next();
    if (this.pages.size > KEPT && !oldest.done) this.pages.delete(oldest.value);
  }
}
