import { createFakeTbank, type FakeTbank, type FakeTbankOptions } from '../../api/payments/tbank/fake.ts';
import { createTbank, type Tbank } from '../../api/payments/tbank/index.ts';
import { tokenOf } from '../../api/payments/tbank/token.ts';
import { money } from '../../domain/money.ts';
import type { RawWebhook, StartRequest } from '../../domain/ports/payment-provider.ts';
import type { Receipt, VatRate } from '../../domain/receipt.ts';
import { SUM, valueFrom } from '../contract/payment-provider-driver.ts';
import { posted, startVendor, type VendorStand } from './vendor-stand.ts';

/** The bank's own addresses: what is tested is what goes to the real one. */
const HOST = 'https://securepay.tinkoff.ru';
export const WEBHOOK_URL = 'https://shop.example.com/webhooks/payments/tbank';
export const TERMINAL_KEY = '1700000000000DEMO';
export const PASSWORD = 'password-of-the-terminal';

/** A call as the bank got it. */
export interface Heard {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface TbankStand extends VendorStand<FakeTbank> {
  readonly provider: Tbank;
  readonly stranger: Tbank;
  /** Calls that went to the bank so far, in order. */
  readonly heard: readonly Heard[];
}

/** The emulated bank behind a network that is not there. */
export function startTbank(options: Partial<FakeTbankOptions> = {}): TbankStand {
  const heard: Heard[] = [];
  const keys = { terminalKey: TERMINAL_KEY, password: PASSWORD };
  const stand = startVendor({
    root: HOST,
    webhookUrl: WEBHOOK_URL,
    make: (deps) => createFakeTbank({ ...keys, publicRoot: HOST, ...deps, ...options }),
    heard: async (request) => {
      const body = (await request.json()) as Heard['body'];
      heard.push({ path: new URL(request.url).pathname, body });
    },
    acknowledge: () => 'OK',
  });
  const open = (password: string) => {
    const config = { root: `${HOST}/v2`, terminalKey: TERMINAL_KEY, password, standIn: false };
    return createTbank(config, stand.deps);
  };
  return { ...stand, provider: open(PASSWORD), stranger: open('another-password'), heard };
}

/** A notification with the token that belongs to its fields, or to those with another password. */
export async function signed(
  fields: Readonly<Record<string, unknown>>,
  password = PASSWORD,
): Promise<RawWebhook> {
  const { Token: _, ...rest } = fields;
  return rawWebhook(JSON.stringify({ ...rest, Token: await tokenOf(rest, password) }));
}

export function rawWebhook(body: string | Uint8Array): RawWebhook {
  return posted(WEBHOOK_URL, body);
}

export function fieldsOf(raw: RawWebhook): Record<string, unknown> {
  return JSON.parse(new TextDecoder().decode(raw.body)) as Record<string, unknown>;
}

/** The first notification of a payment with this status. */
export async function told({ webhooks }: TbankStand, status: string): Promise<RawWebhook> {
  return (await webhooks()).find((raw) => fieldsOf(raw).Status === status)!;
}

let serial = 0;

/** A new attempt with ids of its own. */
export function request(over: Partial<StartRequest> = {}): StartRequest {
  serial += 1;
  const paymentId = `0193a6f0-0000-7000-8000-${String(serial).padStart(12, '0')}`;
  return {
    paymentId,
    idempotencyKey: paymentId,
    kind: 'card',
    amount: money(SUM, 'RUB'),
    invoiceNumber: '17',
    dealId: 17,
    purpose: 'Сайт',
    items: [{ title: 'Сайт', quantity: 1000n, price: SUM, amount: SUM }],
    customer: { phone: '+79000000001', email: null, locale: 'ru' },
    returnUrl: 'https://shop.example.com/pay/AbCdEf',
    webhookUrl: WEBHOOK_URL,
    expiresAt: null,
    ...over,
  };
}

/** The reference of an attempt that somebody has paid. */
export async function paidAt(
  { provider, fake }: TbankStand,
  source: 'cards' | 'qrsbp',
  over: Partial<StartRequest> = {},
): Promise<string> {
  const { reference } = valueFrom(await provider.start(request(over)));
  fake.books.pay(reference, source);
  return reference;
}

/** A receipt of one line. */
export function receiptOf(minor: bigint, over: Partial<Receipt['items'][number]> = {}): Receipt {
  const line = { title: 'Сайт', quantity: 1000n, price: minor, amount: minor, vat: 'none' as VatRate };
  const item = { ...line, mode: 'full_prepayment', subject: 'service', ...over } as const;
  const customer = { phone: '+79000000001', email: 'maria@example.com' };
  return { type: 'payment', items: [item], taxSystem: 'usn_income', customer };
}
