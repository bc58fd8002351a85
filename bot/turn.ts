import type { Changes, InboxEntry } from '../domain/changes.ts';
import type { Dialogue } from '../domain/contact.ts';
import type { NewMessage } from '../domain/message.ts';
import type { Cashier } from '../domain/ports/cashier.ts';
import type { Channel, Outgoing, Talk } from '../domain/ports/channel.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Doctor } from '../domain/ports/doctor.ts';
import type { InboxDesk } from '../domain/ports/inbox-desk.ts';
import type { Log } from '../domain/ports/log.ts';
import type { Person, Store } from '../domain/ports/store.ts';
import type { Texts } from '../domain/ports/texts.ts';
import type { Context, Settings } from '../domain/settings.ts';
import type { Staff } from '../domain/staff.ts';

/** What the bot needs of the world. */
export interface BotDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly texts: Texts;
  readonly cashier: Cashier;
  readonly doctor: Doctor;
  readonly inbox: InboxDesk;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly log: Log;
  readonly publicUrl: string;
  /** Work was saved that a job should do soon. */
  kick(job: 'deliver' | 'settle'): void;
}

/** One update being answered. Rebuilt from the database when somebody else wrote first. */
export interface Turn {
  readonly deps: BotDeps;
  readonly incoming: Talk;
  readonly person: Person;
  /** Language of the person who wrote. */
  readonly locale: string;
  readonly context: Context;
}

/** The same, by a member of staff. */
export interface StaffTurn extends Turn {
  readonly staff: Staff;
}

/** An answer in the chat that the update came from. */
export interface Said {
  readonly screen: Outgoing;
  /** Draw it over the message whose button was pressed. */
  readonly over?: boolean;
}

/** What an update leads to. All of it is saved together with the update's own key. */
export interface Reply {
  readonly changes?: Changes;
  readonly say?: readonly Said[];
  /** The short word that a pressed button shows. */
  readonly toast?: string;
  /** Where the conversation goes on; null ends it; not given: as it was. */
  readonly dialogue?: DialogueStep | null;
}

export interface DialogueStep {
  readonly name: string;
  readonly step: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An answer of one screen. */
export function say(screen: Outgoing, more: Omit<Reply, 'say'> = {}): Reply {
  return { ...more, say: [{ screen }] };
}

/** The same, drawn over the message whose button was pressed. */
export function redraw(screen: Outgoing, more: Omit<Reply, 'say'> = {}): Reply {
  return { ...more, say: [{ screen, over: true }] };
}

/** The update's own row in the inbox: the same update again changes nothing. */
export function inboxOf({ incoming, context }: Turn): InboxEntry {
  return {
    source: incoming.channel,
    key: incoming.key,
    state: 'done',
    body: null,
    dealId: null,
    receivedAt: context.now,
    nextAt: null,
    requestId: context.requestId,
  };
}

/** The answers as rows of the outbox, in their order. */
export function messagesOf(turn: Turn, reply: Reply): NewMessage[] {
  const { incoming, context } = turn;
  const pressed = incoming.type === 'button' ? incoming.messageRef : null;
  return (reply.say ?? []).map((said, index) => ({
    kind: 'screen',
    data: { screen: said.screen, edit: said.over ? pressed : null },
    id: context.newId(),
    dedupeKey: answerKey(turn, said, index),
    channel: incoming.channel,
    address: incoming.from.address,
    locale: turn.locale,
    priority: 0,
    dealId: null,
    slot: null,
    notBefore: context.now,
    createdAt: context.now,
    requestId: context.requestId,
  }));
}

/** Somebody who presses a button again and again, because nothing seems to happen, is answered once in so long, ms. */
const SAME_PRESS = 5_000;

/** A press that leads to the very answer that the press before it led to says nothing new. */
function answerKey({ incoming, context }: Turn, { screen, over }: Said, index: number): string {
  const { channel, key, from } = incoming;
  if (incoming.type !== 'button' || over) return `answer:${channel}:${key}:${index}`;
  const button = `${from.address}:${incoming.messageRef}:${incoming.id}`;
  const when = Math.floor(context.now / SAME_PRESS);
  return `pressed:${channel}:${button}:${index}:${when}:${fingerprint(screen.text)}`;
}

/** FNV-1a: tells one answer from another, and is short enough for an index. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return `${text.length.toString(36)}.${hash.toString(36)}`;
}

/** The conversation's row with its next step; none when the reply leaves it as it was. */
export function dialogueOf(turn: Turn, reply: Reply): Dialogue[] {
  if (reply.dialogue === undefined) return [];
  const { channel, from } = turn.incoming;
  const next = reply.dialogue ?? { name: null, step: '', data: {} };
  const version = turn.person.dialogue?.version ?? 0;
  return [{ channel, address: from.address, ...next, updatedAt: turn.context.now, version }];
}
