import type { Media } from '../../../domain/media.ts';
import type { Outgoing } from '../../../domain/ports/channel.ts';
import { parseMarkup, type Span, splitSpans } from '../markup.ts';
import { arrange, type Keys, MAX_BODY } from './buttons.ts';
import { toMarks } from './format.ts';

/** Limits of a text and of a caption (the project's reference on WhatsApp, part 2). */
export const MAX_TEXT = 4096;
export const MAX_CAPTION = 1024;

/** A file that goes along: made by us, or kept by WhatsApp already. */
export type File =
  | {
      readonly type: 'image' | 'document';
      readonly bytes: Uint8Array;
      readonly name: string;
      readonly mime: string;
    }
  | { readonly type: 'image' | 'document' | 'video' | 'audio' | 'sticker'; readonly media: Media };

/** One message as WhatsApp takes it; an `Outgoing` gives one or several. `text` has WhatsApp's own marks. */
export type Part = { readonly text: string } & (
  | { readonly kind: 'text' }
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'keys'; readonly keys: Keys; readonly file: File | null }
);

export interface OutgoingRules {
  /** Meta opens no address of this machine or its network: then it is a line of text. */
  readonly publicLinksOnly: boolean;
}

/** What has to be sent for a message, in order. @throws RangeError for a button id above 64 bytes: a bug. */
export function toParts(message: Outgoing, rules: OutgoingRules): Part[] {
  const { keys: all, lines } = arrange(message, (url) => !rules.publicLinksOnly || isPublicUrl(url));
  const [keys, ...moreKeys] = all;
  const below = keys?.kind === 'link' && moreKeys.length > 0;
  const spans = withLines(parseMarkup(message.text), below ? [] : lines);
  const file = fileOf(message);
  const following = moreKeys.map((each, at) =>
    keyed(below && at === 0 ? [{ text: lines.join('\n'), tags: [] }] : [], each, null),
  );
  const short = splitSpans(spans, MAX_BODY, MAX_TEXT).length <= 1;
  // A picture or a document can stand above buttons in one message; above a list it can not.
  if (file && keys && keys.kind !== 'list' && short && canHead(file))
    return [keyed(spans, keys, file), ...following];
  const captioned = file !== null && canHaveCaption(file) && !(keys && short);
  const texts = splitSpans(spans, captioned ? MAX_CAPTION : MAX_TEXT, MAX_TEXT);
  const caption = captioned ? (texts.shift() ?? []) : [];
  const pieces = keys ? splitSpans(texts.pop() ?? [], MAX_BODY, MAX_BODY) : [];
  const body = pieces.pop() ?? [];
  const parts: Part[] = [
    ...(file ? [{ kind: 'file' as const, file, text: toMarks(caption) }] : []),
    ...[...texts, ...pieces].map((text) => ({ kind: 'text' as const, text: toMarks(text) })),
    ...(keys ? [keyed(body, keys, null)] : []),
    ...following,
  ];
  // An empty message is WhatsApp's to refuse: it becomes a failure like any other.
  return parts.length > 0 ? parts : [{ kind: 'text', text: '' }];
}

/** The body of a message with buttons must not be empty. */
function keyed(spans: readonly Span[], keys: Keys, file: File | null): Part {
  return { kind: 'keys', text: toMarks(spans) || '👇', keys, file };
}

function withLines(spans: readonly Span[], lines: readonly string[]): Span[] {
  const text = lines.map((line) => `\n${line}`).join('');
  return text ? [...spans, { text, tags: [] }] : [...spans];
}

const KINDS = {
  photo: 'image',
  voice: 'audio',
  audio: 'audio',
  video: 'video',
  document: 'document',
  sticker: 'sticker',
} as const;

function fileOf({ document, photo, media }: Outgoing): File | null {
  if (document)
    return { type: 'document', bytes: document.bytes, name: document.name, mime: knownType(document.type) };
  if (photo) return { type: 'image', bytes: photo.bytes, name: photo.name, mime: pictureType(photo.bytes) };
  return media ? { type: KINDS[media.type], media } : null;
}

/** Of texts WhatsApp takes plain ones only; the name keeps telling how to open them. */
function knownType(type: string): string {
  return type.startsWith('text/') ? 'text/plain' : (type.split(';')[0] ?? type);
}

function pictureType(bytes: Uint8Array): string {
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? 'image/jpeg' : 'image/png';
}

function canHead({ type }: File): boolean {
  return type === 'image' || type === 'document' || type === 'video';
}

function canHaveCaption({ type }: File): boolean {
  return type !== 'audio' && type !== 'sticker';
}

/** Whether people elsewhere can open an address: it has no loopback, private or bare host name. */
function isPublicUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const near =
    /^(localhost|127\..*|10\..*|192\.168\..*|169\.254\..*|172\.(1[6-9]|2\d|3[01])\..*|\[.*)$|\.(localhost|local|internal|lan|test)$/;
  return (protocol === 'https:' || protocol === 'http:') && hostname.includes('.') && !near.test(hostname);
}
