import type { Span, Tag } from '../markup.ts';

/** WhatsApp's own marks (FAQ, How to format your messages). */
const MARKS: Readonly<Record<Tag, string>> = { b: '*', i: '_', code: '```' };

/**
 * Looks like a mark and is none. WhatsApp has no escape, and signs that nobody sees would spoil what people
 * copy; so only where a mark would be taken for formatting does its twin stand in for it.
 */
const TWINS: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };

/** An address is never formatted, and must stay as it is; a mark at its end may well be one. */
const ADDRESS = /https?:\/\/[^\s`]*[^\s`*_~.,)]/g;

/** A mark that would format: at a word's edge, with its like at another edge on the same line; code at any edge. */
const PAIRS = [
  ...['*', '_', '~'].map(
    (mark) =>
      new RegExp(`(?<![\\p{L}\\p{N}])[${mark}](?=\\S)[^\\n]*?(?<=\\S)[${mark}](?![\\p{L}\\p{N}])`, 'gu'),
  ),
  /`[^`]*`/g,
];

const WORD = /[\p{L}\p{N}]/u;

/** Writes spans as WhatsApp shows them. Styles are put on line by line, because marks do not span lines. */
export function toMarks(spans: readonly Span[]): string {
  return spans
    .map((span, at) => {
      const { text, tags } = span;
      if (tags.length === 0) return withoutPairs(text);
      // A mark inside a word is only a sign: then the words go without their style.
      const before = spans[at - 1]?.text.at(-1) ?? '';
      const after = spans[at + 1]?.text[0] ?? '';
      const glued = (WORD.test(before) && /^\S/.test(text)) || (WORD.test(after) && /\S$/.test(text));
      return glued
        ? withoutPairs(text)
        : text
            .split('\n')
            .map((line) => styled(line, tags))
            .join('\n');
    })
    .join('');
}

function styled(line: string, tags: readonly Tag[]): string {
  const [, before = '', inside = '', after = ''] = /^(\s*)(.*?)(\s*)$/.exec(line) ?? [];
  if (!inside) return line;
  // Code shows whatever is in it as it is, except its own mark; and it can hold no other style.
  const ordered = (['b', 'i', 'code'] as const).filter((tag) => tags.includes(tag));
  const plain = tags.includes('code') ? inside.replaceAll('`', TWINS['`'] ?? '') : allTwins(inside);
  const open = ordered.map((tag) => MARKS[tag]).join('');
  const close = ordered.toReversed().map((tag) => MARKS[tag]);
  return `${before}${open}${plain}${close.join('')}${after}`;
}

function allTwins(text: string): string {
  return twinned(text, [/[*_~`]/g]);
}

function withoutPairs(text: string): string {
  return twinned(text, PAIRS);
}

/** Puts a twin for each mark that stands where one of the patterns matches, addresses left out. */
function twinned(text: string, patterns: readonly RegExp[]): string {
  const masked = text.replace(ADDRESS, (address) => 'x'.repeat(address.length));
  const signs = text.split('');
  for (const pattern of patterns) {
    for (const { 0: whole, index } of masked.matchAll(pattern)) {
      for (let at = index; at < index + whole.length; at++) {
        // Only the marks of this pair: others inside it are another pattern's.
        if (masked[at] === whole[0]) signs[at] = TWINS[whole[0] ?? ''] ?? signs[at] ?? '';
      }
    }
  }
  return signs.join('');
}
