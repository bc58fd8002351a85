import type { Button, Outgoing } from '../../../domain/ports/channel.ts';

/** Limits of interactive messages (the project's reference on WhatsApp, part 2.2). */
export const MAX_BODY = 1024;
const MAX_REPLIES = 3;
const MAX_REPLY_TITLE = 20;
const MAX_ROWS = 10;
const MAX_ROW_TITLE = 24;
const MAX_ROW_WORDS = 72;
const MAX_LINK_WORDS = 20;
/** The port's limit of ids. */
const MAX_ID_BYTES = 64;

/** Ids of our own: the sender's own number, and words that are sent as if they were typed. */
export const OWN_NUMBER = 'wa:own';
export const SAY = 'wa:say:';

/** What is under a message, as WhatsApp has it. */
export type Keys =
  | { readonly kind: 'replies'; readonly replies: readonly Choice[] }
  | { readonly kind: 'list'; readonly rows: readonly Row[] }
  | { readonly kind: 'link'; readonly text: string; readonly url: string };

export interface Choice {
  readonly id: string;
  readonly title: string;
}

export interface Row extends Choice {
  readonly description?: string;
}

export interface Arranged {
  /** One for each message that is needed to show all of them. */
  readonly keys: readonly Keys[];
  /** Links that no button can carry, for the text; under a link button they go above the choices that follow. */
  readonly lines: readonly string[];
}

/**
 * The first link is a button. Up to three short choices are buttons, more are a list, and more than ten are several
 * lists. WhatsApp has no message with both choices and a link, nor with two links: choices get a message of their own,
 * and further links become lines, unless the page of another one leads there.
 * @throws RangeError for a button id above 64 bytes: a bug.
 */
export function arrange(message: Outgoing, mayOpen: (url: string) => boolean): Arranged {
  const all = message.buttons?.flat() ?? [];
  const choices = all.flatMap((button) => ('id' in button ? [checked(button)] : []));
  const links = all.flatMap((button) => ('url' in button ? [button] : []));
  const [first, ...others] = links;
  const carried = first && mayOpen(first.url) ? first : null;
  const further = (carried ? others : links).filter(
    ({ url }) => url === first?.url || !links.some((other) => url.startsWith(`${other.url}/`)),
  );
  const link: Keys[] = carried
    ? [{ kind: 'link', text: cut(carried.text, MAX_LINK_WORDS), url: carried.url }]
    : [];
  return {
    keys: [...link, ...choose(choices.length > 0 ? choices : asking(message))],
    lines: further.map(({ text, url }) => `${text}: ${url}`),
  };
}

/** Nobody can share a contact by a button here, but WhatsApp knows the number: one press says that it may be used. */
function asking({ askContact }: Outgoing): Choice[] {
  if (!askContact) return [];
  return [
    { id: OWN_NUMBER, title: askContact.label },
    { id: `${SAY}${askContact.skip}`, title: askContact.skip },
  ];
}

function checked({ id, text }: Extract<Button, { id: string }>): Choice {
  const bytes = new TextEncoder().encode(id).length;
  if (bytes < 1 || bytes > MAX_ID_BYTES) throw new RangeError(`button id of ${bytes} bytes: ${id}`);
  return { id, title: text };
}

function choose(choices: readonly Choice[]): Keys[] {
  if (choices.length === 0) return [];
  const titles = new Set(choices.map(({ title }) => title));
  const short = choices.every(({ title }) => title.length <= MAX_REPLY_TITLE);
  // Two reply buttons of one title are refused.
  if (choices.length <= MAX_REPLIES && short && titles.size === choices.length)
    return [{ kind: 'replies', replies: choices }];
  const lists: Keys[] = [];
  for (let at = 0; at < choices.length; at += MAX_ROWS)
    lists.push({ kind: 'list', rows: choices.slice(at, at + MAX_ROWS).map(row) });
  return lists;
}

/** A title that is too long is told in full below itself. */
function row({ id, title }: Choice): Row {
  if (title.length <= MAX_ROW_TITLE) return { id, title };
  return { id, title: cut(title, MAX_ROW_TITLE), description: cut(title, MAX_ROW_WORDS) };
}

/** At most `most` characters, whole ones. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > most - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
