import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { type AtolConfig, atolEnv } from '../../api/fiscal/atol/config.ts';
import { createFakeAtol, type FakeAtol, type FakeAtolOptions } from '../../api/fiscal/atol/fake.ts';
import { createAtol } from '../../api/fiscal/atol/index.ts';
import type { FiscalRegister, RegisterRequest } from '../../domain/ports/fiscal-register.ts';
import type { RawWebhook } from '../../domain/ports/payment-provider.ts';
import type { Receipt, ReceiptItem } from '../../domain/receipt.ts';

/** ATOL's own address: what is tested is what goes to the real one. */
const HOST = 'https://online.atol.ru';
export const CALLBACK_URL = 'https://shop.example.com/webhooks/fiscal/atol';
export const PASSWORD = 'password-of-the-group';
export const SETTINGS = {
  ATOL_LOGIN: 'shop-login',
  ATOL_PASSWORD: PASSWORD,
  ATOL_GROUP: 'shop_5179',
  ATOL_INN: '5544332219',
  ATOL_EMAIL: 'shop@example.com',
  ATOL_TAX_SYSTEM: 'usn_income',
};

/** A call as it went out. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface AtolStand {
  readonly fake: FakeAtol;
  readonly register: FiscalRegister;
  readonly stranger: FiscalRegister;
  /** The same cloud by a register with other settings. */
  open(environment: Readonly<Record<string, string>>): FiscalRegister;
  /** Every call so far, in order. */
  readonly sent: readonly Sent[];
  /** The cloud answers its next calls with these, whatever they are, then as the fake does. */
  answerWith(...answers: (() => Response)[]): void;
  /** Moves everybody's clock, milliseconds, and lets the queue run. */
  pass(ms: number): void;
  now(): number;
  /** Callbacks that arrived so far, in order. */
  callbacks(): Promise<readonly RawWebhook[]>;
  close(): void;
}

export function configOf(environment: Readonly<Record<string, string>> = {}): AtolConfig {
  const config = atolEnv.parse({ ...SETTINGS, ...environment });
  if (!config) throw new Error('not set up');
  return config;
}

/** The emulated cloud behind a network that is not there. */
export function startAtol(options: Partial<FakeAtolOptions> = {}): AtolStand {
  let now = Date.UTC(2026, 10, 24, 9);
  const clock = () => now;
  const arrived: RawWebhook[] = [];
  const sent: Sent[] = [];
  const planned: (() => Response)[] = [];
  const fake = createFakeAtol({
    login: SETTINGS.ATOL_LOGIN,
    password: PASSWORD,
    group: SETTINGS.ATOL_GROUP,
    publicRoot: HOST,
    now: clock,
    // Looked up at every call: the interceptor puts its own in place later.
    fetch: (input, init) => fetch(input, init),
    ...options,
  });
  const server = setupServer(
    http.all(`${HOST}/possystem/*`, async ({ request }) => {
      const path = new URL(request.url).pathname.replace('/possystem', '');
      const headers = Object.fromEntries(request.headers);
      sent.push({ method: request.method, path, headers, text: await request.clone().text() });
      const answer = planned.shift();
      // As the till mounts it: the folder in front of the version is taken off.
      return answer ? answer() : fake.app.fetch(new Request(`${HOST}${path}`, request));
    }),
    http.post(CALLBACK_URL, async ({ request }) => {
      arrived.push(await rawOf(request));
      return new HttpResponse('ok');
    }),
  );
  server.listen({ onUnhandledRequest: 'error' });
  const open = (environment: Readonly<Record<string, string>>) =>
    createAtol(configOf(environment), {
      fetch,
      now: clock,
      timeoutMs: 1_000,
      publicUrl: 'https://shop.example.com',
    });
  return {
    fake,
    register: open({}),
    stranger: open({ ATOL_PASSWORD: 'another-password' }),
    open,
    sent,
    answerWith: (...answers) => void planned.push(...answers),
    pass: (ms) => {
      now += ms;
      fake.register.settle();
    },
    now: clock,
    callbacks: async () => {
      await fake.idle();
      return arrived;
    },
    close: () => {
      fake.close();
      server.close();
    },
  };
}

async function rawOf(request: Request): Promise<RawWebhook> {
  const body = new Uint8Array(await request.arrayBuffer());
  const headers = Object.fromEntries(request.headers);
  return { method: request.method, url: request.url, headers, body, kind: null, remoteAddress: null };
}

export function rawCallback(body: string | Uint8Array): RawWebhook {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', url: CALLBACK_URL, headers, body: bytes, kind: null, remoteAddress: null };
}

export function itemOf(minor: bigint, over: Partial<ReceiptItem> = {}): ReceiptItem {
  const line = { title: 'Сайт', quantity: 1000n, price: minor, amount: minor };
  return { ...line, vat: 'none', mode: 'full_payment', subject: 'service', ...over };
}

let serial = 0;

/** A receipt to be registered, with a key of its own. */
export function requestOf(
  over: Partial<RegisterRequest> = {},
  receipt: Partial<Receipt> = {},
): RegisterRequest {
  serial += 1;
  return {
    idempotencyKey: `receipt-0193a6f0-0000-7000-8000-${String(serial).padStart(12, '0')}`,
    receipt: {
      type: 'payment',
      items: [itemOf(150_000n)],
      taxSystem: null,
      customer: { phone: '+79000000001', email: 'maria@example.com' },
      ...receipt,
    },
    currency: 'RUB',
    settledBy: 'electronic',
    callbackUrl: CALLBACK_URL,
    at: Date.UTC(2026, 10, 24, 9),
    ...over,
  };
}
