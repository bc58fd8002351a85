import { badRequest, type Entity } from './types.ts';

/** Tags of the Bot API's HTML style and the entities they make. */
const TAGS: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  code: 'code',
  pre: 'pre',
  a: 'text_link',
  blockquote: 'blockquote',
  span: 'spoiler',
  'tg-spoiler': 'spoiler',
};

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

export interface Formatted {
  text: string;
  entities: Entity[];
}

interface OpenTag {
  name: string;
  at: number;
  attributes: string;
}

/** Reads HTML as Telegram does: its tags, its escapes, its errors. Text is trimmed. */
export function parseHtml(html: string): Formatted {
  const entities: Entity[] = [];
  const open: OpenTag[] = [];
  let text = '';
  for (const match of html.matchAll(/<[^>]*>?|&(?:#\d+|#x[\da-f]+|[a-z]+);|[^<&]+|&/gi)) {
    const token = match[0];
    if (token.startsWith('<')) readTag(token, byteOffset(html, match.index), text.length, open, entities);
    else text += token.startsWith('&') ? resolveEscape(token) : token;
  }
  const unclosed = open.at(-1);
  if (unclosed) throw parseError(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
  return trimmed(text, entities);
}

function readTag(token: string, byte: number, at: number, open: OpenTag[], entities: Entity[]): void {
  const [, slash, rawName, attributes] = /^<(\/?)([a-z][\w-]*)?([^>]*)>$/i.exec(token) ?? [];
  if (attributes === undefined) throw parseError(`Unclosed start tag at byte offset ${byte}`);
  const name = (rawName ?? '').toLowerCase();
  if (!slash) {
    if (!TAGS[name]) throw parseError(`Unsupported start tag "${name}" at byte offset ${byte}`);
    open.push({ name, at, attributes });
    return;
  }
  const start = open.pop();
  if (!start) throw parseError(`Unexpected end tag at byte offset ${byte}`);
  if (name && name !== start.name) {
    throw parseError(
      `Unmatched end tag at byte offset ${byte}, expected "</${start.name}>", found "</${name}>"`,
    );
  }
  if (at > start.at) entities.push(entityOf(start, at));
}

function entityOf(start: OpenTag, end: number): Entity {
  const entity: Entity = { type: TAGS[start.name] ?? 'bold', offset: start.at, length: end - start.at };
  const url = /href\s*=\s*["']?([^"'\s>]+)/i.exec(start.attributes)?.[1];
  return start.name === 'a' && url ? { ...entity, url: resolveEscapes(url) } : entity;
}

function parseError(why: string) {
  return badRequest(`can't parse entities: ${why}`);
}

function byteOffset(html: string, at: number): number {
  return new TextEncoder().encode(html.slice(0, at)).length;
}

function resolveEscapes(text: string): string {
  return text.replace(/&[#\w]+;/g, resolveEscape);
}

function resolveEscape(token: string): string {
  const name = token.slice(1, -1);
  if (name.startsWith('#')) {
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : token;
  }
  return NAMED[name.toLowerCase()] ?? token;
}

function trimmed(text: string, entities: Entity[]): Formatted {
  const cut = text.length - text.trimStart().length;
  const result = text.trim();
  const moved = entities.flatMap((entity) => {
    const from = Math.max(0, entity.offset - cut);
    const to = Math.min(result.length, entity.offset - cut + entity.length);
    return to > from ? [{ ...entity, offset: from, length: to - from }] : [];
  });
  return { text: result, entities: moved.sort((a, b) => a.offset - b.offset || b.length - a.length) };
}

const PAGE_TAGS: Readonly<Record<string, string>> = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
};

/** Text and entities as HTML for a page; everything that is no known tag is escaped. */
export function renderHtml(text: string, entities: readonly Entity[]): string {
  const opens = new Map<number, string>();
  const closes = new Map<number, string>();
  for (const entity of entities) {
    const [open, close] = pageTags(entity);
    const end = entity.offset + entity.length;
    opens.set(entity.offset, (opens.get(entity.offset) ?? '') + open);
    closes.set(end, close + (closes.get(end) ?? ''));
  }
  let html = '';
  for (let at = 0; at <= text.length; at++) {
    html += (closes.get(at) ?? '') + (opens.get(at) ?? '') + escapeHtml(text[at] ?? '');
  }
  return html;
}

function pageTags(entity: Entity): [string, string] {
  const tag = PAGE_TAGS[entity.type];
  if (tag) return [`<${tag}>`, `</${tag}>`];
  const safe = entity.url && /^(https?|tg|mailto):/i.test(entity.url) ? entity.url : null;
  return safe ? [`<a href="${escapeHtml(safe)}" rel="noopener" target="_blank">`, '</a>'] : ['', ''];
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
