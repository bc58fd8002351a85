import { z } from 'zod';
import type { Contact } from '../../domain/contact.ts';
import { emailAddress, phoneNumber } from '../../domain/reach.ts';
import type { Context } from '../../domain/settings.ts';
import {
  type Introduced,
  joinedId,
  SITE_CHANNEL,
  siteContact,
  withIntroduction,
} from '../../domain/site-contact.ts';
import type { Deps } from '../context.ts';

/** Text of at most so many characters; an empty one counts as not given. */
export const words = (longest: number) => z.string().trim().max(longest, `at most ${longest} characters`);

/** Somebody's place in a messenger, as a server knows it for certain: `telegram:<user id>`, `whatsapp:<digits>`. */
export const identity = z
  .string()
  .regex(/^[a-z]{2,20}:[\w+@.-]{1,128}$/, 'a messenger and an id in it: <messenger>:<id>')
  .describe(
    'Who they are in a messenger, where your server has proof (a signed login, a mini app). The only thing by which a customer is recognised.',
  );

/** What a caller says of a person, in our own forms. `rest`: what could not be read as what it was said to be. */
export function introduced(
  { texts, config }: Pick<Deps, 'texts' | 'config'>,
  said: Partial<Record<'name' | 'phone' | 'email' | 'locale', string | undefined>>,
): { person: Introduced; rest: string[] } {
  const phone = said.phone ? phoneNumber(said.phone) : null;
  const email = said.email ? (emailAddress(said.email)?.toLowerCase() ?? null) : null;
  const locale = said.locale ? texts.nearest(said.locale) : config.locale;
  const unread = [phone ? '' : said.phone, email ? '' : said.email];
  return {
    person: { name: said.name || null, phone, email, locale },
    rest: unread.flatMap((each) => (each ? [each] : [])),
  };
}

/**
 * The customer with that identity, or somebody new without a chat. Null: a messenger identity that we do not know,
 * of which nothing can be said but what they say of themselves.
 * @param address a server's own id of its customer: the same one is the same person; null: nobody knows.
 */
export async function contactFor(
  { store }: Pick<Deps, 'store'>,
  person: Introduced,
  known: { readonly identity: string | null; readonly address: string | null },
  context: Context,
): Promise<Contact> {
  const [channel = '', id = ''] = known.identity ? split(known.identity) : [];
  const proven = channel ? (await store.person(channel, id.replace('+', ''))).contact : null;
  const customer = proven ?? (await customerOf(store, known.address));
  return customer ? withIntroduction(customer, person) : siteContact(person, known.address, context);
}

function split(identity: string): [string, string] {
  const at = identity.indexOf(':');
  return [identity.slice(0, at), identity.slice(at + 1)];
}

/** A server's customer, who may have turned out to be one of ours since. */
async function customerOf(store: Deps['store'], address: string | null): Promise<Contact | null> {
  if (address === null) return null;
  const { contact } = await store.person(SITE_CHANNEL, address);
  const other = contact ? joinedId(contact) : null;
  return other ? store.contact(other) : contact;
}
