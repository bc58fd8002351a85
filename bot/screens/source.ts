import type { Reader } from './reader.ts';

/** Origins that have words, `source-<origin>`; a channel added later is shown by its id until it gets some. */
const NAMED = ['telegram', 'whatsapp', 'site', 'api', 'staff', 'sandbox'];

/** Where something came from: a channel, the site, another system. */
export function originName(r: Reader, origin: string): string {
  return NAMED.includes(origin) ? r.label(`source-${origin}`) : origin;
}

/** A deal's source: `telegram:autumn` is Telegram, by the campaign link `autumn`. */
export function sourceName(r: Reader, source: string): string {
  const [origin = '', campaign] = source.split(':');
  const name = originName(r, origin);
  return campaign ? `${name}, ${campaign}` : name;
}
