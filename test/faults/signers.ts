import { createHash, createHmac } from 'node:crypto';
import type { CloudPaymentsConfig } from '../../api/payments/cloudpayments/config.ts';
import { cloudPaymentsEnv } from '../../api/payments/cloudpayments/config.ts';
import { createCloudPayments } from '../../api/payments/cloudpayments/index.ts';
import type { ProviderDeps } from '../../api/payments/provider-module.ts';
import { type RobokassaConfig, robokassaEnv } from '../../api/payments/robokassa/config.ts';
import { createRobokassa } from '../../api/payments/robokassa/index.ts';
import { shpParts } from '../../api/payments/robokassa/signature.ts';
import { createSandbox } from '../../api/payments/sandbox/index.ts';
import { SIGNATURE_HEADER } from '../../api/payments/sandbox/webhook.ts';
import { createStripe } from '../../api/payments/stripe/index.ts';
import { createTbank } from '../../api/payments/tbank/index.ts';
import { createTelegramPayments } from '../../api/payments/telegram/index.ts';
import { SECRET_HEADER } from '../../bot/channels/telegram/webhook.ts';
import type { PaymentKind } from '../../domain/payment.ts';
import type { PaymentProvider, RawWebhook } from '../../domain/ports/payment-provider.ts';
import * as cloudpayments from '../support/cloudpayments.ts';
import * as robokassa from '../support/robokassa.ts';
import * as bank from '../support/sandbox-bank.ts';
import * as stripe from '../support/stripe.ts';
import * as tbank from '../support/tbank.ts';
import * as telegram from '../support/telegram-payments.ts';
import { extend } from './length-extension.ts';
import type { Chance } from './seeded.ts';

/** A webhook as somebody else would send it, and what was done to it. */
export type Forgery = readonly [name: string, raw: RawWebhook];

/** A vendor who signs, its payers, and whoever pretends to be the vendor. */
export interface Signer {
  readonly id: string;
  readonly currency: string;
  readonly kind: PaymentKind;
  readonly provider: PaymentProvider;
  now(): number;
  pay(reference: string, paymentId: string): Promise<void>;
  /** Everything that was sent so far. */
  webhooks(): Promise<readonly RawWebhook[]>;
  forgeries(raw: RawWebhook, chance: Chance): Promise<readonly Forgery[]>;
  /** Other ways in which the vendor may sign the same: earlier, by a newer secret. All of them are good. */
  asGood(raw: RawWebhook): Promise<readonly RawWebhook[]>;
  close(): void;
}

/** Makes a provider in the place of the real maker: one with a guard taken out. */
export type Make<Config> = (config: Config, deps: ProviderDeps) => PaymentProvider;

/** The secrets that are good while one replaces the other. */
const NEWER = 'a-newer-secret';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (raw: RawWebhook): string => new TextDecoder().decode(raw.body);
const hex = (hash: string, key: string, message: string | Uint8Array): string =>
  createHmac(hash, key).update(message).digest('hex');

function headed(raw: RawWebhook, header: string, value: string | null): RawWebhook {
  const { [header]: _, ...others } = raw.headers;
  return { ...raw, headers: value === null ? others : { ...others, [header]: value } };
}

/** A byte of the body is another one, its signature is not. */
function flips(raw: RawWebhook, chance: Chance, many: number): Forgery[] {
  return Array.from({ length: many }, () => {
    const body = raw.body.slice();
    const at = chance.between(0, body.length - 1);
    body[at] = (body[at] as number) ^ 1;
    return [`byte ${at} changed`, { ...raw, body }] as const;
  });
}

/** One letter of the signature is another one. */
function nearly(signature: string, chance: Chance): string {
  const at = chance.between(Math.max(0, signature.length - 40), signature.length - 1);
  const other = signature[at] === '0' ? '1' : '0';
  return signature.slice(0, at) + other + signature.slice(at + 1);
}

