import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import type { AtolConfig } from './config.ts';
import { type WireAnswer, wireAnswer, wireToken } from './wire.ts';

export type Call = (
  | { readonly method: 'GET' }
  /** JSON text. */
  | { readonly method: 'POST'; readonly body: string }
) & {
  /** Below the group: `/sell`. */
  readonly path: string;
  readonly signal?: AbortSignal | undefined;
};

/** ATOL's own words, good or bad, with the HTTP status they came under. */
export interface Answer {
  readonly status: number;
  readonly body: WireAnswer;
}

export type AtolClient = (call: Call) => Promise<Outcome<Answer>>;

export interface ClientDeps {
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly timeoutMs: number;
}

/** A token lives for 24 hours; a new one is asked for a little sooner. */
const TOKEN_LIVES = 24 * 3_600_000 - 600_000;

/**
 * Calls ATOL Online. A token is kept while it lives; an HTTP 401 brings one new token and one repeat. A POST
 * that may have been carried out although no good answer came is `unknown`; what only reads, and what failed
 * for want of a token, is `unavailable`. @throws the reason of `signal` when it aborts.
 */
export function createClient(config: AtolConfig, deps: ClientDeps): AtolClient {
  const root = `${config.root}/${config.version}`;
  let kept: { readonly token: string; readonly until: number } | null = null;
  const tokenFor = async (signal: AbortSignal | undefined): Promise<Outcome<string>> => {
    if (kept && kept.until > deps.now()) return done(kept.token);
    const until = deps.now() + TOKEN_LIVES;
    const given = await getToken(root, config, deps, signal);
    if (given.ok) kept = { token: given.value, until };
    return given;
  };
  const attempt = async (call: Call): Promise<Outcome<Answer>> => {
    const token = await tokenFor(call.signal);
    if (!token.ok) return token;
    const answer = await ask(`${root}/${config.group}${call.path}`, token.value, call, deps);
    if (answer.ok && answer.value.status === 401 && kept?.token === token.value) kept = null;
    return answer;
  };
  return async (call) => {
    const first = await attempt(call);
    return first.ok && first.value.status === 401 ? attempt(call) : first;
  };
}

async function getToken(
  root: string,
  { login, password }: AtolConfig,
  deps: ClientDeps,
  signal: AbortSignal | undefined,
): Promise<Outcome<string>> {
  const init = { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify({ login, pass: password }) };
  const sent = await send(`${root}/getToken`, init, deps, signal);
  if (!sent.ok) return lost('GET', sent);
  const { response, text } = sent;
  if (response.status === 429) return limited(response);
  const read = wireToken.safeParse(jsonOf(text));
  if (!read.success) return lost('GET', unsettled(response));
  const { token, error } = read.data;
  if (response.ok && token && !error) return done(token);
  if (response.status >= 500 || !error) return lost('GET', unsettled(response));
  // Not the vendor's words: they may repeat the login.
  const message = 'ATOL gives no token for this login and password';
  return { ok: false, category: 'auth', retryable: false, code: `token ${error.code}`, message };
}

async function ask(url: string, token: string, call: Call, deps: ClientDeps): Promise<Outcome<Answer>> {
  const headers = { ...JSON_HEADERS, token };
  const init =
    call.method === 'POST' ? { method: 'POST', headers, body: call.body } : { method: 'GET', headers };
  const sent = await send(url, init, deps, call.signal);
  if (!sent.ok) return lost(call.method, sent);
  const { response, text } = sent;
  if (response.status === 429) return limited(response);
  const read = wireAnswer.safeParse(jsonOf(text));
  // A 404 or 502 of some proxy must not read as ATOL's own word.
  const settles = read.success && response.status < 500 && (response.ok || read.data.error);
  if (!settles) return lost(call.method, unsettled(response));
  return done({ status: response.status, body: read.data });
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8', accept: 'application/json' };

type Sent =
  | { readonly ok: true; readonly response: Response; readonly text: string }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** @throws the reason of `signal` when it aborts */
async function send(
  url: string,
  init: RequestInit,
  { fetch: call, timeoutMs }: ClientDeps,
  given: AbortSignal | undefined,
): Promise<Sent> {
  given?.throwIfAborted();
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = given ? AbortSignal.any([given, timeout]) : timeout;
  try {
    // A redirect would turn a POST into a GET and carry the token elsewhere.
    const response = await call(url, { ...init, redirect: 'manual', signal });
    return { ok: true, response, text: await response.text() };
  } catch {
    given?.throwIfAborted();
    return timeout.aborted
      ? { ok: false, code: 'timeout', message: `no answer within ${timeoutMs} ms` }
      : { ok: false, code: 'network', message: 'the connection failed' };
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unsettled(response: Response) {
  return response.ok
    ? { code: 'malformed', message: 'an answer of another shape' }
    : { code: `http_${response.status}`, message: 'an answer that settles nothing' };
}

function lost(method: string, why: { readonly code: string; readonly message: string }): Failure {
  const category = method === 'POST' ? 'unknown' : 'unavailable';
  return { ok: false, category, retryable: true, code: why.code, message: why.message };
}

/** Seconds, where the answer says so: the vendor publishes neither its limits nor this header. */
function limited(response: Response): Failure {
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  const retryAfterMs = seconds > 0 ? seconds * 1000 : 1000;
  const message = 'too many calls';
  return { ok: false, category: 'rate_limited', retryable: true, retryAfterMs, code: 'http_429', message };
}
