import { fileContent, storeFile } from './files.ts';
import { withoutReply } from './messages.ts';
import type { Upload } from './params.ts';
import { renew, settle } from './payments.ts';
import {
  ApiError,
  type Chat,
  type Entry,
  type Invoice,
  type Person,
  type Press,
  type Update,
} from './types.ts';
import { asChat, asUser, type World } from './world.ts';

/** Who comes into the chat; what is left out is invented. */
export interface NewPerson {
  readonly id: number;
  readonly first_name?: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly language_code?: string;
  readonly phone?: string;
}

/** Which button: by what it sends, or by its number counted row by row from 0. */
export type Which = { readonly data: string } | { readonly index: number };

export interface Pressed {
  /** The update that told the bot. */
  readonly updateId: number | null;
  /** False when the bot did not answer in time. */
  readonly answered: boolean;
  readonly text: string | null;
  readonly alert: boolean;
  readonly url: string | null;
}

export interface Paid {
  readonly ok: boolean;
  readonly chargeId: string | null;
  /** Why it was refused: the bot's words, or `timeout`. */
  readonly error: string | null;
}

const ANSWER_MS = 10_000;

/** What people do in the emulated messenger. Acts give the number of the message that they made. */
export class People {
  constructor(private readonly world: World) {}

  add(person: NewPerson): Person {
    const known = this.world.chat(person.id)?.person;
    const phone = `7900000${String(person.id % 10_000).padStart(4, '0')}`;
    const full: Person = { first_name: `Person ${person.id}`, phone, ...known, ...person };
    return this.world.addPerson(full).person;
  }

  start(userId: number, payload = ''): number {
    const chat = this.chat(userId);
    if (chat.blocked) this.unblock(userId);
    return this.text(userId, payload ? `/start ${payload}` : '/start');
  }

  text(userId: number, text: string, replyTo?: number): number {
    const chat = this.writable(userId);
    if (chat.keyboard?.oneTime && chat.keyboard.rows.flat().some((key) => key.text === text))
      chat.keyboard = null;
    return this.write(chat, { ...this.textContent(text), ...this.reply(chat, replyTo) });
  }

  /** `kind` is a field of Message that holds a file: photo, voice, audio, video, document, sticker. */
  file(userId: number, kind: string, upload: Upload, caption = ''): number {
    const content = fileContent(storeFile(this.world, kind, upload));
    return this.write(this.writable(userId), caption ? { ...content, caption } : content);
  }

  /** Without `other`: the person's own number, as the contact button sends it. */
  contact(userId: number, other?: { phone: string; name: string }): number {
    const chat = this.writable(userId);
    const { person } = chat;
    const own = { phone_number: person.phone, first_name: person.first_name, user_id: person.id };
    const contact = other ? { phone_number: other.phone, first_name: other.name } : own;
    if (chat.keyboard?.oneTime) chat.keyboard = null;
    return this.write(chat, { contact });
  }

  /** Presses a key of the keyboard in the input field. */
  key(userId: number, label: string): number {
    const keys = this.chat(userId).keyboard?.rows.flat() ?? [];
    const key = keys.find(({ text }) => text === label);
    if (!key) throw new ApiError(404, `no key "${label}"`);
    return key.request_contact ? this.contact(userId) : this.text(userId, label);
  }

  /** Anything else that a message can hold: `{location: {...}}`. */
  other(userId: number, content: Record<string, unknown>): number {
    return this.write(this.writable(userId), content);
  }

  edit(userId: number, messageId: number, text: string): void {
    const chat = this.writable(userId);
    const entry = this.entry(chat, messageId);
    if (entry.fromBot) throw new ApiError(409, 'a person edits only own messages');
    const { message } = entry;
    const { text: _, entities: __, caption: ___, ...rest } = message;
    const words = message.text === undefined ? { caption: text } : this.textContent(text);
    entry.message = { ...rest, ...words, edit_date: this.world.seconds() } as Entry['message'];
    this.world.changed({ userId, type: 'edited', messageId });
    this.world.push('edited_message', entry.message);
  }

  /** Presses a button under a message and waits for the bot's answer to it. */
  async press(userId: number, messageId: number, which: Which, waitMs = ANSWER_MS): Promise<Pressed> {
    const chat = this.writable(userId);
    const { message } = this.entry(chat, messageId);
    const buttons = message.reply_markup?.inline_keyboard.flat() ?? [];
    const button =
      'data' in which ? buttons.find((one) => one.callback_data === which.data) : buttons[which.index];
    if (button?.callback_data === undefined) throw new ApiError(404, 'no such button');
    const id = `Q${this.world.state.nextMessage}x${this.world.state.nextUpdate}`;
    const press: Press = { id, userId, answered: false, text: null, alert: false, url: null };
    this.world.state.presses[id] = press;
    const query = {
      id,
      from: asUser(chat.person),
      message,
      chat_instance: String(userId),
      data: button.callback_data,
    };
    const update = this.world.push('callback_query', query);
    await this.until(() => this.world.state.presses[id]?.answered === true, waitMs);
    const { answered, text, alert, url } = this.world.state.presses[id] ?? press;
    return { updateId: update?.update_id ?? null, answered, text, alert, url };
  }

