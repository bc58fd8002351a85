import { gzipSync } from 'node:zlib';
import { SIGNATURE_HEADER, sign } from '../../api/payments/sandbox/webhook.ts';
import { BANK } from './open-payments.ts';
import { WEBHOOK } from './sender.ts';

/** A request that nobody should send, and the answer that it deserves. None of them may write anything. */
export interface Odd {
  readonly name: string;
  readonly path: string;
  readonly method?: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  readonly status: number;
}

export const TELEGRAM = '/webhooks/telegram';
export const SECRET = ['x-telegram-bot-api-secret-token', 'telegram-secret-of-the-tests'] as const;

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Where in the event, by the text in it, and what is put there instead, as JSON text. */
type Wrong = readonly [what: string, values: readonly string[]];

const SUMS = [
  '-1',
  '0',
  '1',
  '1e309',
  'NaN',
  '4900.005',
  '490000',
  '"0"',
  '"-1"',
  '"+5"',
  '"05"',
  '" 5"',
  '"1e5"',
  '"4900.005"',
  '"4900,5"',
  '"0x10"',
  '""',
  `"${'9'.repeat(19)}"`,
  '"\\u0000"',
  'null',
  'true',
  '[]',
  '{}',
];
const IDS = ['""', '"a b"', '"\\u0000"', '"ж"', `"${'x'.repeat(65)}"`, 'null', '5', '[]', '{}'];
const TIMES = ['-1', '0', '1.5', '1e309', 'NaN', '8640000000000001', '"5"', 'null', '[]'];
const NOTHING = ['null', '5', '"x"', 'true'];

/** Every wrong value in every place of a signed event of the bank that money depends on. */
function wrongEvents(event: Record<string, unknown>): { name: string; json: string }[] {
  const places: readonly Wrong[] = [
    ['id', IDS],
    ['about', [...IDS, '"ch_of_somebody_else"']],
    ['type', ['""', 'null', '5', '[]', `"${'x'.repeat(65)}"`]],
    ['payment', [...NOTHING, '[]', '{}']],
    ['payment.id', IDS],
    ['payment.paymentId', IDS],
    ['payment.state', ['"paid"', ...NOTHING]],
    ['payment.url', ['"javascript:alert(1)"', '"x"', '""', 'null']],
    ['payment.charges', [...NOTHING, '{}', '[null]', '[[]]']],
    ['payment.charges.0.id', IDS],
    ['payment.charges.0.fee', ['"-1"', '"1.5"', '""', '5', 'null']],
    ['payment.charges.0.at', TIMES],
    ['payment.charges.0.amount', [...NOTHING, '[]', '{}']],
    ['payment.charges.0.amount.minor', SUMS],
    [
      'payment.charges.0.amount.currency',
      ['"ZZZ"', '"rub"', '"RUBRUB"', '"₽"', '"__proto__"', '""', ...NOTHING],
    ],
    ['payment.description', [`"${'x'.repeat(251)}"`, '"\\u0000"', 'null', '5']],
  ];
  return places.flatMap(([place, values]) =>
    values.map((value) => ({ name: `${place} is ${value.slice(0, 30)}`, json: put(event, place, value) })),
  );
}

/** The JSON of `event` with the raw text `value` at a place like `payment.charges.0.id`. */
function put(event: Record<string, unknown>, place: string, value: string): string {
  const mark = '@@here@@';
  const copy = structuredClone(event);
  const path = place.split('.');
  let at: Record<string, unknown> = copy;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string, unknown>;
  at[path.at(-1) ?? ''] = mark;
  return JSON.stringify(copy).replace(`"${mark}"`, () => value);
}

/** Signed by the bank's own key, and still no event. */
export async function signedNonsense(event: Record<string, unknown>): Promise<Odd[]> {
  const json = JSON.stringify(event);
  const many = {
    ...event,
    payment: { ...(event.payment as object), charges: Array(1001).fill(firstCharge(event)) },
  };
  const bodies: [string, Uint8Array][] = [
    ...wrongEvents(event).map(({ name, json: wrong }): [string, Uint8Array] => [name, encode(wrong)]),
    ['1,001 charges', encode(JSON.stringify(many))],
    ['nothing', new Uint8Array()],
    ['NUL', Uint8Array.of(0)],
    ['an array', encode(`[${json}]`)],
    ['a text', encode(JSON.stringify(json))],
    ['two events', encode(json + json)],
    ['a byte order mark and a NUL', encode(`\ufeff${json}\0`)],
    ['UTF-16', new Uint8Array(Buffer.from(json, 'utf16le'))],
    ['bad UTF-8', Uint8Array.from([...encode(json.slice(0, 8)), 0xff, ...encode(json.slice(8))])],
    ['1,000 arrays', encode('['.repeat(1_000) + ']'.repeat(1_000))],
    ['1,000 objects', encode(`${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`)],
    ['100,000 arrays', encode('['.repeat(100_000))],
    ['gzip', new Uint8Array(gzipSync(json))],
    ['a bomb of gzip', new Uint8Array(gzipSync(Buffer.alloc(50 * 1024 * 1024)))],
  ];
  return Promise.all(
    bodies.map(async ([name, body]) => ({
      name: `signed: ${name}`,
      path: WEBHOOK,
      headers: [await signature(body)],
      body,
      status: 400,
    })),
  );
}

