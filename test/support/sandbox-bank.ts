import { createFakeBank, type FakeBank, type FakeBankOptions } from '../../api/payments/sandbox/fake.ts';
import { createSandbox } from '../../api/payments/sandbox/index.ts';
import { SIGNATURE_HEADER, sign } from '../../api/payments/sandbox/webhook.ts';
import type { PaymentProvider, RawWebhook } from '../../domain/ports/payment-provider.ts';
import { posted, startVendor, type VendorStand } from './vendor-stand.ts';

const ROOT = 'https://bank.example.com';
export const WEBHOOK_URL = 'https://shop.example.com/webhooks/payments/sandbox';
export const SECRET_KEY = 'key-of-the-practice-shop';
export const WEBHOOK_SECRET = 'secret-of-the-practice-shop';

export interface BankStand extends Omit<VendorStand<FakeBank>, 'fake'> {
  readonly bank: FakeBank;
  readonly provider: PaymentProvider;
  readonly stranger: PaymentProvider;
  /** A body as the bank signs it; `at` is the moment of signing. */
  signed(body: Uint8Array | string, over?: { secret?: string; at?: number }): Promise<RawWebhook>;
}

/** The practice bank behind a network that is not there: `fetch` reaches it, and its webhooks are kept. */
export function startBank(options: Partial<FakeBankOptions> = {}): BankStand {
  const keys = { shopId: 'practice', secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET };
  const { fake: bank, ...stand } = startVendor({
    root: ROOT,
    webhookUrl: WEBHOOK_URL,
    make: (deps) => createFakeBank({ ...keys, publicRoot: ROOT, ...deps, ...options }),
    tick: ({ books }) => books.tick(),
  });
  const open = (secretKey: string) => {
    const config = { root: ROOT, shopId: 'practice', secretKey, webhookSecrets: [WEBHOOK_SECRET] };
    return createSandbox(config, stand.deps);
  };
  return {
    ...stand,
    bank,
    provider: open(SECRET_KEY),
    stranger: open('another-key'),
    signed: (body, over) => signedBy(body, { secret: WEBHOOK_SECRET, at: stand.now(), ...over }),
  };
}

async function signedBy(body: Uint8Array | string, by: { secret: string; at: number }): Promise<RawWebhook> {
  const raw = posted(WEBHOOK_URL, body);
  return { ...raw, headers: { ...raw.headers, [SIGNATURE_HEADER]: await sign(by.secret, raw.body, by.at) } };
}
