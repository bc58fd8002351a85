import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Config,
  type Environment,
  formatProblems,
  mergeEnvironment,
  problemsOf,
  readConfig,
} from '../../api/config.ts';
import { durationOf } from '../../api/config-values.ts';
import { telegramEnv } from '../../bot/channels/telegram/config.ts';

const LOCALES = ['ru', 'en'];
const HOUR = 3_600_000;

function good(environment: Environment): Config {
  const read = readConfig(environment, LOCALES);
  if (!read.ok) throw new Error(formatProblems(read.problems));
  return read.config;
}

function wrong(environment: Environment): readonly string[] {
  const read = readConfig(environment, LOCALES);
  return read.ok ? [] : read.problems.map(({ variable }) => variable);
}

describe('defaults', () => {
  test('an empty environment is a sandbox on this machine', () => {
    expect(good({})).toMatchObject({
      port: 8787,
      publicUrl: 'http://localhost:8787',
      databaseUrl: 'file:./data/tillbot.db',
      sandbox: true,
      owner: null,
      locale: 'ru',
      timeZone: 'Europe/Moscow',
      currency: 'RUB',
      remindAfter: [3 * HOUR, 24 * HOUR, 72 * HOUR],
      quietHours: { from: 21 * 60, to: 9 * 60 },
      seller: expect.objectContaining({ id: 'main', receipts: 'law', vat: 'none' }),
      policies: {},
      apiKeys: [],
      logLevel: 'info',
    });
  });

  test('an empty value counts as one that is not set', () => {
    const names =
      'PORT PUBLIC_URL DATABASE_URL SANDBOX OWNER LOCALE TIME_ZONE CURRENCY REMIND_AFTER QUIET_HOURS';
    const empty = Object.fromEntries(
      `${names} API_KEYS LOG_LEVEL TELEGRAM_BOT_TOKEN`.split(' ').map((name) => [name, '']),
    );
    expect(good(empty)).toEqual(good({}));
  });

  test('the public address follows the port', () => {
    expect(good({ PORT: '3000' }).publicUrl).toBe('http://localhost:3000');
  });
});

test.each<[string, string, keyof Config, unknown]>([
  ['PORT', '0', 'port', 0],
  ['PUBLIC_URL', 'https://till.example.com/', 'publicUrl', 'https://till.example.com'],
  ['PUBLIC_URL', 'https://example.com/till//', 'publicUrl', 'https://example.com/till'],
  ['DATABASE_URL', 'postgresql://till:secret@db/till', 'databaseUrl', 'postgresql://till:secret@db/till'],
  ['SANDBOX', 'off', 'sandbox', false],
  ['OWNER', 'telegram:123456789', 'owner', { channel: 'telegram', address: '123456789' }],
  ['OWNER', 'whatsapp:+79000000001', 'owner', { channel: 'whatsapp', address: '79000000001' }],
  ['LOCALE', 'en', 'locale', 'en'],
  ['TIME_ZONE', 'Asia/Almaty', 'timeZone', 'Asia/Almaty'],
  ['CURRENCY', 'XTR', 'currency', 'XTR'],
  ['REMIND_AFTER', '30s, 15m,2d', 'remindAfter', [30_000, 900_000, 48 * HOUR]],
  ['REMIND_AFTER', 'off', 'remindAfter', []],
  ['QUIET_HOURS', '00:30-07:05', 'quietHours', { from: 30, to: 425 }],
  ['QUIET_HOURS', 'off', 'quietHours', null],
  ['API_KEYS', ' first , second,', 'apiKeys', ['first', 'second']],
  ['LOG_LEVEL', 'debug', 'logLevel', 'debug'],
])('%s=%s is understood', (variable, value, field, expected) => {
  expect(good({ [variable]: value })[field]).toEqual(expected);
});

test.each([
  ...['65536', '-1', '80.5', 'http'].map((value) => ['PORT', value]),
  ...['till.example.com', 'ftp://example.com', 'https://example.com/?a=1', 'https://me:pw@example.com'].map(
    (value) => ['PUBLIC_URL', value],
  ),
  ...['mysql://db/till', 'file:', './till.db', 'postgres://'].map((value) => ['DATABASE_URL', value]),
  ...['yes', 'ON', '1'].map((value) => ['SANDBOX', value]),
  ...['123456789', 'telegram:@name', 'telegram:-100', 'whatsapp:12', 'viber:1234567'].map((value) => [
    'OWNER',
    value,
  ]),
  ...['de', 'RU', 'ru_RU'].map((value) => ['LOCALE', value]),
  ...['Moscow', '+03:00', 'Europe/Nowhere'].map((value) => ['TIME_ZONE', value]),
  ...['rub', 'RUBLE', '₽'].map((value) => ['CURRENCY', value]),
  ...['3', '3h,3h', '24h,3h', '1d,24h', '3h,', '0s', '-3h', '1.5h', '3w', '9999999d'].map((value) => [
    'REMIND_AFTER',
    value,
  ]),
  ...['21-9', '24:00-09:00', '21:60-09:00', '09:00-09:00', 'none'].map((value) => ['QUIET_HOURS', value]),
  ...['key with space', 'ключ'].map((value) => ['API_KEYS', value]),
  ...['verbose', 'INFO'].map((value) => ['LOG_LEVEL', value]),
])('%s=%s stops the start', (variable = '', value = '') => {
  expect(wrong({ [variable]: value })).toEqual([variable]);
});

