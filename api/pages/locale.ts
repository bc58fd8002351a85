import type { Context } from 'hono';
import type { Texts } from '../../domain/ports/texts.ts';

/**
 * Language of a page: what `?lang` asks for, else the language that we know the person speaks, else the
 * browser's. A person known from a chat is not switched by a borrowed computer's settings; the page
 * offers the other languages as links.
 */
export function pageLocale(c: Context, texts: Texts, known: string | null): string {
  const asked = c.req.query('lang');
  if (asked && texts.locales.includes(asked)) return asked;
  return known === null ? acceptedLocale(c.req.header('accept-language'), texts) : texts.nearest(known);
}

/** The first of the browser's languages that we have (RFC 9110, 12.5.4), or the default. */
export function acceptedLocale(
  header: string | undefined,
  texts: Pick<Texts, 'locales' | 'nearest'>,
): string {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const q = parameters.map((each) => /^\s*q=([\d.]+)/.exec(each)?.[1]).find((each) => each !== undefined);
      return { tag: tag.trim(), weight: q === undefined ? 1 : Number(q) };
    })
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const found = wanted.find(({ tag }) => texts.locales.includes(tag.split('-')[0]?.toLowerCase() ?? ''));
  return texts.nearest(found?.tag ?? null);
}
