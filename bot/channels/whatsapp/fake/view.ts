import { readMarks, type Style } from './marks.ts';
import type { Chat, Entry, Person } from './types.ts';
import type { World } from './world.ts';

/** A button as the playground's page draws it: presses, picks or opens. */
export interface ButtonView {
  readonly text: string;
  readonly callback_data?: string;
  readonly url?: string;
  readonly hint?: string;
}

/** A message as a phone shows it, in the shape that the playground's page knows. */
export interface MessageView {
  readonly id: number;
  readonly wamid: string;
  readonly from: 'bot' | 'person';
  readonly date: number;
  readonly editDate: null;
  readonly edited: false;
  readonly silent: false;
  readonly text: string;
  readonly entities: readonly Style[];
  readonly html: string;
  readonly media: {
    readonly kind: string;
    readonly fileId: string;
    readonly name: string;
    readonly mime: string;
    readonly size: number;
    readonly path: string;
  } | null;
  readonly buttons: readonly (readonly ButtonView[])[];
  /** Words on the button that opens the list; its rows are `buttons`. */
  readonly list: string | null;
  readonly contact: { readonly phone: string; readonly name: string } | null;
  readonly replyTo: number | null;
  readonly invoice: null;
  readonly service: null;
  readonly status: Entry['status'];
  readonly template: string | null;
}

export interface ChatView {
  readonly person: Person;
  readonly started: boolean;
  readonly blocked: boolean;
  /** Free messages may be sent to them. */
  readonly open: boolean;
  readonly bot: { readonly name: string; readonly username: string };
  readonly keyboard: null;
  readonly commands: readonly never[];
  readonly messages: readonly MessageView[];
}

/** What the page calls kinds of file. */
const KINDS: Readonly<Record<string, string>> = { image: 'photo', audio: 'voice' };

export function chatView(world: World, chat: Chat): ChatView {
  const { person, started, blocked, entries } = chat;
  const bot = { name: world.name, username: world.displayNumber.replace(/\D/g, '') };
  const messages = entries.map((entry) => messageView(world, chat, entry));
  return { person, started, blocked, open: world.isOpen(chat), bot, keyboard: null, commands: [], messages };
}

export function messageView(world: World, chat: Chat, entry: Entry): MessageView {
  const { text, styles, html } = readMarks(entry.text);
  return {
    id: entry.seq,
    wamid: entry.wamid,
    from: entry.fromBusiness ? 'bot' : 'person',
    date: entry.at,
    editDate: null,
    edited: false,
    silent: false,
    text,
    entities: styles,
    html,
    media: mediaView(world, entry),
    buttons: buttonsOf(entry),
    list: entry.list?.button ?? null,
    contact: entry.contact ?? null,
    replyTo: chat.entries.find(({ wamid }) => wamid === entry.replyTo)?.seq ?? null,
    invoice: null,
    service: null,
    status: entry.status,
    template: entry.template ?? null,
  };
}

function mediaView(world: World, { file }: Entry): MessageView['media'] {
  if (!file) return null;
  const stored = world.state.files[file.id];
  const { mime = '', size = 0 } = stored ?? {};
  const kind = KINDS[file.kind] ?? file.kind;
  return { kind, fileId: file.id, name: file.name, mime, size, path: `control/files/${file.id}` };
}

/** Each on its own row, as a phone shows them. */
function buttonsOf({ replies, list, link }: Entry): ButtonView[][] {
  if (link) return [[{ text: link.text, url: link.url }]];
  if (replies) return replies.map(({ id, title }) => [{ text: title, callback_data: id }]);
  return (list?.rows ?? []).map(({ id, title, description }) => [
    { text: title, callback_data: id, ...(description ? { hint: description } : {}) },
  ]);
}
