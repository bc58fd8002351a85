import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Refusal, RefusalCode } from '../../domain/result.ts';
import type { Deps } from '../context.ts';
import { jsonBody } from '../intake/body.ts';
import { idempotencyKey } from '../intake/memory.ts';
import { ORDER_MEMORY, orderKey, orderSchema, takeOrder } from '../intake/order.ts';
import { apiKey } from '../middleware/api-key.ts';
import { problem } from '../middleware/problem.ts';
import type { AppEnv } from '../middleware/request-id.ts';
import { orderOf } from '../outgoing/body.ts';
import { dealJson } from './deals.ts';

const byNumber = z.object({
  number: z.string().min(1).max(100),
  source: z
    .string()
    .regex(/^[\w-]{1,60}$/)
    .default('api'),
});

/**
 * Orders of other systems. `POST /api/orders`: 201 with the page on which it is paid; the same order again (by its
 * number or by `Idempotency-Key`) is answered as before, another one under either is 422. `GET /api/orders/:id` by
 * the number of the deal, `GET /api/orders?number=&source=` by the order's own.
 */
export function orderRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const keyed = apiKey(deps.config.apiKeys);
  app.post('/api/orders', keyed, async (c) => {
    const key = idempotencyKey(c.req.header('idempotency-key'));
    if (key === undefined) return problem(c, 400, 'Idempotency-Key is 1 to 255 printable ASCII characters');
    const read = await jsonBody(c, orderSchema);
    if (!read.ok) return read.response;
    const requestId = c.get('requestId');
    const taken = await takeOrder(deps, read.value, { key, requestId });
    if ('ok' in taken) return problem(c, 422, WHY[taken.code] ?? taken.code, detailOf(taken));
    if (taken.was === 'other')
      return problem(
        c,
        422,
        taken.key.startsWith('key:')
          ? 'This Idempotency-Key was used for another order'
          : 'An order with this number is here already, and it is not the same',
        'Nothing was done.',
      );
    const answer = taken.answer as { id: number };
    deps.log.info({ requestId, dealId: answer.id, repeat: taken.was === 'same' }, 'order taken');
    return c.json(taken.answer as object, 201, { location: `/api/orders/${answer.id}` });
  });
  app.get('/api/orders/:id{[0-9]{1,9}}', keyed, async (c) => {
    const found = await orderJson(deps, Number(c.req.param('id')));
    return found ? c.json(found) : problem(c, 404, 'There is no such order');
  });
  app.get(
    '/api/orders',
    keyed,
    zValidator('query', byNumber, (read, c) =>
      read.success
        ? undefined
        : problem(c, 400, 'Which order?', 'For example: GET /api/orders?number=A-17&source=shop'),
    ),
    async (c) => {
      const { number, source } = c.req.valid('query');
      const row = await deps.store.inboxEntry(ORDER_MEMORY, orderKey(source, number));
      const found = row?.dealId ? await orderJson(deps, row.dealId) : null;
      return found ? c.json(found) : problem(c, 404, 'There is no such order');
    },
  );
  return app;
}

/** A deal that came as an order, with the order's own number; null for any other. */
async function orderJson({ store, config }: Deps, id: number) {
  const [facts, history] = await Promise.all([store.caseByDeal(id), store.history(`deal:${id}`)]);
  const order = orderOf(history);
  return facts && order ? { ...dealJson(facts, config.publicUrl), number: order.number } : null;
}

const WHY: Partial<Record<RefusalCode, string>> = {
  kind_not_offered: 'Nothing that is set up here takes this currency',
  sum_too_precise: 'A price has more decimals than its currency',
  sum_not_positive: 'An item costs nothing',
  sum_too_large: 'The order is too large',
  invoice_expired: 'The last day to pay is over already',
};

function detailOf({ args = {} }: Refusal): string {
  const facts = Object.entries(args).map(([name, value]) => `${name}: ${String(value)}`);
  return facts.join(', ') || 'Nothing was done.';
}
