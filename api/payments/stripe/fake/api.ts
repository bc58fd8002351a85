import { type Context, Hono } from 'hono';
import type { Books } from './books.ts';
import { Form } from './form.ts';
import { type FakeCharge, type FakeIntent, type FakeSession, type Order, StripeProblem } from './state.ts';

export interface ApiOptions {
  readonly secretKey: string;
  /** Where the page of a session is, without its id. */
  readonly payRoot: string;
  readonly now: () => number;
  /** The endpoint that is set up in the dashboard. */
  readonly webhookUrl: string;
}

/** Stripe keeps the answer to a key for so long, milliseconds. */
const KEY_LIFE = 24 * 3_600_000;
const MOST_KEPT = 10_000;

/** Stripe's API under `/v1`, as far as the provider calls it. Its folder's README lists the calls. */
export function stripeApi(books: Books, options: ApiOptions): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    if (error instanceof StripeProblem) return c.json(error.body() as object, error.status);
    return c.json({ error: { type: 'api_error', message: 'An error occurred.' } }, 500);
  });
  app.notFound((c) => {
    const message = `Unrecognized request URL (${c.req.method}: ${c.req.path}).`;
    return c.json({ error: { type: 'invalid_request_error', message } }, 404);
  });
  app.use('*', async (c, next) => {
    if (c.req.header('authorization') !== `Bearer ${options.secretKey}`) {
      throw new StripeProblem(401, 'Invalid API Key provided: sk_test_****', {
        type: 'invalid_request_error',
      });
    }
    await next();
  });
  const post = (path: string, make: (form: Form, id: string) => object) =>
    app.post(path, async (c) => {
      const text = await c.req.text();
      return once(books, options.now(), c, text, () => {
        const form = new Form(new URLSearchParams(text));
        form.list('expand');
        return make(form, c.req.param('id') ?? '');
      });
    });
  posts(books, options, post);
  reads(app, books);
  app.get('/v1/webhook_endpoints', (c) => {
    const endpoint = { id: 'we_1', url: options.webhookUrl, status: 'enabled', enabled_events: ['*'] };
    return c.json({ object: 'list', url: c.req.path, has_more: false, data: [endpoint] });
  });
  return app;
}

type Poster = (path: string, make: (form: Form, id: string) => object) => void;

function posts(books: Books, { payRoot }: ApiOptions, post: Poster): void {
  post('/v1/checkout/sessions', (form) => createSession(books, form, payRoot));
  post('/v1/checkout/sessions/:id', (form, id) => {
    const metadata = form.metadata('metadata');
    form.done();
    const session = books.session(id);
    session.metadata = { ...session.metadata, ...metadata };
    return session;
  });
  post('/v1/checkout/sessions/:id/expire', (form, id) => {
    form.done();
    return books.expire(id);
  });
  post('/v1/payment_intents', (form) => chargeSaved(books, form));
  post('/v1/payment_intents/:id/capture', (form, id) => {
    const amount = form.maybe('amount_to_capture') === null ? null : form.integer('amount_to_capture');
    form.done();
    return books.capture(id, amount);
  });
  post('/v1/payment_intents/:id/cancel', (form, id) => {
    form.done();
    return books.cancelIntent(id);
  });
  post('/v1/refunds', (form) => {
    const id = form.text('payment_intent');
    const amount = form.maybe('amount') === null ? null : form.integer('amount');
    const reason = form.oneOf('reason', ['duplicate', 'fraudulent', 'requested_by_customer']);
    const metadata = form.metadata('metadata');
    form.done();
    return books.back.refund(id, { amount, reason, metadata });
  });
}

