import { Hono } from 'hono';
import { type FakeHands, handsOf, KEEP } from '../fake-hands.ts';
import { cloudPaymentsApi } from './fake/api.ts';
import { Books } from './fake/books.ts';
import { cloudPaymentsFaults, type Endpoint } from './fake/faults.ts';
import { cloudPaymentsPages } from './fake/pages.tsx';
import { cloudPaymentsPost, type PostOptions } from './fake/post.ts';

export interface FakeCloudPaymentsOptions extends PostOptions {
  readonly publicId: string;
}

/** CloudPayments by its documents, with hands to play payers, the cabinet and its bad days. */
export interface FakeCloudPayments extends FakeHands<Endpoint> {
  /** The API, and pages under `/d/:id`. */
  readonly app: Hono;
  readonly books: Books;
  /** Charges by token are declined while this is true. */
  declines: boolean;
  /** The next notification of money tells another sum, minor units as text. */
  lieOnce(lie: { readonly minor: string; readonly currency: string }): void;
}

/** Web standards only; bounded state in memory, to be kept by `snapshot`. */
export function createFakeCloudPayments(options: FakeCloudPaymentsOptions): FakeCloudPayments {
  const { publicId, apiSecret, publicRoot, webhookRoot, now = Date.now, keep = KEEP } = options;
  const post = cloudPaymentsPost(options);
  const onChange = () => options.onChange?.();
  const books = new Books({ now, keep, tell: post.send, printed: post.sendReceipt, onChange });
  const faults = cloudPaymentsFaults();
  const closed = new AbortController();
  const api = cloudPaymentsApi(books, {
    publicId,
    apiSecret,
    publicRoot,
    webhookRoot,
    declines: () => fake.declines,
  });
  const inner = new Hono();
  inner.route('/', cloudPaymentsPages(books, publicRoot, post.ask));
  inner.route('/', api);
  const app = new Hono();
  app.all('*', (c) => faults.serve(c.req.raw, closed.signal, () => inner.fetch(c.req.raw)));
  const hands = handsOf({ faults, post, books, closed });
  const fake: FakeCloudPayments = { app, books, declines: false, lieOnce: post.lieOnce, ...hands };
  return fake;
}
