/** A run of words in one style, counted in the words without their marks. */
export interface Style {
  readonly type: 'bold' | 'italic' | 'strikethrough' | 'code';
  readonly offset: number;
  readonly length: number;
}

export interface Shown {
  /** Words without marks. */
  readonly text: string;
  readonly styles: readonly Style[];
  /** Safe to put into a page. */
  readonly html: string;
}

const CODE = /```([\s\S]+?)```|`([^`\n]+)`/;
/** A link is one thing: marks inside it count for nothing, marks at its end are not of it. */
const ADDRESS = /https?:\/\/[^\s`]*[^\s`*_~.,)]/;
const MARKS = { '*': ['bold', 'b'], _: ['italic', 'i'], '~': ['strikethrough', 's'] } as const;

/** Reads WhatsApp's marks as a phone does: at the edges of words, on one line, not in addresses nor in code. */
export function readMarks(source: string): Shown {
  const styles: Style[] = [];
  const { text, html } = walk(source, 0, styles, '');
  return { text, styles, html };
}

/** `last` is the character before, if any: what is the edge of a word depends on it. */
function walk(source: string, offset: number, styles: Style[], last: string): { text: string; html: string } {
  const found = first(source, last);
  if (!found) return { text: source, html: escapeHtml(source) };
  const before = source.slice(0, found.from);
  const inside = found.plain
    ? { text: found.inside, html: escapeHtml(found.inside) }
    : walk(found.inside, offset + before.length, styles, '');
  if (found.type)
    styles.push({ type: found.type, offset: offset + before.length, length: inside.text.length });
  const head = before + inside.text;
  const edge = found.type ? (source[found.to - 1] ?? '') : 'x';
  const after = walk(source.slice(found.to), offset + head.length, styles, edge);
  const tagged = found.type ? `<${found.tag}>${inside.html}</${found.tag}>` : linked(inside.text);
  return { text: head + after.text, html: escapeHtml(before) + tagged + after.html };
}

interface Found {
  readonly from: number;
  readonly to: number;
  readonly inside: string;
  readonly plain: boolean;
  readonly type: Style['type'] | null;
  readonly tag: string;
}

/** The first thing in a text that is more than words. */
function first(source: string, last: string): Found | null {
  const all: Found[] = [];
  const masked = source.replace(new RegExp(ADDRESS, 'g'), (address) => 'x'.repeat(address.length));
  const letter = /[\p{L}\p{N}]/u.test(last) ? 'x' : '';
  const code = CODE.exec(source);
  if (code) all.push(found(code.index, code[0], code[1] ?? code[2] ?? '', true, 'code', 'code'));
  const address = ADDRESS.exec(source);
  if (address) all.push(found(address.index, address[0], address[0], true, null, 'a'));
  for (const [mark, [type, tag]] of Object.entries(MARKS)) {
    const sign = `[${mark}]`;
    const pair = new RegExp(
      `(?<![\\p{L}\\p{N}])${sign}(?=\\S)([^\\n${mark}]*?)(?<=\\S)${sign}(?![\\p{L}\\p{N}])`,
      'u',
    ).exec(letter + masked);
    if (!pair?.[1]) continue;
    const from = pair.index - letter.length;
    const whole = source.slice(from, from + pair[0].length);
    all.push(found(from, whole, whole.slice(1, -1), false, type, tag));
  }
  return all.toSorted((a, b) => a.from - b.from)[0] ?? null;
}

function found(
  from: number,
  whole: string,
  inside: string,
  plain: boolean,
  type: Style['type'] | null,
  tag: string,
): Found {
  return { from, to: from + whole.length, inside, plain, type, tag };
}

function linked(address: string): string {
  return `<a href="${escapeHtml(address)}">${escapeHtml(address)}</a>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
