import { Hono } from 'hono';
import { bankApi } from './fake/api.ts';
import { Books } from './fake/books.ts';
import { type Endpoint, type Fault, Faults } from './fake/faults.ts';
import { bankPages } from './fake/pages.tsx';
import { Post } from './fake/post.ts';
import type { WireMoney } from './wire.ts';

export interface FakeBankOptions {
  readonly shopId: string;
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Where people reach the app, for the addresses of its pages; no slash at the end. */
  readonly publicRoot: string;
  readonly now?: () => number;
  /** Carries the webhooks. */
  readonly fetch?: typeof fetch;
  /** Share that the bank keeps, in hundredths of a percent: 250 is 2.5 %. Default 0. */
  readonly feeBasisPoints?: number;
  /** The pauses before a webhook is tried again (1 s, 5 s, 30 s, 5 min, ...) are multiplied by this. Default 1. */
  readonly pace?: number;
  /** Every webhook is sent so often. Default 1. */
  readonly copies?: number;
  /** Webhooks leave up to this many milliseconds late, and so out of order. Default 0. */
  readonly jitterMs?: number;
  /** Oldest payments are forgotten beyond this many. Default 5,000. */
  readonly keep?: number;
  readonly onChange?: () => void;
}

/** The practice bank with hands to play its payers, its office and its bad days. */
export interface FakeBank {
  /** API under `/v1`, pages under `/pay/:reference` and `/admin`. */
  readonly app: Hono;
  /** What payers and the bank's office do. */
  readonly books: Books;
  /** Makes the next `times` calls of an endpoint go wrong. */
  fail(endpoint: Endpoint, fault: Fault, times?: number): void;
  /** Takes planned faults back. */
  heal(): void;
  /** How often an endpoint was called, faults included. */
  calls(endpoint: Endpoint): number;
  /** The next webhook tells another sum or currency than there was. */
  lieOnce(money: Partial<WireMoney>): void;
  /** Settles when no webhook is on its way. */
  idle(): Promise<void>;
  snapshot(): string;
  /** @throws SyntaxError for text that `snapshot` did not give. */
  restore(text: string): void;
  close(): void;
}

/** The longest that `setTimeout` can wait. */
const LONGEST = 2_147_483_647;

/**
 * A payment provider in one Hono app: an API, signed webhooks, and pages to play the payer and the bank.
 * Web standards only; bounded state in memory, to be kept by `snapshot`.
 */
export function createFakeBank(options: FakeBankOptions): FakeBank {
  const { secretKey, shopId, publicRoot, now = Date.now } = options;
  const { feeBasisPoints = 0, keep = 5_000, onChange } = options;
  const { pace = 1, copies = 1, jitterMs = 0 } = options;
  const post = new Post({
    fetch: options.fetch ?? fetch,
    now,
    secret: options.webhookSecret,
    pace,
    copies,
    jitterMs,
  });
  const closed = new AbortController();
  const changed = () => {
    onChange?.();
    alarm();
  };
  const books = new Books({
    now,
    feeBasisPoints,
    keep,
    tell: (event, url) => post.send(event, url),
    onChange: changed,
  });
  const alarm = alarmClock(books, now, closed.signal);
  const faults = new Faults();
  const api = bankApi(books, { shopId, secretKey }, (id) => `${publicRoot}/pay/${id}`);
  const app = new Hono();
  app.all('/v1/*', (c) => faults.serve(c.req.raw, closed.signal, () => api.fetch(c.req.raw)));
  app.route('/', bankPages(books, now, publicRoot));
  return {
    app,
    books,
    fail: (endpoint, fault, times) => faults.plan(endpoint, fault, times),
    heal: () => faults.clear(),
    calls: (endpoint) => faults.calls(endpoint),
    lieOnce: (money) => post.lieOnce(money),
    idle: () => post.idle(),
    snapshot: () => books.snapshot(),
    restore: (text) => books.restore(text),
    close: () => {
      closed.abort();
      post.close();
    },
  };
}

/** Wakes the books when something is due, so that expiry and late money need no visitor. */
function alarmClock(books: Books, now: () => number, closed: AbortSignal): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const set = () => {
    clearTimeout(timer);
    const due = books.nextDue();
    if (due === null || closed.aborted) return;
    timer = setTimeout(ring, Math.min(Math.max(due - now(), 0), LONGEST));
  };
  const ring = () => {
    books.tick();
    set();
  };
  closed.addEventListener('abort', () => clearTimeout(timer), { once: true });
  return set;
}