/** Forms of a signature that none of the vendors sends. */
function broken(raw: RawWebhook, header: string, chance: Chance): Forgery[] {
  const value = raw.headers[header] ?? '';
  return [
    ['no signature', headed(raw, header, null)],
    ['an empty signature', headed(raw, header, '')],
    ['a signature that is cut', headed(raw, header, value.slice(0, -2))],
    ['a signature twice', headed(raw, header, `${value}, ${value}`)],
    ['nearly the signature', headed(raw, header, nearly(value, chance))],
    ['zeros', headed(raw, header, value.replace(/[^=]{8}(=*)$/, '00000000$1'))],
  ];
}

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

export function tbankSigner(make: Make<Parameters<typeof createTbank>[0]> = createTbank): Signer {
  const stand = tbank.startTbank();
  const config = {
    root: 'https://securepay.tinkoff.ru/v2',
    terminalKey: tbank.TERMINAL_KEY,
    password: tbank.PASSWORD,
    standIn: false,
  };
  return {
    id: 'tbank',
    currency: 'RUB',
    kind: 'card',
    provider: make(config, stand.deps),
    now: stand.now,
    pay: async (reference) => stand.fake.books.pay(reference),
    webhooks: stand.webhooks,
    forgeries: (raw, chance) => tbankForgeries(raw, chance),
    asGood: async (raw) => {
      const { Token, ...fields } = tbank.fieldsOf(raw);
      const shuffled = Object.fromEntries(Object.entries(fields).reverse());
      return [tbank.rawWebhook(JSON.stringify({ Token, ...shuffled }))];
    },
    close: stand.close,
  };
}

/** What T-Bank hashes: values in the order of their names, the password among them. */
function tbankText(fields: Readonly<Record<string, unknown>>): string {
  const all = Object.entries({ ...fields, Password: tbank.PASSWORD }).sort(([a], [b]) => (a < b ? -1 : 1));
  return all.map(([, value]) => String(value)).join('');
}

async function tbankForgeries(raw: RawWebhook, chance: Chance): Promise<Forgery[]> {
  const { Token, ...fields } = tbank.fieldsOf(raw);
  const put = (token: unknown, more: object = {}) =>
    tbank.rawWebhook(JSON.stringify({ ...fields, ...more, Token: token }));
  const by = (hash: string, message: string) => createHash(hash).update(message).digest('hex');
  const signed = tbankText(fields);
  const longer = extend('sha256', Buffer.from(String(Token), 'hex'), bytes(signed).length, bytes('x'));
  const tail = Buffer.from(longer.padding).toString('latin1');
  const names = Object.keys(fields);
  const changed = Array.from({ length: 8 }, () => {
    const name = chance.pick(names);
    return [`${name} changed`, put(Token, { [name]: `${fields[name]}1` })] as const;
  });
  return [
    ...changed,
    ['no token', tbank.rawWebhook(JSON.stringify(fields))],
    ['an empty token', put('')],
    ['a list for a token', put([Token])],
    ['a token that is cut', put(String(Token).slice(0, -1))],
    ['nearly the token', put(nearly(String(Token), chance))],
    ['another password', await tbank.signed(fields, 'another-password')],
    ['no password', put(by('sha256', signed.replace(tbank.PASSWORD, '')))],
    ['MD5', put(by('md5', signed))],
    ['SHA-1', put(by('sha1', signed))],
    ['SHA-512', put(by('sha512', signed).slice(0, 64))],
    ['another terminal', await tbank.signed({ ...fields, TerminalKey: '1700000000001DEMO' })],
    ['a hash that was gone on with', put(Buffer.from(longer.digest).toString('hex'), { Zero: `${tail}x` })],
    ['a sum in a field of its own', put(Token, { amount: 1 })],
  ];
}

