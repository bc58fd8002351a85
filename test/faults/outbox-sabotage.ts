import type { Store } from '../../domain/ports/store.ts';
import { withWays } from './sabotaged-store.ts';

/** A queue that calls a message sent as soon as somebody has taken it. */
export function MARKS_BEFORE_SENDING(store: Store): Store {
  return withWays(store, {
    claimMessages: async (claim) => {
      const messages = await store.claimMessages(claim);
      for (const { id } of messages)
        await store.reportDelivery(id, claim.token, { state: 'sent', sentRef: '0' }, claim.now);
      return messages;
    },
  });
}
