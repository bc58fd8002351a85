import { Hono } from 'hono';
import { alarmClock, createPost, type FakeHands, type FakeSettings, handsOf, KEEP } from '../fake-parts.ts';
import type { RegisterFake, RegisterFakeOptions } from '../register-module.ts';
import { cloudApi } from './fake/api.ts';
import { cloudFaults, type Endpoint } from './fake/faults.ts';
import { receiptPages } from './fake/pages.tsx';
import { CashRegister, type RegisterOptions } from './fake/register.ts';
import type { FakeReceipt } from './fake/state.ts';

export interface FakeAtolOptions extends FakeSettings {
  readonly login: string;
  readonly password: string;
  readonly group: string;
  /** How long a receipt waits in the queue, milliseconds. Default 0: it is done right after the answer. */
  readonly readyAfterMs?: number;
  /** What a repeated `external_id` is told; see the README. Default `uuid`. */
  readonly repeats?: RegisterOptions['repeats'];
}

/** ATOL Online with hands to play its queue and its bad days. */
export interface FakeAtol extends FakeHands<Endpoint> {
  /** The API under `/v4` and `/v5`, receipts for people under `/receipts`. */
  readonly app: Hono;
  readonly register: CashRegister;
}

/** Pauses before a callback is sent again, milliseconds; the vendor publishes none. */
const PAUSES = [5_000, 60_000, 600_000];
const TIMEOUT = 15_000;

/** The emulation: web standards only, bounded state in memory, to be kept by `snapshot`. */
export function createFakeAtol(options: FakeAtolOptions): FakeAtol {
  const { now = Date.now, publicRoot, readyAfterMs = 0, repeats = 'uuid', keep = KEEP } = options;
  const closed = new AbortController();
  const post = callbackPost(options);
  const register: CashRegister = new CashRegister({
    now,
    group: options.group,
    readyAfterMs,
    keep,
    repeats,
    receiptUrl: (uuid) => `${publicRoot}/receipts/${uuid}`,
    tell: (receipt) => post.send({ url: receipt.callbackUrl, report: register.reportOf(receipt) }),
    onChange: () => {
      wake();
      options.onChange?.();
    },
  });
  const wake = alarmClock(register, now, closed.signal);
  const faults = cloudFaults();
  const api = cloudApi(register, { ...options, now });
  const app = new Hono();
  app.all('/:version{v[45]}/*', (c) => faults.serve(c.req.raw, closed.signal, () => api.fetch(c.req.raw)));
  app.route('/', receiptPages(register, faults));
  return { app, register, ...handsOf({ faults, post, books: register, closed }) };
}

/** Callbacks are unsigned, and sent again until they are answered 200. */
function callbackPost(settings: FakeSettings) {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const post = createPost<{ readonly url: string; readonly report: unknown }>(settings, {
    seal: ({ url, report }) => ({ url, headers, body: JSON.stringify(report) }),
    taken: ({ status }) => status === 200,
    pauses: PAUSES,
    timeoutMs: TIMEOUT,
  });
  return {
    ...post,
    send: ({ url, report }: { readonly url: FakeReceipt['callbackUrl']; readonly report: unknown }) => {
      if (url) post.send({ url, report });
    },
  };
}

/** Long enough to see a receipt wait, short enough to wait for. */
const READY_AFTER = 2_000;

/** For the playground: keys of its own, random unless the environment fixes them. */
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
  };
  return {
    app: fake.app,
    environment: environment.ATOL_API_ROOT ? {} : own,
    snapshot: fake.snapshot,
    restore: fake.restore,
    close: fake.close,
  };
}
