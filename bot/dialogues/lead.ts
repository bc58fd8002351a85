import type { DealCase } from '../../domain/case.ts';
import { type Changes, joinChanges } from '../../domain/changes.ts';
import type { Contact } from '../../domain/contact.ts';
import type { Origin } from '../../domain/continuation.ts';
import { openDeal } from '../../domain/decisions/open-deal.ts';
import { TITLE, tellLead, titleOf } from '../../domain/decisions/open-lead.ts';
import { deliverToStaff } from '../../domain/decisions/pass-on.ts';
import { amend, type Draft } from '../../domain/draft.ts';
import type { Person } from '../../domain/ports/store.ts';
import { newContact } from '../new-contact.ts';
import { parseButton } from '../screens/buttons.ts';
import * as screens from '../screens/lead.ts';
import { type DialogueStep, type Reply, say, type Turn } from '../turn.ts';
import { wordsOf } from '../words.ts';

type Step = 'need' | 'name' | 'phone';

/** True while the bot is getting to know somebody. */
export function isLead(person: Person): boolean {
  return person.dialogue?.name === 'lead' && person.openDealId !== null;
}

/**
 * Somebody wrote or opened the bot: contact and deal appear at once, managers get the card, and the
 * first question is asked. Their first words answer what is needed.
 */
export async function beginLead(turn: Turn, from: Origin | null = null): Promise<Reply> {
  const { incoming, deps, context, person } = turn;
  const first = incoming.type === 'text' ? incoming.text.trim() : '';
  const id = await deps.store.nextNumber('deal');
  const team = (await deps.store.staff()).filter((member) => member.active);
  const contact = person.contact ? { ...person.contact, unreachable: null } : newContact(turn);
  const opened = openDeal(
    {
      ...{ id, contact, title: titleOf(first), responsibleId: null, team },
      ...(from ? { source: from.source, funnel: from.funnel, more: told(first, from) } : originOf(turn)),
    },
    context,
  );
  const more = first.length > TITLE || incoming.type === 'media' ? forward(turn) : null;
  const step: Step | null = first ? nextStep('need', contact) : 'need';
  const changes = opened.changes;
  const answer = step ? ask(turn, step, contact, true) : finish(turn, contact);
  return more ? { ...answer, changes: joinChanges(changes, more(opened.facts)) } : { ...answer, changes };
}

/** Where somebody came from, who left nothing on the site but opened its link into the chat. */
function told(text: string, { page, marks }: Origin): (draft: Draft) => void {
  return (draft) => tellLead(draft, { text, said: { phone: null, email: null }, page, marks, maybe: [] });
}

/** Media and long words of the very first message, as messages beside the card. */
function forward(turn: Turn): (facts: DealCase) => Changes {
  return (facts) => {
    const passed = deliverToStaff(
      facts,
      wordsOf(turn),
      `${turn.incoming.channel}:${turn.incoming.key}`,
      turn.context,
    );
    return { messages: passed.messages ?? [] };
  };
}

/**
 * The source: `telegram`, or `telegram:autumn` from a link `/start src_autumn`. A campaign that is named like a
 * funnel of the deployment (`POLICIES`) leads into that funnel.
 */
function originOf({ incoming, deps }: Turn): { source: string; funnel: string } {
  const campaign = incoming.type === 'start' ? /^src_([\w-]{1,60})$/.exec(incoming.payload)?.[1] : undefined;
  const { funnel, policies } = deps.settings;
  if (!campaign) return { source: incoming.channel, funnel };
  return {
    source: `${incoming.channel}:${campaign}`,
    funnel: Object.hasOwn(policies, campaign) ? campaign : funnel,
  };
}

/** The next question worth asking; null when everything is known. */
function nextStep(after: Step, contact: Contact): Step | null {
  if (after === 'need') return 'name';
  if (after === 'name') return contact.phone ? null : 'phone';
  return null;
}

