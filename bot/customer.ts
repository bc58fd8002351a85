import type { DealCase } from '../domain/case.ts';
import { type Changes, joinChanges } from '../domain/changes.ts';
import type { Contact } from '../domain/contact.ts';
import { CONTINUE_PREFIX } from '../domain/continuation.ts';
import { inChannel } from '../domain/decisions/join-channel.ts';
import { noteReachable, noteUnreachable } from '../domain/decisions/note-unreachable.ts';
import { deliverToStaff } from '../domain/decisions/pass-on.ts';
import { customerButton } from './customer-buttons.ts';
import { takeContinuation } from './dialogues/continue.ts';
import { answerLead, beginLead, isLead } from './dialogues/lead.ts';
import { takeReceipt } from './dialogues/receipt.ts';
import { takeReceiptTo } from './dialogues/receipt-to.ts';
import { takeSamePerson } from './dialogues/same-person.ts';
import * as screens from './screens/customer.ts';
import { type Reply, say, type Turn } from './turn.ts';
import { wordsOf } from './words.ts';

/** Deals that are paid but still being delivered take the customer's words for this long. */
const AFTERCARE = 24 * 3_600_000;
/** "Passed on" is said at most this often. */
const ACKNOWLEDGE = 6 * 3_600_000;

const STOP = new Set(['stop', 'стоп', 'отписаться', 'unsubscribe', 'хватит']);

/** Answers somebody who is not staff. */
export async function answerCustomer(turn: Turn): Promise<Reply> {
  return (await takeSamePerson(turn)) ?? answer(turn);
}

async function answer(turn: Turn): Promise<Reply> {
  const { incoming } = turn;
  switch (incoming.type) {
    case 'blocked':
      return blocked(turn);
    case 'unblocked':
      return unblocked(turn);
    case 'button':
      return incoming.id.startsWith('dlg:') ? answerLead(turn) : customerButton(turn);
    case 'start':
      return start(turn, incoming.payload);
    case 'command':
      return command(turn, incoming.name);
    case 'unsupported':
      return say(screens.unsupported(turn));
    default:
      return words(turn);
  }
}

async function start(turn: Turn, payload: string): Promise<Reply> {
  if (payload.startsWith('r_')) return takeReceipt(turn, payload.slice(2));
  if (payload.startsWith(CONTINUE_PREFIX)) {
    const continued = await takeContinuation(turn, payload.slice(CONTINUE_PREFIX.length));
    if (continued) return continued;
  }
  return isLead(turn.person) ? answerLead(turn) : ((await open(turn)) ?? beginLead(turn));
}

async function words(turn: Turn): Promise<Reply> {
  const { incoming, person } = turn;
  const text = incoming.type === 'text' ? incoming.text : '';
  if (STOP.has(text.trim().toLowerCase()) && person.contact) return stopReminders(turn, person.contact);
  if (isLead(person)) return answerLead(turn);
  const facts = await currentDeal(turn);
  if (!facts) return beginLead(turn);
  return takeReceiptTo(turn, facts) ?? passOn(turn, facts);
}

/** `/start` again: a word that everything is remembered, and no second deal. */
async function open(turn: Turn): Promise<Reply | null> {
  const id = turn.person.openDealId;
  const facts = id === null ? null : await turn.deps.store.caseByDeal(id);
  return facts ? say(screens.welcomeBack(turn, facts)) : null;
}

async function command(turn: Turn, name: string): Promise<Reply> {
  const { contact } = turn.person;
  if (name === 'stop' && contact) return stopReminders(turn, contact);
  if (name === 'help' || contact) return say(screens.customerHelp(turn));
  return beginLead(turn);
}

function stopReminders(turn: Turn, contact: Contact): Reply {
  const changes = { contacts: [{ ...contact, remindersOff: true }] };
  return say(screens.remindersStopped(turn), { changes });
}

async function blocked(turn: Turn): Promise<Reply> {
  const { contact } = turn.person;
  if (!contact) return {};
  const facts = await lastDeal(turn);
  const changes = facts ? noteUnreachable(facts, 'blocked', turn.context) : null;
  return { changes: changes ?? { contacts: [{ ...contact, unreachable: 'blocked' }] } };
}

async function unblocked(turn: Turn): Promise<Reply> {
  const { contact } = turn.person;
  if (!contact?.unreachable) return {};
  const facts = await lastDeal(turn);
  const changes = facts ? noteReachable(facts, turn.context) : null;
  return { changes: changes ?? { contacts: [{ ...contact, unreachable: null }] } };
}

async function lastDeal(turn: Turn): Promise<DealCase | null> {
  const { contact } = turn.person;
  const [row] = contact ? await turn.deps.store.deals({ contactId: contact.id, limit: 1 }) : [];
  return row ? turn.deps.store.caseByDeal(row.deal.id) : null;
}

/** The deal that the customer is talking about: the open one, or one paid so recently that "thanks" belongs to it. */
async function currentDeal(turn: Turn): Promise<DealCase | null> {
  const { openDealId } = turn.person;
  if (openDealId !== null) return turn.deps.store.caseByDeal(openDealId);
  const facts = await lastDeal(turn);
  if (!facts) return null;
  const served =
    facts.deal.stage === 'paid' ||
    facts.deal.stage === 'partially_refunded' ||
    facts.deal.stage === 'disputed';
  return served && turn.context.now - facts.deal.updatedAt < AFTERCARE ? facts : null;
}

/** Somebody with two messengers is answered in the one in which they wrote last. */
function here({ incoming }: Turn, { contact }: DealCase): { contact: Contact | null; moved: Changes } {
  const { channel, from } = incoming;
  if (!contact || (contact.channel === channel && contact.address === from.address))
    return { contact, moved: {} };
  const moved = inChannel(contact, channel, from.address);
  return { contact: moved, moved: { contacts: [moved] } };
}

/** Hands the customer's words, pictures and files to staff; the customer hears so once in a while. */
function passOn(turn: Turn, facts: DealCase): Reply {
  const { incoming, context, person } = turn;
  const { contact, moved } = here(turn, facts);
  const cause = `${incoming.channel}:${incoming.key}`;
  const passed = deliverToStaff({ ...facts, contact }, wordsOf(turn), cause, context);
  const changes = joinChanges(passed, moved);
  const last = Number(person.dialogue?.data.acknowledgedAt ?? 0);
  if (context.now - last < ACKNOWLEDGE) return { changes };
  const dialogue = { name: 'chat', step: '', data: { acknowledgedAt: context.now } };
  return say(screens.passedOn(turn), { changes, dialogue });
}
