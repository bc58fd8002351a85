/**
 * Text that every database can keep. PostgreSQL refuses NUL and half of a surrogate pair, which people
 * and vendors can send all the same; both databases drop the one and replace the other, so that a message
 * is never refused for a character in it.
 */
export function storable(text: string): string {
  return UNSTORABLE.test(text) ? text.replaceAll('\0', '').replace(/\p{Cs}/gu, '\uFFFD') : text;
}

// With the flag `u`, Cs matches only surrogates that stand alone.
const UNSTORABLE = /[\0\p{Cs}]/u;
