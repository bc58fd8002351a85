import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMarkup, plainText, splitSpans } from '../../bot/channels/markup.ts';
import { parseHtml } from '../../bot/channels/telegram/fake/html.ts';
import { toHtml } from '../../bot/channels/telegram/outgoing.ts';

const piece = fc.constantFrom(
  '<b>',
  '</b>',
  '<i>',
  '</i>',
  '<code>',
  '</code>',
  '&lt;',
  '&amp;',
  '<',
  '&',
  '>',
  ' ',
  '\n',
  '\n\n',
  '😀',
);
const markup = fc
  .array(fc.oneof(piece, fc.string({ maxLength: 12 })), { maxLength: 60 })
  .map((list) => list.join(''));
const bare = (text: string) => text.replace(/\s+/g, '');

test('no text is lost by splitting, and every part keeps to its limit', () => {
  fc.assert(
    fc.property(
      markup,
      fc.integer({ min: 2, max: 30 }),
      fc.integer({ min: 2, max: 60 }),
      (text, first, rest) => {
        const spans = parseMarkup(text);
        const parts = splitSpans(spans, first, rest).map(plainText);
        expect(bare(parts.join(''))).toBe(bare(plainText(spans)));
        for (const [at, part] of parts.entries())
          expect(part.length).toBeLessThanOrEqual(at === 0 ? first : rest);
        for (const part of parts) expect(part.trim()).not.toBe('');
      },
    ),
  );
});

test('whatever is read is written as HTML that Telegram takes, with the same words', () => {
  fc.assert(
    fc.property(markup, (text) => {
      const spans = parseMarkup(text);
      expect(parseHtml(toHtml(spans)).text).toBe(plainText(spans).trim());
    }),
  );
});

test('a surrogate pair is never cut in two', () => {
  const parts = splitSpans(parseMarkup('😀'.repeat(50)), 7, 7).map(plainText);
  for (const part of parts) expect(part).toMatch(/^(😀)+$/u);
});

test('a text is cut between paragraphs rather than words, and between words rather than letters', () => {
  const cut = (text: string, limit: number) => splitSpans(parseMarkup(text), limit, limit).map(plainText);
  expect(cut('first part\n\nsecond part here', 16)).toEqual(['first part', 'second part here']);
  expect(cut('line one\nline two', 12)).toEqual(['line one', 'line two']);
  expect(cut('a bcdef ghij', 9)).toEqual(['a bcdef', 'ghij']);
});

test('styles nest, and one that is left open ends with the text', () => {
  expect(parseMarkup('a<b>b<i>c</b>d')).toEqual([
    { text: 'a', tags: [] },
    { text: 'b', tags: ['b'] },
    { text: 'c', tags: ['b', 'i'] },
    { text: 'd', tags: ['i'] },
  ]);
});
