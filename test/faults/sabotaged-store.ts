import type { Changes } from '../../domain/changes.ts';
import type { Store } from '../../domain/ports/store.ts';

/** The same memory with some of its ways replaced; what is not named goes to the real one. */
export function withWays(store: Store, ways: Partial<Store>): Store {
  return Object.assign(Object.create(store) as Store, ways);
}

/** The same memory that writes something else than it was given. */
export function rewriting(store: Store, rewrite: (changes: Changes) => Changes): Store {
  return withWays(store, { commit: (changes) => store.commit(rewrite(changes)) });
}
