import { type Context, Hono } from 'hono';
import type { Deps } from '../context.ts';
import { chatLinks } from '../intake/links.ts';
import type { AppEnv } from '../middleware/request-id.ts';
import script from './widget.client.js';
import css from './widget.css';

/** Words of the form, `widget-<key>` among the texts. */
const WORDS =
  'title close name phone email message send sending or write thanks next later go reach wrong failed often privacy policy'.split(
    ' ',
  );
/** The widget speaks these; a page in any other language gets the second. */
const LANGUAGES = ['ru', 'en'];

/**
 * `GET /widget.js`: one script for anybody's page (docs/api.md). It may be kept for five minutes, and used for a day
 * while a newer one is fetched.
 */
export function widgetRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const still = quiet(css);
  app.get('/widget.js', async (c) => {
    const text = `(()=>{const TILL=${await settingsOf(deps, still)};\n${script}})();\n`;
    return served(c, text);
  });
  return app;
}

async function settingsOf(deps: Deps, style: string): Promise<string> {
  const { texts, config } = deps;
  const links = await chatLinks(deps, null);
  const words = LANGUAGES.map((locale) => [
    locale,
    Object.fromEntries(WORDS.map((key) => [key, texts.plain(locale, `widget-${key}`)])),
  ]);
  const chats = Object.entries(links).map(([id, link]) => {
    return { id, link, name: texts.plain('en', 'origin', { origin: id }) };
  });
  return JSON.stringify({ url: config.publicUrl, words: Object.fromEntries(words), chats, css: style });
}

/** Styles without the room that people need to read them. */
function quiet(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/ ?([{};,]) ?/g, '$1');
}

async function served(c: Context<AppEnv>, text: string): Promise<Response> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  const tag = `"${[...digest.slice(0, 12)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}"`;
  const headers = {
    'cache-control': 'public, max-age=300, stale-while-revalidate=86400',
    etag: tag,
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
  };
  if (c.req.header('if-none-match') === tag) return c.body(null, 304, headers);
  return c.body(text, 200, { ...headers, 'content-type': 'text/javascript; charset=utf-8' });
}
