import { joinChanges } from '../../domain/changes.ts';
import type { Contact } from '../../domain/contact.ts';
import { inChannel, joinChannel } from '../../domain/decisions/join-channel.ts';
import { deliverToStaff } from '../../domain/decisions/pass-on.ts';
import type { NewMessage } from '../../domain/message.ts';
import type { Talk } from '../../domain/ports/channel.ts';
import { phoneNumber } from '../../domain/reach.ts';
import { parseButton } from '../screens/buttons.ts';
import * as screens from '../screens/same-person.ts';
import { type Reply, say, type Turn } from '../turn.ts';
import { beginLead } from './lead.ts';

/** Deals that are looked through for a contact with the number. */
const MOST = 5;
const NAME = 'same';
const YES = new Set(['да', 'yes', 'y', 'ага', 'это я']);
const NO = new Set(['нет', 'no', 'n', 'не я']);

/** What was said before the question, to be taken up after it. */
interface Held {
  readonly contactId: string;
  readonly text: string;
  /** The word of the link by which they came. */
  readonly payload: string | null;
}

/**
 * Somebody writes for the first time in a messenger that vouches for their number, and another messenger has vouched
 * for it as a known customer's: they are asked once whether they are the same, and joined if they say so. Null when
 * there is nothing to ask.
 */
export async function takeSamePerson(turn: Turn): Promise<Reply | null> {
  const { person, incoming } = turn;
  if (person.contact) return null;
  if (person.dialogue?.name === NAME) return answer(turn, person.dialogue.data as unknown as Held);
  if (incoming.type !== 'text' && incoming.type !== 'start') return null;
  // Links hand over what is somebody's in particular: they decide whose chat it is.
  if (incoming.type === 'start' && /^(r|l|join)_/.test(incoming.payload)) return null;
  const known = await knownBy(turn);
  if (!known) return null;
  const held: Held = {
    contactId: known.id,
    text: incoming.type === 'text' ? incoming.text : '',
    payload: incoming.type === 'start' ? incoming.payload : null,
  };
  const dialogue = { name: NAME, step: '', data: { ...held } };
  return say(screens.samePerson(turn, known.channel), { dialogue });
}

/** The number proves itself in both messengers; one that was only typed proves nothing. */
async function knownBy({ deps, incoming }: Turn): Promise<Contact | null> {
  const { phone } = incoming.from;
  if (!phone) return null;
  for (const id of await deps.store.dealsGiven({ phone, email: null }, MOST)) {
    const contact = (await deps.store.caseByDeal(id))?.contact;
    const same = contact?.phoneVerified && contact.phone && phoneNumber(contact.phone) === phone;
    if (same && contact.channel !== incoming.channel) return contact;
  }
  return null;
}

async function answer(turn: Turn, held: Held): Promise<Reply | null> {
  const { incoming, deps } = turn;
  if (incoming.type === 'blocked' || incoming.type === 'unblocked') return null;
  if (incoming.type === 'button') {
    const [word, of] = parseButton(incoming.id)?.args ?? [];
    if (of !== NAME) return { toast: deps.texts.plain(turn.locale, 'button-old') };
    return word === 'ok' ? join(turn, held) : begin(turn, held, null);
  }
  const said =
    incoming.type === 'text'
      ? incoming.text
          .trim()
          .toLowerCase()
          .replace(/[.!]+$/, '')
      : '';
  if (YES.has(said)) return join(turn, held);
  return begin(turn, held, NO.has(said) ? null : incoming);
}

/** Somebody else with that number, or somebody who would rather be: a lead like any other, with all their words. */
function begin(turn: Turn, held: Held, more: Talk | null): Promise<Reply> {
  return beginLead({ ...turn, incoming: first(turn.incoming, held, more) });
}

function first(incoming: Talk, { text, payload }: Held, more: Talk | null): Talk {
  const { channel, key, from } = incoming;
  if (more?.type === 'media') return { ...more, text: [text, more.text].filter(Boolean).join('\n') };
  const words = [text, more?.type === 'text' ? more.text : ''].filter(Boolean).join('\n');
  if (words) return { channel, key, from, type: 'text', text: words, replyTo: null, edited: false };
  return { channel, key, from, type: 'start', payload: payload ?? '' };
}

async function join(turn: Turn, held: Held): Promise<Reply> {
  const { deps, incoming, context } = turn;
  const known = await deps.store.contact(held.contactId);
  // Meanwhile they may have been erased, or have taken the number away.
  if (!known?.phone || phoneNumber(known.phone) !== incoming.from.phone) return begin(turn, held, null);
  const owner = inChannel(known, incoming.channel, incoming.from.address);
  const told = { messages: [tellThere(turn, known)] };
  const { openDealId } = await deps.store.person(known.channel, known.address);
  const facts = openDealId === null ? null : await deps.store.caseByDeal(openDealId);
  if (!facts) {
    const reply = await begin({ ...turn, person: { ...turn.person, contact: owner } }, held, null);
    return { ...reply, changes: joinChanges(reply.changes ?? {}, told) };
  }
  const joined = joinChannel(facts, owner, context);
  const words = { text: held.text, media: null, edited: false };
  const passed = held.text
    ? deliverToStaff(joined.facts, words, `${incoming.channel}:${incoming.key}`, context).messages
    : [];
  const changes = joinChanges(joined.changes, told, { messages: passed ?? [] });
  const dialogue = { name: 'chat', step: '', data: { acknowledgedAt: context.now } };
  return say(screens.sameJoined(turn, joined.facts), { changes, dialogue });
}

/** Whoever has the other messenger hears of it there: if it was somebody else, they can say so. */
function tellThere(turn: Turn, { channel, address, locale }: Contact): NewMessage {
  const { context, incoming } = turn;
  return {
    kind: 'screen',
    data: { screen: screens.joinedElsewhere({ ...turn, locale }, incoming.channel), edit: null },
    id: context.newId(),
    dedupeKey: `joined:${incoming.channel}:${incoming.key}`,
    ...{ channel, address, locale },
    priority: 1,
    dealId: null,
    slot: null,
    notBefore: context.now,
    createdAt: context.now,
    requestId: context.requestId,
  };
}
