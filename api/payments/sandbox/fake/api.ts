import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { wireMoney } from '../wire.ts';
import type { Books } from './books.ts';
import { BankError, shown } from './state.ts';

export interface ApiKeys {
  readonly shopId: string;
  readonly secretKey: string;
}

const webAddress = z.url({ protocol: /^https?$/ }).max(2048);
const ourId = z.string().regex(/^[\w-]{1,64}$/, 'letters, digits, _ and -, up to 64');

const createBody = z.object({
  amount: wireMoney,
  kind: z.enum(['sbp', 'card', 'wallet']),
  description: z.string().max(250),
  paymentId: ourId,
  returnUrl: webAddress,
  webhookUrl: webAddress,
  expiresAt: z.number().int().positive().max(8_640_000_000_000_000).nullable(),
  hold: z.boolean().default(false),
});

const captureBody = z.object({ amount: wireMoney });

const refundBody = z.object({
  chargeId: ourId,
  amount: wireMoney,
  reason: z.string().max(500).nullable().default(null),
  refundId: ourId.nullable(),
});

const period = z.object({ from: z.coerce.number().int(), to: z.coerce.number().int() });

/** The bank's API under `/v1`. Its folder's README lists the calls. */
export function bankApi(books: Books, keys: ApiKeys, pageOf: (id: string) => string): Hono {
  const app = new Hono();
  app.onError((error, c) => problem(c, error));
  // No 404: that would say that a payment was never made.
  app.notFound((c) => c.json({ code: 'no_such_call', message: 'there is no such call' }, 405));
  app.use('*', async (c, next) => {
    if (!allowed(c.req.header('authorization'), keys)) {
      throw new BankError(401, 'unauthorized', 'wrong shop id or key');
    }
    await next();
  });
  app.post('/v1/payments', async (c) => {
    const { key, body } = await readCall(c, createBody);
    return c.json(books.create(key, body, pageOf));
  });
  app.get('/v1/payments', (c) => {
    const { idempotencyKey, paymentId } = c.req.query();
    const wanted = books
      .all()
      .filter((each) =>
        idempotencyKey ? each.idempotencyKey === idempotencyKey : each.paymentId === paymentId,
      );
    return c.json(wanted.slice(-100).map(shown));
  });
  app.get('/v1/payments/:id', (c) => c.json(shown(books.get(c.req.param('id')))));
  app.post('/v1/payments/:id/capture', async (c) => {
    const { key, body } = await readCall(c, captureBody);
    return c.json(books.capture(key, c.req.param('id'), body.amount));
  });
  app.post('/v1/payments/:id/cancel', (c) => c.json(books.cancel(c.req.param('id'))));
  app.post('/v1/refunds', async (c) => {
    const { key, body } = await readCall(c, refundBody);
    return c.json(books.refund(key, body));
  });
  app.get('/v1/refunds/:id', (c) => c.json(books.getRefund(c.req.param('id'))));
  app.get('/v1/events', (c) => {
    const { from, to } = checked(period, c.req.query());
    return c.json(books.entries(from, to));
  });
  return app;
}

/** `Basic <shop id:key>` or `Bearer <key>`. */
function allowed(header: string | undefined, { shopId, secretKey }: ApiKeys): boolean {
  return header === `Basic ${btoa(`${shopId}:${secretKey}`)}` || header === `Bearer ${secretKey}`;
}

function problem(c: Context, error: Error): Response {
  if (!(error instanceof BankError)) return c.json({ code: 'internal', message: 'the bank failed' }, 500);
  const { code, message, field } = error;
  return c.json({ code, message, ...(field ? { field } : {}) }, error.status);
}

/** Key and body of a call that makes something. @throws BankError 400 in the bank's words. */
async function readCall<T>(c: Context, schema: z.ZodType<T>): Promise<{ key: string; body: T }> {
  const key = c.req.header('idempotency-key');
  if (!key || key.length > 128) {
    throw new BankError(400, 'invalid', '1 to 128 characters are required', 'Idempotency-Key');
  }
  const json: unknown = await c.req.json().catch(() => undefined);
  return { key, body: checked(schema, json) };
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new BankError(400, 'invalid', issue?.message ?? 'unreadable', issue?.path.join('.') || 'body');
}
