import type { InboxEntry } from '../../domain/changes.ts';
import type { Context } from '../../domain/settings.ts';
import type { Deps } from '../context.ts';

/** What was asked and answered under a key: the same again is answered the same, something else is refused. */
interface Remembered {
  /** SHA-256 of what was asked. */
  readonly asked: string;
  readonly answer: unknown;
}

export type Recall =
  | { readonly was: 'new' }
  | { readonly was: 'same'; readonly answer: unknown }
  | { readonly was: 'other'; readonly key: string };

/** Printable ASCII, as headers carry it. */
const KEY = /^[\x20-\x7e]{1,255}$/;

/** The header `Idempotency-Key` as a key of memory; null when there is none; undefined for one that is no key. */
export function idempotencyKey(header: string | undefined): string | null | undefined {
  if (header === undefined || header === '') return null;
  return KEY.test(header) ? `key:${header}` : undefined;
}

/** @param asked plain JSON, its fields in one order. */
export async function digestOf(asked: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(asked));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether any of the keys was used before, and for what. */
export async function recall(
  { store }: Pick<Deps, 'store'>,
  source: string,
  keys: readonly string[],
  asked: string,
): Promise<Recall> {
  const rows = await Promise.all(keys.map((key) => store.inboxEntry(source, key)));
  const found = rows.filter((row) => row !== null);
  const other = found.find((row) => memoryOf(row).asked !== asked);
  if (other) return { was: 'other', key: other.key };
  const [same] = found;
  return same ? { was: 'same', answer: memoryOf(same).answer } : { was: 'new' };
}

/** The rows that remember it, one a key: whoever commits second finds them. */
export function memoryRows(
  source: string,
  keys: readonly string[],
  remembered: Remembered,
  dealId: number | null,
  { now, requestId }: Context,
): InboxEntry[] {
  const body = JSON.stringify(remembered);
  return keys.map((key) => ({
    ...{ source, key, state: 'done', body, dealId, receivedAt: now, nextAt: null, requestId },
  }));
}

function memoryOf({ body }: InboxEntry): Remembered {
  return JSON.parse(body ?? '{}') as Remembered;
}
