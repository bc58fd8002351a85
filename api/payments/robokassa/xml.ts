/** An element of XML: its own text, and the elements in it. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface Open {
  name: string;
  text: string;
  children: XmlElement[];
}

/** Answers of Robokassa are four deep; who sends more wants something else. */
const DEEPEST = 16;
const PIECE = /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([A-Za-z_][\w.:-]*)([^<>]*?)(\/?)>|([^<]+)/gy;

/**
 * Reads plain XML: elements and text, without attributes' values, DTD and CDATA, which Robokassa's answers
 * do not have. Names lose their prefix. Null for anything that is not well formed.
 */
export function readXml(source: string): XmlElement | null {
  const root: Open = { name: '', text: '', children: [] };
  const open: Open[] = [root];
  let read = 0;
  for (const piece of source.replace(/^\uFEFF/, '').matchAll(PIECE)) {
    read += piece[0].length;
    if (!take(open, piece)) return null;
  }
  const whole = read === source.replace(/^\uFEFF/, '').length && open.length === 1;
  return whole && root.children.length === 1 && !root.text.trim() ? root.children[0]! : null;
}

function take(open: Open[], [, slash, tag, , empty, text]: RegExpMatchArray): boolean {
  const current = open.at(-1)!;
  if (text !== undefined) current.text += unescaped(text);
  if (tag === undefined) return true;
  const name = tag.slice(tag.indexOf(':') + 1);
  if (slash) {
    open.pop();
    open.at(-1)?.children.push(current);
    return current.name === name && open.length > 0;
  }
  if (empty) current.children.push({ name, text: '', children: [] });
  else open.push({ name, text: '', children: [] });
  return open.length <= DEEPEST;
}

/** The text at a path of names, trimmed; undefined when there is none or it is empty. */
export function textAt(element: XmlElement, ...path: readonly string[]): string | undefined {
  let at: XmlElement | undefined = element;
  for (const name of path) at = at?.children.find((child) => child.name === name);
  return at?.text.trim() || undefined;
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name) return NAMED[name] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}
