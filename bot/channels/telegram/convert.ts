import type { Media } from '../../../domain/message.ts';
import { money } from '../../../domain/money.ts';
import type { Incoming, Sender } from '../../../domain/ports/channel.ts';
import type { ChatMoney } from '../../../domain/ports/payment-provider.ts';
import type { TelegramMessage, TelegramUpdate, TelegramUser } from './update.ts';

const CHANNEL = 'telegram';

/** Kinds of update that we ask Telegram for. */
export const ALLOWED_UPDATES = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'pre_checkout_query',
] as const;

/** Kinds of file that `Media` has no name for keep theirs in the reference: `animation:<file_id>`. */
export const REF_KINDS = ['animation', 'video_note'] as const;

/** Service messages that nobody wrote: nothing to answer. */
const SERVICE = [
  'pinned_message',
  'message_auto_delete_timer_changed',
  'write_access_allowed',
  'chat_background_set',
  'proximity_alert_triggered',
  'boost_added',
] as const;

/** Contents that we can't use and name in the answer. */
const UNSUPPORTED = [
  'location',
  'venue',
  'poll',
  'dice',
  'game',
  'story',
  'checklist',
  'paid_media',
  'gift',
  'invoice',
] as const;

const COMMAND = /^\/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?(?:\s+([\s\S]*))?$/;

/**
 * What an update says, free of Telegram's names: one entry, or none for what is not said to us (groups,
 * channels, service messages). `key` is the update's own id (Bot API, Update: use it to drop repeats).
 */
export function toIncoming(update: TelegramUpdate): Incoming[] {
  const key = String(update.update_id);
  if (update.message) return fromMessage(key, update.message);
  if (update.edited_message) return fromEdited(key, update.edited_message);
  if (update.callback_query) return fromCallback(key, update.callback_query);
  if (update.pre_checkout_query) return fromCheckout(key, update.pre_checkout_query);
  if (update.my_chat_member) return fromMembership(key, update.my_chat_member);
  return [];
}

/**
 * The chat that an update belongs to: updates of one chat are handled in order. A payer waits ten seconds
 * for the answer to a checkout, so that one stands behind nothing.
 */
export function chatOf(update: TelegramUpdate): string {
  if (update.pre_checkout_query) return `checkout ${update.pre_checkout_query.id}`;
  const message = update.message ?? update.edited_message ?? update.callback_query?.message;
  const chat = message?.chat ?? update.my_chat_member?.chat;
  return String(chat?.id ?? update.callback_query?.from.id ?? 'none');
}

function sender(chatId: number, from: TelegramUser | undefined): Sender {
  const name = [from?.first_name, from?.last_name].filter(Boolean).join(' ').trim();
  return {
    address: String(chatId),
    userId: String(from?.id ?? chatId),
    name: name || (from?.username ?? null),
    language: from?.language_code ?? null,
  };
}

function fromMessage(key: string, message: TelegramMessage): Incoming[] {
  const base = { channel: CHANNEL, key, from: sender(message.chat.id, message.from) };
  // Money counts wherever it is told of, and whoever the service message is from.
  const { successful_payment: paid, refunded_payment: refunded } = message;
  if (paid) return [{ ...base, type: 'paid', money: moneyOf(message, paid) }];
  if (refunded) return [{ ...base, type: 'refunded', money: moneyOf(message, refunded) }];
  if (message.chat.type !== 'private' || message.from?.is_bot) return [];
  const replyTo = message.reply_to_message ? String(message.reply_to_message.message_id) : null;
  if (message.text !== undefined) return [{ ...base, ...fromText(message.text, replyTo) }];
  const media = mediaOf(message);
  if (media) return [{ ...base, type: 'media', media, text: message.caption ?? '', replyTo }];
  if (message.contact) return [{ ...base, ...fromContact(message.contact, message.from) }];
  if (SERVICE.some((name) => name in message)) return [];
  const what = UNSUPPORTED.find((name) => name in message) ?? 'message';
  return [{ ...base, type: 'unsupported', what }];
}

function fromText(text: string, replyTo: string | null) {
  const match = COMMAND.exec(text);
  if (!match) return { type: 'text', text, replyTo, edited: false } as const;
  const name = (match[1] ?? '').toLowerCase();
  const args = (match[2] ?? '').trim();
  if (name === 'start') return { type: 'start', payload: args } as const;
  return { type: 'command', name, args, replyTo } as const;
}

