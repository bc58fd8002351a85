import { autoRetry } from '@grammyjs/auto-retry';
// The web build on every runtime: the platform's own fetch and signals, one way to fail.
import { Api, GrammyError, HttpError } from 'grammy/web';
import type { Failure, Outcome } from '../../../domain/result.ts';
import type { TelegramConfig } from './config.ts';
import { Crowded, paced } from './pace.ts';

/** grammY types signals by a polyfill of its own; the platform's are the same thing. */
export type Signal = NonNullable<Parameters<Api['getMe']>[0]>;

export interface ClientOptions {
  /** Longest wait for one answer, milliseconds. */
  readonly timeoutMs: number;
  /** Keep to Telegram's sending limits in this process. */
  readonly pace: boolean;
  readonly fetch?: typeof fetch;
}

export interface TelegramClient {
  /** Calls the Bot API. Expected failure is an `Outcome`; throws only when `signal` aborts. */
  call<T>(
    run: (api: Api, signal: Signal | undefined) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<Outcome<T>>;
}

/** Telegram asks for waits in whole seconds; longer ones are the outbox's to keep. */
const SHORT_WAIT_SECONDS = 3;

export function createClient(config: TelegramConfig, options: ClientOptions): TelegramClient {
  const api = new Api(config.token, {
    apiRoot: config.apiRoot,
    timeoutSeconds: options.timeoutMs / 1000,
    ...(options.fetch ? { fetch: options.fetch } : {}),
  });
  if (options.pace) api.config.use(paced());
  const retries = { maxDelaySeconds: SHORT_WAIT_SECONDS, maxRetryAttempts: 1 };
  api.config.use(autoRetry({ ...retries, rethrowInternalServerErrors: true, rethrowHttpErrors: true }));
  return {
    async call(run, signal) {
      signal?.throwIfAborted();
      try {
        return { ok: true, value: await run(api, signal as unknown as Signal | undefined) };
      } catch (error) {
        signal?.throwIfAborted();
        return toFailure(error, config.token);
      }
    },
  };
}

/** Puts whatever a call threw into the port's words. Never with the token, never with the payload. */
function toFailure(error: unknown, token: string): Failure {
  if (error instanceof GrammyError) {
    return { ok: false, ...classify(error), message: `${error.description}`.replaceAll(token, '<token>') };
  }
  if (error instanceof HttpError) return networkFailure(error.error, token);
  // grammY reads fields of an answer that is JSON and no object.
  if (error instanceof TypeError) return networkFailure(error, token);
  if (error instanceof Crowded) {
    const { wait: retryAfterMs, message } = error;
    return { ok: false, category: 'rate_limited', retryable: true, retryAfterMs, code: 'crowded', message };
  }
  throw error;
}

type Kind = Pick<Failure, 'category' | 'retryable' | 'retryAfterMs' | 'code'>;

function classify(error: GrammyError): Kind {
  const status = error.error_code;
  // JSON that no Bot API wrote, from a proxy perhaps: nobody knows what became of the call.
  if (typeof status !== 'number') return { category: 'unknown', retryable: true, code: 'unreadable' };
  const code = String(status);
  if (status === 429) {
    const retryAfterMs = (error.parameters.retry_after ?? 1) * 1000;
    return { category: 'rate_limited', retryable: true, retryAfterMs, code };
  }
  if (status === 401 || status === 404) return { category: 'auth', retryable: false, code };
  if (status === 403) {
    // The reason under which a block told by an update (my_chat_member) is kept too.
    const blocked = /blocked by the user/i.test(error.description);
    return { category: 'unreachable', retryable: false, code: blocked ? 'blocked' : code };
  }
  if (status === 409) return { category: 'refused', retryable: true, code };
  if (status >= 500) return { category: 'unavailable', retryable: true, code };
  return { category: badRequest(error.description), retryable: false, code };
}

function badRequest(description: string): Failure['category'] {
  if (/chat not found|user not found|PEER_ID_INVALID/i.test(description)) return 'unreachable';
  if (/message to edit not found|message can't be edited|MESSAGE_ID_INVALID/i.test(description))
    return 'not_found';
  return 'invalid';
}

/** Errors of a connection that never stood: nothing was sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function networkFailure(cause: unknown, token: string): Failure {
  const code = networkCode(cause);
  const category = NOT_SENT.has(code) ? 'unavailable' : 'unknown';
  const words = cause instanceof Error ? cause.message : 'no answer';
  return { ok: false, category, retryable: true, code, message: words.replaceAll(token, '<token>') };
}

function networkCode(cause: unknown): string {
  for (let error = cause, depth = 0; error instanceof Error && depth < 4; error = error.cause, depth++) {
    if ('code' in error && typeof error.code === 'string') return error.code;
    if (error.message.includes('timed out')) return 'timeout';
  }
  return 'network';
}
