import { Hono } from 'hono';
import type { RegisterFake, RegisterFakeOptions } from '../register-module.ts';
import { cloudApi } from './fake/api.ts';
import { type Endpoint, type Fault, Faults } from './fake/faults.ts';
import { receiptPages } from './fake/pages.tsx';
import { Post } from './fake/post.ts';
import { CashRegister, type RegisterOptions } from './fake/register.ts';
import type { FakeReceipt } from './fake/state.ts';

export interface FakeAtolOptions {
  readonly login: string;
  readonly password: string;
  readonly group: string;
  /** Where people reach the app; no slash at the end. */
  readonly publicRoot: string;
  readonly now: () => number;
  /** Carries the callbacks. */
  readonly fetch: typeof fetch;
  /** How long a receipt waits in the queue, milliseconds. Default 0: it is done right after the answer. */
  readonly readyAfterMs?: number;
  /** What a repeated `external_id` is told; see the README. Default `uuid`. */
  readonly repeats?: RegisterOptions['repeats'];
  /** Every callback is sent so often. Default 1. */
  readonly copies?: number;
  /** The pauses before a callback is repeated are multiplied by this. Default 1. */
  readonly pace?: number;
  readonly onChange?: () => void;
}

/** ATOL Online with hands to play its queue and its bad days. */
export interface FakeAtol {
  /** The API under `/v4` and `/v5`, receipts for people under `/receipts`. */
  readonly app: Hono;
  readonly register: CashRegister;
  /** Makes the next `times` calls go wrong. */
  fail(endpoint: Endpoint, fault: Fault, times?: number): void;
  /** How often an endpoint was called, faults included. */
  calls(endpoint: Endpoint): number;
  /** Settles when no callback is on its way. */
  idle(): Promise<void>;
  snapshot(): string;
  /** @throws SyntaxError for text that `snapshot` did not give. */
  restore(text: string): void;
  close(): void;
}

const KEEP = 1_000;

/** The emulation: web standards only, bounded state in memory, to be kept by `snapshot`. */
export function createFakeAtol(options: FakeAtolOptions): FakeAtol {
  const { now, group, publicRoot, readyAfterMs = 0, repeats = 'uuid', onChange = () => undefined } = options;
  const post = new Post({ fetch: options.fetch, pace: options.pace ?? 1, copies: options.copies ?? 1 });
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const tell = (receipt: FakeReceipt) => {
    if (receipt.callbackUrl) post.send(receipt.callbackUrl, register.reportOf(receipt));
  };
  const receiptUrl = (uuid: string) => `${publicRoot}/receipts/${uuid}`;
  const register = new CashRegister({
    now,
    group,
    readyAfterMs,
    keep: KEEP,
    repeats,
    receiptUrl,
    tell,
    onChange,
  });
  const faults = new Faults();
  const closed = new AbortController();
  const api = cloudApi(register, options);
  const app = new Hono();
  const settleLater = () => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      register.settle();
    }, readyAfterMs);
    timers.add(timer);
  };
  app.all('/:version{v[45]}/*', async (c) => {
    const answer = await faults.serve(c.req.raw, closed.signal, () => api.fetch(c.req.raw));
    if (c.req.method === 'POST' && readyAfterMs > 0) settleLater();
    return answer;
  });
  app.route('/', receiptPages(register, faults));
  return {
    app,
    register,
    fail: (endpoint, fault, times) => faults.plan(endpoint, fault, times),
    calls: (endpoint) => faults.calls(endpoint),
    idle: () => post.idle(),
    snapshot: () => register.snapshot(),
    restore: (text) => {
      register.restore(text);
      if (readyAfterMs > 0) settleLater();
    },
    close: () => {
      closed.abort();
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      post.close();
    },
  };
}

/** Long enough to see a receipt wait, short enough to wait for. */
const READY_AFTER = 2_000;

/** For the playground: a seller and keys of its own, random unless the environment fixes them. */
export function openFake({ environment, root, publicRoot, ...rest }: RegisterFakeOptions): RegisterFake {
  const login = environment.ATOL_LOGIN || 'practice-shop';
  const password = environment.ATOL_PASSWORD || crypto.randomUUID();
  const group = environment.ATOL_GROUP || 'practice-shop_5179';
  const fake = createFakeAtol({ ...rest, publicRoot, login, password, group, readyAfterMs: READY_AFTER });
  const own = {
    ATOL_API_ROOT: root,
    ATOL_LOGIN: login,
    ATOL_PASSWORD: password,
    ATOL_GROUP: group,
    // ATOL's own test seller.
    ATOL_INN: environment.ATOL_INN || '5544332219',
    ATOL_EMAIL: environment.ATOL_EMAIL || 'shop@example.com',
    ATOL_TAX_SYSTEM: environment.ATOL_TAX_SYSTEM || 'usn_income',
  };
  return {
    app: fake.app,
    environment: environment.ATOL_API_ROOT ? {} : own,
    snapshot: fake.snapshot,
    restore: fake.restore,
    close: fake.close,
  };
}
