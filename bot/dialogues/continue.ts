import type { DealCase } from '../../domain/case.ts';
import type { Contact } from '../../domain/contact.ts';
import { CONTINUE_SOURCE, CONTINUED_SOURCE, readContinuation } from '../../domain/continuation.ts';
import { joinContact } from '../../domain/decisions/join-contact.ts';
import { hasNoChat } from '../../domain/site-contact.ts';
import * as screens from '../screens/customer.ts';
import { type Reply, say, type Turn } from '../turn.ts';
import { beginLead } from './lead.ts';

/** Deals that change hands with their customer: more than anybody has before they write for the first time. */
const MOST = 50;
const TOKEN = /^[\w-]{16,64}$/;

/**
 * Somebody came by a link of the site. Whoever left a request there gets their deal in this chat, once; whoever left
 * nothing becomes a lead that is known to come from there. Null for a link that is too old, used or not ours.
 */
export async function takeContinuation(turn: Turn, token: string): Promise<Reply | null> {
  const { deps, context, person } = turn;
  if (!TOKEN.test(token)) return null;
  const link = readContinuation(await deps.store.inboxEntry(CONTINUE_SOURCE, token), context.now);
  if (!link) return null;
  if (link.contactId === null) return person.openDealId === null ? beginLead(turn, link) : null;
  if (await deps.store.inboxEntry(CONTINUED_SOURCE, token)) return null;
  const lead = await deps.store.contact(link.contactId);
  return lead ? join(turn, token, lead) : null;
}

async function join(turn: Turn, token: string, lead: Contact): Promise<Reply | null> {
  const { context, incoming, person, locale } = turn;
  // Another of their links was opened already: this one would hand their deals to a second chat.
  if (!hasNoChat(lead)) return null;
  const cases = await casesOf(turn, lead.id);
  if (cases.length === 0) return null;
  const chat = {
    channel: incoming.channel,
    address: incoming.from.address,
    name: incoming.from.name,
    locale,
  };
  const { facts, changes } = joinContact(cases, lead, { token, ...chat, known: person.contact }, context);
  const dialogue = { name: 'chat', step: '', data: { acknowledgedAt: context.now } };
  return say(screens.joined(turn, facts), { changes, dialogue });
}

async function casesOf({ deps }: Turn, contactId: string): Promise<DealCase[]> {
  const rows = await deps.store.deals({ contactId, limit: MOST });
  const cases = await Promise.all(rows.map(({ deal }) => deps.store.caseByDeal(deal.id)));
  return cases.filter((facts) => facts !== null);
}
