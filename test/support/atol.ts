import { Hono } from 'hono';
import { type AtolConfig, atolEnv } from '../../api/fiscal/atol/config.ts';
import { createFakeAtol, type FakeAtol, type FakeAtolOptions } from '../../api/fiscal/atol/fake.ts';
import { createAtol } from '../../api/fiscal/atol/index.ts';
import type { FiscalRegister, RegisterRequest } from '../../domain/ports/fiscal-register.ts';
import type { Receipt, ReceiptItem } from '../../domain/receipt.ts';
import { startVendor, type VendorStand } from './vendor-stand.ts';

/** ATOL's own address: what is tested is what goes to the real one. */
const HOST = 'https://online.atol.ru';
export const CALLBACK_URL = 'https://shop.example.com/webhooks/fiscal/atol';
export const PASSWORD = 'password-of-the-group';
export const SETTINGS = {
  ATOL_LOGIN: 'shop-login',
  ATOL_PASSWORD: PASSWORD,
  ATOL_GROUP: 'shop_5179',
};

/** A call as it went out. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface AtolStand extends VendorStand<FakeAtol> {
  readonly register: FiscalRegister;
  readonly stranger: FiscalRegister;
  /** The same cloud by a register with other settings. */
  open(environment: Readonly<Record<string, string>>): FiscalRegister;
  /** Every call so far, in order. */
  readonly sent: readonly Sent[];
  /** The cloud answers its next calls with these, whatever they are, then as the fake does. */
  answerWith(...answers: (() => Response)[]): void;
}

export function configOf(environment: Readonly<Record<string, string>> = {}): AtolConfig {
  const config = atolEnv.parse({ ...SETTINGS, ...environment });
  if (!config) throw new Error('not set up');
  return config;
}

/** The emulated cloud behind a network that is not there. */
export function startAtol(options: Partial<FakeAtolOptions> = {}): AtolStand {
  const sent: Sent[] = [];
  const planned: (() => Response)[] = [];
  const keys = { login: SETTINGS.ATOL_LOGIN, password: PASSWORD, group: SETTINGS.ATOL_GROUP };
  const stand = startVendor({
    root: `${HOST}/possystem`,
    webhookUrl: CALLBACK_URL,
    make: (deps) => {
      const fake = createFakeAtol({ ...keys, publicRoot: HOST, ...deps, ...options });
      const app = new Hono().all('*', (c) => planned.shift()?.() ?? fake.app.fetch(c.req.raw));
      return { ...fake, app };
    },
    heard: async (request) => {
      const path = pathOf(request);
      const headers = Object.fromEntries(request.headers);
      sent.push({ method: request.method, path, headers, text: await request.text() });
    },
    // As the till mounts it: the folder in front of the version is taken off.
    inner: (request) => new Request(`${HOST}${pathOf(request)}`, request),
    tick: (fake) => fake.register.tick(),
  });
  const open = (environment: Readonly<Record<string, string>>) =>
    createAtol(configOf(environment), { ...stand.deps, publicUrl: 'https://shop.example.com' });
  return {
    ...stand,
    register: open({}),
    stranger: open({ ATOL_PASSWORD: 'another-password' }),
    open,
    sent,
    answerWith: (...answers) => void planned.push(...answers),
  };
}

function pathOf({ url }: Request): string {
  return new URL(url).pathname.replace('/possystem', '');
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
    seller: { inn: '5544332219', email: 'shop@example.com', taxSystem: 'usn_income' },
    callbackUrl: CALLBACK_URL,
    at: Date.UTC(2026, 10, 24, 9),
    ...over,
  };
}
