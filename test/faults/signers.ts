import { createHash, createHmac } from 'node:crypto';
import { type CloudPaymentsConfig, cloudPaymentsEnv } from '../../api/payments/cloudpayments/config.ts';
import { createCloudPayments } from '../../api/payments/cloudpayments/index.ts';
import { createSandbox } from '../../api/payments/sandbox/index.ts';
import { SIGNATURE_HEADER } from '../../api/payments/sandbox/webhook.ts';
import { createStripe } from '../../api/payments/stripe/index.ts';
import { createTelegramPayments } from '../../api/payments/telegram/index.ts';
import { SECRET_HEADER } from '../../bot/channels/telegram/webhook.ts';
import type { RawWebhook } from '../../domain/ports/payment-provider.ts';
import * as cloudpayments from '../support/cloudpayments.ts';
import * as bank from '../support/sandbox-bank.ts';
import * as stripe from '../support/stripe.ts';
import * as telegram from '../support/telegram-payments.ts';
import {
  broken,
  bytes,
  type Forgery,
  flips,
  headed,
  hex,
  type Make,
  NEWER,
  type Signer,
  text,
} from './forging.ts';
import { extend } from './length-extension.ts';
import type { Chance } from './seeded.ts';

/** `t=…,v1=<HMAC of "t.body">`, as two of them sign. */
function timed(raw: RawWebhook, header: string, secret: string, now: number, chance: Chance): Forgery[] {
  const seconds = Math.floor(now / 1000);
  const signed = (at: number) => `${at}.${text(raw)}`;
  const put = (value: string) => headed(raw, header, value);
  const by = (hash: string, key = secret) => put(`t=${seconds},v1=${hex(hash, key, signed(seconds))}`);
  const plain = createHash('sha256')
    .update(secret + signed(seconds))
    .digest();
  const longer = extend('sha256', plain, bytes(secret + signed(seconds)).length, bytes('}'));
  const old = seconds - 301;
  const good = `v1=${hex('sha256', secret, signed(seconds))}`;
  return [
    ...broken(raw, header, chance),
    ...flips(raw, chance, 8),
    ['another secret', by('sha256', 'another')],
    ['no secret', by('sha256', ' ')],
    ['a replay after 301 s', put(`t=${old},v1=${hex('sha256', secret, signed(old))}`)],
    ['a new time with an old signature', put(`t=${seconds + 1},${good}`)],
    ['SHA-1', by('sha1')],
    ['SHA-512', by('sha512')],
    ['MD5', by('md5')],
    ['another scheme', put(`t=${seconds},v0=${good.slice(3)}`)],
    ['a hash for an HMAC', put(`t=${seconds},v1=${plain.toString('hex')}`)],
    [
      'a hash that was gone on with',
      {
        ...put(`t=${seconds},v1=${Buffer.from(longer.digest).toString('hex')}`),
        body: Buffer.concat([raw.body, longer.padding, bytes('}')]),
      },
    ],
    ['a signature of the body alone', put(`t=${seconds},v1=${hex('sha256', secret, raw.body)}`)],
  ];
}

export function sandboxSigner(make: Make<Parameters<typeof createSandbox>[0]> = createSandbox): Signer {
  const stand = bank.startBank();
  const secrets = [NEWER, bank.WEBHOOK_SECRET];
  const config = {
    root: 'https://bank.example.com',
    shopId: 'practice',
    secretKey: bank.SECRET_KEY,
    webhookSecrets: secrets,
  };
  const aside = (at: number) => (raw: RawWebhook) => stand.signed(raw.body, { at: stand.now() + at });
  return {
    id: 'sandbox',
    currency: 'RUB',
    kind: 'sbp',
    provider: make(config, stand.deps),
    now: stand.now,
    pay: async (reference) => void stand.bank.books.pay(reference),
    webhooks: stand.webhooks,
    forgeries: async (raw, chance) => [
      ...timed(raw, SIGNATURE_HEADER, bank.WEBHOOK_SECRET, stand.now(), chance),
      ['a signature 301 s ahead', await aside(301_000)(raw)],
    ],
    asGood: async (raw) => [
      await aside(-299_000)(raw),
      await aside(299_000)(raw),
      await stand.signed(raw.body, { secret: NEWER }),
    ],
    close: stand.close,
  };
}

