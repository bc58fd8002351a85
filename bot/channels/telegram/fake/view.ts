import { escapeHtml, renderHtml } from './html.ts';
import { menuOf } from './settings.ts';
import type { Chat, Command, Entity, Entry, InlineButton, Person, ReplyKeyboard } from './types.ts';
import type { World } from './world.ts';

/** A message as a page shows it. Dates are Unix milliseconds; paths are relative to where the fake is mounted. */
export interface MessageView {
  readonly id: number;
  readonly from: 'bot' | 'person';
  readonly date: number;
  readonly editDate: number | null;
  readonly edited: boolean;
  readonly silent: boolean;
  readonly text: string;
  readonly entities: readonly Entity[];
  /** The text with its styles, escaped; safe to put into a page. */
  readonly html: string;
  readonly media: MediaView | null;
  readonly buttons: readonly (readonly InlineButton[])[];
  readonly contact: { readonly phone: string; readonly name: string } | null;
  readonly replyTo: number | null;
  readonly invoice: {
    title: string;
    description: string;
    currency: string;
    total: number;
    paid: boolean;
  } | null;
  /** A service message: `payment` or `refund` with its sum in minor units (Stars: whole). */
  readonly service: { type: 'payment' | 'refund'; currency: string; total: number; chargeId: string } | null;
}

export interface MediaView {
  readonly kind: string;
  readonly fileId: string;
  readonly name: string;
  readonly mime: string;
  readonly size: number;
  /** Where its bytes can be fetched: `control/files/<id>`. */
  readonly path: string;
}

export interface ChatView {
  readonly person: Person;
  readonly started: boolean;
  readonly blocked: boolean;
  readonly bot: { readonly name: string; readonly username: string };
  readonly keyboard: ReplyKeyboard | null;
  readonly commands: readonly Command[];
  readonly messages: readonly MessageView[];
}

export function chatView(world: World, chat: Chat): ChatView {
  const { person, started, blocked, keyboard } = chat;
  const bot = { name: world.bot.first_name, username: world.bot.username };
  const shown = chat.entries.filter((entry) => !entry.deleted);
  const messages = shown.map((entry) => messageView(world, entry));
  return { person, started, blocked, bot, keyboard, commands: menuOf(world, chat), messages };
}

export function messageView(world: World, entry: Entry): MessageView {
  const { message, invoice } = entry;
  const text = message.text ?? message.caption ?? '';
  const entities = message.entities ?? message.caption_entities ?? [];
  const reply = message.reply_to_message?.message_id;
  return {
    id: message.message_id,
    from: entry.fromBot ? 'bot' : 'person',
    date: message.date * 1000,
    editDate: message.edit_date === undefined ? null : message.edit_date * 1000,
    edited: message.edit_date !== undefined,
    silent: entry.silent,
    text,
    entities,
    html: entities.length > 0 ? renderHtml(text, entities) : escapeHtml(text),
    media: mediaView(world, message),
    buttons: message.reply_markup?.inline_keyboard ?? [],
    contact: contactView(message.contact),
    replyTo: typeof reply === 'number' ? reply : null,
    invoice: invoice ? pickInvoice(invoice) : null,
    service: serviceView(message),
  };
}

function pickInvoice({ title, description, currency, total, paid }: NonNullable<Entry['invoice']>) {
  return { title, description, currency, total, paid };
}

const KINDS = ['photo', 'animation', 'voice', 'audio', 'video', 'video_note', 'sticker', 'document'];

function mediaView(world: World, message: Record<string, unknown>): MediaView | null {
  for (const kind of KINDS) {
    const content = message[kind];
    const wire: unknown = Array.isArray(content) ? content.at(-1) : content;
    if (typeof wire !== 'object' || wire === null || !('file_id' in wire)) continue;
    const fileId = String(wire.file_id);
    const file = world.state.files[fileId];
    const path = file?.url ?? `control/files/${fileId}`;
    return { kind, fileId, name: file?.name ?? '', mime: file?.mime ?? '', size: file?.size ?? 0, path };
  }
  return null;
}

function contactView(contact: unknown): MessageView['contact'] {
  if (typeof contact !== 'object' || contact === null || !('phone_number' in contact)) return null;
  return {
    phone: String(contact.phone_number),
    name: 'first_name' in contact ? String(contact.first_name) : '',
  };
}

function serviceView(message: Record<string, unknown>): MessageView['service'] {
  for (const [type, field] of [
    ['payment', 'successful_payment'],
    ['refund', 'refunded_payment'],
  ] as const) {
    const value = message[field];
    if (typeof value !== 'object' || value === null) continue;
    const payment = value as Record<string, unknown>;
    const chargeId = String(payment.telegram_payment_charge_id);
    return { type, currency: String(payment.currency), total: Number(payment.total_amount), chargeId };
  }
  return null;
}
