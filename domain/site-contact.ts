import type { Contact } from './contact.ts';
import type { Context } from './settings.ts';

/** The channel of people who are known by a form or an order and have no chat with us. */
export const SITE_CHANNEL = 'site';
/** Why they are not written to. */
const NO_CHAT = 'no_chat';
/** Stands before the id of the contact that somebody turned out to be. */
const JOINED = 'joined:';

/** What a form or a server says of a person. Nothing of it is proof. */
export interface Introduced {
  readonly name: string | null;
  /** E.164. */
  readonly phone: string | null;
  readonly email: string | null;
  /** One of the languages that have a text file. */
  readonly locale: string;
}

/**
 * Somebody without a chat, not saved yet: nothing is sent to them until they open one of their links.
 * @param address unique among people without a chat: a server's own id of its customer; null: nobody asks for it.
 */
export function siteContact(person: Introduced, address: string | null, context: Context): Contact {
  const id = context.newId();
  return {
    ...person,
    id,
    phoneVerified: false,
    company: null,
    timeZone: context.settings.timeZone,
    remindersOff: false,
    channel: SITE_CHANNEL,
    address: address ?? id,
    unreachable: NO_CHAT,
    createdAt: context.now,
    version: 0,
  };
}

/** A known person with what they say of themselves, where we knew nothing. */
export function withIntroduction(contact: Contact, said: Partial<Introduced>): Contact {
  const name = contact.name ?? said.name ?? null;
  const email = contact.email ?? said.email ?? null;
  const phone = contact.phone ?? said.phone ?? null;
  const same = name === contact.name && email === contact.email && phone === contact.phone;
  return same ? contact : { ...contact, name, email, phone };
}

/** Somebody who turned out to be a customer of ours: what we knew of them is that customer's now. */
export function joinedTo(contact: Contact, other: Contact): Contact {
  return { ...contact, name: null, phone: null, email: null, unreachable: JOINED + other.id };
}

/** The id of the customer that somebody turned out to be, or null. */
export function joinedId({ unreachable }: Pick<Contact, 'unreachable'>): string | null {
  return unreachable?.startsWith(JOINED) ? unreachable.slice(JOINED.length) : null;
}

/** They have never had a chat with us. */
export function hasNoChat({ unreachable }: Pick<Contact, 'unreachable'>): boolean {
  return unreachable === NO_CHAT;
}