function createSession(books: Books, form: Form, payRoot: string): FakeSession {
  const line = 'line_items[0][price_data]';
  form.oneOf('mode', ['payment']);
  form.list('allowed_payment_method_types');
  const amount = form.integer(`${line}[unit_amount]`) * form.integer('line_items[0][quantity]');
  const currency = currencyOf(form.text(`${line}[currency]`), amount);
  const name = limited(form.text(`${line}[product_data][name]`), 250, `${line}[product_data][name]`);
  const success = addressOf(form.text('success_url'), 'success_url');
  form.maybe('cancel_url');
  form.maybe('locale');
  form.oneOf('adaptive_pricing[enabled]', ['true', 'false']);
  const email = form.maybe('customer_email');
  if (email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
    throw new StripeProblem(400, `Invalid email address: ${email}`, {
      code: 'email_invalid',
      param: 'customer_email',
    });
  }
  const order = orderOf(form, name);
  const reference = form.maybe('client_reference_id');
  const metadata = form.metadata('metadata');
  const created = books.seconds();
  const expires = form.maybe('expires_at') === null ? created + 86_400 : form.integer('expires_at');
  form.done();
  if (expires < created + 1800 || expires > created + 86_400) {
    const message =
      'The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Checkout Session creation.';
    throw new StripeProblem(400, message, { param: 'expires_at' });
  }
  return books.open(order, {
    url: payRoot,
    mode: 'payment',
    amount_total: amount,
    currency,
    customer: null,
    client_reference_id: reference && limited(reference, 200, 'client_reference_id'),
    metadata,
    created,
    expires_at: expires,
    success_url: success,
    livemode: false,
  });
}

/** What the session's payment intent is made of. */
function orderOf(form: Form, name: string): Order {
  const of = (field: string) => `payment_intent_data[${field}]`;
  const creation = form.oneOf('customer_creation', ['always', 'if_required']);
  const usage = form.oneOf(of('setup_future_usage'), ['off_session', 'on_session']);
  const hold = form.oneOf(of('capture_method'), ['automatic', 'manual']) === 'manual';
  limited(form.maybe(of('description')) ?? '', 1000, of('description'));
  return {
    name,
    hold,
    save: usage !== null && creation === 'always',
    metadata: form.metadata(of('metadata')),
  };
}

function chargeSaved(books: Books, form: Form): FakeIntent {
  const amount = form.integer('amount');
  const currency = currencyOf(form.text('currency'), amount);
  const by = { customer: form.text('customer'), method: form.text('payment_method') };
  form.list('allowed_payment_method_types');
  if (form.text('off_session') !== 'true' || form.text('confirm') !== 'true') {
    throw new StripeProblem(400, 'Only charges without the customer are emulated.', { param: 'confirm' });
  }
  const capture = form.oneOf('capture_method', ['automatic', 'manual']) ?? 'automatic';
  const fields = { amount, currency, capture_method: capture, description: form.maybe('description') };
  const metadata = form.metadata('metadata');
  form.done();
  return books.chargeSaved({ ...fields, metadata }, by);
}

const TENS = /^(bhd|jod|kwd|omr|tnd)$/;
const HUNDREDS = /^(isk|ugx)$/;

function currencyOf(code: string, amount: number): string {
  if (!/^[a-z]{3}$/.test(code) || !Intl.supportedValuesOf('currency').includes(code.toUpperCase())) {
    throw new StripeProblem(400, `Invalid currency: ${code}.`, { param: 'currency' });
  }
  if ((TENS.test(code) && amount % 10 !== 0) || (HUNDREDS.test(code) && amount % 100 !== 0)) {
    throw new StripeProblem(400, 'Invalid amount for this currency.', {
      code: 'invalid_charge_amount',
      param: 'amount',
    });
  }
  if (amount > 99_999_999 * (code === 'idr' ? 10_000 : 1)) {
    throw new StripeProblem(400, 'The amount is too large.', { code: 'amount_too_large', param: 'amount' });
  }
  return code;
}

function limited(text: string, longest: number, param: string): string {
  if (text.length <= longest) return text;
  throw new StripeProblem(400, `Invalid string: must be at most ${longest} characters`, { param });
}

function addressOf(text: string, param: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new StripeProblem(400, 'Not a valid URL', { code: 'url_invalid', param });
}

