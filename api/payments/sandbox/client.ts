import { z } from 'zod';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import type { SandboxConfig } from './config.ts';

export interface Call<T> {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly answer: z.ZodType<T>;
  readonly signal?: AbortSignal | undefined;
}

export type SandboxClient = <T>(call: Call<T>) => Promise<Outcome<T>>;

/**
 * Calls the practice bank. A call that may have been carried out although no good answer came is
 * `unknown`; one that only reads is `unavailable`. @throws the reason of `signal` when it aborts.
 */
export function createClient(
  config: SandboxConfig,
  { fetch: send, timeoutMs }: { readonly fetch: typeof fetch; readonly timeoutMs: number },
): SandboxClient {
  const authorization = `Basic ${btoa(`${config.shopId}:${config.secretKey}`)}`;
  return async (call) => {
    call.signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
    try {
      const request = requestOf(call, authorization);
      return await read(call, await send(`${config.root}${call.path}`, { ...request, signal }));
    } catch {
      call.signal?.throwIfAborted();
      return timeout.aborted
        ? lost(call.method, 'timeout', `no answer within ${timeoutMs} ms`)
        : lost(call.method, 'network', 'the connection failed');
    }
  };
}

function requestOf(call: Call<unknown>, authorization: string): RequestInit {
  const headers: Record<string, string> = { authorization, accept: 'application/json' };
  if (call.idempotencyKey) headers['idempotency-key'] = call.idempotencyKey;
  // A redirect would turn a POST into a GET and carry the key elsewhere.
  const request: RequestInit = { method: call.method, headers, redirect: 'manual' };
  if (call.body === undefined) return request;
  headers['content-type'] = 'application/json';
  return { ...request, body: JSON.stringify(call.body) };
}

async function read<T>(call: Call<T>, response: Response): Promise<Outcome<T>> {
  const json = jsonOf(await response.text());
  if (!response.ok) return refusal(call.method, response, json);
  const parsed = call.answer.safeParse(json);
  return parsed.success ? done(parsed.data) : lost(call.method, 'malformed', 'an answer of another shape');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lost(method: string, code: string, message: string): Failure {
  const category = method === 'POST' ? 'unknown' : 'unavailable';
  return { ok: false, category, retryable: true, code, message };
}

const CATEGORIES: Readonly<Record<number, Failure['category']>> = {
  400: 'invalid',
  401: 'auth',
  403: 'auth',
  404: 'not_found',
  409: 'refused',
};

const problem = z.object({ code: z.string().max(64), message: z.string().max(500) });

/** Only the bank's own words refuse: a 404 of some proxy must not read as "this payment was never made". */
function refusal(method: string, response: Response, json: unknown): Failure {
  if (response.status === 429) return limited(response);
  const category = CATEGORIES[response.status];
  const words = problem.safeParse(json);
  if (!category || !words.success) {
    return lost(method, `http_${response.status}`, 'an answer that is not the bank’s own');
  }
  return { ok: false, category, retryable: false, ...words.data };
}

/** The wait in seconds; a date (RFC 9110, 10.2.3), which this bank never sends, counts as one second. */
function limited(response: Response): Failure {
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  const retryAfterMs = seconds > 0 ? seconds * 1000 : 1000;
  const code = 'rate_limited';
  return { ok: false, category: code, retryable: true, retryAfterMs, code, message: 'too many calls' };
}
