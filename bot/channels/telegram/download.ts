import type { Media } from '../../../domain/media.ts';
import { done, type Outcome } from '../../../domain/result.ts';
import type { TelegramClient } from './client.ts';
import type { TelegramConfig } from './config.ts';
import { failure } from './send.ts';

interface Transport {
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
}

/**
 * The bytes of a file that somebody sent to the bot: getFile, then `/file/bot<token>/<path>` (Bot API, File; at most
 * 20 MB). References of round videos and animations carry their kind in front.
 */
export async function downloadFile(
  client: TelegramClient,
  { apiRoot, token }: TelegramConfig,
  { fetch: call, timeoutMs }: Transport,
  media: Media,
  limit: number,
): Promise<Outcome<Uint8Array>> {
  const id = media.ref.split(':').at(-1) ?? media.ref;
  const file = await client.call((api, signal) => api.getFile(id, signal));
  if (!file.ok) return file;
  const { file_path: path, file_size: size = 0 } = file.value;
  if (!path) return failure('not_found', 'no_path', 'Telegram keeps the file no more');
  if (size > limit) return failure('invalid', 'too_large', 'the file is too large');
  try {
    const answer = await call(`${apiRoot}/file/bot${token}/${path}`, {
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!answer.ok) return failure('unavailable', String(answer.status), 'the file was not handed out');
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return bytes.length > limit ? failure('invalid', 'too_large', 'the file is too large') : done(bytes);
  } catch {
    // The address holds the token, and errors of a connection may hold the address.
    return failure('unavailable', 'network', 'the file did not arrive');
  }
}
