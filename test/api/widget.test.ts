import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openDesk } from '../support/desk.ts';

test('the widget is under 8 kB as it is sent, kept by browsers, and asked for by any page', async () => {
  const { app } = openDesk();
  const answer = await app.request('/widget.js');
  const text = await answer.text();
  expect(gzipSync(text).byteLength).toBeLessThan(8 * 1024);
  expect(answer.headers.get('content-type')).toContain('text/javascript');
  expect(answer.headers.get('cache-control')).toContain('max-age=300');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  const etag = answer.headers.get('etag') ?? '';
  const again = await app.request('/widget.js', { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
});

test('it parses, and all its words are there in both languages', async () => {
  const { app } = openDesk();
  const text = await (await app.request('/widget.js')).text();
  expect(() => new Function(text)).not.toThrow();
  const [, json = ''] = /const TILL=(.*);\n/.exec(text) ?? [];
  const { words, chats } = JSON.parse(json) as {
    words: Record<string, Record<string, string>>;
    chats: object[];
  };
  expect(Object.keys(words.ru ?? {})).toEqual(Object.keys(words.en ?? {}));
  for (const each of [...Object.values(words.ru ?? {}), ...Object.values(words.en ?? {})])
    expect(each).toMatch(/^(?!widget-)\S/);
  const used = [...text.matchAll(/\bwords\.([a-z]+)\b/g)].map(([, key]) => key as string);
  expect(used.filter((key) => !(key in (words.ru ?? {})) && !['ru', 'en'].includes(key))).toEqual([]);
  expect(chats).toEqual([{ id: 'telegram', name: 'Telegram', link: 'https://t.me/till_bot?start=back' }]);
});
