import { type Context, Hono } from 'hono';
import type { z } from 'zod';
import { pageOf, wantedPayments, wantedReceipts, wantedRefunds } from './lists.ts';
import { captureBody, checked, createBody, receiptBody, refundBody } from './requests.ts';
import type { Shop } from './shop.ts';
import { invalid, ShopError } from './state.ts';

export interface ShopKeys {
  readonly shopId: string;
  readonly secretKey: string;
}

/** YooKassa's API under `/v3`: yookassa.ru/developers/api. */
export function shopApi(shop: Shop, { shopId, secretKey }: ShopKeys): Hono {
  const app = new Hono();
  app.onError((error, c) => problem(c, error));
  app.notFound((c) => problem(c, new ShopError(405, 'method_not_allowed', 'There is no such call')));
  app.use('*', async (c, next) => {
    if (c.req.header('authorization') !== `Basic ${btoa(`${shopId}:${secretKey}`)}`)
      throw new ShopError(401, 'invalid_credentials', 'Authentication by given credentials failed');
    await next();
  });
  app.post('/v3/payments', async (c) => {
    const { key, body } = await readCall(c, createBody);
    return c.json(shop.create(key, body));
  });
  app.get('/v3/payments', (c) =>
    c.json(pageOf(wantedPayments(shop.payments(), c.req.query()), c.req.query())),
  );
  app.get('/v3/payments/:id', (c) => c.json(shop.get(c.req.param('id')).shown));
  app.post('/v3/payments/:id/capture', async (c) => {
    const { key, body } = await readCall(c, captureBody);
    return c.json(shop.capture(key, c.req.param('id'), body));
  });
  app.post('/v3/payments/:id/cancel', async (c) => c.json(shop.cancel(keyOf(c), c.req.param('id'))));
  app.post('/v3/refunds', async (c) => {
    const { key, body } = await readCall(c, refundBody);
    return c.json(shop.refund(key, body));
  });
  app.get('/v3/refunds', (c) => c.json(pageOf(wantedRefunds(shop.refunds(), c.req.query()), c.req.query())));
  app.get('/v3/refunds/:id', (c) => c.json(shop.getRefund(c.req.param('id'))));
  receiptCalls(app, shop);
  app.get('/v3/me', (c) =>
    c.json({ account_id: shopId, status: 'enabled', test: secretKey.startsWith('test_') }),
  );
  return app;
}

function receiptCalls(app: Hono, shop: Shop): void {
  app.post('/v3/receipts', async (c) => {
    const { key, body } = await readCall(c, receiptBody);
    return c.json(shop.register(key, body));
  });
  app.get('/v3/receipts', (c) => {
    const { payment_id, refund_id } = c.req.query();
    if (payment_id && refund_id) throw invalid('Only one of payment_id and refund_id', 'refund_id');
    return c.json(pageOf(wantedReceipts(shop.receipts(), c.req.query()), c.req.query()));
  });
  app.get('/v3/receipts/:id', (c) => c.json(shop.getReceipt(c.req.param('id'))));
}

function problem(c: Context, error: Error): Response {
  const base = { type: 'error', id: crypto.randomUUID() };
  if (!(error instanceof ShopError))
    return c.json({ ...base, code: 'internal_server_error', description: 'Something went wrong' }, 500);
  const { status, code, message: description, parameter } = error;
  return c.json({ ...base, code, description, ...(parameter ? { parameter } : {}) }, status);
}

/** @throws ShopError 400 for a key that is missing or too long */
function keyOf(c: Context): string {
  const key = c.req.header('idempotence-key');
  if (!key || key.length > 64) throw invalid('Idempotence key is missing or too long', 'Idempotence-Key');
  return key;
}

async function readCall<T>(c: Context, schema: z.ZodType<T>): Promise<{ key: string; body: T }> {
  const json: unknown = await c.req.json().catch(() => undefined);
  return { key: keyOf(c), body: checked(schema, json) };
}
