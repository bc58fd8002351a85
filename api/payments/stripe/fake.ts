import { Hono } from 'hono';
import { alarmClock, type FakeHands, handsOf, KEEP } from '../fake-hands.ts';
import { stripeApi } from './fake/api.ts';
import { Books } from './fake/books.ts';
import { type Endpoint, stripeFaults } from './fake/faults.ts';
import { stripePages } from './fake/pages.tsx';
import { type PostOptions, stripePost } from './fake/post.ts';

export interface FakeStripeOptions extends PostOptions {
  readonly secretKey: string;
}

/** Stripe's emulation with hands to play its payers, its dashboard and its bad days. */
export interface FakeStripe extends FakeHands<Endpoint> {
  /** API under `/v1`, pages under `/pay/:session` and `/admin`. */
  readonly app: Hono;
  readonly books: Books;
  /** The next completed session is told with these fields in place of what was. */
  lieOnce(fields: object): void;
}

/** The part of Stripe that the provider uses, in one Hono app. Web standards only; bounded state in memory. */
export function createFakeStripe(options: FakeStripeOptions): FakeStripe {
  const { secretKey, publicRoot, webhookUrl, now = Date.now, keep = KEEP } = options;
  const post = stripePost(options);
  const closed = new AbortController();
  const onChange = () => {
    options.onChange?.();
    alarm();
  };
  const books = new Books({ now, keep, tell: (type, object) => post.send(type, object), onChange });
  const alarm = alarmClock(books, now, closed.signal);
  const faults = stripeFaults();
  const api = stripeApi(books, { secretKey, payRoot: `${publicRoot}/pay`, now, webhookUrl });
  const app = new Hono();
  app.all('/v1/*', (c) => faults.serve(c.req.raw, closed.signal, () => api.fetch(c.req.raw)));
  app.route('/', stripePages(books, publicRoot));
  return { app, books, lieOnce: post.lieOnce, ...handsOf({ faults, post, books, closed }) };
}