/** A private chat has its person's number; elsewhere it is whoever the message is from. */
function moneyOf(
  { chat, from, date = 0 }: TelegramMessage,
  payment: NonNullable<TelegramMessage['successful_payment']>,
): ChatMoney {
  return {
    payload: payment.invoice_payload,
    chargeId: payment.telegram_payment_charge_id,
    bankChargeId: payment.provider_payment_charge_id || null,
    payerId: String(chat.type === 'private' ? chat.id : (from?.id ?? chat.id)),
    amount: money(BigInt(payment.total_amount), payment.currency),
    at: date * 1000,
  };
}

function fromCheckout(key: string, query: NonNullable<TelegramUpdate['pre_checkout_query']>): Incoming[] {
  const { id: queryId, from, invoice_payload: payload, total_amount, currency } = query;
  const amount = money(BigInt(total_amount), currency);
  return [
    { channel: CHANNEL, key, from: sender(from.id, from), type: 'pre_checkout', queryId, payload, amount },
  ];
}

/** A corrected command is read as words: editing never carries a command out again. */
function fromEdited(key: string, message: TelegramMessage): Incoming[] {
  const text = message.text ?? message.caption;
  // A live location edits itself every few seconds; without words there is nothing to tell.
  if (message.chat.type !== 'private' || message.from?.is_bot || text === undefined) return [];
  const from = sender(message.chat.id, message.from);
  const replyTo = message.reply_to_message ? String(message.reply_to_message.message_id) : null;
  return [{ channel: CHANNEL, key, from, type: 'text', text, replyTo, edited: true }];
}

function fromContact(contact: NonNullable<TelegramMessage['contact']>, from: TelegramUser | undefined) {
  const own = contact.user_id !== undefined && contact.user_id === from?.id;
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(' ').trim();
  // Telegram leaves out the plus of a person's own international number.
  const phone = own && /^\d/.test(contact.phone_number) ? `+${contact.phone_number}` : contact.phone_number;
  return { type: 'contact', phone, name: name || null, own } as const;
}

function fromCallback(key: string, query: NonNullable<TelegramUpdate['callback_query']>): Incoming[] {
  const chat = query.message?.chat;
  if (query.data === undefined || (chat && chat.type !== 'private')) return [];
  const from = sender(chat?.id ?? query.from.id, query.from);
  const messageRef = query.message ? String(query.message.message_id) : null;
  return [{ channel: CHANNEL, key, from, type: 'button', id: query.data, pressId: query.id, messageRef }];
}

function fromMembership(key: string, change: NonNullable<TelegramUpdate['my_chat_member']>): Incoming[] {
  if (change.chat.type !== 'private') return [];
  const base = { channel: CHANNEL, key, from: sender(change.chat.id, change.from) };
  const status = change.new_chat_member.status;
  if (status === 'kicked') return [{ ...base, type: 'blocked' }];
  if (status === 'member') return [{ ...base, type: 'unblocked' }];
  return [];
}

type TelegramFile = NonNullable<TelegramMessage['document']>;

function mediaOf(message: TelegramMessage): Media | null {
  const largest = message.photo?.toSorted((a, b) => a.width * a.height - b.width * b.height).at(-1);
  if (largest) return media('photo', largest);
  // An animation comes with a `document` beside it, for old clients (Bot API, Message).
  if (message.animation) return media('video', message.animation, 'animation');
  if (message.video_note) return media('video', message.video_note, 'video_note');
  for (const type of ['voice', 'audio', 'video', 'sticker', 'document'] as const) {
    const file = message[type];
    if (file) return media(type, file);
  }
  return null;
}

function media(type: Media['type'], file: TelegramFile, kind?: (typeof REF_KINDS)[number]): Media {
  return {
    type,
    channel: CHANNEL,
    ref: kind ? `${kind}:${file.file_id}` : file.file_id,
    ...(file.file_name === undefined ? {} : { name: file.file_name }),
    ...(file.mime_type === undefined ? {} : { mime: file.mime_type }),
    ...(file.file_size === undefined ? {} : { size: file.file_size }),
  };
}