describe('problems', () => {
  test('all are told at once, a line each, with what was expected and never what was there', () => {
    const secret = 'postgras://till:hunter2@db/till';
    const read = readConfig({ DATABASE_URL: secret, PORT: 'eighty', OWNER: 'me' }, LOCALES);
    const text = read.ok ? '' : formatProblems(read.problems);
    expect(text.split('\n')).toHaveLength(4);
    expect(text).toMatch(/PORT: expected a port from 0 to 65535/);
    expect(text).toMatch(/OWNER: expected telegram:<user id> or whatsapp:<phone>/);
    expect(text).not.toMatch(/hunter2|eighty/);
  });

  test('a vendor’s own check gives the same lines', () => {
    const read = telegramEnv.safeParse({ TELEGRAM_BOT_TOKEN: 'no token', TELEGRAM_MODE: 'carrier pigeon' });
    const problems = read.success ? [] : problemsOf(read.error);
    expect(problems.map(({ variable }) => variable)).toEqual(['TELEGRAM_BOT_TOKEN', 'TELEGRAM_MODE']);
    expect(problems[1]?.expected).toBe('polling or webhook');
    expect(JSON.stringify(problems)).not.toMatch(/no token|pigeon/);
  });
});

describe('the sandbox and real keys', () => {
  const token = { TELEGRAM_BOT_TOKEN: '123456:AAF-x' };

  test('a channel’s token turns the sandbox off, whichever channel it is', () => {
    expect(good(token).sandbox).toBe(false);
    expect(good({ WHATSAPP_ACCESS_TOKEN: 'EAAx' }).sandbox).toBe(false);
  });

  test.each([
    ['TELEGRAM_BOT_TOKEN'],
    ['TELEGRAM_PROVIDER_TOKEN'],
    ['WHATSAPP_ACCESS_TOKEN'],
    ['YOOKASSA_SECRET_KEY'],
    ['STRIPE_SECRET_KEY'],
    ['CLOUDPAYMENTS_API_SECRET'],
    ['ROBOKASSA_PASSWORD_1'],
    ['TBANK_PASSWORD', 'TBANK_TERMINAL_KEY'],
    ['ATOL_PASSWORD', 'ATOL_LOGIN'],
  ])('a real %s beside SANDBOX=on stops the start', (secret, beside = 'LOG_LEVEL') => {
    const set = { SANDBOX: 'on', [beside]: beside === 'LOG_LEVEL' ? 'info' : 'shop', [secret]: 'a-real-key' };
    expect(wrong(set)).toEqual([secret]);
    const read = readConfig(set, LOCALES);
    expect(read.ok ? '' : formatProblems(read.problems)).not.toContain('a-real-key');
  });

  test('a provider’s key without any channel is not quietly put beside the sandbox', () => {
    expect(wrong({ YOOKASSA_SECRET_KEY: 'live_x' })).toEqual(['YOOKASSA_SECRET_KEY']);
    expect(good({ YOOKASSA_SECRET_KEY: 'live_x', SANDBOX: 'off' }).sandbox).toBe(false);
  });

  test('a key whose API root is a test stand may stand beside the sandbox', () => {
    expect(good({ ...token, SANDBOX: 'on', TELEGRAM_API_ROOT: 'http://127.0.0.1:9001' }).sandbox).toBe(true);
    expect(
      good({ YOOKASSA_SECRET_KEY: 'x', YOOKASSA_API_ROOT: 'https://yookassa.stand.example/v3' }).sandbox,
    ).toBe(true);
  });

  test('the vendor’s own address is no test stand', () => {
    expect(wrong({ ...token, SANDBOX: 'on', TELEGRAM_API_ROOT: 'https://api.telegram.org' })).toEqual([
      'TELEGRAM_BOT_TOKEN',
    ]);
    expect(wrong({ STRIPE_SECRET_KEY: 'x', STRIPE_API_ROOT: 'https://api.stripe.com' })).toEqual([
      'STRIPE_SECRET_KEY',
    ]);
  });

  test('passwords of other programs on the machine are none of its business', () => {
    expect(good({ SANDBOX: 'on', POSTGRES_PASSWORD: 'x', SMTP_PASSWORD: 'y' }).sandbox).toBe(true);
  });
});

describe('.env', () => {
  test('it gives way to the real environment, where that is not empty', () => {
    const merged = mergeEnvironment(
      { PORT: '1', LOCALE: 'en', OWNER: 'telegram:1' },
      { PORT: '2', LOCALE: '', CURRENCY: 'EUR' },
    );
    expect(merged).toEqual({ PORT: '2', LOCALE: 'en', OWNER: 'telegram:1', CURRENCY: 'EUR' });
  });

  test('no file is fine', () => {
    expect(mergeEnvironment(null, { PORT: '2', LOCALE: undefined })).toEqual({ PORT: '2' });
  });
});

test('a duration is a whole number and a unit', () => {
  const sizes = { s: 1000, m: 60_000, h: HOUR, d: 24 * HOUR };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 366 }), fc.constantFrom('s', 'm', 'h', 'd'), (count, unit) => {
      expect(durationOf(`${count}${unit}`)).toBe(count * sizes[unit]);
    }),
  );
});
