import type { Media } from '../../domain/media.ts';
import type { MessageData } from '../../domain/message.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import { escapeMarkup } from '../texts/index.ts';
import { lines, type Reader } from './reader.ts';
import { originName } from './source.ts';

/** What the customer said, for staff: who, about which deal, the words and the file as they are. */
export function fromCustomer(r: Reader, said: MessageData['from_customer'], channel: string): Outgoing {
  const { dealId, customer, text, media, edited } = said;
  const name = customer ?? r.label('customer-unnamed');
  const head = r.say(edited ? 'said-edited' : 'said', { name, deal: String(dealId) });
  return {
    text: lines(head, escapeMarkup(text), elsewhere(r, media, channel, 'media-elsewhere')),
    buttons: [[r.button('ans', [dealId], 'button-answer'), r.button('deal', [dealId], 'button-open-deal')]],
    ...attached(media, channel),
  };
}

/** What a member of staff answers: the words and the file, and nothing of who it was. */
export function fromStaff(r: Reader, { text, media }: MessageData['from_staff'], channel: string): Outgoing {
  const notShown = elsewhere(r, media, channel, 'media-not-shown');
  return { text: lines(escapeMarkup(text), notShown), ...attached(media, channel) };
}

/** A file lives in its own messenger: another one can't show it by its reference. */
function attached(media: Media | null, channel: string): { media?: Media } {
  return media && media.channel === channel ? { media } : {};
}

function elsewhere(r: Reader, media: Media | null, channel: string, key: string): string | null {
  if (!media || media.channel === channel) return null;
  return r.say(key, { what: r.label(`media-${media.type}`), channel: originName(r, media.channel) });
}
