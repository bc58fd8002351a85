import { type Formatted, parseHtml } from './html.ts';
import type { Params } from './params.ts';
import { badRequest, type Entity } from './types.ts';

const MAX_TEXT = 4096;
const MAX_CAPTION = 1024;

/** Reads a text or caption by its parse mode. Other modes than HTML are taken as plain text. */
function readFormatted(params: Params, field: 'text' | 'caption'): Formatted {
  const raw = params.text(field) ?? '';
  if (params.text('parse_mode')?.toLowerCase() === 'html') return parseHtml(raw);
  const given = params.json(field === 'text' ? 'entities' : 'caption_entities');
  return { text: raw.trim(), entities: Array.isArray(given) ? given.filter(isEntity) : [] };
}

function isEntity(value: unknown): value is Entity {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    'offset' in value &&
    typeof value.offset === 'number' &&
    'length' in value &&
    typeof value.length === 'number'
  );
}

/** The fields `text` and `entities` of a message; 1 to 4096 characters after entities. */
export function readText(params: Params): { text: string; entities?: Entity[] } {
  const { text, entities } = readFormatted(params, 'text');
  if (!text) throw badRequest('message text is empty');
  if (text.length > MAX_TEXT) throw badRequest('message is too long');
  return entities.length > 0 ? { text, entities } : { text };
}

/** The fields `caption` and `caption_entities`; up to 1024 characters, none when it is empty. */
export function readCaption(params: Params): { caption?: string; caption_entities?: Entity[] } {
  const { text, entities } = readFormatted(params, 'caption');
  if (text.length > MAX_CAPTION) throw badRequest('message caption is too long');
  if (!text) return {};
  return entities.length > 0 ? { caption: text, caption_entities: entities } : { caption: text };
}
