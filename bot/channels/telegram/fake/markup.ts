import { isPublicUrl } from '../outgoing.ts';
import type { Params } from './params.ts';
import { badRequest, type InlineButton, type ReplyKey, type ReplyKeyboard } from './types.ts';
import type { World } from './world.ts';

/** What a message's `reply_markup` asks for. */
export interface ReadMarkup {
  readonly inline: { inline_keyboard: InlineButton[][] } | null;
  /** It is about the input field; such a message can't be edited later. */
  readonly fixed: boolean;
  /** The input field's new keyboard; null takes it away, undefined leaves it. */
  readonly keyboard: ReplyKeyboard | null | undefined;
}

const NONE: ReadMarkup = { inline: null, fixed: false, keyboard: undefined };

/** Reads and checks `reply_markup`, with Telegram's own refusals. */
export function readMarkup(world: World, params: Params): ReadMarkup {
  const value = params.json('reply_markup');
  if (!isRecord(value)) return NONE;
  if (Array.isArray(value.inline_keyboard)) {
    const rows = value.inline_keyboard
      .map((row) => readInlineRow(world, row))
      .filter((row) => row.length > 0);
    return { ...NONE, inline: rows.length > 0 ? { inline_keyboard: rows } : null };
  }
  if (Array.isArray(value.keyboard)) {
    const rows = value.keyboard.map(readReplyRow).filter((row) => row.length > 0);
    const oneTime = value.one_time_keyboard === true;
    const placeholder = value.input_field_placeholder;
    const keyboard = { rows, oneTime, placeholder: typeof placeholder === 'string' ? placeholder : null };
    return { inline: null, fixed: true, keyboard };
  }
  if (value.remove_keyboard === true) {
    return { inline: null, fixed: true, keyboard: null };
  }
  return { ...NONE, fixed: value.force_reply === true };
}

function readInlineRow(world: World, row: unknown): InlineButton[] {
  if (!Array.isArray(row))
    throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays');
  return row.map((button) => checkButton(world, button));
}

function checkButton(world: World, value: unknown): InlineButton {
  if (!isRecord(value) || typeof value.text !== 'string' || !value.text.trim()) {
    throw badRequest('can\'t parse inline keyboard button: Field "text" must be of type String');
  }
  const { callback_data: data, url } = value;
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data).length : 0;
  if (data !== undefined && (bytes < 1 || bytes > 64)) throw badRequest('BUTTON_DATA_INVALID');
  if (typeof url === 'string' && !isAllowedUrl(world, url)) {
    throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
  }
  if (Object.keys(value).length < 2) throw badRequest('Text buttons are unallowed in the inline keyboard');
  return { ...value, text: value.text };
}

function isAllowedUrl(world: World, url: string): boolean {
  return URL.canParse(url) && (!world.options.publicLinksOnly || isPublicUrl(url));
}

function readReplyRow(row: unknown): ReplyKey[] {
  if (!Array.isArray(row))
    throw badRequest('field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays');
  return row.map((key: unknown) => {
    if (typeof key === 'string') return { text: key };
    if (isRecord(key) && typeof key.text === 'string') return { ...key, text: key.text };
    throw badRequest('can\'t parse keyboard button: Field "text" must be of type String');
  });
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
