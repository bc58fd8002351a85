import { Hono } from 'hono';
import { cloudPaymentsApi } from './fake/api.ts';
import { Books } from './fake/books.ts';
import { type Endpoint, type Fault, Faults } from './fake/faults.ts';
import { cloudPaymentsPages } from './fake/pages.tsx';
import { Post } from './fake/post.ts';

export interface FakeCloudPaymentsOptions {
  readonly publicId: string;
  readonly apiSecret: string;
  /** Where people reach the app, for the addresses of its pages; no slash at the end. */
  readonly publicRoot: string;
  /** Notifications go to `<webhookRoot>/pay` and so on, as they are set in the cabinet. */
  readonly webhookRoot: string;
  readonly now?: () => number;
  /** Carries the notifications. */
  readonly fetch?: typeof fetch;
  /** The pauses before a notification is tried again are multiplied by this. Default 1. */
  readonly pace?: number;
  /** Oldest orders and answers are forgotten beyond this many. Default 5,000. */
  readonly keep?: number;
  readonly onChange?: () => void;
}

/** CloudPayments by its documents, with hands to play payers, the cabinet and its bad days. */
export interface FakeCloudPayments {
  /** The API, and pages under `/d/:id`. */
  readonly app: Hono;
  readonly books: Books;
  /** Charges by token are declined while this is true. */
  declines: boolean;
  /** Makes the next `times` calls of an endpoint go wrong. */
  fail(endpoint: Endpoint, fault: Fault, times?: number): void;
  /** The next notification of money tells another sum, minor units as text. */
  lieOnce(lie: { readonly minor: string; readonly currency: string }): void;
  /** Settles when no notification is on its way. */
  idle(): Promise<void>;
  snapshot(): string;
  /** @throws SyntaxError for text that `snapshot` did not give. */
  restore(text: string): void;
  close(): void;
}

/** Web standards only; bounded state in memory, to be kept by `snapshot`. */
export function createFakeCloudPayments(options: FakeCloudPaymentsOptions): FakeCloudPayments {
  const { publicId, apiSecret, publicRoot, webhookRoot, keep = 5_000, pace = 1 } = options;
  const post = new Post({ fetch: options.fetch ?? fetch, apiSecret, webhookRoot, pace });
  const books = new Books({
    now: options.now ?? Date.now,
    keep,
    tell: (kind, transaction) => post.send(kind, transaction),
    onChange: options.onChange ?? (() => undefined),
  });
  const faults = new Faults();
  const closed = new AbortController();
  const api = cloudPaymentsApi(books, { publicId, apiSecret, publicRoot, declines: () => fake.declines });
  const inner = new Hono();
  inner.route('/', cloudPaymentsPages(books, publicRoot));
  inner.route('/', api);
  const app = new Hono();
  app.all('*', (c) => faults.serve(c.req.raw, closed.signal, () => inner.fetch(c.req.raw)));
  const fake: FakeCloudPayments = {
    app,
    books,
    declines: false,
    fail: (endpoint, fault, times) => faults.plan(endpoint, fault, times),
    lieOnce: (lie) => post.lieOnce(lie),
    idle: () => post.idle(),
    snapshot: () => books.snapshot(),
    restore: (text) => books.restore(text),
    close: () => {
      closed.abort();
      post.close();
    },
  };
  return fake;
}
