import type { z } from 'zod';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import type { TbankConfig } from './config.ts';
import { tokenOf } from './token.ts';
import { readJson, wireAnswer } from './wire.ts';

/** Methods that only read: when they fail, nothing has happened. */
const READS = ['GetState', 'CheckOrder', 'GetQrState'] as const;
type Reading = (typeof READS)[number];
export type Method = Reading | 'Init' | 'GetQr' | 'Confirm' | 'Cancel' | 'Charge' | 'SendClosingReceipt';

export interface Call<T> {
  readonly method: Method;
  /** Without `TerminalKey` and `Token`. Members that are undefined are not sent. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly answer: z.ZodType<T>;
  readonly signal?: AbortSignal | undefined;
  /** In place of the API's root. */
  readonly root?: string;
  /** Ends the wait for the answer; by itself every call has a limit of its own. */
  readonly deadline?: AbortSignal;
}

export type TbankClient = <T>(call: Call<T>) => Promise<Outcome<T>>;

/**
 * Calls T-Bank and signs every call. A call that may have been carried out although no good answer came is
 * `unknown`; one that only reads is `unavailable`. @throws the reason of `signal` when it aborts.
 */
export function createClient(
  config: TbankConfig,
  { fetch: send, timeoutMs }: { readonly fetch: typeof fetch; readonly timeoutMs: number },
): TbankClient {
  return async (call) => {
    call.signal?.throwIfAborted();
    const timeout = call.deadline ?? AbortSignal.timeout(timeoutMs);
    const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
    try {
      const body = await signedBody(config, call.body);
      const headers = { 'content-type': 'application/json', accept: 'application/json' };
      // A redirect would turn a POST into a GET.
      const request = { method: 'POST', headers, body, redirect: 'manual', signal } as const;
      return await read(call, await send(`${call.root ?? config.root}/${call.method}`, request));
    } catch {
      call.signal?.throwIfAborted();
      return timeout.aborted
        ? lost(call.method, 'timeout', `no answer within ${timeoutMs} ms`)
        : lost(call.method, 'network', 'the connection failed');
    }
  };
}

async function signedBody({ terminalKey, password }: TbankConfig, members: Call<unknown>['body']) {
  const filled = Object.entries(members).filter(([, value]) => value !== undefined);
  const body = { TerminalKey: terminalKey, ...Object.fromEntries(filled) };
  return JSON.stringify({ ...body, Token: await tokenOf(body, password) });
}

async function read<T>(call: Call<T>, response: Response): Promise<Outcome<T>> {
  if (response.status === 429) return limited(response);
  const json = readJson(await response.text());
  const answer = wireAnswer.safeParse(json);
  // Only the bank's own words refuse: a 404 of some proxy must not read as "this payment was never made".
  if (response.status >= 500 || !answer.success) {
    const code = response.ok ? 'malformed' : `http_${response.status}`;
    return lost(call.method, code, 'an answer that is not the bank’s own');
  }
  if (!answer.data.Success) return refusal(call.method, answer.data);
  const parsed = call.answer.safeParse(json);
  return parsed.success
    ? done(parsed.data)
    : lost(call.method, 'malformed', 'an answer of another shape than the bank’s');
}

function lost(method: Method, code: string, message: string): Failure {
  const category = isReading(method) ? 'unavailable' : 'unknown';
  return { ok: false, category, retryable: true, code, message };
}

function isReading(method: Method): boolean {
  return (READS as readonly string[]).includes(method);
}

/** Wrong token, terminal or password; the terminal is blocked. */
const AUTH = ['202', '204', '205', '331', '501'];
/** The bank itself failed: nobody can say how far it came. */
const BROKEN = ['3', '401', '402', '403', '999', '9999'];
/** Trouble of the cash register, among codes that tell of wrong parameters. */
const REGISTER = ['314', '315'];
const MISSING = /не\s*найден|not\s*found|не существует/i;

function refusal(
  method: Method,
  { ErrorCode: code, Message, Details }: z.output<typeof wireAnswer>,
): Failure {
  const message = wordsOf(Message, Details);
  if (BROKEN.includes(code)) return lost(method, code, message);
  return { ok: false, category: categoryOf(method, code, message), retryable: false, code, message };
}

function categoryOf(method: Method, code: string, message: string): Failure['category'] {
  if (AUTH.includes(code)) return 'auth';
  // The code for "no such payment" is not published; the words are.
  if (method !== 'Init' && (code === '255' || MISSING.test(message))) return 'not_found';
  const wrong = /^[23]\d\d$/.test(code) && !REGISTER.includes(code);
  return wrong ? 'invalid' : 'refused';
}

/** The bank's words with long runs of digits and addresses taken out: no cards, phones or e-mails in logs. */
function wordsOf(...parts: readonly (string | null | undefined)[]): string {
  const text = [...new Set(parts.filter((part) => part && part !== '0'))].join('. ');
  const clean = text.replace(/\S+@\S+/g, '…').replace(/\+?\d[\d *-]{8,}\d/g, '…');
  return clean.slice(0, 300) || 'the bank gave no reason';
}

/** The wait in seconds. The bank publishes no limits; a date counts as one second. */
function limited(response: Response): Failure {
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  const retryAfterMs = seconds > 0 ? seconds * 1000 : 1000;
  const code = 'rate_limited';
  return { ok: false, category: code, retryable: true, retryAfterMs, code, message: 'too many calls' };
}