function ask(turn: Turn, step: Step, contact: Contact, first: boolean): Reply {
  return say(screens.question(turn, step, { name: contact.name, first }), { dialogue: at(step) });
}

function at(step: Step): DialogueStep {
  return { name: 'lead', step, data: {} };
}

function finish(turn: Turn, contact: Contact): Reply {
  const dialogue = { name: 'chat', step: '', data: { acknowledgedAt: turn.context.now } };
  return say(screens.finished(turn, contact.name), { dialogue });
}

/** An answer, a skip, or something else said in the middle of the questions. */
export async function answerLead(turn: Turn): Promise<Reply> {
  const { person, deps } = turn;
  const step = person.dialogue?.step as Step;
  const facts = person.openDealId === null ? null : await deps.store.caseByDeal(person.openDealId);
  if (!facts?.contact || !isLead(person)) return { toast: deps.texts.plain(turn.locale, 'button-old') };
  const answer = read(turn, step, facts.contact);
  if (answer === null) return askAgain(turn, facts, step);
  return go(turn, facts, step, answer);
}

/** What was answered: a value, '' for a skip, null when it does not answer the question. */
function read(turn: Turn, step: Step, contact: Contact): string | null {
  const { incoming, deps, locale } = turn;
  if (incoming.type === 'button') {
    const [arg, of] = parseButton(incoming.id)?.args ?? [];
    // A button under an earlier question must not answer this one.
    if (of !== step) return null;
    return arg === 'use' && step === 'name' ? (contact.name ?? '') : arg === 'skip' ? '' : null;
  }
  if (incoming.type === 'contact') return step === 'phone' ? incoming.phone : null;
  if (incoming.type !== 'text' || incoming.edited) return null;
  const text = incoming.text.trim();
  if (text === deps.texts.plain(locale, 'lead-skip')) return '';
  if (step === 'phone') return phoneOf(text);
  return step === 'name' ? text.slice(0, 80) : text;
}

/** Digits with an optional plus, 7 to 15 of them (ITU-T E.164), however they are spaced. */
function phoneOf(text: string): string | null {
  const digits = text.replace(/[\s().-]/g, '');
  return /^\+?\d{7,15}$/.test(digits) ? digits : null;
}

function go(turn: Turn, facts: DealCase, step: Step, answer: string): Reply {
  const { incoming, context } = turn;
  const draft = amend(facts, context);
  const before = facts.contact as Contact;
  const contact = before.unreachable ? { ...before, unreachable: null } : before;
  const own = incoming.type === 'contact' && incoming.own;
  const known =
    step === 'name' && answer
      ? { ...contact, name: answer }
      : step === 'phone' && answer
        ? { ...contact, phone: answer, phoneVerified: own }
        : contact;
  if (known !== before) draft.contact(known);
  if (step === 'need' && answer) draft.deal({ title: titleOf(answer) });
  draft.event('lead_answered', { step, skipped: answer === '' });
  const next = nextStep(step, known);
  const reply = next ? ask(turn, next, known, false) : finish(turn, known);
  const long = step === 'need' && answer.length > TITLE;
  const extra = long
    ? (deliverToStaff(facts, wordsOf(turn), `${incoming.channel}:${incoming.key}`, context).messages ?? [])
    : [];
  return { ...reply, changes: joinChanges(draft.seal(), { messages: extra }) };
}

/** A picture, an edit or words that are no phone number: staff get it, the question stays. */
function askAgain(turn: Turn, facts: DealCase, step: Step): Reply {
  const { incoming, context, deps } = turn;
  if (incoming.type === 'button') return { toast: deps.texts.plain(turn.locale, 'button-old') };
  if (incoming.type === 'start') return ask(turn, step, facts.contact as Contact, false);
  const changes = deliverToStaff(facts, wordsOf(turn), `${incoming.channel}:${incoming.key}`, context);
  return say(screens.questionAgain(turn, step), { changes });
}
