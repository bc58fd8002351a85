import type { Media } from '../../../domain/media.ts';
import type { Outcome } from '../../../domain/result.ts';
import type { WhatsAppClient } from './client.ts';
import { refusal } from './errors.ts';

/**
 * The bytes of a file that somebody sent: its address first, which lives for some minutes, then the file with the same
 * token (the project's reference on WhatsApp, part 3).
 */
export async function downloadMedia(
  client: WhatsAppClient,
  media: Media,
  limit: number,
): Promise<Outcome<Uint8Array>> {
  const found = await client.media(media.ref);
  if (!found.ok) return found;
  if (found.value.file_size > limit) return refusal('invalid', 'too_large', 'the file is too large');
  return client.bytes(found.value.url, limit);
}