function firstCharge(event: Record<string, unknown>): unknown {
  return (event.payment as { charges: unknown[] }).charges[0];
}

async function signature(
  body: Uint8Array,
  at = Date.now(),
  secret = BANK.SANDBOX_BANK_WEBHOOK_SECRET,
): Promise<readonly [string, string]> {
  return [SIGNATURE_HEADER, await sign(secret, body, at)];
}

/** A good event under a signature that is none. */
export async function wrongSignatures(event: Record<string, unknown>): Promise<Odd[]> {
  const body = encode(JSON.stringify(event));
  const [, good] = await signature(body);
  const [time = '', mac = ''] = good.split(',');
  const headers: [string, [string, string][]][] = [
    ['missing', []],
    ...[
      '',
      'x',
      mac,
      time,
      `${time};${mac}`,
      `${mac},${time}`,
      good.toUpperCase(),
      `${good},${mac}`,
      ` ${good}.`,
      good.slice(0, -1),
      good.replace('v1', 'v0'),
      `t=,${mac}`,
      `t=-1,${mac}`,
      `t=1e9,${mac}`,
      `t=${'9'.repeat(13)},${mac}`,
      `${time},v1=${'0'.repeat(64)}`,
      `${time},v1=${'g'.repeat(64)}`,
    ].map((value): [string, [string, string][]] => [`"${value.slice(0, 24)}"`, [[SIGNATURE_HEADER, value]]]),
    [
      'there twice',
      [
        [SIGNATURE_HEADER, good],
        [SIGNATURE_HEADER, good],
      ],
    ],
    ['of another secret', [[...(await signature(body, Date.now(), 'another'))]]],
    ['301 s old', [[...(await signature(body, Date.now() - 301_000))]]],
    ['301 s ahead', [[...(await signature(body, Date.now() + 301_500))]]],
    ['of another body', [[...(await signature(encode('{}')))]]],
  ];
  return headers.map(([name, each]) => ({
    name: `signature ${name}`,
    path: WEBHOOK,
    headers: each,
    body,
    status: 401,
  }));
}

/** Updates with the right secret that are none of Telegram's, and good ones with a wrong secret. */
export function wrongUpdates(update: Record<string, unknown>): Odd[] {
  const places: readonly Wrong[] = [
    ['update_id', ['-1', '1.5', '1e309', 'NaN', '"5"', '9007199254740993', 'null', '[]']],
    ['message', ['null', '5', '"x"', '[]', '{}']],
    ['message.message_id', ['null', '"5"', '1.5', 'NaN']],
    ['message.chat', ['null', '5', '[]', '{}']],
    ['message.chat.id', ['null', '"5"', '1.5', '1e309', 'NaN']],
    ['message.from', ['null', '5', '{}']],
    ['message.from.id', ['null', '"5"', '1.5', '1e309']],
    ['message.from.first_name', ['null', '5', '[]']],
    ['message.text', ['null', '5', '[]', '{}']],
  ];
  const odd = (name: string, body: Uint8Array, headers: Odd['headers'], status: number): Odd => ({
    name: `update: ${name}`,
    path: TELEGRAM,
    headers,
    body,
    status,
  });
  const wrong = places.flatMap(([place, values]) =>
    values.map((value) => odd(`${place} is ${value}`, encode(put(update, place, value)), [SECRET], 400)),
  );
  const body = encode(JSON.stringify(update));
  const [name, secret] = SECRET;
  const secrets = ['', 'x', `${secret}x`, secret.slice(1), secret.toUpperCase(), `${secret},${secret}`];
  return [
    ...wrong,
    odd('nothing', new Uint8Array(), [SECRET], 400),
    odd('1,000 arrays', encode('['.repeat(1_000) + ']'.repeat(1_000)), [SECRET], 400),
    odd('bad UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), [SECRET], 400),
    odd('gzip', new Uint8Array(gzipSync(body)), [SECRET, ['content-encoding', 'gzip']], 400),
    odd('no secret', body, [], 401),
    odd('the secret twice', body, [SECRET, SECRET], 401),
    ...secrets.map((value) => odd(`the secret "${value.slice(0, 12)}"`, body, [[name, value]], 401)),
  ];
}

/** Too large, of another method, to nobody: whatever they carry. */
export async function wrongRequests(event: Record<string, unknown>): Promise<Odd[]> {
  const body = encode(JSON.stringify(event));
  const header = await signature(body);
  const large = new Uint8Array(5 * 1024 * 1024).fill(0x20);
  const nobody = [
    '/webhooks/payments/nobody',
    '/webhooks/payments/__proto__',
    '/webhooks/payments/constructor',
    '/webhooks/nobody',
    '/webhooks/payments/',
    '/webhooks/',
  ];
  return [
    { name: '5 MiB, signed', path: WEBHOOK, headers: [await signature(large)], body: large, status: 413 },
    { name: '5 MiB update', path: TELEGRAM, headers: [SECRET], body: large, status: 413 },
    ...nobody.map((path) => ({ name: path, path, headers: [header], body, status: 404 })),
    ...['PUT', 'DELETE', 'PATCH'].map((method) => ({
      name: method,
      method,
      path: WEBHOOK,
      headers: [header],
      body,
      status: 404,
    })),
    { name: 'GET', method: 'GET', path: WEBHOOK, headers: [header], body: new Uint8Array(), status: 401 },
  ];
}
