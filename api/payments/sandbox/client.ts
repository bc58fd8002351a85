import type { z } from 'zod';
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
export function createClient(config: SandboxConfig, deps: { fetch: typeof fetch; timeoutMs: number }): SandboxClient {
  const authorization = `Basic ${btoa(`${config.shopId}:${config.secretKey}`)}`;
  return async (call) => {
    const timeout = AbortSignal.timeout(deps.timeoutMs);
    try {
      const response = await deps.fetch(`${config.root}${call.path}`, {
        method: call.method,
        headers: {
          authorization,
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(call.idempotencyKey ? { 'idempotency-key': call.idempotencyKey } : {}),
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
      });
      return await read(call, response);
    } catch (error) {
      call.signal?.throwIfAborted();
      return lost(call.method, timeout.aborted ? 'timeout' : 'network', error instanceof Error ? error.name : 'error');
    }
  };
}

async function read<T>(call: Call<T>, response: Response): Promise<Outcome<T>> {
  const text = await response.text();
  if (!response.ok) return refusal(call.method, response, text);
  try {
    const parsed = call.answer.safeParse(JSON.parse(text));
    return parsed.success ? done(parsed.data) : lost(call.method, 'malformed', 'another shape than expected');
  } catch {
    return lost(call.method, 'malformed', 'no JSON');
  }
}

function lost(method: string, code: string, message: string): Failure {
  return { ok: false, category: method === 'POST' ? 'unknown' : 'unavailable', retryable: true, code, message };
}

const CATEGORIES: Readonly<Record<number, Failure['category']>> = {
  400: 'invalid',
  401: 'auth',
  403: 'auth',
  404: 'not_found',
  409: 'refused',
  429: 'rate_limited',
};

function refusal(method: string, response: Response, text: string): Failure {
  const category = CATEGORIES[response.status];
  if (!category) return lost(method, `http_${response.status}`, 'the bank failed');
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return {
    ok: false,
    category,
    retryable: category === 'rate_limited',
    ...(category === 'rate_limited' ? { retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : 1000 } : {}),
    ...words(text, response.status),
  };
}

function words(text: string, status: number): { code: string; message: string } {
  try {
    const { code, message } = JSON.parse(text) as { code?: unknown; message?: unknown };
    return { code: String(code ?? status), message: String(message ?? '') };
  } catch {
    return { code: String(status), message: '' };
  }
}
