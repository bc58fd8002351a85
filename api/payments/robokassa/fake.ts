import { Hono } from 'hono';
import { robokassaApi } from './fake/api.ts';
import { Books } from './fake/books.ts';
import { type Endpoint, type Fault, Faults } from './fake/faults.ts';
import type { FakeShop } from './fake/operation.ts';
import { robokassaPages } from './fake/pages.tsx';
import { Post } from './fake/post.ts';

export interface FakeRobokassaOptions {
  readonly shop: FakeShop;
  /** Where people reach the app, for the addresses of its pages; no slash at the end. */
  readonly publicRoot: string;
  /** ResultURL: where the shop is told of money. */
  readonly resultUrl: string;
  /** SuccessURL and FailURL: where the customer is sent. */
  readonly returnUrl: string;
  readonly now?: () => number;
  /** Carries the notices. */
  readonly fetch?: typeof fetch;
  /** Share that Robokassa keeps, in hundredths of a percent. Default 0. */
  readonly feeBasisPoints?: number;
  /** The pauses before a notice is tried again (1 s, 5 s, 30 s, ...) are multiplied by this. Default 1. */
  readonly pace?: number;
  /** Oldest operations are forgotten beyond this many. Default 5,000. */
  readonly keep?: number;
  readonly onChange?: () => void;
}

/** Robokassa with hands to play its payers, its office and its bad days. */
export interface FakeRobokassa {
  /** API under `/Merchant` and `/RefundService`, pages under `/Merchant/Index.aspx` and `/pay/:number`. */
  readonly app: Hono;
  readonly books: Books;
  /** Makes the next `times` calls go wrong. */
  fail(endpoint: Endpoint, fault: Fault, times?: number): void;
  /** The next notice tells another sum than there was, kopecks. */
  lieOnce(minor: string): void;
  /** Settles when no notice is on its way. */
  idle(): Promise<void>;
  snapshot(): string;
  /** @throws SyntaxError for text that `snapshot` did not give. */
  restore(text: string): void;
  close(): void;
}

/** Robokassa in one Hono app. Web standards only; bounded state in memory, to be kept by `snapshot`. */
export function createFakeRobokassa(options: FakeRobokassaOptions): FakeRobokassa {
  const { shop, publicRoot, returnUrl, resultUrl, now = Date.now } = options;
  const { feeBasisPoints = 0, pace = 1, keep = 5_000 } = options;
  const post = new Post({ fetch: options.fetch ?? fetch, shop, resultUrl, feeBasisPoints, pace });
  const onChange = () => options.onChange?.();
  const books = new Books({ shop, now, keep, tell: (operation) => post.send(operation), onChange });
  const closed = new AbortController();
  const faults = new Faults();
  const api = robokassaApi(books, shop);
  const app = new Hono();
  app.use('*', async (c, next) => {
    const { raw } = c.req;
    const answer = await faults.serve(raw, closed.signal, async () => {
      await next();
      return c.res;
    });
    if (answer !== c.res) c.res = answer;
  });
  app.route('/', api);
  app.route('/', robokassaPages({ books, shop, publicRoot, returnUrl }));
  return {
    app,
    books,
    fail: (endpoint, fault, times) => faults.plan(endpoint, fault, times),
    lieOnce: (minor) => post.lieOnce(minor),
    idle: () => post.idle(),
    snapshot: () => books.snapshot(),
    restore: (text) => books.restore(text),
    close: () => {
      closed.abort();
      post.close();
    },
  };
}
