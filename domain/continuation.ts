import type { InboxEntry } from './changes.ts';
import type { Instant } from './ports/clock.ts';
import type { Context } from './settings.ts';

/** The inbox source of links from the site into a chat. */
export const CONTINUE_SOURCE = 'continue';
/** The same of those that a chat has opened: a link that joins somebody works once. */
export const CONTINUED_SOURCE = 'continued';
/** What stands before the token in the start word of a chat. */
export const CONTINUE_PREFIX = 'l_';
/** After this long a link only opens the chat. */
const LASTS = 30 * 86_400_000;

/** Where somebody came from. */
export interface Origin {
  /** `site`, or `site:<campaign>`. */
  readonly source: string;
  readonly funnel: string;
  /** Address of the page without what stands behind `?`. */
  readonly page: string | null;
  /** UTM marks by their names without `utm_`. */
  readonly marks: Readonly<Record<string, string>>;
}

/** What a link from the site into a chat leads to. */
export interface Continuation extends Origin {
  /** Who gets the chat; null: somebody who left nothing, and whose deal appears when they write. */
  readonly contactId: string | null;
}

/** The row that remembers where a link leads. The token is 128 random bits: whoever shows it was given it. */
export function continuationRow(
  token: string,
  { contactId, source, funnel, page, marks }: Continuation,
  dealId: number | null,
  { now, requestId }: Context,
): InboxEntry {
  const body = JSON.stringify({ contactId, source, funnel, page, marks });
  const row = { source: CONTINUE_SOURCE, key: token, state: 'done', receivedAt: now } as const;
  return { ...row, body, dealId, nextAt: null, requestId };
}

/** Null for a row that is too old, or holds nothing. */
export function readContinuation(row: InboxEntry | null, now: Instant): Continuation | null {
  if (!row?.body || now - row.receivedAt > LASTS) return null;
  return JSON.parse(row.body) as Continuation;
}

/** That a link was opened: a second chat that opens it is a stranger's. */
export function continuedRow(token: string, { now, requestId }: Context): InboxEntry {
  const row = { source: CONTINUED_SOURCE, key: token, state: 'done', receivedAt: now } as const;
  return { ...row, body: null, dealId: null, nextAt: null, requestId };
}