/** The same key and request get the same answer for a day; problems found before anything was done are not kept. */
async function once(
  books: Books,
  now: number,
  c: Context,
  text: string,
  make: () => object,
): Promise<Response> {
  const key = c.req.header('idempotency-key') ?? '';
  if (key.length > 255) throw new StripeProblem(400, 'Idempotency keys can be up to 255 characters.');
  const { answers } = books.state;
  const request = `${c.req.path} ${text}`;
  const before = key ? answers.get(key) : undefined;
  if (before && now - before.at < KEY_LIFE) {
    if (before.request === request)
      return c.body(before.body, before.status as 200, { ...JSON_TYPE, 'idempotent-replayed': 'true' });
    const message = `Keys for idempotent requests can only be used with the same parameters they were first used with.`;
    throw new StripeProblem(400, message, { type: 'idempotency_error' });
  }
  const { status, body } = answerOf(make);
  if (key) answers.set(key, { request, status, body, at: now });
  for (const old of answers.keys()) {
    if (answers.size <= MOST_KEPT) break;
    answers.delete(old);
  }
  return c.body(body, status, JSON_TYPE);
}

const JSON_TYPE = { 'content-type': 'application/json' };

function answerOf(make: () => object): { status: 200 | 402; body: string } {
  try {
    return { status: 200, body: JSON.stringify(make()) };
  } catch (error) {
    if (!(error instanceof StripeProblem) || error.status !== 402) throw error;
    return { status: 402, body: JSON.stringify(error.body()) };
  }
}

function reads(app: Hono, books: Books): void {
  app.get('/v1/checkout/sessions', (c) => {
    books.tick();
    return c.json(listed(c, books.state.sessions));
  });
  app.get('/v1/checkout/sessions/:id', (c) => c.json(books.session(c.req.param('id'))));
  app.get('/v1/payment_intents', (c) => c.json(listed(c, books.state.intents)));
  app.get('/v1/payment_intents/:id', (c) => {
    const intent = books.find('intents', c.req.param('id'), 'payment_intent');
    const charge = intent.latest_charge ? books.state.charges.get(intent.latest_charge) : undefined;
    const wanted = new URL(c.req.url).searchParams.get('expand[0]') === 'latest_charge.balance_transaction';
    return c.json({ ...intent, ...(wanted && charge ? { latest_charge: settled(charge) } : {}) });
  });
  app.get('/v1/charges', (c) => {
    const page = listed(c, books.state.charges);
    const wanted = new URL(c.req.url).searchParams.get('expand[0]') === 'data.balance_transaction';
    return c.json(wanted ? { ...page, data: page.data.map(settled) } : page);
  });
  app.get('/v1/refunds', (c) => c.json(listed(c, books.state.refunds)));
  app.get('/v1/disputes', (c) => c.json(listed(c, books.state.disputes)));
}

/** With the entry of the balance in place of its id: 2.9 % and 30 units are Stripe's. */
function settled(charge: FakeCharge) {
  if (!charge.balance_transaction) return charge;
  const fee = Math.min(Math.floor((charge.amount_captured * 29) / 1000) + 30, charge.amount_captured);
  const { currency, amount_captured: amount, balance_transaction: id } = charge;
  const balance = { id, object: 'balance_transaction', amount, fee, net: amount - fee, currency };
  return { ...charge, balance_transaction: balance };
}

interface Listable {
  readonly id: string;
  readonly created: number;
  readonly payment_intent?: string | null;
}

/** Newest first, 10 to a page unless `limit` says else. */
function listed<T extends Listable>(c: Context, items: ReadonlyMap<string, T>) {
  const query = new URL(c.req.url).searchParams;
  const number = (name: string, other: number) => Number(query.get(name) ?? other);
  const intent = query.get('payment_intent');
  const [gte, lt] = [number('created[gte]', 0), number('created[lt]', Number.POSITIVE_INFINITY)];
  const fitting = [...items.values()]
    .reverse()
    .filter((item) => item.created >= gte && item.created < lt)
    .filter((item) => !intent || item.payment_intent === intent);
  const after = query.get('starting_after');
  const rest = after ? fitting.slice(fitting.findIndex(({ id }) => id === after) + 1) : fitting;
  const limit = number('limit', 10);
  if (!(limit >= 1 && limit <= 100)) throw new StripeProblem(400, 'Invalid limit.', { param: 'limit' });
  return { object: 'list', url: c.req.path, has_more: rest.length > limit, data: rest.slice(0, limit) };
}
