import type {
  InlineKeyboardButton,
  InlineKeyboardMarkup,
  ReplyKeyboardMarkup,
  ReplyKeyboardRemove,
} from 'grammy/types';
import type { Media } from '../../../domain/message.ts';
import type { Button, ChatInvoice, Outgoing } from '../../../domain/ports/channel.ts';
import { parseMarkup, type Span, splitSpans } from '../markup.ts';

/** Limits of sendMessage and of captions, counted after entities (Bot API). */
export const MAX_TEXT = 4096;
export const MAX_CAPTION = 1024;

/** Limit of `callback_data` in bytes (Bot API, InlineKeyboardButton). */
const MAX_BUTTON_ID = 64;

export type Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove;

/** One message as Telegram takes it; an `Outgoing` gives one or several. `html` is its text or caption. */
export type Part = { readonly html: string; readonly markup?: Markup } & (
  | { readonly kind: 'text' }
  | { readonly kind: 'photo'; readonly bytes: Uint8Array; readonly name: string }
  | {
      readonly kind: 'document';
      readonly bytes: Uint8Array;
      readonly name: string;
      readonly type: string;
    }
  | { readonly kind: 'media'; readonly media: Media }
  | { readonly kind: 'invoice'; readonly invoice: ChatInvoice }
);

export interface OutgoingRules {
  /**
   * Telegram's own servers refuse a button whose address only this machine or network can open; then the
   * address becomes a line of text. Other roots (a fake, a stand) get every button as it is.
   */
  readonly publicLinksOnly: boolean;
}

/** What has to be sent for a message, in order. Throws RangeError for a button id above 64 bytes: a bug. */
export function toParts(message: Outgoing, rules: OutgoingRules): Part[] {
  const { rows, lines } = splitButtons(message.buttons ?? [], rules);
  const spans = parseMarkup([message.text, ...lines].join('\n'));
  const carrier = carrierOf(message);
  const captioned = carrier !== null && !(carrier.kind === 'media' && carrier.media.type === 'sticker');
  const texts = splitSpans(spans, captioned ? MAX_CAPTION : MAX_TEXT, MAX_TEXT).map(toHtml);
  const caption = captioned ? texts.shift() : undefined;
  const parts: Part[] = carrier ? [{ ...carrier, html: caption ?? '' }] : [];
  for (const html of texts) parts.push({ kind: 'text', html });
  // `html` tells this part from that of another invoice.
  if (message.invoice) {
    parts.push({ kind: 'invoice', html: message.invoice.payload, invoice: message.invoice });
    // If there are buttons, the first must be the Pay button (Bot API, sendInvoice).
    rows.unshift([{ text: message.invoice.button, pay: true }]);
  }
  // An empty message is Telegram's to refuse: it becomes a failure like any other.
  if (parts.length === 0) parts.push({ kind: 'text', html: '' });
  return withMarkup(parts, rows, keyboardOf(message));
}

type Carrier =
  | { kind: 'photo'; bytes: Uint8Array; name: string }
  | { kind: 'document'; bytes: Uint8Array; name: string; type: string }
  | { kind: 'media'; media: Media };

function carrierOf(message: Outgoing): Carrier | null {
  if (message.document) return { kind: 'document', ...message.document };
  if (message.photo) return { kind: 'photo', bytes: message.photo.bytes, name: message.photo.name };
  return message.media ? { kind: 'media', media: message.media } : null;
}

/**
 * A message has one `reply_markup`. Buttons go under the last part; the keyboard of the input field goes
 * with the first part when there are several, and gives way to buttons when there is one.
 */
function withMarkup(parts: Part[], rows: InlineKeyboardButton[][], keyboard: Markup | null): Part[] {
  const last = parts.length - 1;
  return parts.map((part, at) => {
    if (at === last && rows.length > 0) return { ...part, markup: { inline_keyboard: rows } };
    if (keyboard && at === (rows.length > 0 ? 0 : last)) return { ...part, markup: keyboard };
    return part;
  });
}

/** The keyboard of the input field that a message asks for, or its removal. */
export function keyboardOf(message: Outgoing): Markup | null {
  if (message.askContact) {
    const { label, skip } = message.askContact;
    const keyboard = [[{ text: label, request_contact: true as const }], [{ text: skip }]];
    return { keyboard, one_time_keyboard: true, resize_keyboard: true };
  }
  return message.removeKeyboard ? { remove_keyboard: true } : null;
}

function splitButtons(buttons: NonNullable<Outgoing['buttons']>, rules: OutgoingRules) {
  const lines: string[] = [];
  const rows = buttons.map((row) =>
    row.filter((button) => {
      if (!('url' in button) || !rules.publicLinksOnly || isPublicUrl(button.url)) return true;
      lines.push(`${escapeHtml(button.text)}: ${escapeHtml(button.url)}`);
      return false;
    }),
  );
  return { rows: rows.filter((row) => row.length > 0).map((row) => row.map(toButton)), lines };
}

function toButton(button: Button): InlineKeyboardButton {
  if ('url' in button) return { text: button.text, url: button.url };
  const bytes = new TextEncoder().encode(button.id).length;
  if (bytes < 1 || bytes > MAX_BUTTON_ID) throw new RangeError(`button id of ${bytes} bytes: ${button.id}`);
  return { text: button.text, callback_data: button.id };
}

const PRIVATE_HOST =
  /^(localhost|.*\.(localhost|local|internal|lan|home\.arpa|test)|0\..*|127\..*|10\..*|192\.168\..*|169\.254\..*|172\.(1[6-9]|2\d|3[01])\..*|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\..*|\[(::1?|f[cd].*|fe[89ab].*)\])$/;

/** Whether people elsewhere can open an address: it has no loopback, private or bare host name. */
export function isPublicUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  if (protocol === 'tg:') return true;
  if (protocol !== 'https:' && protocol !== 'http:') return false;
  const named = hostname.includes('.') || hostname.startsWith('[');
  return named && !PRIVATE_HOST.test(hostname);
}

/** Writes spans in Telegram's HTML (Bot API, HTML style): always well-formed, whatever was read. */
export function toHtml(spans: readonly Span[]): string {
  return spans
    .map(({ text, tags }) => {
      const open = tags.map((tag) => `<${tag}>`).join('');
      const close = tags.toReversed().map((tag) => `</${tag}>`);
      return `${open}${escapeHtml(text)}${close.join('')}`;
    })
    .join('');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
