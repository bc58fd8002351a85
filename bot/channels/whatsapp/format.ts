import type { Span, Tag } from '../markup.ts';

/** WhatsApp's own marks (FAQ, How to format your messages). */
const MARKS: Readonly<Record<Tag, string>> = { b: '*', i: '_', code: '```' };

/**
 * Looks like a mark and is none. WhatsApp has no escape, and signs that nobody sees would spoil what people
 * copy; so only where a mark would be taken for formatting does its twin stand in for it.
 */
const TWINS: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };

/** An address is never formatted, and must stay as it is. */
const ADDRESS = /https?:\/\/\S+/g;

/** A mark that would format: at a word's edge, with its like at another edge on the same line. */
const PAIR = /(?<![\p{L}\p{N}])([*_~`])(?=\S)([^\n]*?)(?<=\S)\1(?![\p{L}\p{N}])/gu;

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
  return outsideAddresses(text, (part) => part.replace(/[*_~`]/g, (mark) => TWINS[mark] ?? mark));
}

function withoutPairs(text: string): string {
  return outsideAddresses(text, (part) =>
    part.replace(PAIR, (whole, mark: string) => whole.replaceAll(mark, TWINS[mark] ?? mark)),
  );
}

function outsideAddresses(text: string, change: (part: string) => string): string {
  let from = 0;
  let written = '';
  for (const match of text.matchAll(ADDRESS)) {
    written += change(text.slice(from, match.index)) + match[0];
    from = match.index + match[0].length;
  }
  return written + change(text.slice(from));
}
