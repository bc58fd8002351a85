import type { z } from 'zod';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import { type Answer, barred, gone, invalid, jsonOf, limited, send, unsettled } from '../http.ts';
import type { MirrorDeps } from '../mirror-module.ts';
import { createPace } from '../pace.ts';
import type { AmocrmConfig } from './config.ts';
import { wireProblem } from './wire.ts';

/** Seven calls a second are allowed to an integration. */
const PER_SECOND = 7;
/** A pause after 429, which names none. */
const REST = 2_000;

export interface Call<T> {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below `/api/v4`, with its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly answer: z.ZodType<T>;
  readonly signal?: AbortSignal | undefined;
}

/** Null: there is nothing of it (204). */
export type AmocrmClient = <T>(call: Call<T>) => Promise<Outcome<T | null>>;

/**
 * Calls amoCRM, at most seven times a second. A POST that may have made something although no good answer came is
 * `unknown`; what can be made again as it is, is `unavailable`. @throws the reason of `signal` when it aborts.
 */
export function createClient(config: AmocrmConfig, deps: MirrorDeps): AmocrmClient {
  const pace = createPace(PER_SECOND, 1_000, deps.now);
  const headers = { authorization: `Bearer ${config.token}`, accept: 'application/hal+json' };
  return async ({ method, path, body, answer, signal }) => {
    await pace(signal);
    const init: RequestInit = {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const repeatable = method !== 'POST';
    const options = { timeoutMs: deps.timeoutMs, signal, repeatable };
    const sent = await send(deps.fetch, `${config.root}/api/v4${path}`, init, options);
    if (!sent.ok) return sent;
    if (sent.status === 204) return done(null);
    if (sent.status < 200 || sent.status >= 300) return refusal(sent, repeatable);
    const read = answer.safeParse(jsonOf(sent.text));
    return read.success ? done(read.data) : unsettled(repeatable, 'malformed', 'an answer of another shape');
  };
}

const BARRED: Readonly<Record<number, string>> = {
  401: 'amoCRM does not know this token, or it has run out',
  402: 'the account at amoCRM is not paid for',
  403: 'amoCRM bars this address, account or right',
};

function refusal({ status, headers, text }: Answer, repeatable: boolean): Failure {
  const code = `http_${status}`;
  const known = BARRED[status];
  if (known) return barred(code, known);
  if (status === 404) return gone('amoCRM has no such thing');
  if (status === 429) return limited(headers, code, REST);
  if (status < 400 || status >= 500) return unsettled(repeatable, code, 'an answer that settles nothing');
  return invalid(code, `amoCRM refuses the data: ${reasonsOf(text)}`);
}

/** Which fields are wrong and how, by the vendor's codes: its words may repeat what we sent. */
function reasonsOf(text: string): string {
  const read = wireProblem.safeParse(jsonOf(text));
  const errors = read.success ? (read.data['validation-errors'] ?? []).flatMap((each) => each.errors) : [];
  return errors.map(({ code, path }) => `${path} ${code}`).join(', ') || 'no reason given';
}
