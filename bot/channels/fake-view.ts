import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';

/** What the playground reads of every messenger's imitation: files that were sent, and all that happens, as it happens. */

const HEARTBEAT_MS = 15_000;

/** A file as the imitations keep it. */
interface KeptFile {
  readonly mime: string;
  readonly base64: string;
}

/** The file under this id; 404 when there is none. */
export function fileResponse(files: Readonly<Record<string, KeptFile>>, id: string): Response {
  const file = Object.hasOwn(files, id) ? files[id] : undefined;
  if (!file) return Response.json({ error: 'no such file' }, { status: 404 });
  // A file that somebody sent is never run as a page.
  const inline = /^(image\/(png|jpeg|gif|webp)|audio\/|video\/)/.test(file.mime);
  const type = inline ? file.mime : 'application/octet-stream';
  const headers = {
    'content-type': type,
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=3600',
  };
  return new Response(fromBase64(file.base64), { headers });
}

interface Feed<C> {
  /** Calls back at every change until the function that it gives is called. */
  readonly watch: (watcher: (change: C) => void) => () => void;
  readonly view: (change: C) => unknown;
  /** Aborted when the imitation is closed: streams end with it. */
  readonly closed: AbortSignal;
}

/** Server-sent events: `ready`, then a `change` for each, in order; a comment as a heartbeat when nothing happens. */
export function changeFeed<C>(c: Context, { watch, view, closed }: Feed<C>): Response {
  return streamSSE(c, async (stream) => {
    const queue: C[] = [];
    let wake = () => {};
    const unwatch = watch((change) => {
      queue.push(change);
      wake();
    });
    const onClosed = () => wake();
    closed.addEventListener('abort', onClosed);
    stream.onAbort(() => wake());
    await stream.writeSSE({ event: 'ready', data: '{}' });
    while (!stream.aborted && !stream.closed && !closed.aborted) {
      const change = queue.shift();
      if (change) {
        await stream.writeSSE({ event: 'change', data: JSON.stringify(view(change)) });
        continue;
      }
      const woken = await waitFor((resolve) => {
        wake = resolve;
      });
      if (!woken) await stream.write(': still here\n\n');
    }
    closed.removeEventListener('abort', onClosed);
    unwatch();
  });
}

/** True when it was woken, false when a heartbeat is due. */
function waitFor(arm: (resolve: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), HEARTBEAT_MS);
    arm(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

export function fromBase64(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
