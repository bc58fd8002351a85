import { Hono } from 'hono';
import { alarmClock, type FakeHands, handsOf, KEEP } from '../fake-hands.ts';
import { shopApi } from './fake/api.ts';
import { type Endpoint, shopFaults } from './fake/faults.ts';
import { payerPages } from './fake/pages.tsx';
import { type PostOptions, shopPost } from './fake/post.ts';
import { Shop } from './fake/shop.ts';

export interface FakeYookassaOptions extends PostOptions {
  readonly shopId: string;
  /** A key that starts with `test_` makes a test shop: cards and YooMoney only. */
  readonly secretKey: string;
  /** Share that is kept of every payment, in hundredths of a percent. Default 280: 2.8 %. */
  readonly feeBasisPoints?: number;
  /** `confirmation.type` `qr` is switched on. Default true. */
  readonly sbpQr?: boolean;
  /** Receipts are printed so long after they came, milliseconds. Default null: by `shop.print` only. */
  readonly printsAfter?: number | null;
}

/** YooKassa with hands to play its payers, its office and its bad days. */
export interface FakeYookassa extends FakeHands<Endpoint> {
  /** API under `/v3`, the payer's pages under `/pay/:id`. */
  readonly app: Hono;
  /** What payers, the bank and the office do. */
  readonly shop: Shop;
  /** From now on nobody is told anything, or is again. */
  hush(silent?: boolean): void;
}

/**
 * YooKassa's API v3 in one Hono app, as its manual describes it: Basic auth, idempotence keys, statuses that
 * never go back, unsigned notifications that are repeated, cursors. Web standards only; bounded state in
 * memory, to be kept by `snapshot`.
 */
export function createFakeYookassa(options: FakeYookassaOptions): FakeYookassa {
  const { publicRoot, now = Date.now } = options;
  const post = shopPost(options);
  const closed = new AbortController();
  const shop = new Shop({
    shopId: options.shopId,
    test: options.secretKey.startsWith('test_'),
    sbpQr: options.sbpQr ?? true,
    currency: 'RUB',
    now,
    feeBasisPoints: options.feeBasisPoints ?? 280,
    keep: options.keep ?? KEEP,
    printsAfter: options.printsAfter ?? null,
    pageOf: (id) => `${publicRoot}/pay/${id}`,
    tell: (event, object) => post.send(event, object),
    onChange: () => {
      options.onChange?.();
      alarm();
    },
  });
  const alarm = alarmClock(shop, now, closed.signal);
  const faults = shopFaults();
  const api = shopApi(shop, options);
  const quietly = (act: () => void) => {
    post.hush();
    try {
      act();
    } finally {
      post.hush(false);
    }
  };
  const app = new Hono();
  app.all('/v3/*', (c) => faults.serve(c.req.raw, closed.signal, () => api.fetch(c.req.raw)));
  app.route('/', payerPages(shop, { root: publicRoot, quietly }));
  return { app, shop, hush: post.hush, ...handsOf({ faults, post, books: shop, closed }) };
}
