import type { z } from 'zod';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import type { CloudPaymentsConfig } from './config.ts';
import { cut, readJson } from './text.ts';
import { wireAnswer } from './wire.ts';

export interface Call<T> {
  /** `/orders/create`; every call is a POST. */
  readonly path: string;
  readonly body: unknown;
  /** It only asks: a lost answer is `unavailable`, not `unknown`. */
  readonly reads?: boolean;
  /** Goes as `X-Request-ID`; CloudPayments repeats its answer to it for an hour. */
  readonly requestId?: string;
  readonly model: z.ZodType<T>;
  /** Some refusals carry a model too: a declined charge. True: the model counts, whatever `Success` says. */
  readonly modelOfRefusal?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export type CloudPaymentsClient = <T>(call: Call<T>) => Promise<Outcome<T>>;

/**
 * Calls CloudPayments. A call that may have been carried out although no good answer came is `unknown`;
 * one that only reads is `unavailable`. @throws the reason of `signal` when it aborts.
 */
export function createClient(
  { root, publicId, apiSecret }: CloudPaymentsConfig,
  { fetch: send, timeoutMs }: { readonly fetch: typeof fetch; readonly timeoutMs: number },
): CloudPaymentsClient {
  const authorization = `Basic ${btoa(`${publicId}:${apiSecret}`)}`;
  return async (call) => {
    call.signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
    const headers: Record<string, string> = { authorization, 'content-type': 'application/json' };
    if (call.requestId) headers['x-request-id'] = call.requestId;
    const request = { method: 'POST', headers, body: JSON.stringify(call.body) };
    try {
      // A redirect would turn the POST into a GET and carry the secret elsewhere.
      return await read(call, await send(`${root}${call.path}`, { ...request, redirect: 'manual', signal }));
    } catch {
      call.signal?.throwIfAborted();
      return timeout.aborted
        ? lost(call, 'timeout', `no answer within ${timeoutMs} ms`)
        : lost(call, 'network', 'the connection failed');
    }
  };
}

type Kind = Pick<Call<unknown>, 'reads'>;

async function read<T>(call: Call<T>, response: Response): Promise<Outcome<T>> {
  const text = await response.text();
  if (response.status === 429) return limited(response);
  if (response.status === 401) {
    const message = 'CloudPayments does not know this public id and API secret';
    return { ok: false, category: 'auth', retryable: false, code: 'http_401', message };
  }
  const answer = wireAnswer.safeParse(readJson(text));
  if (!response.ok || !answer.success) {
    const code = response.ok ? 'malformed' : `http_${response.status}`;
    return lost(call, code, 'an answer that is not CloudPayments’ own');
  }
  const { Success, Message, Model } = answer.data;
  const model = call.model.safeParse(Model);
  if (Success || (call.modelOfRefusal && Model !== undefined && Model !== null)) {
    return model.success ? done(model.data) : lost(call, 'malformed', 'an answer of another shape');
  }
  return refusal(Message ?? '', Model);
}

function lost({ reads }: Kind, code: string, message: string): Failure {
  return { ok: false, category: reads ? 'unavailable' : 'unknown', retryable: true, code, message };
}

/** The vendor gives no codes for these: the words are all there is, and a decline has a model. */
function refusal(words: string, model: unknown): Failure {
  const category = categoryOf(words, model);
  const code = reasonCode(model) ?? category;
  // Whatever looks like a contact or a card is nobody's business in a log.
  const message = cut(words.replace(/\S+@\S+|\d{6,}/g, '…'), 200) || 'refused without a word';
  return { ok: false, category, retryable: false, code, message };
}

function categoryOf(words: string, model: unknown): Failure['category'] {
  if (/not\s+found|не\s+найден/i.test(words)) return 'not_found';
  return /invalid|required|неверн|некоррект|обязател/i.test(words) && !model ? 'invalid' : 'refused';
}

function reasonCode(model: unknown): string | null {
  const code = (model as { ReasonCode?: unknown } | null)?.ReasonCode;
  return typeof code === 'string' && /^\d{1,6}$/.test(code) && code !== '0' ? code : null;
}

/** CloudPayments documents no wait; a date or nothing counts as one second. */
function limited(response: Response): Failure {
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  const retryAfterMs = seconds > 0 ? seconds * 1000 : 1000;
  const code = 'rate_limited';
  return {
    ok: false,
    category: code,
    retryable: true,
    retryAfterMs,
    code,
    message: 'too many calls at once',
  };
}