export function stripeSigner(make: Make<Parameters<typeof createStripe>[0]> = createStripe): Signer {
  const stand = stripe.startStripe();
  const config = {
    root: 'https://stripe.example.com/sandbox/stripe',
    secretKey: stripe.SECRET_KEY,
    webhookSecrets: [`whsec_${NEWER}`, stripe.WEBHOOK_SECRET],
  };
  return {
    id: 'stripe',
    currency: 'USD',
    kind: 'card',
    provider: make(config, stand.deps),
    now: stand.now,
    pay: async (reference) => void stand.fake.books.pay(reference),
    webhooks: stand.webhooks,
    forgeries: async (raw, chance) =>
      timed(raw, 'stripe-signature', stripe.WEBHOOK_SECRET, stand.now(), chance),
    asGood: async (raw) => [
      await stand.signed(raw.body, { at: stand.now() - 299_000 }),
      await stand.signed(raw.body, { secret: `whsec_${NEWER}` }),
    ],
    close: stand.close,
  };
}

export function cloudPaymentsSigner(make: Make<CloudPaymentsConfig> = createCloudPayments): Signer {
  const stand = cloudpayments.startCloudPayments();
  const config = cloudPaymentsEnv.parse(cloudpayments.SETTINGS) as CloudPaymentsConfig;
  const secret = config.apiSecret;
  const header = 'content-hmac';
  const by = (raw: RawWebhook, hash: string, key = secret) =>
    createHmac(hash, key).update(raw.body).digest('base64');
  return {
    id: 'cloudpayments',
    currency: 'RUB',
    kind: 'card',
    provider: make(config, stand.deps),
    now: stand.now,
    pay: async (reference) => void stand.fake.books.pay(stand.order(reference)),
    webhooks: stand.webhooks,
    forgeries: async (whole, chance) => {
      // Both headers carry a signature; a forger has to do with one of them.
      const raw = headed(whole, 'x-content-hmac', null);
      const plain = createHash('sha256').update(secret).update(raw.body).digest();
      const longer = extend('sha256', plain, secret.length + raw.body.length, bytes('&Amount=1'));
      const put = (value: string) => headed(raw, header, value);
      return [
        ...broken(raw, header, chance),
        ...flips(raw, chance, 8),
        ['another secret', put(by(raw, 'sha256', 'another'))],
        ['SHA-1', put(by(raw, 'sha1'))],
        ['SHA-512', put(by(raw, 'sha512'))],
        ['hex', put(hex('sha256', secret, raw.body))],
        ['a hash for an HMAC', put(plain.toString('base64'))],
        [
          'a hash that was gone on with',
          {
            ...put(Buffer.from(longer.digest).toString('base64')),
            body: Buffer.concat([raw.body, longer.padding, bytes('&Amount=1')]),
          },
        ],
        ['the body by GET', { ...raw, method: 'GET' }],
        [
          'the other header alone, wrong',
          headed(headed(raw, header, null), 'x-content-hmac', by(raw, 'sha1')),
        ],
      ];
    },
    asGood: async (raw) => [headed(raw, 'x-content-hmac', null), headed(raw, header, null)],
    close: stand.close,
  };
}

/** Telegram signs nothing: it repeats a secret. */
export function telegramSigner(
  make: Make<Parameters<typeof createTelegramPayments>[0]> = createTelegramPayments,
): Signer {
  const stand = telegram.startTelegramPayments();
  const { TOKEN, SECRET } = telegram;
  const config = {
    token: TOKEN,
    apiRoot: 'https://api.telegram.org',
    webhookSecret: SECRET,
    providerToken: null,
  };
  return {
    id: 'telegram',
    currency: 'XTR',
    kind: 'stars',
    provider: make(config, stand.deps),
    now: stand.now,
    pay: async (_reference, paymentId) => void (await stand.pay(paymentId)),
    webhooks: stand.webhooks,
    forgeries: async (raw, chance) => [
      ...broken(raw, SECRET_HEADER, chance),
      ['another secret', headed(raw, SECRET_HEADER, 'another')],
      ['in capitals', headed(raw, SECRET_HEADER, SECRET.toUpperCase())],
      ['with more behind it', headed(raw, SECRET_HEADER, `${SECRET}0`)],
      ['the token of the bot', headed(raw, SECRET_HEADER, TOKEN)],
      ['a hash of the secret', headed(raw, SECRET_HEADER, createHash('sha256').update(SECRET).digest('hex'))],
      ['in another header', { ...headed(raw, SECRET_HEADER, null), headers: { authorization: SECRET } }],
    ],
    asGood: async () => [],
    close: stand.close,
  };
}
