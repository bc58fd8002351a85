import { Hono } from 'hono';
import { type FakeHands, handsOf, KEEP } from '../fake-hands.ts';
import type { ProviderFake, ProviderFakeOptions } from '../provider-module.ts';
import type { Method } from './client.ts';
import { type ApiOptions, bankApi, sumOf } from './fake/api.ts';
import { type BookOptions, Books } from './fake/books.ts';
import { bankFaults } from './fake/faults.ts';
import { formPages } from './fake/pages.tsx';
import { bankPost, type PostOptions } from './fake/post.ts';
import { fiscalFields } from './fake/receipts.ts';
import type { FakeFiscal, FakePayment } from './fake/state.ts';

export interface FakeTbankOptions extends PostOptions {
  readonly terminalKey: string;
  /** The terminal's own address for notifications, as its office has it: receipts are told there. Default: nowhere. */
  readonly terminalUrl?: string;
  /** Where QRs of the SBP lead. Default: the operator's address. */
  readonly sbpRoot?: string;
  /** What the bank's pages leave open: see the README. Defaults: `refuse`, `now`, `empty`, `cashbox`. */
  readonly sameOrder?: BookOptions['sameOrder'];
  readonly sums?: ApiOptions['sums'];
  readonly unknownOrder?: ApiOptions['unknownOrder'];
  readonly closingAt?: ApiOptions['closingAt'];
}

/** T-Bank's acquiring with hands to play its payers, its office and its bad days. */
export interface FakeTbank extends FakeHands<Method> {
  /** Methods under `/v2`, the form under `/pay/:id`, QRs under `/qr/:id`. */
  readonly app: Hono;
  readonly books: Books;
  /** The next notification of money tells another sum, kopecks. */
  lieOnce(amount: number): void;
}

/** The emulation: web standards only, bounded state in memory, to be kept by `snapshot`. */
export function createFakeTbank(options: FakeTbankOptions): FakeTbank {
  const { terminalKey, password, publicRoot, now = Date.now, keep = KEEP } = options;
  const { sameOrder = 'refuse', sums = 'now', unknownOrder = 'empty', closingAt = 'cashbox' } = options;
  const post = bankPost(options);
  const tell = (payment: FakePayment) => {
    const { notificationUrl } = payment;
    if (notificationUrl) post.send(notificationOf(payment, terminalKey, sums), notificationUrl);
  };
  const print = (fiscal: FakeFiscal) => {
    const { terminalUrl } = options;
    if (terminalUrl) post.send(fiscalFields(fiscal, { terminalKey, publicRoot, now: now() }), terminalUrl);
  };
  const onChange = () => options.onChange?.();
  const books = new Books({ now, sameOrder, keep, tell, print, onChange });
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
  const faults = bankFaults();
  const closed = new AbortController();
  const app = new Hono();
  const serve = (request: Request) => faults.serve(request, closed.signal, () => api.fetch(request));
  app.all('/v2/*', (c) => serve(c.req.raw));
  app.all('/cashbox/*', (c) => serve(c.req.raw));
  app.route('/', formPages(books, publicRoot));
  return { app, books, lieOnce: post.lieOnce, ...handsOf({ faults, post, books, closed }) };
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
    // What is set by hand in the real office.
    terminalUrl: `${new URL(root).origin}/webhooks/payments/tbank`,
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
