import type { Media } from '../../../domain/media.ts';
import type { Outgoing, SendOptions, Sent } from '../../../domain/ports/channel.ts';
import type { Outcome } from '../../../domain/result.ts';
import { addressed, bodyOf, type Named } from './body.ts';
import { cut } from './buttons.ts';
import type { Upload, WhatsAppClient } from './client.ts';
import type { WhatsAppConfig } from './config.ts';
import { isAddress } from './convert.ts';
import { downloadMedia } from './download.ts';
import { refusal, WINDOW_CLOSED } from './errors.ts';
import { type File, type OutgoingRules, type Part, toParts } from './outgoing.ts';
import { templateBody } from './template.ts';

const MAX_PROGRESS = 200;
const MAX_NAME = 240;
/** Largest file that is fetched and stored anew, bytes. */
const MAX_AGAIN = 16 * 1024 * 1024;
/** What WhatsApp says of a file that it keeps no more, or will not send again. */
const FILE_GONE = new Set(['100', '131009', '131052', '131053']);

export type Sender = (address: string, message: Outgoing, options?: SendOptions) => Promise<Outcome<Sent>>;

/** A send in several parts that failed midway: where to go on when it is asked for again. */
interface Progress {
  readonly sent: number;
  readonly ref: string;
}

/**
 * Sends a message, part by part; outside the 24-hour window in approved words instead, where it has a meaning.
 * When a later part fails, the whole fails, and the same message asked for again by this process goes on after the
 * parts that arrived.
 */
export function createSender(client: WhatsAppClient, config: WhatsAppConfig, rules: OutgoingRules): Sender {
  const unfinished = new Map<string, Progress>();

  return async (address, message, options = {}) => {
    if (!isAddress(address)) return refusal('unreachable', 'bad_address', 'the address is no number');
    if (message.approvedOnly) return inApprovedWords(address, message, options);
    const outcome = await sendParts(address, toParts(message, rules), options);
    const closed = !outcome.ok && outcome.code === WINDOW_CLOSED;
    return closed && message.meaning ? inApprovedWords(address, message, options) : outcome;
  };

  async function inApprovedWords(
    address: string,
    { meaning, text }: Outgoing,
    options: SendOptions,
  ): Promise<Outcome<Sent>> {
    if (!meaning) return refusal('refused', WINDOW_CLOSED, 'no approved template says this');
    return sent(
      await client.send(envelope(address, templateBody(config, meaning, text), options), options.signal),
    );
  }

  async function sendParts(
    address: string,
    parts: readonly Part[],
    options: SendOptions,
  ): Promise<Outcome<Sent>> {
    const key = JSON.stringify([options.id, address, parts.map((part) => [part.kind, part.text])]);
    const before = unfinished.get(key);
    let ref = before?.ref ?? '';
    for (const [at, part] of parts.entries()) {
      if (at < (before?.sent ?? 0)) continue;
      const outcome = await sendPart(address, part, options);
      if (!outcome.ok) {
        if (at > 0) remember(unfinished, key, { sent: at, ref });
        return outcome;
      }
      if (at === 0) ref = outcome.value;
    }
    unfinished.delete(key);
    return { ok: true, value: { ref } };
  }

  async function sendPart(address: string, part: Part, options: SendOptions): Promise<Outcome<string>> {
    const file = part.kind === 'text' ? null : part.file;
    const stored = file ? await store(file, options.signal) : null;
    if (stored && !stored.ok) return stored;
    const send = (named: Named | null) =>
      client.send(envelope(address, bodyOf(part, named), options), options.signal);
    const outcome = await send(stored?.value ?? null);
    const gone = !outcome.ok && FILE_GONE.has(outcome.code) && file !== null && 'media' in file;
    if (!gone) return outcome;
    const again = await storeAnew(file.media, options.signal);
    return again.ok ? send(again.value) : outcome;
  }

  async function store(file: File, signal: AbortSignal | undefined): Promise<Outcome<Named>> {
    if ('media' in file) {
      const filename = file.media.name ? { filename: cut(file.media.name, MAX_NAME) } : {};
      return { ok: true, value: { id: file.media.ref, ...filename } };
    }
    return upload({ bytes: file.bytes, name: file.name, type: file.mime }, signal);
  }

  async function upload(file: Upload, signal: AbortSignal | undefined): Promise<Outcome<Named>> {
    const put = await client.upload(file, signal);
    return put.ok ? { ok: true, value: { id: put.value, filename: cut(file.name, MAX_NAME) } } : put;
  }

  async function storeAnew(media: Media, signal: AbortSignal | undefined): Promise<Outcome<Named>> {
    const bytes = await downloadMedia(client, media, MAX_AGAIN);
    if (!bytes.ok) return bytes;
    const type = media.mime ?? 'application/octet-stream';
    return upload({ bytes: bytes.value, name: media.name ?? 'file', type }, signal);
  }
}

function envelope(
  address: string,
  body: Record<string, unknown>,
  { id }: SendOptions,
): Record<string, unknown> {
  return { ...addressed(address), ...body, ...(id ? { biz_opaque_callback_data: id } : {}) };
}

function sent(outcome: Outcome<string>): Outcome<Sent> {
  return outcome.ok ? { ok: true, value: { ref: outcome.value } } : outcome;
}

function remember(unfinished: Map<string, Progress>, key: string, progress: Progress): void {
  unfinished.set(key, progress);
  const oldest = unfinished.keys().next();
  if (unfinished.size > MAX_PROGRESS && !oldest.done) unfinished.delete(oldest.value);
}
