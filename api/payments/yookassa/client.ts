import type { z } from 'zod';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import type { YookassaConfig } from './config.ts';
import { wireError } from './wire.ts';

export interface Call<T> {
  readonly method: 'GET' | 'POST';
  /** Below the root, with its query: `/payments?limit=100`. */
  readonly path: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly answer: z.ZodType<T>;
  readonly signal?: AbortSignal | undefined;
}

export type YookassaClient = <T>(call: Call<T>) => Promise<Outcome<T>>;

/** YooKassa takes keys of up to 64 characters (yookassa.ru/developers/using-api/interaction-format). */
const LONGEST_KEY = 64;

/**
 * Calls YooKassa. A POST that may have been carried out although no good answer came is `unknown`; YooKassa
 * itself says so of its HTTP 500 (…/using-api/response-handling/recommendations). What only reads is
 * `unavailable`. @throws the reason of `signal` when it aborts.
 */
export function createClient(
  config: YookassaConfig,
  { fetch: send, timeoutMs }: { readonly fetch: typeof fetch; readonly timeoutMs: number },
): YookassaClient {
  const authorization = `Basic ${btoa(`${config.shopId}:${config.secretKey}`)}`;
  return async (call) => {
    call.signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
    try {
      const request = await requestOf(call, authorization);
      return await read(call, await send(`${config.root}${call.path}`, { ...request, signal }));
    } catch {
      call.signal?.throwIfAborted();
      return timeout.aborted
        ? lost(call.method, 'timeout', `no answer within ${timeoutMs} ms`)
        : lost(call.method, 'network', 'the connection failed');
    }
  };
}

async function requestOf(call: Call<unknown>, authorization: string): Promise<RequestInit> {
  const headers: Record<string, string> = { authorization, accept: 'application/json' };
  if (call.idempotencyKey) headers['idempotence-key'] = await shortKey(call.idempotencyKey);
  // A redirect would turn a POST into a GET and carry the key elsewhere.
  const request: RequestInit = { method: call.method, headers, redirect: 'manual' };
  if (call.body === undefined) return request;
  headers['content-type'] = 'application/json';
  return { ...request, body: JSON.stringify(call.body) };
}

/** A longer key is replaced by its digest, which is the same every time. */
async function shortKey(key: string): Promise<string> {
  if (key.length <= LONGEST_KEY) return key;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
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

/** yookassa.ru/developers/using-api/response-handling/http-codes; 403: the shop lacks a right. */
const CATEGORIES: Readonly<Record<number, Failure['category']>> = {
  400: 'invalid',
  401: 'auth',
  403: 'auth',
  404: 'not_found',
  405: 'invalid',
  415: 'invalid',
};

/** Only YooKassa's own words refuse: a 404 of some proxy must not read as "this payment was never made". */
function refusal(method: string, response: Response, json: unknown): Failure {
  if (response.status === 429) return limited(response);
  const category = CATEGORIES[response.status];
  const error = wireError.safeParse(json);
  if (!category || !error.success) {
    return lost(method, `http_${response.status}`, 'an answer that settles nothing');
  }
  const { code, description, parameter } = error.data;
  const message = clean([parameter, description].filter(Boolean).join(': '));
  return { ok: false, category, retryable: false, code, message };
}

/** Descriptions may repeat what was sent: addresses, phones and numbers of cards stay out of logs. */
function clean(text: string): string {
  return text.replace(/\S+@\S+|\+?\d[\d -]{8,}\d/g, '…').slice(0, 300);
}

/** Seconds, where the answer says so: the vendor publishes neither its limits nor this header. */
function limited(response: Response): Failure {
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  const retryAfterMs = seconds > 0 ? seconds * 1000 : 1000;
  const code = 'too_many_requests';
  return {
    ok: false,
    category: 'rate_limited',
    retryable: true,
    retryAfterMs,
    code,
    message: 'too many calls',
  };
}
