import { z } from 'zod';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import type { TelegramPaymentsConfig } from './config.ts';
import { readJson } from './wire.ts';

export type Method =
  | 'createInvoiceLink'
  | 'refundStarPayment'
  | 'editUserStarSubscription'
  | 'getStarTransactions';

export interface Call<T> {
  readonly method: Method;
  readonly body: Readonly<Record<string, unknown>>;
  readonly answer: z.ZodType<T>;
  readonly signal?: AbortSignal | undefined;
}

export type TelegramClient = <T>(call: Call<T>) => Promise<Outcome<T>>;

/**
 * Calls the Bot API. A call that may have been carried out although no good answer came is `unknown`; one
 * that only reads is `unavailable`. @throws the reason of `signal` when it aborts.
 */
export function createClient(
  config: TelegramPaymentsConfig,
  { fetch: send, timeoutMs }: { readonly fetch: typeof fetch; readonly timeoutMs: number },
): TelegramClient {
  return async (call) => {
    call.signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
    try {
      const response = await send(`${config.apiRoot}/bot${config.token}/${call.method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(call.body),
        // A redirect would turn a POST into a GET and carry the token elsewhere.
        redirect: 'manual',
        signal,
      });
      return read(call, response.status, await response.text());
    } catch {
      call.signal?.throwIfAborted();
      return timeout.aborted
        ? lost(call.method, 'timeout', `no answer within ${timeoutMs} ms`)
        : lost(call.method, 'network', 'the connection failed');
    }
  };
}

// Bot API, Making requests: `ok` with `result`, or `error_code`, `description` and perhaps `parameters`.
const refused = z.object({
  ok: z.literal(false),
  error_code: z.number().int(),
  description: z.string(),
  parameters: z.object({ retry_after: z.number().optional() }).optional(),
});

function read<T>(call: Call<T>, status: number, text: string): Outcome<T> {
  const json = readJson(text);
  const refusal = refused.safeParse(json);
  if (refusal.success) return failureOf(call.method, refusal.data);
  const answer = z.object({ ok: z.literal(true), result: call.answer }).safeParse(json);
  if (answer.success) return done(answer.data.result);
  const code = status === 200 ? 'malformed' : `http_${status}`;
  return lost(call.method, code, 'an answer that is not Telegram’s own');
}

function lost(method: Method, code: string, message: string): Failure {
  const category = method === 'getStarTransactions' ? 'unavailable' : 'unknown';
  return { ok: false, category, retryable: true, code, message };
}

function failureOf(
  method: Method,
  { error_code, description, parameters }: z.infer<typeof refused>,
): Failure {
  const code = String(error_code);
  const message = description.slice(0, 300);
  if (error_code === 429) {
    const retryAfterMs = (parameters?.retry_after ?? 1) * 1000;
    return { ok: false, category: 'rate_limited', retryable: true, retryAfterMs, code, message };
  }
  if (error_code >= 500) return lost(method, code, message);
  // A token that is none is "404 Not Found": there is no such address (Bot API, Making requests).
  const auth = error_code === 401 || error_code === 404;
  return { ok: false, category: auth ? 'auth' : 'invalid', retryable: false, code, message };
}
