import type { Media } from '../../../domain/media.ts';
import type { DeliveryStatus, Incoming, Sender } from '../../../domain/ports/channel.ts';
import { OWN_NUMBER, SAY } from './buttons.ts';
import { failureOf, WINDOW_CLOSED } from './errors.ts';
import { messagesChange, type WhatsAppMessage, type WhatsAppSender, type WhatsAppStatus } from './update.ts';

const CHANNEL = 'whatsapp';

const COMMAND = /^\/([A-Za-z0-9_]{1,32})(?:\s+([\s\S]*))?$/;

const STATES = ['sent', 'delivered', 'read', 'failed'] as const;

/** Messages that nobody wrote: a changed number, a group. Nothing to answer. */
const SERVICE = new Set(['system', 'ephemeral', 'request_welcome', 'reaction']);

const FILES = ['image', 'document', 'audio', 'video', 'sticker'] as const;

/** What a webhook says: messages to us, and what became of ours. */
export interface Said {
  readonly incoming: readonly Incoming[];
  readonly statuses: readonly DeliveryStatus[];
}

/** True for a phone number in digits, and for a business-scoped user id. */
export function isAddress(address: string): boolean {
  return /^\d{5,20}$/.test(address) || /^[A-Z]{2}\.\d{5,40}$/.test(address);
}

/**
 * All entries of one webhook, each message with its own key, the `wamid` (a repeat has the same). What is for another
 * number of the same app, or of a kind that we do not treat, says nothing. A message of a shape that we can't read
 * does not hold back the others.
 */
export function toSaid(
  changes: readonly { readonly field: string; readonly value: unknown }[],
  phoneNumberId: string,
  now: number,
): Said {
  const incoming: Incoming[] = [];
  const statuses: DeliveryStatus[] = [];
  for (const each of changes) {
    if (each.field !== 'messages') continue;
    const read = messagesChange.safeParse(each);
    if (!read.success) continue;
    const { metadata, contacts = [], messages = [], statuses: told = [] } = read.data.value;
    if (metadata && metadata.phone_number_id !== phoneNumberId) continue;
    for (const message of messages) incoming.push(...fromMessage(message, senderOf(message, contacts)));
    for (const status of told) statuses.push(...fromStatus(status, now));
  }
  return { incoming, statuses };
}

/** The number is the address as long as there is one; whoever hides it is known by the user id. */
function senderOf(message: WhatsAppMessage, contacts: readonly WhatsAppSender[]): Sender | null {
  const { from, from_user_id: userId } = message;
  const known = (each: WhatsAppSender) =>
    (from !== undefined && each.wa_id === from) || (userId !== undefined && each.user_id === userId);
  const contact = contacts.find(known) ?? (contacts.length === 1 ? contacts[0] : undefined);
  const number = [from, contact?.wa_id].find((each) => each !== undefined && /^\d{5,20}$/.test(each));
  const address = number ?? userId ?? contact?.user_id ?? from;
  if (address === undefined || !isAddress(address)) return null;
  return {
    address,
    userId: userId ?? contact?.user_id ?? address,
    name: contact?.profile?.name?.trim() || null,
    language: null,
    ...(number ? { phone: `+${number}` } : {}),
  };
}

function fromMessage(message: WhatsAppMessage, from: Sender | null): Incoming[] {
  if (!from || SERVICE.has(message.type)) return [];
  const base = { channel: CHANNEL, key: message.id, from };
  const replyTo = message.context?.id ?? null;
  if (message.text) return [{ ...base, ...fromText(message.text.body, replyTo) }];
  const pressed = pressOf(message);
  if (pressed) return [{ ...base, ...fromPress(pressed, message, from) }];
  const media = mediaOf(message);
  if (media) return [{ ...base, type: 'media', ...media, replyTo }];
  if (message.contacts?.[0]) return [{ ...base, ...fromContact(message.contacts[0], from) }];
  return [{ ...base, type: 'unsupported', what: message.type }];
}

function fromText(body: string, replyTo: string | null) {
  const match = COMMAND.exec(body);
  if (!match) return { type: 'text', text: body, replyTo, edited: false } as const;
  const name = (match[1] ?? '').toLowerCase();
  const args = (match[2] ?? '').trim();
  if (name === 'start') return { type: 'start', payload: args } as const;
  return { type: 'command', name, args, replyTo } as const;
}

/** The reply to buttons, to a list, or the quick reply of a template. */
function pressOf({ interactive, button }: WhatsAppMessage): { id: string; title: string } | null {
  const reply = interactive?.button_reply ?? interactive?.list_reply;
  if (reply) return { id: reply.id, title: reply.title ?? '' };
  return button ? { id: button.payload ?? '', title: button.text ?? '' } : null;
}

function fromPress({ id, title }: { id: string; title: string }, message: WhatsAppMessage, from: Sender) {
  const messageRef = message.context?.id ?? null;
  if (id === OWN_NUMBER && from.phone)
    return { type: 'contact', phone: from.phone, name: from.name, own: true } as const;
  const said = id.startsWith(SAY) ? id.slice(SAY.length) : id === '' || id === OWN_NUMBER ? title : null;
  if (said !== null) return { type: 'text', text: said, replyTo: messageRef, edited: false } as const;
  return { type: 'button', id, pressId: `${from.address} ${message.id}`, messageRef } as const;
}

function mediaOf(message: WhatsAppMessage): { media: Media; text: string } | null {
  for (const kind of FILES) {
    const file = message[kind];
    if (!file) continue;
    const type = kind === 'image' ? 'photo' : kind === 'audio' && file.voice ? 'voice' : kind;
    const media: Media = {
      type,
      channel: CHANNEL,
      ref: file.id,
      ...(file.filename ? { name: file.filename } : {}),
      ...(file.mime_type ? { mime: file.mime_type.split(';')[0] ?? '' } : {}),
    };
    return { media, text: file.caption ?? '' };
  }
  return null;
}

/** A card with the sender's own number is as good as sharing it. */
function fromContact(card: NonNullable<WhatsAppMessage['contacts']>[number], from: Sender) {
  const { phone = '', wa_id: id } = card.phones?.[0] ?? {};
  const digits = (id ?? phone).replace(/\D/g, '');
  const own = from.phone === `+${digits}`;
  const name = card.name?.formatted_name?.trim() || null;
  return { type: 'contact', phone: own ? `+${digits}` : phone || digits, name, own } as const;
}

function fromStatus(status: WhatsAppStatus, now: number): DeliveryStatus[] {
  // A voice message that was played was read.
  const named = status.status === 'played' ? 'read' : status.status;
  const state = STATES.find((each) => each === named);
  if (!state) return [];
  const seconds = Number(status.timestamp ?? Number.NaN);
  const failure = state === 'failed' ? failureOf(status.errors?.[0]?.code ?? null, 400) : null;
  const at = Number.isFinite(seconds) ? seconds * 1000 : now;
  const id = status.biz_opaque_callback_data ?? null;
  return [{ ref: status.id, id, state, at, failure, wantsApproved: failure?.code === WINDOW_CLOSED }];
}
