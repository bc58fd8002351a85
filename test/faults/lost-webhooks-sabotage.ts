import type { Store } from '../../domain/ports/store.ts';
import { rewriting, withWays } from './sabotaged-store.ts';

/** Waits for webhooks and never asks. */
export function NEVER_LOOKS(store: Store): Store {
  return withWays(store, { claimPaymentChecks: async () => [] });
}

/** Every key under which something is known again is a new one each time. */
export function FORGETS_KEYS(store: Store): Store {
  let serial = 0;
  return rewriting(store, (changes) => {
    const mark = `~${++serial}`;
    const { inbox = [], payments = [], postings = [], messages = [] } = changes;
    return {
      ...changes,
      inbox: inbox.map((row) => ({ ...row, key: row.key + mark })),
      payments: payments.map((row) => (row.chargeId ? { ...row, chargeId: row.chargeId + mark } : row)),
      postings: postings.map((row) => ({ ...row, entryKey: row.entryKey + mark })),
      messages: messages.map((row) => ({ ...row, dedupeKey: row.dedupeKey + mark })),
    };
  });
}
