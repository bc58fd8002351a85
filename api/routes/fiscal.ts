import { Hono } from 'hono';
import type { FiscalRegister, ReceiptHint } from '../../domain/ports/fiscal-register.ts';
import type { Log } from '../../domain/ports/log.ts';
import { readBody } from '../middleware/body.ts';
import { problem } from '../middleware/problem.ts';
import type { AppEnv } from '../middleware/request-id.ts';

/** Largest callback that is read; registers send a few kilobytes. */
const LARGEST = 1024 * 1024;

export interface FiscalRouteDeps {
  readonly registers: ReadonlyMap<string, FiscalRegister>;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /**
   * Keeps what a callback points at, so that the register is asked soon. Rejects when it could not be kept:
   * the register then hears 503 and sends it again.
   */
  hint(register: string, hint: ReceiptHint, requestId: string): Promise<void>;
}

/** `POST /webhooks/fiscal/:register`: kept and acknowledged at once; the asking is a job's. */
export function fiscalRoutes(deps: FiscalRouteDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.post('/webhooks/fiscal/:register', async (c) => {
    const register = deps.registers.get(c.req.param('register'));
    if (!register) return problem(c, 404, 'No such register is set up here');
    const body = await readBody(c.req.raw, LARGEST);
    if (!body) return problem(c, 413, 'The body is over 1 MiB');
    const requestId = c.get('requestId');
    const { method, url, headers } = c.req.raw;
    const raw = { method, url, headers: Object.fromEntries(headers), body, kind: null, remoteAddress: null };
    const reading = await register.readWebhook(raw);
    if (!reading.ok) {
      const { status, reason } = reading;
      deps.log.warn({ requestId, register: register.id, status, reason }, 'callback refused');
      return problem(c, status, reason);
    }
    for (const hint of reading.hints) await deps.hint(register.id, hint, requestId);
    deps.log.info({ requestId, register: register.id, hints: reading.hints.length }, 'callback kept');
    const { status, body: words, headers: more } = reading.acknowledge;
    return new Response(words, { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...more } });
  });
  return app;
}
