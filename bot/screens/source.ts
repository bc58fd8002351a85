import type { Reader } from './reader.ts';

/** Where something came from: a channel, the site, another system. One without words is shown by its id. */
export function originName(r: Reader, origin: string): string {
  return r.label('origin', { origin });
}

/** A deal's source: a channel alone, or after a colon the campaign link that led to it. */
export function sourceName(r: Reader, source: string): string {
  const [origin = '', campaign] = source.split(':');
  const name = originName(r, origin);
  return campaign ? `${name}, ${campaign}` : name;
}
