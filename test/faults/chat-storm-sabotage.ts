import type { Store } from '../../domain/ports/store.ts';
import { rewriting } from './sabotaged-store.ts';

/** No update is known again: neither by its own key nor by what was said about it. */
export function KNOWS_NO_UPDATE(store: Store): Store {
  let serial = 0;
  return rewriting(store, (changes) => {
    const mark = `~${++serial}`;
    const { inbox = [], messages = [] } = changes;
    return {
      ...changes,
      inbox: inbox.map((row) => ({ ...row, key: row.key + mark })),
      messages: messages.map((row) => ({ ...row, dedupeKey: row.dedupeKey + mark })),
    };
  });
}
