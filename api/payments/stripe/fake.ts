import { Hono } from 'hono';
import { stripeApi } from './fake/api.ts';
import { Books } from './fake/books.ts';
import { type Endpoint, type Fault, Faults } from './fake/faults.ts';
import { stripePages } from './fake/pages.tsx';
import { Post } from './fake/post.ts';

export interface FakeStripeOptions {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** The one webhook endpoint of the account. */
  readonly webhookUrl: string;
  /** Where people reach the app, for the addresses of its pages; no slash at the end. */
  readonly publicRoot: string;
  readonly now?: () => number;
  /** Carries the webhooks. */
  readonly fetch?: typeof fetch;
  /** The pauses before a webhook is tried again are multiplied by this. Default 1. */
  readonly pace?: number;
  /** Every webhook is sent so often. Default 1. */
  readonly copies?: number;
  /** Oldest sessions are forgotten beyond this many. Default 5,000. */
  readonly keep?: number;
  readonly onChange?: () => void;
}

/** Stripe's emulation with hands to play its payers, its dashboard and its bad days. */
export interface FakeStripe {
  /** API under `/v1`, pages under `/pay/:session` and `/admin`. */
  readonly app: Hono;
  readonly books: Books;
  /** Makes the next `times` calls of an endpoint go wrong. */
  fail(endpoint: Endpoint, fault: Fault, times?: number): void;
  /** Takes planned faults back. */
  heal(): void;
  /** The next completed session is told with these fields in place of what was. */
  lieOnce(fields: object): void;
  /** Settles when no webhook is on its way. */
  idle(): Promise<void>;
  snapshot(): string;
  /** @throws SyntaxError for text that `snapshot` did not give. */
  restore(text: string): void;
  close(): void;
}

/** The longest that `setTimeout` can wait. */
const LONGEST = 2_147_483_647;

/** The part of Stripe that the provider uses, in one Hono app. Web standards only; bounded state in memory. */
export function createFakeStripe(options: FakeStripeOptions): FakeStripe {
  const { secretKey, publicRoot, now = Date.now, keep = 5_000, pace = 1, copies = 1 } = options;
  const post = new Post({
    fetch: options.fetch ?? fetch,
    now,
    secret: options.webhookSecret,
    url: options.webhookUrl,
    pace,
    copies,
  });
  const closed = new AbortController();
  let alarm: ReturnType<typeof setTimeout> | undefined;
  const changed = () => {
    options.onChange?.();
    wind();
  };
  const books = new Books({ now, keep, tell: (type, object) => post.send(type, object), onChange: changed });
  /** Sessions run out without a visitor. */
  const wind = () => {
    clearTimeout(alarm);
    const due = books.nextDue();
    if (due === null || closed.signal.aborted) return;
    const ring = () => {
      books.tick();
      wind();
    };
    alarm = setTimeout(ring, Math.min(Math.max(due - now(), 0), LONGEST));
  };
  const faults = new Faults();
  const api = stripeApi(books, { secretKey, payRoot: `${publicRoot}/pay`, now });
  const app = new Hono();
  app.all('/v1/*', (c) => faults.serve(c.req.raw, closed.signal, () => api.fetch(c.req.raw)));
  app.route('/', stripePages(books, publicRoot));
  return {
    app,
    books,
    fail: (endpoint, fault, times) => faults.plan(endpoint, fault, times),
    heal: () => faults.clear(),
    lieOnce: (fields) => post.lieOnce(fields),
    idle: () => post.idle(),
    snapshot: () => books.snapshot(),
    restore: (text) => books.restore(text),
    close: () => {
      closed.abort();
      clearTimeout(alarm);
      post.close();
    },
  };
}
