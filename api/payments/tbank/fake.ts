import { Hono } from 'hono';
import type { ProviderFake, ProviderFakeOptions } from '../provider-module.ts';
import type { Method } from './client.ts';
import { type ApiOptions, bankApi, sumOf } from './fake/api.ts';
import { type BookOptions, Books } from './fake/books.ts';
import { type Fault, Faults } from './fake/faults.ts';
import { formPages } from './fake/pages.tsx';
import { Post } from './fake/post.ts';
import type { FakePayment } from './fake/state.ts';

export interface FakeTbankOptions {
  readonly terminalKey: string;
  readonly password: string;
  /** Where people reach the app, for the addresses of its form; no slash at the end. */
  readonly publicRoot: string;
  readonly now: () => number;
  /** Carries the notifications. */
  readonly fetch: typeof fetch;
  /** Where QRs of the SBP lead. Default: the operator's address. */
  readonly sbpRoot?: string;
  /** The pauses before a notification is repeated (24 times an hour, 30 times a day) are multiplied by this. */
  readonly pace?: number;
  /** Every notification is sent so often. Default 1. */
  readonly copies?: number;
  /** What the bank's pages leave open: see the README. Defaults: `refuse`, `now`, `empty`, `cashbox`. */
  readonly sameOrder?: BookOptions['sameOrder'];
  readonly sums?: ApiOptions['sums'];
  readonly unknownOrder?: ApiOptions['unknownOrder'];
  readonly closingAt?: ApiOptions['closingAt'];
  readonly onChange?: () => void;
}

/** T-Bank's acquiring with hands to play its payers, its office and its bad days. */
export interface FakeTbank {
  /** Methods under `/v2`, the form under `/pay/:id`, QRs under `/qr/:id`. */
  readonly app: Hono;
  readonly books: Books;
  /** Makes the next `times` calls of a method go wrong. */
  fail(method: Method, fault: Fault, times?: number): void;
  /** How often a method was called, faults included. */
  calls(method: Method): number;
  /** The next notification of money tells another sum, kopecks. */
  lieOnce(amount: number): void;
  /** Settles when no notification is on its way. */
  idle(): Promise<void>;
  snapshot(): string;
  /** @throws SyntaxError for text that `snapshot` did not give. */
  restore(text: string): void;
  close(): void;
}

const KEEP = 5_000;

/** The emulation: web standards only, bounded state in memory, to be kept by `snapshot`. */
export function createFakeTbank(options: FakeTbankOptions): FakeTbank {
  const { terminalKey, password, publicRoot, now, onChange = () => undefined } = options;
  const { sameOrder = 'refuse', sums = 'now', unknownOrder = 'empty', closingAt = 'cashbox' } = options;
  const post = new Post({
    fetch: options.fetch,
    password,
    pace: options.pace ?? 1,
    copies: options.copies ?? 1,
  });
  const tell = (payment: FakePayment) => {
    const { notificationUrl } = payment;
    if (notificationUrl) post.send(notificationOf(payment, terminalKey, sums), notificationUrl);
  };
  const books = new Books({ now, sameOrder, keep: KEEP, tell, onChange });
  const formRoot = `${publicRoot}/pay`;
  const sbpRoot = options.sbpRoot ?? 'https://qr.nspk.ru';
  const api = bankApi(books, {
    terminalKey,
    password,
    now,
    formRoot,
    sbpRoot,
    sums,
    unknownOrder,
    closingAt,
  });
  const faults = new Faults();
  const closed = new AbortController();
  const app = new Hono();
  const serve = (request: Request) => faults.serve(request, closed.signal, () => api.fetch(request));
  app.all('/v2/*', (c) => serve(c.req.raw));
  app.all('/cashbox/*', (c) => serve(c.req.raw));
  app.route('/', formPages(books, publicRoot));
  return {
    app,
    books,
    fail: (method, fault, times) => faults.plan(method, fault, times),
    calls: (method) => faults.calls(method),
    lieOnce: (amount) => post.lieOnce(amount),
    idle: () => post.idle(),
    snapshot: () => books.snapshot(),
    restore: (text) => books.restore(text),
    close: () => {
      closed.abort();
      post.close();
    },
  };
}

/** Fields of the card are there for cards only; the method's id when it was kept. */
function notificationOf(payment: FakePayment, TerminalKey: string, sums: ApiOptions['sums']) {
  const { id, orderId, status, errorCode, source, rebillId } = payment;
  const card = { CardId: 865321, Pan: '220138******0047', ExpDate: '1229' };
  return {
    TerminalKey,
    OrderId: orderId,
    Success: errorCode === '0',
    Status: status,
    PaymentId: id,
    ErrorCode: errorCode,
    Amount: sumOf(payment, sums),
    ...(errorCode === '0' ? {} : { Message: 'Недостаточно средств на карте' }),
    ...(source === 'cards' ? card : {}),
    ...(rebillId ? { RebillId: rebillId } : {}),
  };
}

/** For the playground: keys of its own, random unless the environment fixes them. */
export function openFake({ environment, root, publicRoot, ...rest }: ProviderFakeOptions): ProviderFake {
  const terminalKey = environment.TBANK_TERMINAL_KEY || '1700000000000DEMO';
  const password = environment.TBANK_PASSWORD || crypto.randomUUID();
  // Nobody's phone reaches the SBP from here: its QRs lead to the form.
  const sbpRoot = `${publicRoot}/qr`;
  const { app, snapshot, restore, close } = createFakeTbank({
    ...rest,
    publicRoot,
    terminalKey,
    password,
    sbpRoot,
  });
  return {
    app,
    environment: {
      TBANK_API_ROOT: `${root}/v2`,
      TBANK_TERMINAL_KEY: terminalKey,
      TBANK_PASSWORD: password,
    },
    snapshot,
    restore,
    close,
  };
}
