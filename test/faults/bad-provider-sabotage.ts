import type { BadProvider } from './bad-provider.ts';
import { rewriting } from './sabotaged-store.ts';

type Sabotage = NonNullable<BadProvider['sabotage']>;

/** Each call goes out under a key of its own, as with a client that makes them up. */
export const NEW_KEY_EACH_TIME: Sabotage = {
  fetch: (send) => async (input, init) => {
    const request = new Request(input, init);
    for (const name of ['idempotency-key', 'idempotence-key'])
      if (request.headers.has(name)) request.headers.set(name, crypto.randomUUID());
    return send(request);
  },
};

/** No answer is taken for a no: the attempt is over, and the next press makes another. */
export const GIVES_UP_THE_UNKNOWN: Sabotage = {
  store: (store) =>
    rewriting(store, (changes) => ({
      ...changes,
      ...(changes.payments
        ? {
            payments: changes.payments.map((row) =>
              row.state === 'unknown' ? { ...row, state: 'failed', nextCheckAt: null } : row,
            ),
          }
        : {}),
    })),
};