export function robokassaSigner(make: Make<RobokassaConfig> = createRobokassa): Signer {
  const stand = robokassa.startRobokassa();
  const config = robokassaEnv.parse(robokassa.SETTINGS) as RobokassaConfig;
  const provider = make(config, stand.deps);
  const links = new Map<string, string>();
  const start: PaymentProvider['start'] = async (request, options) => {
    const outcome = await provider.start(request, options);
    if (outcome.ok) links.set(outcome.value.reference, outcome.value.url);
    return outcome;
  };
  return {
    id: 'robokassa',
    currency: 'RUB',
    kind: 'card',
    provider: { ...provider, start },
    now: stand.now,
    pay: async (reference) => {
      await (await fetch(links.get(reference) ?? '')).text();
      const body = new URLSearchParams({ do: 'pay' });
      await fetch(`https://robokassa.example.com/pay/${reference}`, {
        method: 'POST',
        body,
        redirect: 'manual',
      });
    },
    webhooks: stand.webhooks,
    forgeries: (raw, chance) => robokassaForgeries(raw, chance),
    asGood: async (raw) => {
      const { SignatureValue = '', ...fields } = robokassa.fieldsOf(raw);
      return [robokassa.notice({ ...fields, SignatureValue: SignatureValue.toUpperCase() })];
    },
    close: stand.close,
  };
}

async function robokassaForgeries(raw: RawWebhook, chance: Chance): Promise<Forgery[]> {
  const { SignatureValue = '', ...fields } = robokassa.fieldsOf(raw);
  const put = (signature: string, more: Readonly<Record<string, string>> = {}) =>
    robokassa.notice({ ...fields, ...more, SignatureValue: signature });
  const tail = shpParts(Object.entries(fields));
  const message = (password: string) => [fields.OutSum, fields.InvId, password, ...tail].join(':');
  const own = message(robokassa.SETTINGS.ROBOKASSA_PASSWORD_2);
  const by = (hash: string, text: string) => createHash(hash).update(text).digest('hex');
  const signedNames = Object.keys(fields).filter((name) => /^(OutSum|InvId|Shp_)/.test(name));
  const changed = Array.from({ length: 8 }, () => {
    const name = chance.pick(signedNames);
    return [`${name} changed`, put(SignatureValue, { [name]: `${fields[name]}1` })] as const;
  });
  return [
    ...changed,
    ['no signature', robokassa.notice(fields)],
    ['an empty signature', put('')],
    ['a signature that is cut', put(SignatureValue.slice(0, -2))],
    ['nearly the signature', put(nearly(SignatureValue, chance))],
    [
      'the password of the other direction',
      await robokassa.signedNotice(fields, robokassa.SETTINGS.ROBOKASSA_PASSWORD_1),
    ],
    ['another password', await robokassa.signedNotice(fields, 'another')],
    ['no password', put(by('md5', message('')))],
    ['SHA-1', put(by('sha1', own))],
    ['SHA-256', put(by('sha256', own))],
    ['SHA-512', put(by('sha512', own).slice(0, 32))],
    ['a field more', put(SignatureValue, { Shp_more: '1' })],
    ['a hash that was gone on with', goneOnWith(fields, own, SignatureValue, tail)],
    ['a name twice', { ...raw, body: bytes(`${text(raw)}&OutSum=1.00`) }],
    ['a name twice in other letters', { ...raw, body: bytes(`${text(raw)}&outsum=1.00`) }],
  ];
}

/** The last of the shop's own fields takes the padding and more: raw bytes, as only a form can carry them. */
function goneOnWith(
  fields: Readonly<Record<string, string>>,
  own: string,
  signature: string,
  tail: readonly string[],
): RawWebhook {
  const longer = extend('md5', Buffer.from(signature, 'hex'), bytes(own).length, bytes('more'));
  const last = (tail.at(-1) ?? '').split('=')[0] ?? '';
  const escaped = (all: Uint8Array) =>
    [...all].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const { [last]: value = '', ...others } = fields;
  const form = new URLSearchParams({ ...others, SignatureValue: Buffer.from(longer.digest).toString('hex') });
  const body = `${form}&${last}=${encodeURIComponent(value)}${escaped(longer.padding)}more`;
  return { ...robokassa.notice({}), body: bytes(body) };
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
