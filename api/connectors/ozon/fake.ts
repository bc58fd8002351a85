import { Hono } from 'hono';
import { z } from 'zod';
import type { ConnectorFake, ConnectorFakeOptions } from '../connector-module.ts';
import { FakeMarket, type FakeOrder } from '../fake-market.ts';
import { marketPages } from '../fake-page.tsx';

const CLIENT = '100500';
const KEY = 'practice-ozon-key';

const STATUS: Readonly<Record<FakeOrder['stage'], string>> = {
  new: 'awaiting_packaging',
  confirmed: 'awaiting_packaging',
  shipped: 'awaiting_deliver',
  delivered: 'delivered',
  cancelled: 'cancelled',
  returned: 'cancelled',
};

const listBody = z.object({
  cursor: z.string().default(''),
  filter: z.object({
    cutoff_from: z.iso.datetime(),
    cutoff_to: z.iso.datetime(),
    statuses: z.array(z.string()),
  }),
  limit: z.number().int().min(1).max(100),
});
const numberBody = z.object({ posting_number: z.string().min(1) });
const shipBody = numberBody.extend({
  packages: z
    .array(
      z.object({
        products: z.array(z.object({ product_id: z.number(), quantity: z.number().positive() })).min(1),
      }),
    )
    .min(1),
});
const cancelBody = numberBody.extend({
  cancel_reason_id: z.number(),
  cancel_reason_message: z.string().min(1),
});

/** Ozon's Seller API as far as it is used: `README.md` says what is known of it. */
export function createFakeOzon(options: Pick<ConnectorFakeOptions, 'now' | 'onChange'>): {
  readonly app: Hono;
  readonly market: FakeMarket;
} {
  const number = (index: number) => `${String(index).padStart(8, '0')}-0001-1`;
  const market = new FakeMarket({ ...options, number });
  const app = new Hono();
  app.on('POST', ['/v2/*', '/v3/*', '/v4/*'], (c) =>
    market.serve(c.req.raw, () => api(market).fetch(c.req.raw)),
  );
  app.route('/', marketPages(market, 'Ozon'));
  return { app, market };
}

function api(market: FakeMarket): Hono {
  const app = new Hono();
  const status = (code: number, message: string) => ({ code, message, details: [] });
  app.use(async (c, next) => {
    const known = c.req.header('client-id') === CLIENT && c.req.header('api-key') === KEY;
    if (!known) return c.json(status(7, 'Invalid Api-Key, please contact support'), 403);
    await next();
  });
  app.onError((error, c) =>
    error instanceof z.ZodError || error instanceof SyntaxError
      ? c.json(status(3, 'Request validation error'), 400)
      : c.json(status(13, 'internal error'), 500),
  );
  app.post('/v4/posting/fbs/unfulfilled/list', async (c) => {
    const { cursor, filter, limit } = listBody.parse(await c.req.json());
    const from = Number(cursor || 0);
    const all = market.all().filter(({ stage }) => filter.statuses.includes(STATUS[stage]));
    const postings = all.slice(from, from + limit).map((order) => wire(order, 'list'));
    const has_next = from + limit < all.length;
    return c.json({
      postings,
      count: postings.length,
      has_next,
      cursor: has_next ? String(from + limit) : '',
    });
  });
  app.post('/v3/posting/fbs/get', async (c) => {
    const order = market.find(numberBody.parse(await c.req.json()).posting_number);
    return order ? c.json({ result: wire(order, 'get') }) : c.json(status(5, 'POSTING_NOT_FOUND'), 404);
  });
  app.post('/v4/posting/fbs/ship', async (c) => {
    const { posting_number, packages } = shipBody.parse(await c.req.json());
    const order = market.find(posting_number);
    if (!order) return c.json(status(5, 'POSTING_NOT_FOUND'), 404);
    if (order.stage !== 'new') return c.json(status(3, 'POSTING_ALREADY_SHIPPED'), 400);
    const packed = packages
      .flatMap(({ products }) => products)
      .reduce((sum, { quantity }) => sum + quantity, 0);
    const wanted = order.lines.reduce((sum, { quantity }) => sum + quantity, 0);
    if (packed !== wanted) return c.json(status(3, 'INVALID_PACKAGES'), 400);
    market.move(posting_number, 'shipped');
    return c.json({ result: [posting_number], additional_data: [] });
  });
  app.post('/v2/posting/fbs/cancel', async (c) => {
    const { posting_number } = cancelBody.parse(await c.req.json());
    const order = market.find(posting_number);
    if (!order) return c.json(status(5, 'POSTING_NOT_FOUND'), 404);
    if (order.stage === 'delivered' || order.stage === 'cancelled')
      return c.json(status(3, 'INCORRECT_POSTING_STATUS'), 400);
    market.move(posting_number, 'cancelled', 'seller');
    return c.json({ result: true });
  });
  return app;
}

/** The list of version 4 writes prices as objects, `get` of version 3 as text. */
function wire(order: FakeOrder, as: 'list' | 'get') {
  const decimal = (price: number) => (price / 100).toFixed(as === 'get' ? 4 : 2);
  return {
    posting_number: order.number,
    order_number: order.number.replace(/-1$/, ''),
    status: STATUS[order.stage],
    substatus: '',
    in_process_at: new Date(order.placedAt).toISOString(),
    shipment_date: new Date(order.shipBy).toISOString(),
    products: order.lines.map(({ sku, title, quantity, price }, index) => ({
      sku: 1000 + index,
      offer_id: sku,
      name: title,
      quantity,
      ...(as === 'list'
        ? { price: { amount: decimal(price), currency: 'RUB' } }
        : { price: decimal(price), currency_code: 'RUB' }),
    })),
    analytics_data: {
      payment_type_group_name: order.prepaid ? 'картой онлайн' : 'сохранённой картой при получении',
      region: '',
      city: '',
    },
    customer: null,
    addressee: null,
  };
}

export function openFake(options: ConnectorFakeOptions): ConnectorFake {
  const { app, market } = createFakeOzon(options);
  return {
    app,
    environment: { OZON_CLIENT_ID: CLIENT, OZON_API_KEY: KEY, OZON_API_ROOT: options.root },
    snapshot: () => market.snapshot(),
    restore: (text) => market.restore(text),
    close: () => {},
  };
}
