import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { BankError, createBooks, shown } from './bank.ts';
import { createFaults } from './faults.ts';
import { bankPages } from './pages.tsx';
import { createPost } from './post.ts';
import { wireMoney } from './wire.ts';

export interface FakeBankOptions {
  readonly shopId: string;
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Where the app is mounted, for the addresses of its pages; no slash at the end. */
  readonly root: string;
  readonly now?: () => number;
  readonly fetch?: typeof fetch;
  readonly feeBasisPoints?: number;
  readonly pauses?: readonly number[];
  readonly onChange?: () => void;
}

const createBody = z.object({
  amount: wireMoney,
  kind: z.enum(['sbp', 'card', 'wallet']),
  description: z.string().max(250),
  paymentId: z.string().min(1).max(64),
  returnUrl: z.url(),
  webhookUrl: z.url(),
  expiresAt: z.number().int().positive().nullable(),
});

const refundBody = z.object({
  chargeId: z.string().min(1).max(64),
  amount: wireMoney,
  reason: z.string().max(500).optional(),
  refundId: z.string().max(64).nullable(),
});

/**
 * The practice bank: a payment provider in one Hono app, with an API, signed webhooks and pages to play
 * the payer and the bank. Web-standard only; state in memory, to be kept by `snapshot`.
 */
export function createFakeBank(options: FakeBankOptions) {
  const now = options.now ?? Date.now;
  const fetcher = options.fetch ?? fetch;
  const post = createPost({ fetch: fetcher, now, secret: options.webhookSecret, ...(options.pauses ? { pauses: options.pauses } : {}) });
  const books = createBooks({
    now,
    tell: post.send,
    ...(options.feeBasisPoints ? { feeBasisPoints: options.feeBasisPoints } : {}),
    ...(options.onChange ? { onChange: options.onChange } : {}),
  });
  const faults = createFaults();
  const app = new Hono();
  app.onError((error, c) => {
    if (!(error instanceof BankError)) throw error;
    return c.json({ code: error.code, message: error.message }, error.status);
  });
  const allowed = `Basic ${btoa(`${options.shopId}:${options.secretKey}`)}`;
  app.use('/v1/*', async (c, next) => {
    if (c.req.header('authorization') !== allowed) return c.json({ code: 'unauthorized', message: 'wrong shop id or key' }, 401);
    await next();
  });

  app.post('/v1/payments', async (c) => {
    const { key, body } = await readCall(c, createBody);
    return c.json(books.create(key, body, (id) => `${options.root}/pay/${id}`));
  });
  app.get('/v1/payments', (c) => c.json(books.byPaymentId(c.req.query('paymentId') ?? '').map(shown)));
  app.get('/v1/payments/:id', (c) => c.json(shown(books.get(c.req.param('id')))));
  app.post('/v1/payments/:id/cancel', (c) => c.json(books.cancel(c.req.param('id'))));
  app.post('/v1/refunds', async (c) => {
    const { key, body } = await readCall(c, refundBody);
    return c.json(books.refund(key, body));
  });
  app.route('/', bankPages(books, post, options.root));

  return {
    app,
    books,
    faults,
    /** A `fetch` that reaches this bank without a network, with the planned faults on its API. */
    fetch: ((input: Parameters<typeof fetch>[0], init?: RequestInit) => {
      const request = new Request(input, init);
      const path = new URL(request.url).pathname.slice(new URL(options.root).pathname.replace(/\/$/, '').length);
      const inner = new Request(new URL(path + new URL(request.url).search, 'http://bank'), request);
      const answer = faults.run(async () => app.fetch(inner));
      return Promise.race([answer, aborted(init?.signal)]);
    }) as typeof fetch,
    close: post.close,
  };
}

function aborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Key and body of a call that makes something. @throws BankError 400 in the bank's words. */
async function readCall<T>(c: Context, schema: z.ZodType<T>): Promise<{ key: string; body: T }> {
  const key = c.req.header('idempotency-key');
  if (!key || key.length > 128) throw new BankError(400, 'idempotency_key', 'Idempotency-Key of 1 to 128 characters is required');
  const json: unknown = await c.req.json().catch(() => null);
  const read = schema.safeParse(json);
  if (!read.success) {
    const issue = read.error.issues[0];
    throw new BankError(400, 'invalid', `${issue?.path.join('.') ?? 'body'}: ${issue?.message ?? 'unreadable'}`);
  }
  return { key, body: read.data };
}
