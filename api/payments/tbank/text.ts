/** Cuts to UTF-16 units without leaving half of a surrogate pair, which is no valid text. NUL goes. */
export function cut(text: string, longest: number): string {
  return text
    .replaceAll('\0', '')
    .slice(0, longest)
    .replace(/[\uD800-\uDBFF]$/, '');
}

/** The first characters of a text's SHA-256 in hex: names somebody without telling who it is. */
export async function digestOf(text: string, length: number): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0'));
  return hex.join('').slice(0, length);
}
