import { done, type Failure, type Outcome } from '../../domain/result.ts';
import type { ConnectorDeps } from './connector-module.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** It changes nothing: an answer that is lost is no doubt, only a bad moment. */
  readonly reads: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** How a vendor says what went wrong. */
export interface Dialect {
  /** Its code and words in the body of a failure; free of secrets. */
  words(body: unknown): { readonly code: string; readonly message: string };
  /** Headers with the seconds to wait after too many calls, the first that is there. */
  readonly waits: readonly string[];
}

const LONGEST_WAIT = 600_000;

/**
 * One call of a JSON API. A body that is none is null. What the vendor does not answer is `unavailable`, or `unknown`
 * where something may have been changed. @throws the reason of `signal` when it aborts.
 */
export async function callJson(call: Call, dialect: Dialect, deps: ConnectorDeps): Promise<Outcome<unknown>> {
  call.signal?.throwIfAborted();
  const timeout = AbortSignal.timeout(deps.timeoutMs);
  const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
  try {
    const response = await deps.fetch(call.url, {
      method: call.method,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...call.headers },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      // A redirect would carry the key elsewhere.
      redirect: 'manual',
      signal,
    });
    return read(call, response, await response.text(), dialect);
  } catch {
    call.signal?.throwIfAborted();
    return timeout.aborted
      ? lost(call, 'timeout', `no answer within ${deps.timeoutMs} ms`)
      : lost(call, 'network', 'the connection failed');
  }
}

function read(call: Call, response: Response, text: string, dialect: Dialect): Outcome<unknown> {
  const body = jsonOf(text);
  if (response.ok) return body === undefined ? malformed(call) : done(body);
  const { code, message } = dialect.words(body);
  const { status } = response;
  const failure = (category: Failure['category'], retryable: boolean): Failure => ({
    ...{ ok: false, category, retryable },
    code: code || `http_${status}`,
    message: message || `HTTP ${status}`,
  });
  if (status === 429 || status === 420)
    return { ...failure('rate_limited', true), retryAfterMs: waitOf(response, dialect) };
  if (status === 401 || status === 402 || status === 403) return failure('auth', false);
  if (status === 404) return failure('not_found', false);
  if (status === 408 || status >= 500 || status < 400)
    return lost(call, `http_${status}`, 'an answer that settles nothing');
  return failure(status === 409 ? 'refused' : 'invalid', false);
}

/** An answer of another shape than the vendor describes. */
export function malformed(call: Pick<Call, 'reads'>): Failure {
  return lost(call, 'malformed', 'an answer of another shape');
}

function lost({ reads }: Pick<Call, 'reads'>, code: string, message: string): Failure {
  return { ok: false, category: reads ? 'unavailable' : 'unknown', retryable: true, code, message };
}

function waitOf(response: Response, { waits }: Dialect): number {
  const seconds = waits
    .map((name) => Number.parseFloat(response.headers.get(name) ?? ''))
    .find((each) => each > 0);
  return Math.min(Math.ceil((seconds ?? 1) * 1000), LONGEST_WAIT);
}

/** Undefined for what is not JSON; null for nothing at all. */
function jsonOf(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Goes on while `more` gives another page; the first failure is the answer. */
export async function pagesOf<T>(
  page: (cursor: string) => Promise<Outcome<{ readonly rows: readonly T[]; readonly next: string | null }>>,
  most: number,
): Promise<Outcome<T[]>> {
  const rows: T[] = [];
  let cursor = '';
  for (let count = 0; count < most; count++) {
    const answer = await page(cursor);
    if (!answer.ok) return answer;
    rows.push(...answer.value.rows);
    const { next } = answer.value;
    // A page that leads to itself would be read for ever.
    if (next === null || next === '' || next === cursor) break;
    cursor = next;
  }
  return done(rows);
}
