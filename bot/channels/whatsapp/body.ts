import type { Keys } from './buttons.ts';
import type { File, Part } from './outgoing.ts';

/** Words on the button that opens a list. The messenger wants some, and the port has none for it. */
const OPEN_LIST = { cyrillic: 'Выбрать', other: 'Choose' };

/** A file as a message names it: WhatsApp's id, and what is shown beside it. */
export interface Named {
  readonly id: string;
  readonly filename?: string;
}

/** Fields that go to whom, for a phone number or for a business-scoped user id (`RU.1349…`). */
export function addressed(address: string): Record<string, unknown> {
  const to = /^\d+$/.test(address) ? { to: address } : { recipient: address };
  return { messaging_product: 'whatsapp', recipient_type: 'individual', ...to };
}

/** The body of one message but for whom it is to; `file` is the part's file once WhatsApp keeps it. */
export function bodyOf(part: Part, file: Named | null): Record<string, unknown> {
  // A preview would make WhatsApp open pay links.
  if (part.kind === 'text') return { type: 'text', text: { body: part.text, preview_url: false } };
  if (part.kind === 'file') {
    const { type } = part.file;
    return { type, [type]: { ...named(part.file, file), ...(part.text ? { caption: part.text } : {}) } };
  }
  const header = part.file ? { type: part.file.type, [part.file.type]: named(part.file, file) } : null;
  return {
    type: 'interactive',
    interactive: {
      type: TYPES[part.keys.kind],
      ...(header ? { header } : {}),
      body: { text: part.text },
      action: actionOf(part.keys),
    },
  };
}

const TYPES = { replies: 'button', list: 'list', link: 'cta_url' } as const;

/** Only documents have names. */
function named({ type }: File, file: Named | null): Record<string, unknown> {
  const { id = '', filename } = file ?? {};
  return type === 'document' && filename ? { id, filename } : { id };
}

function actionOf(keys: Keys): Record<string, unknown> {
  switch (keys.kind) {
    case 'replies':
      return { buttons: keys.replies.map(({ id, title }) => ({ type: 'reply', reply: { id, title } })) };
    case 'list':
      return { button: openList(keys), sections: [{ rows: keys.rows }] };
    case 'link':
      return { name: 'cta_url', parameters: { display_text: keys.text, url: keys.url } };
  }
}

function openList({ rows }: Extract<Keys, { kind: 'list' }>): string {
  return rows.some(({ title }) => /\p{Script=Cyrillic}/u.test(title)) ? OPEN_LIST.cyrillic : OPEN_LIST.other;
}
