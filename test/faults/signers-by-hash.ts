import { createHash } from 'node:crypto';
import { type RobokassaConfig, robokassaEnv } from '../../api/payments/robokassa/config.ts';
import { createRobokassa } from '../../api/payments/robokassa/index.ts';
import { shpParts } from '../../api/payments/robokassa/signature.ts';
import { createTbank } from '../../api/payments/tbank/index.ts';
import type { PaymentProvider, RawWebhook } from '../../domain/ports/payment-provider.ts';
import * as robokassa from '../support/robokassa.ts';
import * as tbank from '../support/tbank.ts';
import { bytes, type Forgery, type Make, nearly, type Signer, text } from './forging.ts';
import { extend } from './length-extension.ts';
import type { Chance } from './seeded.ts';

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
