import { InputFile } from 'grammy/web';
import type { Outgoing } from '../../../domain/ports/channel.ts';
import type { Failure, Outcome } from '../../../domain/result.ts';
import { parseMarkup, plainText } from '../markup.ts';
import type { TelegramClient } from './client.ts';
import { MAX_CAPTION, type OutgoingRules, toParts } from './outgoing.ts';
import type { PhotoMemory } from './photo-memory.ts';
import { chatId, failure, fileName, type Sender } from './send.ts';

type Editor = (
  address: string,
  ref: string,
  message: Outgoing,
  signal: AbortSignal | undefined,
) => ReturnType<Sender>;

/**
 * Changes a message: its words, its buttons, its picture. Telegram has a method for texts, one for
 * captions and one for pictures and tells them apart by error only, so the likely one is tried first.
 * `refused`: an edit can't hold this (too long for one message, a keyboard, a stored file).
 */
export function createEditor(client: TelegramClient, rules: OutgoingRules, photos: PhotoMemory): Editor {
  return async (address, ref, message, signal) => {
    const chat = chatId(address);
    const messageId = /^\d{1,15}$/.test(ref) ? Number(ref) : null;
    if (chat === null || messageId === null) return failure('not_found', 'bad_reference', 'no such message');
    const parts = toParts(message, rules);
    const [part] = parts;
    if (
      !part ||
      parts.length > 1 ||
      (part.kind !== 'text' && part.kind !== 'photo') ||
      message.askContact ||
      message.removeKeyboard
    ) {
      return failure('refused', 'not_editable', 'an edit can not hold this message');
    }
    const inline = part.markup && 'inline_keyboard' in part.markup ? part.markup : { inline_keyboard: [] };
    const target = { client, chat, messageId, html: part.html, inline, signal };
    const photo = part.kind === 'photo' ? part : null;
    const same = photo !== null && (await photos.shows(address, ref, photo.bytes));
    const outcome = photo && !same ? await editMedia(target, photo) : await editWords(target, photo !== null);
    if (!outcome.ok && !isUnchanged(outcome)) return outcome;
    if (photo) await photos.keep(address, ref, photo.bytes);
    return { ok: true, value: { ref } };
  };
}

interface Target {
  readonly client: TelegramClient;
  readonly chat: number;
  readonly messageId: number;
  readonly html: string;
  readonly inline: { inline_keyboard: import('grammy/types').InlineKeyboardButton[][] };
  readonly signal: AbortSignal | undefined;
}

function editMedia(target: Target, photo: { bytes: Uint8Array; name: string }): Promise<Outcome<unknown>> {
  const { client, chat, messageId, html, inline, signal } = target;
  const media = {
    type: 'photo' as const,
    media: new InputFile(photo.bytes, fileName(photo.name)),
    caption: html,
    parse_mode: 'HTML' as const,
  };
  return client.call(
    (api, abort) => api.editMessageMedia(chat, messageId, media, { reply_markup: inline }, abort),
    signal,
  );
}

async function editWords(target: Target, captionFirst: boolean): Promise<Outcome<unknown>> {
  if (captionFirst) return editCaption(target);
  const { client, chat, messageId, html, inline, signal } = target;
  const options = {
    parse_mode: 'HTML' as const,
    reply_markup: inline,
    link_preview_options: { is_disabled: true },
  };
  const outcome = await client.call(
    (api, abort) => api.editMessageText(chat, messageId, html, options, abort),
    signal,
  );
  const isCaption = !outcome.ok && /there is no text in the message to edit/i.test(outcome.message);
  if (!isCaption) return outcome;
  if (plainText(parseMarkup(html)).length > MAX_CAPTION) {
    return failure('refused', 'too_long', 'too long for the caption of a picture');
  }
  return editCaption(target);
}

function editCaption({ client, chat, messageId, html, inline, signal }: Target): Promise<Outcome<unknown>> {
  const options = { caption: html, parse_mode: 'HTML' as const, reply_markup: inline };
  return client.call((api, abort) => api.editMessageCaption(chat, messageId, options, abort), signal);
}

function isUnchanged(outcome: Failure): boolean {
  return /message is not modified/i.test(outcome.message);
}
