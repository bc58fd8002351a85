/**
 * The neutral markup of `Outgoing.text` (domain/ports/channel.ts), shared by all channels: read it once,
 * cut it where people would, and let each channel write it in its own way.
 */

export type Tag = 'b' | 'i' | 'code';

/** A run of text in one style. `text` is plain: escapes are resolved. */
export interface Span {
  readonly text: string;
  readonly tags: readonly Tag[];
}

const TOKEN = /<(\/?)(b|i|code)>|&(lt|gt|amp);/g;
const ESCAPES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&' };

/**
 * Reads neutral markup. Forgiving, because a message about money must not fail for a stray `<`: what
 * is no known tag or escape is text, a tag left open ends with the text, a stray end tag is dropped.
 */
export function parseMarkup(markup: string): Span[] {
  const spans: Span[] = [];
  let open: Tag[] = [];
  let from = 0;
  for (const match of markup.matchAll(TOKEN)) {
    push(spans, markup.slice(from, match.index), open);
    from = match.index + match[0].length;
    if (match[3]) push(spans, ESCAPES[match[3]] ?? '', open);
    else open = nextOpen(open, match[2] as Tag, match[1] === '/');
  }
  push(spans, markup.slice(from), open);
  return spans;
}

function nextOpen(open: readonly Tag[], tag: Tag, closing: boolean): Tag[] {
  if (closing) return open.filter((other) => other !== tag);
  return open.includes(tag) ? [...open] : [...open, tag];
}

function push(spans: Span[], text: string, tags: readonly Tag[]): void {
  if (!text) return;
  const last = spans.at(-1);
  if (last && last.tags.join() === tags.join()) spans[spans.length - 1] = { text: last.text + text, tags };
  else spans.push({ text, tags });
}

/** The words alone, as `maxText` and `maxCaption` count them (UTF-16 units). */
export function plainText(spans: readonly Span[]): string {
  return spans.map((span) => span.text).join('');
}

/**
 * Cuts a long text into parts of at most `first`, then `rest` characters: between paragraphs or lines
 * where one ends in the second half of the part, else between words, else (a word longer than a part)
 * anywhere but inside a surrogate pair. Styles go on across a cut. Only white space at a cut is lost.
 * An empty text gives no parts.
 */
export function splitSpans(spans: readonly Span[], first: number, rest: number): Span[][] {
  const text = plainText(spans);
  const parts: Span[][] = [];
  let from = skipSpace(text, 0);
  const end = text.trimEnd().length;
  while (from < end) {
    const limit = parts.length === 0 ? first : rest;
    const to = end - from <= limit ? end : from + cutAt(text.slice(from, from + limit + 1), limit);
    parts.push(sliceSpans(spans, from, to));
    from = skipSpace(text, to);
  }
  return parts;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at]?.trim() === '') at++;
  return at;
}

/** Where to cut `head`, which is one character longer than `limit` allows. */
function cutAt(head: string, limit: number): number {
  for (const boundary of ['\n\n', '\n']) {
    const at = head.lastIndexOf(boundary);
    if (at > limit / 2) return at;
  }
  const space = head.search(/\s\S*$/);
  if (space > 0) return space;
  const code = head.charCodeAt(limit - 1);
  const insidePair = code >= 0xd800 && code <= 0xdbff;
  return insidePair && limit > 1 ? limit - 1 : limit;
}

function sliceSpans(spans: readonly Span[], from: number, to: number): Span[] {
  const slice: Span[] = [];
  let start = 0;
  for (const span of spans) {
    const text = span.text.slice(Math.max(0, from - start), Math.max(0, to - start));
    push(slice, text, span.tags);
    start += span.text.length;
  }
  return slice;
}
