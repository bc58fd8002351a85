import { type Api, InputFile } from 'grammy/web';
import type { Media } from '../../../domain/message.ts';
import type { Outgoing, Sent } from '../../../domain/ports/channel.ts';
import type { CallOptions } from '../../../domain/ports/payment-provider.ts';
import type { Failure, Outcome } from '../../../domain/result.ts';
import type { Signal, TelegramClient } from './client.ts';
import { REF_KINDS } from './convert.ts';
import { invoiceArguments } from './invoice.ts';
import { keyboardOf, type Markup, type OutgoingRules, type Part, toParts } from './outgoing.ts';
import type { PhotoMemory } from './photo-memory.ts';

/** A send in several parts that failed midway: where to go on when it is asked for again. */
interface Progress {
  readonly sent: number;
  readonly ref: string;
}

const MAX_PROGRESS = 200;

export type Sender = (address: string, message: Outgoing, options?: CallOptions) => Promise<Outcome<Sent>>;

/**
 * Sends a message, part by part. When a later part fails, the whole fails, and the same message asked
 * for again by this process goes on after the parts that arrived.
 */
export function createSender(
  client: TelegramClient,
  rules: OutgoingRules & { readonly providerToken: string | null },
  photos: PhotoMemory,
): Sender {
  const unfinished = new Map<string, Progress>();
  return async (address, message, options) => {
    const chat = chatId(address);
    if (chat === null) return failure('unreachable', 'bad_address', 'the address is no chat id');
    const parts = toParts(message, rules);
    const placeholder = await hideKeyboard(client, chat, message, parts, options?.signal);
    const outcome = await sendParts(address, chat, parts, message.silent ?? false, options?.signal);
    if (outcome.ok && message.photo) await photos.keep(address, outcome.value.ref, message.photo.bytes);
    if (placeholder) await client.call((api, signal) => api.deleteMessage(chat, placeholder, signal));
    return outcome;
  };

  async function sendParts(
    address: string,
    chat: number,
    parts: readonly Part[],
    silent: boolean,
    signal: AbortSignal | undefined,
  ): Promise<Outcome<Sent>> {
    const key = JSON.stringify([address, parts.map(({ html, markup }) => [html, markup])]);
    const before = unfinished.get(key);
    let ref = before?.ref ?? '';
    for (const [at, part] of parts.entries()) {
      if (at < (before?.sent ?? 0)) continue;
      const target = { chat, silent, providerToken: rules.providerToken };
      const outcome = await client.call((api, abort) => sendPart(api, target, part, abort), signal);
      if (!outcome.ok) {
        if (at > 0) remember(unfinished, key, { sent: at, ref });
        return outcome;
      }
      if (at === 0) ref = String(outcome.value.message_id);
    }
    unfinished.delete(key);
    return { ok: true, value: { ref } };
  }
}

function remember(unfinished: Map<string, Progress>, key: string, progress: Progress): void {
  unfinished.set(key, progress);
  const oldest = unfinished.keys().next();
  if (unfinished.size > MAX_PROGRESS && !oldest.done) unfinished.delete(oldest.value);
}

/** Chat ids have at most 52 significant bits (Bot API, Chat). */
export function chatId(address: string): number | null {
  return /^-?\d{1,16}$/.test(address) ? Number(address) : null;
}

export function failure(category: Failure['category'], code: string, message: string): Failure {
  return { ok: false, category, retryable: false, code, message };
}

/**
 * One message can't both take the keyboard away and carry buttons, so a silent line takes it away and is
 * deleted once the message is there. Best effort: a keyboard left standing harms nobody.
 */
async function hideKeyboard(
  client: TelegramClient,
  chat: number,
  message: Outgoing,
  parts: readonly Part[],
  signal: AbortSignal | undefined,
): Promise<number | null> {
  const keyboard = keyboardOf(message);
  const carried = parts.some(({ markup }) => markup && 'remove_keyboard' in markup);
  if (!keyboard || !('remove_keyboard' in keyboard) || carried) return null;
  const options = { reply_markup: keyboard, disable_notification: true };
  const sent = await client.call((api, abort) => api.sendMessage(chat, '…', options, abort), signal);
  return sent.ok ? sent.value.message_id : null;
}

interface Target {
  readonly chat: number;
  readonly silent: boolean;
  readonly providerToken: string | null;
}

function sendPart(
  api: Api,
  { chat, silent, providerToken }: Target,
  part: Part,
  signal: Signal | undefined,
): Promise<{ message_id: number }> {
  if (part.kind === 'invoice') {
    const { title, description, payload, currency, prices, ...rest } = invoiceArguments(
      part.invoice,
      providerToken,
    );
    const options = { ...rest, disable_notification: silent, ...inlineOf(part) };
    return api.sendInvoice(chat, title, description, payload, currency, prices, options, signal);
  }
  const options = {
    parse_mode: 'HTML' as const,
    disable_notification: silent,
    ...(part.markup ? { reply_markup: part.markup } : {}),
  };
  if (part.kind === 'text') {
    // A preview would make Telegram open pay links.
    const links = { link_preview_options: { is_disabled: true } };
    return api.sendMessage(chat, part.html, { ...options, ...links }, signal);
  }
  const captioned = part.html ? { ...options, caption: part.html } : options;
  if (part.kind === 'photo')
    return api.sendPhoto(chat, new InputFile(part.bytes, fileName(part.name)), captioned, signal);
  if (part.kind === 'document')
    return api.sendDocument(chat, new InputFile(part.bytes, fileName(part.name)), captioned, signal);
  return sendMedia(api, chat, part.media, captioned, signal);
}

function inlineOf({ markup }: Part) {
  return markup && 'inline_keyboard' in markup ? { reply_markup: markup } : {};
}

/** The name travels in a header of the multipart body. */
export function fileName(name: string): string {
  return name.replace(/[^\w.-]+/g, '_') || 'picture.png';
}

interface MediaOptions {
  parse_mode: 'HTML';
  disable_notification: boolean;
  caption?: string;
  reply_markup?: Markup;
}

/** Telegram sends a stored file again only by the method of its own kind (Bot API, Sending files). */
function sendMedia(api: Api, chat: number, media: Media, options: MediaOptions, signal: Signal | undefined) {
  const kind = REF_KINDS.find((name) => media.ref.startsWith(`${name}:`));
  const file = kind ? media.ref.slice(kind.length + 1) : media.ref;
  switch (kind ?? media.type) {
    case 'animation':
      return api.sendAnimation(chat, file, options, signal);
    case 'video_note':
      return api.sendVideoNote(chat, file, withoutCaption(options), signal);
    case 'photo':
      return api.sendPhoto(chat, file, options, signal);
    case 'voice':
      return api.sendVoice(chat, file, options, signal);
    case 'audio':
      return api.sendAudio(chat, file, options, signal);
    case 'video':
      return api.sendVideo(chat, file, options, signal);
    case 'sticker':
      return api.sendSticker(chat, file, withoutCaption(options), signal);
    case 'document':
      return api.sendDocument(chat, file, options, signal);
  }
}

function withoutCaption({ disable_notification, reply_markup }: MediaOptions) {
  return { disable_notification, ...(reply_markup ? { reply_markup } : {}) };
}
