/** Cuts to UTF-16 units without leaving half of a surrogate pair, which is no valid text. NUL goes. */
export function cut(text: string, longest: number): string {
  return text
    .replaceAll('\0', '')
    .slice(0, longest)
    .replace(/[\uD800-\uDBFF]$/, '');
}
