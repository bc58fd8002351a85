import type { Store } from '../../domain/ports/store.ts';
import { NEW_KEY_EACH_TIME } from './bad-provider-sabotage.ts';
import { withWays } from './sabotaged-store.ts';

/** Whatever was read before, it is written now: the version of the deal is not compared. */
export function LAST_WRITER_WINS(store: Store): Store {
  const force: Store['commit'] = async (changes) => {
    for (let tries = 0; ; tries++) {
      const deals = await Promise.all(
        (changes.deals ?? []).map(async (row) => {
          const stored = await store.caseByDeal(row.id);
          return { ...row, version: stored?.deal.version ?? 0 };
        }),
      );
      const result = await store.commit({ ...changes, ...(changes.deals ? { deals } : {}) });
      // What else is stale (a conversation, a person) is the caller's to load again.
      if (result !== 'stale' || tries === 3) return result;
    }
  };
  return withWays(store, { commit: force });
}

/** Each call has a key of its own, at a bank whose reads lag behind: looking first does not help then. */
export function laggingAndForgetful(send: typeof fetch): typeof fetch {
  const keyless = NEW_KEY_EACH_TIME.fetch?.(send) ?? send;
  return async (input, init) => {
    const request = new Request(input, init);
    const response = await keyless(request);
    if (request.method !== 'GET' || !response.ok) return response;
    const text = await response.text();
    return new Response(text.replace(/"refunds":\[.*?\],"disputes"/, '"refunds":[],"disputes"'), response);
  };
}
