import type { Failure } from '../../domain/result.ts';

/** An answer that came, whatever it says. */
export interface Answer {
  readonly ok: true;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * One call. A failure without an answer is `unknown` for a call that makes something, `unavailable` for one that can
 * be made again as it is. @throws the reason of `given` when it aborts.
 */
export async function send(
  call: typeof fetch,
  url: string,
  init: RequestInit,
  options: {
    readonly timeoutMs: number;
    readonly signal: AbortSignal | undefined;
    readonly repeatable: boolean;
  },
): Promise<Answer | Failure> {
  const { timeoutMs, signal: given, repeatable } = options;
  given?.throwIfAborted();
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = given ? AbortSignal.any([given, timeout]) : timeout;
  try {
    // A redirect would carry the key elsewhere.
    const response = await call(url, { ...init, redirect: 'manual', signal });
    return { ok: true, status: response.status, headers: response.headers, text: await response.text() };
  } catch {
    given?.throwIfAborted();
    return timeout.aborted
      ? unsettled(repeatable, 'timeout', `no answer within ${timeoutMs} ms`)
      : unsettled(repeatable, 'network', 'the connection failed');
  }
}

/** What settles nothing: whether it was carried out is not known, or does not matter. */
export function unsettled(repeatable: boolean, code: string, message: string): Failure {
  return { ok: false, category: repeatable ? 'unavailable' : 'unknown', retryable: true, code, message };
}

/** @param headers with `Retry-After` in seconds, where the CRM sends it. */
export function limited(headers: Headers, code: string, waitMs: number): Failure {
  const seconds = Number.parseInt(headers.get('retry-after') ?? '', 10);
  const retryAfterMs = seconds > 0 ? seconds * 1000 : waitMs;
  return {
    ...{ ok: false, category: 'rate_limited', retryable: true },
    ...{ retryAfterMs, code, message: 'too many calls' },
  };
}

/** A refusal that the owner can mend in the CRM: until then it is tried again. */
export function barred(code: string, message: string): Failure {
  return { ok: false, category: 'auth', retryable: true, code, message };
}

export function invalid(code: string, message: string): Failure {
  return { ok: false, category: 'invalid', retryable: false, code, message };
}

export function gone(message: string): Failure {
  return { ok: false, category: 'not_found', retryable: false, code: 'not_found', message };
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
