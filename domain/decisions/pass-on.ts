import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend } from '../draft.ts';
import type { Media } from '../media.ts';
import type { Context } from '../settings.ts';

/**
 * What the customer said goes to whoever is responsible; whoever writes can be reached again. `cause` is
 * unique per update.
 */
export function deliverToStaff(
  facts: DealCase,
  words: { text: string; media: Media | null; edited: boolean },
  cause: string,
  context: Context,
): Changes {
  const draft = amend(facts, context);
  if (facts.contact?.unreachable) draft.contact({ ...facts.contact, unreachable: null });
  draft.event('customer_wrote');
  draft.toStaff(
    `said:${cause}`,
    (now) => ({
      kind: 'from_customer',
      data: { dealId: now.deal.id, customer: now.contact?.name ?? null, ...words },
    }),
    { priority: 'service' },
  );
  return draft.seal();
}

/** What a member of staff answers goes to the customer, who never sees who it was. */
export function deliverToCustomer(
  facts: DealCase,
  words: { text: string; media: Media | null },
  cause: string,
  context: Context,
): Changes {
  const draft = amend(facts, context);
  draft.event('staff_wrote');
  draft.toCustomer(`said:${cause}`, () => ({ kind: 'from_staff', data: words }), { priority: 'service' });
  return draft.seal();
}
