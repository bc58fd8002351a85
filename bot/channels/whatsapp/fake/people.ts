import { status } from './messages.ts';
import {
  type Chat,
  type Choice,
  type Content,
  type Entry,
  GraphError,
  type Person,
  type Value,
} from './types.ts';
import { WINDOW_MS, type World } from './world.ts';

/** Who comes into the chat; what is left out is invented. */
export interface NewPerson {
  /** Digits of the number. */
  readonly id: number;
  readonly first_name?: string;
  readonly last_name?: string;
  readonly language_code?: string;
}

/** A file that a person sends. */
export interface Sent {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly mime: string;
}

/** Kinds of file by what the playground calls them. */
const KINDS: Readonly<Record<string, string>> = { photo: 'image', voice: 'audio' };

/** What people do in the emulated messenger. Acts give the number of the message that they made. */
export class People {
  constructor(private readonly world: World) {}

  add(person: NewPerson): Person {
    const known = this.world.chat(person.id)?.person;
    return this.world.addPerson({ first_name: `Person ${person.id}`, ...known, ...person }).person;
  }

  /** Opens the link to the business, whose words stand in the field already, and sends them. */
  start(id: number, payload = ''): number {
    return this.text(id, payload ? `/start ${payload}` : '/start');
  }

  text(id: number, text: string, replyTo?: number): number {
    return this.write(id, { text }, { type: 'text', text: { body: text } }, replyTo);
  }

  file(id: number, kind: string, file: Sent, caption = ''): number {
    const type = KINDS[kind] ?? kind;
    const { bytes, name, mime } = file;
    const stored = this.world.store({ name, mime, size: bytes.length, base64: toBase64(bytes) });
    const wire = {
      id: stored.id,
      mime_type: mime,
      sha256: 'sandbox',
      ...(caption ? { caption } : {}),
      ...(type === 'document' ? { filename: name } : {}),
      ...(kind === 'voice' ? { voice: true } : {}),
    };
    const content = { text: caption, file: { kind: type, id: stored.id, name } };
    return this.write(id, content, { type, [type]: wire });
  }

  /** Without `other`: a card with the person's own number. */
  contact(id: number, other?: { phone: string; name: string }): number {
    const { person } = this.chat(id);
    const { phone, name } = other ?? { phone: `+${person.id}`, name: nameOf(person) };
    const card = {
      name: { formatted_name: name },
      phones: [{ phone, ...(other ? {} : { wa_id: String(person.id) }) }],
    };
    return this.write(id, { text: '', contact: { phone, name } }, { type: 'contacts', contacts: [card] });
  }

  /** Anything else that a message can hold: `{location: {...}}`. */
  other(id: number, content: Record<string, unknown>): number {
    const [type = 'unsupported'] = Object.keys(content);
    return this.write(id, { text: '' }, { type, ...content });
  }

  /** Presses a reply button, or picks a row of a list, by what it sends. */
  press(id: number, seq: number, which: { data: string } | { index: number }): number {
    const entry = this.entry(id, seq);
    const choices = [...(entry.replies ?? []), ...(entry.list?.rows ?? [])];
    const choice = 'data' in which ? choices.find((each) => each.id === which.data) : choices[which.index];
    if (!choice) throw new GraphError(404, 'no such button', 404);
    return this.choose(id, entry, choice);
  }

  /** The person looks at the chat: what was delivered is read. */
  read(id: number): void {
    const chat = this.chat(id);
    for (const entry of chat.entries)
      if (entry.fromBusiness && entry.status === 'delivered') status(this.world, chat, entry, 'read');
  }

  /** So much time has passed since the person wrote; a day closes the window. */
  wait(id: number, ms = WINDOW_MS): void {
    const chat = this.chat(id);
    if (chat.lastIn !== null) chat.lastIn -= ms;
    this.world.changed({ userId: id, type: 'chat' });
  }

  block(id: number, blocked: boolean): void {
    this.chat(id).blocked = blocked;
    this.world.changed({ userId: id, type: 'chat' });
  }

  /** Posts a change again, the last one by default. */
  redeliver(back = 1): Value {
    const value = this.world.state.recent.at(-back);
    if (!value) throw new GraphError(404, 'nothing to send again', 404);
    this.world.enqueue({ ...value });
    return value;
  }

  private choose(id: number, entry: Entry, { id: data, title, description }: Choice): number {
    const kind = entry.list ? 'list_reply' : 'button_reply';
    const reply = { id: data, title, ...(description ? { description } : {}) };
    const wire = { type: 'interactive', interactive: { type: kind, [kind]: reply } };
    return this.write(id, { text: title }, wire, entry.seq);
  }

  private write(id: number, content: Content, wire: Record<string, unknown>, replyTo?: number): number {
    const chat = this.chat(id);
    if (chat.blocked) throw new GraphError(409, 'the person has blocked the business', 409);
    this.read(id);
    const original = replyTo === undefined ? null : this.entry(id, replyTo);
    chat.started = true;
    chat.lastIn = this.world.now();
    const entry = this.world.append(chat, content, {
      fromBusiness: false,
      replyTo: original?.wamid ?? null,
    });
    const context = original ? { context: { from: this.world.phoneNumberId, id: original.wamid } } : {};
    const timestamp = String(Math.floor(this.world.now() / 1000));
    const wa_id = String(id);
    this.world.push({
      ...this.world.head(),
      contacts: [{ profile: { name: nameOf(chat.person) }, wa_id }],
      messages: [{ from: wa_id, id: entry.wamid, timestamp, ...context, ...wire }],
    });
    return entry.seq;
  }

  private chat(id: number): Chat {
    const chat = this.world.chat(id);
    if (chat) return chat;
    this.add({ id });
    return this.chat(id);
  }

  private entry(id: number, seq: number): Entry {
    const entry = this.chat(id).entries.find((each) => each.seq === seq);
    if (!entry) throw new GraphError(404, 'no such message', 404);
    return entry;
  }
}

function nameOf({ first_name, last_name }: Person): string {
  return [first_name, last_name].filter(Boolean).join(' ');
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}
