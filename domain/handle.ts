import { type Changes, joinChanges } from './changes.ts';
import type { Store } from './ports/store.ts';
import type { Refusal } from './result.ts';

/** What a decision gives back: writes and an answer, or why not. */
export type Decision<T> =
  | { readonly ok: true; readonly changes: Changes | null; readonly value: T }
  | Refusal;

export type Handled<T> =
  | { readonly ok: true; readonly value: T; readonly committed: boolean }
  /** The same cause was handled before: nothing was written, nothing needs to be said again. */
  | { readonly ok: 'repeat' }
  | Refusal;

/** More than any crowd of writers on one deal needs; beyond it something is wrong. */
const ATTEMPTS = 25;

/**
 * The one way to change anything: load, decide, save all of it in one transaction. `decide` loads
 * what it needs and must be repeatable; it runs again when somebody else wrote first.
 * @throws Error when the database fails, or when a decision never fits: the caller answers 503 and the
 * sender repeats.
 */
export async function handle<T>(
  store: Pick<Store, 'commit'>,
  decide: () => Promise<Decision<T>>,
): Promise<Handled<T>> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await pause(attempt);
    const decision = await decide();
    if (!decision.ok) return decision;
    if (!decision.changes || isEmpty(decision.changes))
      return { ok: true, value: decision.value, committed: false };
    const result = await store.commit(decision.changes);
    if (result === 'committed') return { ok: true, value: decision.value, committed: true };
    if (result === 'duplicate') return { ok: 'repeat' };
  }
  throw new Error(`No decision fitted in ${ATTEMPTS} attempts`);
}

function isEmpty(changes: Changes): boolean {
  return Object.values(joinChanges(changes)).every((rows) => (rows as unknown[]).length === 0);
}

/** Lets the others through; growing, so that a crowd spreads out. */
function pause(attempt: number): Promise<void> {
  const most = Math.min(2 ** attempt, 64);
  return new Promise((resolve) => setTimeout(resolve, Math.random() * most));
}
