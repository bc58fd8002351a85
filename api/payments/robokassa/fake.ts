import { Hono } from 'hono';
import { type FakeHands, handsOf, KEEP } from '../fake-hands.ts';
import { robokassaApi } from './fake/api.ts';
import { Books } from './fake/books.ts';
import { type Endpoint, robokassaFaults } from './fake/faults.ts';
import { robofiscal } from './fake/fiscal.ts';
import { robokassaPages } from './fake/pages.tsx';
import { type PostOptions, robokassaPost } from './fake/post.ts';

export interface FakeRobokassaOptions extends PostOptions {
  /** SuccessURL and FailURL: where the customer is sent. */
  readonly returnUrl: string;
}

/** Robokassa with hands to play its payers, its office and its bad days. */
export interface FakeRobokassa extends FakeHands<Endpoint> {
  /** API under `/Merchant`, `/RefundService` and `/RoboFiscal`, pages under `/Merchant/Index.aspx` and `/pay/:number`. */
  readonly app: Hono;
  readonly books: Books;
  /** The next notice tells another sum than there was, kopecks. */
  lieOnce(minor: string): void;
}

/** Robokassa in one Hono app. Web standards only; bounded state in memory, to be kept by `snapshot`. */
export function createFakeRobokassa(options: FakeRobokassaOptions): FakeRobokassa {
  const { shop, publicRoot, returnUrl, now = Date.now, keep = KEEP } = options;
  const post = robokassaPost(options);
  const onChange = () => options.onChange?.();
  const books = new Books({ shop, now, keep, tell: (operation) => post.send(operation), onChange });
  const closed = new AbortController();
  const faults = robokassaFaults();
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
  app.route('/', robofiscal(books, shop));
  app.route('/', robokassaPages({ books, shop, publicRoot, returnUrl }));
  return { app, books, lieOnce: post.lieOnce, ...handsOf({ faults, post, books, closed }) };
}
