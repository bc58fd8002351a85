import { Hono } from 'hono';
import { shopApi } from './fake/api.ts';
import { type Endpoint, type Fault, Faults } from './fake/faults.ts';
import { payerPages } from './fake/pages.tsx';
import { Post } from './fake/post.ts';
import { Shop } from './fake/shop.ts';

export interface FakeYookassaOptions {
  readonly shopId: string;
  /** A key that starts with `test_` makes a test shop: cards and YooMoney only. */
  readonly secretKey: string;
  /** Where people reach the app, for the addresses of its pages; no slash at the end. */
  readonly publicRoot: string;
  /** Where notifications go, as the shop's office says; null for nowhere. */
  readonly webhookUrl: string | null;
  readonly now?: () => number;
  /** Carries the notifications. */
  readonly fetch?: typeof fetch;
  /** Share that is kept of every payment, in hundredths of a percent. Default 280: 2.8 %. */
  readonly feeBasisPoints?: number;
  /** `confirmation.type` `qr` is switched on. Default true. */
  readonly sbpQr?: boolean;
  /** The pauses before a notification is sent again are multiplied by this. Default 1. */
  readonly pace?: number;
  /** Every notification is sent so often. Default 1. */
  readonly copies?: number;
  /** Oldest payments are forgotten beyond this many. Default 5,000. */
  readonly keep?: number;
  readonly onChange?: () => void;
}

/** YooKassa with hands to play its payers, its office and its bad days. */
export interface FakeYookassa {
  /** API under `/v3`, the payer's pages under `/pay/:id`. */
  readonly app: Hono;
  /** What payers, the bank and the office do. */
  readonly shop: Shop;
  /** Makes the next `times` calls of an endpoint go wrong. */
  fail(endpoint: Endpoint, fault: Fault, times?: number): void;
  /** Takes planned faults back. */
  heal(): void;
  /** How often an endpoint was called, faults included. */
  calls(endpoint: Endpoint): number;
  /** From now on nobody is told anything, or is again. */
  hush(silent?: boolean): void;
  /** Settles when no notification is on its way. */
  idle(): Promise<void>;
  snapshot(): string;
  /** @throws SyntaxError for text that `snapshot` did not give. */
  restore(text: string): void;
  close(): void;
}

/** The longest that `setTimeout` can wait. */
const LONGEST = 2_147_483_647;

/**
 * YooKassa's API v3 in one Hono app, as its manual describes it: Basic auth, idempotence keys, statuses that
 * never go back, unsigned notifications that are repeated, cursors. Web standards only; bounded state in
 * memory, to be kept by `snapshot`.
 */
export function createFakeYookassa(options: FakeYookassaOptions): FakeYookassa {
  const { publicRoot, now = Date.now, onChange } = options;
  const { pace = 1, copies = 1, webhookUrl } = options;
  const post = new Post({ fetch: options.fetch ?? fetch, webhookUrl, pace, copies });
  const closed = new AbortController();
  const shop = new Shop({
    shopId: options.shopId,
    test: options.secretKey.startsWith('test_'),
    sbpQr: options.sbpQr ?? true,
    currency: 'RUB',
    now,
    feeBasisPoints: options.feeBasisPoints ?? 280,
    keep: options.keep ?? 5_000,
    pageOf: (id) => `${publicRoot}/pay/${id}`,
    tell: (event, object) => post.send(event, object),
    onChange: () => {
      onChange?.();
      alarm();
    },
  });
  const alarm = alarmClock(shop, now, closed.signal);
  const faults = new Faults();
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
  return {
    app,
    shop,
    fail: (endpoint, fault, times) => faults.plan(endpoint, fault, times),
    heal: () => faults.clear(),
    calls: (endpoint) => faults.calls(endpoint),
    hush: (silent) => post.hush(silent),
    idle: () => post.idle(),
    snapshot: () => shop.snapshot(),
    restore: (text) => shop.restore(text),
    close: () => {
      closed.abort();
      post.close();
    },
  };
}

/** Wakes the shop when a payment's time is over, so that it is told without a visitor. */
function alarmClock(shop: Shop, now: () => number, closed: AbortSignal): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const set = () => {
    clearTimeout(timer);
    const due = shop.nextDue();
    if (due === null || closed.aborted) return;
    timer = setTimeout(ring, Math.min(Math.max(due - now(), 0), LONGEST));
  };
  const ring = () => {
    shop.tick();
    set();
  };
  closed.addEventListener('abort', () => clearTimeout(timer), { once: true });
  return set;
}
