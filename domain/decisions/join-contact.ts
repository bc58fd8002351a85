import type { DealCase } from '../case.ts';
import { type Changes, joinChanges } from '../changes.ts';
import type { Contact } from '../contact.ts';
import { continuedRow } from '../continuation.ts';
import { amend } from '../draft.ts';
import type { Context } from '../settings.ts';
import { joinedTo, withIntroduction } from '../site-contact.ts';

/** A chat in which somebody has opened the link that they were given on the site. */
export interface JoinContact {
  readonly token: string;
  readonly channel: string;
  readonly address: string;
  /** As the messenger gives it. */
  readonly name: string | null;
  readonly locale: string;
  /** The customer whose chat it is already, if it is one's. */
  readonly known: Contact | null;
}

/**
 * The link was shown to nobody else, so whoever opens it is whoever asked: their chat becomes that customer's, or,
 * where the chat is a known customer's, the deals become theirs.
 * @param cases all deals of the customer from the site, newest first; at least one.
 */
export function joinContact(
  cases: readonly DealCase[],
  lead: Contact,
  command: JoinContact,
  context: Context,
): { facts: DealCase; changes: Changes } {
  const owner = ownerOf(lead, command);
  const drafts = cases.map((facts) => {
    const draft = amend(facts, context);
    draft.contact(owner);
    if (owner.id !== facts.deal.contactId) draft.deal({ contactId: owner.id });
    draft.event('customer_joined', { channel: command.channel });
    return draft;
  });
  const [newest] = drafts;
  if (!newest) throw new Error(`Contact ${lead.id} has no deal to be joined with`);
  const written = drafts.map((draft) => ({ ...draft.seal(), contacts: [] }));
  const left = owner.id === lead.id ? [] : [joinedTo(lead, owner)];
  const rest = { inbox: [continuedRow(command.token, context)], contacts: [owner, ...left] };
  return { facts: newest.facts(), changes: joinChanges(...written, rest) };
}

function ownerOf(lead: Contact, { channel, address, name, locale, known }: JoinContact): Contact {
  const chat = { channel, address, locale, unreachable: null };
  if (!known || known.id === lead.id) return { ...withIntroduction(lead, { name }), ...chat };
  return { ...withIntroduction(known, lead), channel, address, unreachable: null };
}
