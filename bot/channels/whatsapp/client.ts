import { z } from 'zod';
import type { Failure, Outcome } from '../../../domain/result.ts';
import { TokenBuckets } from '../../../domain/token-bucket.ts';
import type { WhatsAppConfig } from './config.ts';
import { failureOf, refusal } from './errors.ts';

export interface ClientOptions {
  /** Longest wait for one answer, milliseconds. */
  readonly timeoutMs: number;
  /** Keep to the throughput of a number inside this process. */
  readonly pace: boolean;
  readonly fetch: typeof fetch;
}

/** Calls of the Cloud API. Expected failure is an `Outcome`; throws only when the caller's `signal` aborts. */
export interface WhatsAppClient {
  /** `POST /<number>/messages`; gives the message's id. */
  send(body: Record<string, unknown>, signal: AbortSignal | undefined): Promise<Outcome<string>>;
  /** `POST /<number>/media`; gives the file's id. */
  upload(file: Upload, signal: AbortSignal | undefined): Promise<Outcome<string>>;
  /** Where a file lies and what it is. */
  media(id: string): Promise<Outcome<MediaInfo>>;
  /** The bytes behind an address that `media` gave, which takes the same token. */
  bytes(url: string, limit: number): Promise<Outcome<Uint8Array>>;
  get<T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<Outcome<T>>;
  post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<Outcome<T>>;
}

export interface Upload {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly type: string;
}

type MediaInfo = z.infer<typeof mediaInfo>;

const accepted = z.looseObject({ messages: z.array(z.looseObject({ id: z.string().min(1) })).min(1) });
const stored = z.looseObject({ id: z.string().min(1) });
const mediaInfo = z.looseObject({ url: z.string(), mime_type: z.string(), file_size: z.coerce.number() });
const errorBody = z.looseObject({ error: z.looseObject({ code: z.number().int() }) });

/** A number carries 80 messages a second in both directions together; some room is left for what comes in. */
const PACE = { burst: 20, perMinute: 60 * 60 };
/** A file of some megabytes takes longer than an answer. */
const FILE_MS = 30_000;

export function createClient(config: WhatsAppConfig, options: ClientOptions): WhatsAppClient {
  const base = `${config.apiRoot}/${config.apiVersion}`;
  const number = `${base}/${config.phoneNumberId}`;
  const pace = options.pace ? new TokenBuckets(PACE) : null;
  const headers = { authorization: `Bearer ${config.accessToken}` };
  // As a bare function: Workers refuse a fetch that is called as somebody's method.
  const request = options.fetch;

  async function call<T>(url: string, init: RequestInit, read: Reading<T>): Promise<Outcome<T>> {
    const { signal, timeoutMs = options.timeoutMs, take } = read;
    signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
      const answer = await request(url, {
        ...init,
        headers: { ...headers, ...(init.headers as Record<string, string> | undefined) },
        signal: either,
      });
      if (!answer.ok) return await refused(answer);
      return await take(answer);
    } catch (error) {
      signal?.throwIfAborted();
      return networkFailure(error, timeout.aborted);
    }
  }

  const json = <T>(schema: z.ZodType<T>) => ({ take: (answer: Response) => readJson(answer, schema) });
  const post = <T>(url: string, body: unknown, read: Reading<T>) =>
    call(
      url,
      { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
      read,
    );

  return {
    async send(body, signal) {
      const wait = pace?.take('number', Date.now()) ?? 0;
      if (wait > 0) return { ...failureOf(130429, 429, wait), code: 'crowded' };
      const sent = await post(`${number}/messages`, body, { ...json(accepted), ...withSignal(signal) });
      return sent.ok ? { ok: true, value: sent.value.messages[0]?.id ?? '' } : sent;
    },
    async upload({ bytes, name, type }, signal) {
      const form = new FormData();
      form.set('messaging_product', 'whatsapp');
      form.set('type', type);
      form.set('file', new Blob([new Uint8Array(bytes)], { type }), name);
      const read = {
        ...json(stored),
        ...withSignal(signal),
        timeoutMs: Math.max(options.timeoutMs, FILE_MS),
      };
      const put = await call(`${number}/media`, { method: 'POST', body: form }, read);
      return put.ok ? { ok: true, value: put.value.id } : put;
    },
    media: (id) => call(`${base}/${encodeURIComponent(id)}`, {}, json(mediaInfo)),
    bytes: (url, limit) => call(url, {}, { take: (answer) => readBytes(answer, limit), timeoutMs: FILE_MS }),
    get: (path, schema, signal) => call(`${base}/${path}`, {}, { ...json(schema), ...withSignal(signal) }),
    post: (path, body, schema) => post(`${base}/${path}`, body, json(schema)),
  };
}

interface Reading<T> {
  take(answer: Response): Promise<Outcome<T>>;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

function withSignal(signal: AbortSignal | undefined) {
  return signal ? { signal } : {};
}

async function readJson<T>(answer: Response, schema: z.ZodType<T>): Promise<Outcome<T>> {
  const read = schema.safeParse(parse(await answer.text()));
  if (read.success) return { ok: true, value: read.data };
  // It may have been done: what came back does not say.
  return { ...refusal('unknown', 'unreadable', 'the answer could not be read'), retryable: true };
}

async function readBytes(answer: Response, limit: number): Promise<Outcome<Uint8Array>> {
  const size = Number(answer.headers.get('content-length') ?? 0);
  const tooLarge = refusal('invalid', 'too_large', 'the file is too large');
  if (size > limit) return tooLarge;
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return bytes.length > limit ? tooLarge : { ok: true, value: bytes };
}

async function refused(answer: Response): Promise<Failure> {
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  const wait = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
  const read = errorBody.safeParse(parse(await answer.text()));
  return failureOf(read.success ? read.data.error.code : null, answer.status, wait);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Errors of a connection that never stood: nothing was sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The words of such errors may hold the address or more, so none of them are repeated. */
function networkFailure(error: unknown, timedOut: boolean): Failure {
  const code = timedOut ? 'timeout' : networkCode(error);
  const category = NOT_SENT.has(code) ? 'unavailable' : 'unknown';
  return { ...refusal(category, code, 'no answer from WhatsApp'), retryable: true };
}

function networkCode(thrown: unknown): string {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 4; error = error.cause, depth++) {
    if ('code' in error && typeof error.code === 'string') return error.code;
  }
  return 'network';
}
