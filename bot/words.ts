import type { Media } from '../domain/media.ts';
import type { Turn } from './turn.ts';

/** What somebody said, in words and pictures. */
export interface Words {
  readonly text: string;
  readonly media: Media | null;
  readonly edited: boolean;
}

/** What a customer's update says, as staff will see it. */
export function wordsOf({ incoming }: Turn): Words {
  switch (incoming.type) {
    case 'media':
      return { text: incoming.text, media: incoming.media, edited: false };
    case 'contact':
      return { text: [incoming.name, incoming.phone].filter(Boolean).join(', '), media: null, edited: false };
    case 'text':
      return { text: incoming.text, media: null, edited: incoming.edited };
    default:
      return { text: '', media: null, edited: false };
  }
}
