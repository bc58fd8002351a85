import type { Failure } from '../../../domain/result.ts';

/** One request. What it means is the caller's business; this file tells only how it went. */
export interface Call {
  readonly url: string;
  /** Sent as a form, or as the text itself with its content type; a GET without. */
  readonly form?: Readonly<Record<string, string>>;
  readonly text?: { readonly type: string; readonly body: string };
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly ok: true;
  readonly status: number;
  readonly text: string;
}

export type RobokassaClient = (call: Call) => Promise<Answer | Failure>;

/** The longest answer that is read: a state or a receipt's is a few kilobytes. */
const LONGEST = 1_000_000;

/**
 * Calls Robokassa. A POST that may have been carried out although no good answer came is `unknown`; a GET
 * is `unavailable`. A 4xx is an answer: the services put their words into it.
 * @throws the reason of `signal` when it aborts.
 */
export function createClient({
  fetch: send,
  timeoutMs,
}: {
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
}): RobokassaClient {
  return async (call) => {
    call.signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
    const posts = isPost(call);
    try {
      const response = await send(call.url, { ...requestOf(call), signal });
      const text = await response.text();
      if (response.status === 429) return limited(response);
      const readable = response.status >= 200 && response.status < 500 && !isRedirect(response.status);
      if (!readable) return lost(posts, `http_${response.status}`, 'an answer that is not Robokassa’s own');
      if (text.length > LONGEST) return lost(posts, 'malformed', 'an answer that is far too long');
      return { ok: true, status: response.status, text };
    } catch {
      call.signal?.throwIfAborted();
      return timeout.aborted
        ? lost(posts, 'timeout', `no answer within ${timeoutMs} ms`)
        : lost(posts, 'network', 'the connection failed');
    }
  };
}

function isPost({ form, text }: Call): boolean {
  return form !== undefined || text !== undefined;
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

function requestOf({ form, text }: Call): RequestInit {
  // A redirect would turn a POST into a GET and carry a signature elsewhere.
  if (form) return { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' };
  if (!text) return { method: 'GET', redirect: 'manual' };
  return { method: 'POST', headers: { 'content-type': text.type }, body: text.body, redirect: 'manual' };
}

/** A call that says nothing of what was done: `unknown` when it may have made something. */
export function lost(posts: boolean, code: string, message: string): Failure {
  return { ok: false, category: posts ? 'unknown' : 'unavailable', retryable: true, code, message };
}

/** The wait in seconds (RFC 9110, 10.2.3); one second for a date, or without the header. */
function limited(response: Response): Failure {
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  const retryAfterMs = seconds > 0 ? seconds * 1000 : 1000;
  const code = 'rate_limited';
  return { ok: false, category: code, retryable: true, retryAfterMs, code, message: 'too many calls' };
}