  block(userId: number): void {
    this.member(userId, true);
  }

  unblock(userId: number): void {
    this.member(userId, false);
  }

  /** Pays an invoice in the chat, or one by its link: asks the bot first, then settles (Bot API, Payments). */
  async pay(userId: number, what: { messageId: number } | { link: string }): Promise<Paid> {
    const chat = this.writable(userId);
    const invoice = 'messageId' in what ? this.entry(chat, what.messageId).invoice : this.linked(what.link);
    if (!invoice) throw new ApiError(404, 'no such invoice');
    const id = `C${this.world.state.nextUpdate}`;
    const { currency, total: total_amount, payload: invoice_payload } = invoice;
    this.world.state.checkouts[id] = { id, userId, ok: null, error: null };
    this.world.push('pre_checkout_query', {
      id,
      from: asUser(chat.person),
      currency,
      total_amount,
      invoice_payload,
    });
    await this.until(
      () => this.world.state.checkouts[id]?.ok !== null,
      this.world.options.checkoutMs ?? ANSWER_MS,
    );
    const checkout = this.world.state.checkouts[id];
    if (checkout?.ok !== true) return { ok: false, chargeId: null, error: checkout?.error ?? 'timeout' };
    return { ok: true, chargeId: settle(this.world, userId, invoice).id, error: null };
  }

  /** A month of a subscription is over: it is paid again. `chargeId` is its first payment. */
  renew(chargeId: string): Paid {
    return { ok: true, chargeId: renew(this.world, chargeId).id, error: null };
  }

  /** Tells of a payment once more, as a new update: who counts updates only would book it twice. */
  tellAgain(chargeId: string): void {
    const said = Object.values(this.world.state.chats).flatMap(({ entries }) => entries);
    const about = said.find(({ message }) => paymentId(message) === chargeId);
    if (!about) throw new ApiError(404, 'no such payment');
    this.world.push('message', about.message);
  }

  /** The invoice behind a link, by its name. */
  invoice(slug: string): Invoice {
    const invoice = this.linked(slug);
    if (!invoice) throw new ApiError(404, 'no such invoice');
    return invoice;
  }

  /** Sends an update again, the last one by default, under the same number. */
  redeliver(updateId?: number): Update {
    const { recent } = this.world.state;
    const update = updateId === undefined ? recent.at(-1) : recent.find((one) => one.update_id === updateId);
    if (!update) throw new ApiError(404, 'no such update');
    this.world.enqueue({ ...update, again: true });
    return update;
  }

  private chat(userId: number): Chat {
    return this.world.chat(userId) ?? this.world.addPerson(this.add({ id: userId }));
  }

  private writable(userId: number): Chat {
    const chat = this.chat(userId);
    if (chat.blocked) throw new ApiError(409, 'the person has blocked the bot');
    return chat;
  }

  private entry(chat: Chat, messageId: number): Entry {
    const entry = this.world.find(chat, messageId);
    if (!entry) throw new ApiError(404, 'no such message');
    return entry;
  }

  private linked(link: string): Invoice | null {
    const slug = link.replace(/^.*[/$]/, '');
    return Object.hasOwn(this.world.state.links, slug) ? (this.world.state.links[slug] ?? null) : null;
  }

  private write(chat: Chat, content: Record<string, unknown>): number {
    chat.started = true;
    const { message } = this.world.append(chat, false, content);
    this.world.push('message', message);
    return message.message_id;
  }

  private textContent(text: string): Record<string, unknown> {
    const command = /^\/\w+(@\w+)?/.exec(text)?.[0];
    return command
      ? { text, entities: [{ type: 'bot_command', offset: 0, length: command.length }] }
      : { text };
  }

  private reply(chat: Chat, replyTo: number | undefined): Record<string, unknown> {
    return replyTo === undefined ? {} : { reply_to_message: withoutReply(this.entry(chat, replyTo).message) };
  }

  private member(userId: number, blocked: boolean): void {
    const chat = this.chat(userId);
    if (chat.blocked === blocked) return;
    chat.blocked = blocked;
    const status = (kicked: boolean) => ({ user: this.world.bot, status: kicked ? 'kicked' : 'member' });
    this.world.changed({ userId, type: 'chat' });
    this.world.push('my_chat_member', {
      chat: asChat(chat.person),
      from: asUser(chat.person),
      date: this.world.seconds(),
      old_chat_member: status(!blocked),
      new_chat_member: status(blocked),
    });
  }

  private until(reached: () => boolean, ms: number): Promise<void> {
    if (reached()) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(end, ms);
      const stop = this.world.watch(() => reached() && end());
    });
  }
}

function paymentId({ successful_payment: payment }: Entry['message']): unknown {
  return typeof payment === 'object' && payment !== null && 'telegram_payment_charge_id' in payment
    ? payment.telegram_payment_charge_id
    : null;
}
