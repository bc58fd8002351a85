import type { Message } from '../domain/message.ts';
import { personalDataJson } from '../domain/personal-data.ts';
import type { Outgoing } from '../domain/ports/channel.ts';
import type { Deps } from './context.ts';

/** Deals and messages of one person: more than there are. */
const MOST_DEALS = 1_000;
const MOST_MESSAGES = 10_000;

/** Puts the file of a person's data beside its message. It is made now and kept nowhere. */
export async function withPersonalData(deps: Deps, message: Message, outgoing: Outgoing): Promise<Outgoing> {
  if (message.kind !== 'personal_data') return outgoing;
  const { store, clock } = deps;
  const { contactId } = message.data;
  const contact = await store.contact(contactId);
  if (!contact) return outgoing;
  const rows = await store.deals({ contactId, limit: MOST_DEALS });
  const deals = [];
  for (const { deal } of rows) {
    const facts = await store.caseByDeal(deal.id);
    if (!facts) continue;
    const history = await store.history(`deal:${deal.id}`);
    deals.push({ facts, history, said: await store.messagesOf(deal.id, MOST_MESSAGES) });
  }
  const text = personalDataJson(
    { contact, identities: await store.identities(contactId), deals },
    clock.now(),
  );
  const bytes = new TextEncoder().encode(text);
  return { ...outgoing, document: { bytes, name: 'personal-data.json', type: 'application/json' } };
}
