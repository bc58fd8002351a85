import { meaningOf } from '../domain/meaning-of.ts';
import type { Media } from '../domain/media.ts';
import type { Message } from '../domain/message.ts';
import type { Outgoing } from '../domain/ports/channel.ts';
import type { Deps } from './context.ts';

/** A message under such a key goes out in approved words only: its messenger has refused ours already. */
const APPROVED = ':approved';

/** Largest file that is carried from one messenger to another, bytes. */
const LARGEST = 16 * 1024 * 1024;

export function isApprovedOnly({ dedupeKey }: Pick<Message, 'dedupeKey'>): boolean {
  return dedupeKey.endsWith(APPROVED);
}

/** The same message once more, in approved words. */
export function approvedKey({ dedupeKey }: Pick<Message, 'dedupeKey'>): string {
  return `${dedupeKey}${APPROVED}`;
}

/** A message in words, with what it means, and with a file of another messenger brought along. */
export async function wordsOf(deps: Deps, message: Message): Promise<Outgoing> {
  const carried = await carriedFile(deps, message);
  const outgoing = await deps.render(carried ? carried.message : message);
  const meaning = meaningOf(message);
  return {
    ...outgoing,
    ...carried?.file,
    ...(meaning ? { meaning } : {}),
    ...(isApprovedOnly(message) ? { approvedOnly: true } : {}),
  };
}

interface Carried {
  readonly message: Message;
  readonly file: Pick<Outgoing, 'photo' | 'document'>;
}

/** A file lives in its own messenger. One that can't be fetched is told of in words, by the screen. */
async function carriedFile(deps: Deps, message: Message): Promise<Carried | null> {
  if (message.kind !== 'from_customer' && message.kind !== 'from_staff') return null;
  const { media } = message.data;
  if (!media || media.channel === message.channel || media.type === 'sticker') return null;
  const bytes = await deps.channels.get(media.channel)?.download?.(media, LARGEST);
  if (!bytes?.ok) return null;
  const without = { ...message, data: { ...message.data, media: null } } as Message;
  return { message: without, file: fileOf(media, bytes.value) };
}

function fileOf(media: Media, bytes: Uint8Array): Carried['file'] {
  const type = media.mime ?? (media.type === 'photo' ? 'image/jpeg' : 'application/octet-stream');
  const name = media.name ?? `${media.type}.${type.split('/')[1]?.split('+')[0] ?? 'bin'}`;
  return media.type === 'photo' ? { photo: { bytes, name } } : { document: { bytes, name, type } };
}
