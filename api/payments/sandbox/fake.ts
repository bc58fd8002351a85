import { Hono } from 'hono';
import { alarmClock, type FakeHands, handsOf, KEEP } from '../fake-hands.ts';
import { bankApi } from './fake/api.ts';
import { Books } from './fake/books.ts';
import { bankFaults, type Endpoint } from './fake/faults.ts';
import { bankPages } from './fake/pages.tsx';
import { bankPost, type PostOptions } from './fake/post.ts';
import type { WireMoney } from './wire.ts';

export interface FakeBankOptions extends PostOptions {
  readonly shopId: string;
  readonly secretKey: string;
  /** Share that the bank keeps, in hundredths of a percent: 250 is 2.5 %. Default 0. */
  readonly feeBasisPoints?: number;
}

/** The practice bank with hands to play its payers, its office and its bad days. */
export interface FakeBank extends FakeHands<Endpoint> {
  /** API under `/v1`, pages under `/pay/:reference` and `/admin`. */
  readonly app: Hono;
  /** What payers and the bank's office do. */
  readonly books: Books;
  /** The next webhook tells another sum or currency than there was. */
  lieOnce(money: Partial<WireMoney>): void;
}

/**
 * A payment provider in one Hono app: an API, signed webhooks, and pages to play the payer and the bank.
 * Web standards only; bounded state in memory, to be kept by `snapshot`.
 */
export function createFakeBank(options: FakeBankOptions): FakeBank {
  const { secretKey, shopId, publicRoot, now = Date.now, feeBasisPoints = 0, keep = KEEP } = options;
  const post = bankPost(options);
  const closed = new AbortController();
  const books = new Books({
    now,
    feeBasisPoints,
    keep,
    tell: (event, url) => post.send(event, url),
    onChange: () => {
      options.onChange?.();
      alarm();
    },
  });
  const alarm = alarmClock(books, now, closed.signal);
  const faults = bankFaults();
  const api = bankApi(books, { shopId, secretKey }, (id) => `${publicRoot}/pay/${id}`);
  const app = new Hono();
  app.all('/v1/*', (c) => faults.serve(c.req.raw, closed.signal, () => api.fetch(c.req.raw)));
  app.route('/', bankPages(books, now, publicRoot));
  return { app, books, lieOnce: post.lieOnce, ...handsOf({ faults, post, books, closed }) };
}
