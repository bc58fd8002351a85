import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import type { Contact } from '../contact.ts';
import { amend } from '../draft.ts';
import type { Context } from '../settings.ts';

/** The same contact, written to from now on where they wrote last. */
export function inChannel(contact: Contact, channel: string, address: string): Contact {
  return { ...contact, channel, address, unreachable: null };
}

/** A customer has said that a second messenger is theirs too: their deal goes on there. */
export function joinChannel(
  facts: DealCase,
  contact: Contact,
  context: Context,
): { facts: DealCase; changes: Changes } {
  const draft = amend(facts, context);
  draft.contact(contact);
  draft.event('customer_joined', { channel: contact.channel });
  return { changes: draft.seal(), facts: draft.facts() };
}
