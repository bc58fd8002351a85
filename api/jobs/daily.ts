import type { InboxEntry } from '../../domain/changes.ts';
import { toOwners } from '../../domain/owners.ts';
import { daysBefore, periodOf } from '../../domain/reconcile.ts';
import { localDay } from '../../domain/rollup.ts';
import { contextOf, type Deps } from '../context.ts';
import { type BooksReport, type OpenDifference, reconcile } from '../reconcile.ts';
import { booksView } from '../reconcile-view.ts';

/** Yesterday, and three days before it: vendors book some things late. */
const DAYS = 4;
/** Night payments have come to rest by then, and people are not awake yet. Hours after midnight. */
const AT_HOUR = 5;
const MOST_ASKED = 300;
const MOST_LINES = 8;
/** Whose rows of the inbox these are: the till's own notes. */
const SOURCE = 'till';

/**
 * Compares the last days with every provider, once a day whatever the number of processes: who writes the
 * day's row first does it. Owners get one message, with what they were not told before.
 */
export function createDaily(signal: AbortSignal): (deps: Deps) => Promise<number> {
  let done = '';
  return async (deps) => {
    const { timeZone } = deps.settings;
    const day = localDay(deps.clock.now() - AT_HOUR * 3_600_000, timeZone);
    if (day === done || day !== localDay(deps.clock.now(), timeZone)) return 0;
    const requestId = deps.clock.newId();
    const claimed = await deps.store.commit({ inbox: [note(deps, `books:${day}`, requestId)] });
    done = day;
    return claimed === 'committed' ? compareDays(deps, day, requestId, signal) : 0;
  };
}

async function compareDays(deps: Deps, day: string, requestId: string, signal: AbortSignal): Promise<number> {
  const { timeZone } = deps.settings;
  const days = daysBefore(deps.clock.now(), DAYS, timeZone);
  const period = periodOf(days.from, days.to, timeZone);
  if (!period) return 0;
  const reports = await reconcile(deps, { period, most: MOST_ASKED, signal });
  const fresh: BooksReport[] = [];
  for (const report of reports) {
    const differences = await untold(deps, report);
    // What nobody answered about is asked again tomorrow, and is worth no message by itself.
    fresh.push({ ...report, differences, unasked: differences.length > 0 ? report.unasked : 0 });
  }
  const view = booksView(fresh, period, MOST_LINES);
  if (view.providers.length === 0) return 0;
  const context = contextOf(deps, { type: 'system', id: null }, requestId);
  const messages = toOwners(
    await deps.store.staff(),
    `books:${day}`,
    { kind: 'books_differ', data: view },
    context,
  );
  const told = fresh.flatMap(({ provider, differences }) =>
    differences.map((each) => note(deps, toldKey(provider, each), requestId)),
  );
  await deps.store.commit({ inbox: told, messages });
  return told.length;
}

/** Differences that owners do not know of yet: the same one is in the days of several mornings. */
async function untold(deps: Deps, { provider, differences }: BooksReport): Promise<OpenDifference[]> {
  const found: OpenDifference[] = [];
  for (const each of differences) {
    if (!(await deps.store.inboxEntry(SOURCE, toldKey(provider, each)))) found.push(each);
  }
  return found;
}

function toldKey(provider: string, { cause, type, id }: OpenDifference): string {
  return `differs:${provider}:${cause}:${type}:${id}`;
}

function note(deps: Deps, key: string, requestId: string): InboxEntry {
  const receivedAt = deps.clock.now();
  return {
    source: SOURCE,
    key,
    state: 'done',
    body: null,
    dealId: null,
    receivedAt,
    nextAt: null,
    requestId,
  };
}
