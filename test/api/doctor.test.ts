import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { createDoctor, type DoctorOptions } from '../../api/doctor/index.ts';
import { checkupText } from '../../api/doctor/text.ts';
import { webhookSource } from '../../api/heard.ts';
import { createTexts } from '../../bot/texts/index.ts';
import type { AccountReport, BotReport } from '../../domain/ports/account.ts';
import type { CheckLine } from '../../domain/ports/doctor.ts';
import type { FiscalRegister } from '../../domain/ports/fiscal-register.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import { done, type Outcome } from '../../domain/result.ts';
import { type Desk, failure, openDesk } from '../support/desk.ts';
import { inboxRow } from '../support/rows.ts';
import { NOON, SETTINGS, staff } from '../support/world.ts';

const URL_OF = 'https://till.example.com';
const HOOK = `${URL_OF}/webhooks/payments/sandbox`;

let desk: Desk;
let account: Outcome<AccountReport>;
let bot: Outcome<BotReport>;
/** What is at our own address. */
let site: () => Promise<Response>;
let over: Partial<DoctorOptions>;
let provider: Partial<PaymentProvider>;
let registers: FiscalRegister[];

beforeEach(async () => {
  desk = openDesk();
  account = done({ test: false, receipts: true, webhooks: [{ expected: HOOK, set: HOOK }] });
  bot = done({ name: '@till_bot', webhook: null, unreachable: [] });
  site = async () => Response.json({ status: 'ok' });
  [over, provider, registers] = [{}, {}, []];
  await desk.store.commit({ staff: [staff({ version: 0 })] });
});

const receipts = { ...SETTINGS, seller: { ...SETTINGS.seller, receipts: 'law' as const } };

async function examine(options: { pay?: boolean } = {}): Promise<readonly CheckLine[]> {
  const { deps, bank } = desk;
  const [telegram] = deps.channels.values();
  const settings = { ...SETTINGS, takers: [{ id: 'sandbox', kinds: ['sbp', 'card'] as const, hold: false }] };
  const open: DoctorOptions['open'] = (send) => ({
    channels: [{ channel: { ...telegram!, check: async () => bot }, updates: 'webhook' }],
    providers: [
      {
        ...bank.provider,
        check: async () => {
          await send('https://api.bank.example/me');
          return account;
        },
        ...provider,
      },
    ],
    registers,
  });
  const { config, store, clock } = deps;
  const fetch = async (input: URL | RequestInfo) =>
    String(input).startsWith(URL_OF) ? site() : new Response('', { headers: { date: dateOf(skew) } });
  return createDoctor({ config, settings, store, clock, fetch, freeBytes: null, open, ...over }).examine(
    options,
  );
}

let skew = 0;
const dateOf = (ms: number) => new Date(NOON + ms).toUTCString();

const codes = (lines: readonly CheckLine[], level?: string) =>
  lines.filter((each) => level === undefined || each.level === level).map(({ code }) => code);

describe('a check-up', () => {
  beforeEach(() => {
    skew = 0;
  });

  it('finds nothing to mend where everything is as it should be', async () => {
    const lines = await examine();
    expect(codes(lines, 'fail')).toEqual([]);
    expect(codes(lines, 'ok')).toEqual(
      expect.arrayContaining([
        'url-https',
        'url-reached',
        'database-durable',
        'owner-set',
        'channel-ok',
        'provider-ok',
        'webhook-set',
        'kinds-offered',
        'clock-ok',
      ]),
    );
  });

  it.each<[string, string, () => void]>([
    [
      'our address leads elsewhere',
      'url-unreachable',
      () => {
        site = async () => new Response('<h1>nginx</h1>');
      },
    ],
    [
      'our address can’t be reached',
      'url-unreachable',
      () => {
        site = () => Promise.reject(new TypeError('fetch failed'));
      },
    ],
    [
      'a database that forgets',
      'database-weak',
      () => {
        desk.store.checkup = async () => ({ durable: false, settings: 'fsync=off', now: null });
      },
    ],
    [
      'a database that does not answer',
      'database-away',
      () => {
        desk.store.checkup = () => Promise.reject(new Error('ECONNREFUSED'));
      },
    ],
    [
      'a full disk',
      'disk-full',
      () => {
        over = { freeBytes: async () => 1024 };
      },
    ],
    [
      'no owner',
      'owner-missing',
      () => {
        desk.store.tables.staff.clear();
      },
    ],
    [
      'an owner who can’t be written to',
      'owner-unreachable',
      () => {
        bot = done({ name: '@till_bot', webhook: null, unreachable: ['1001'] });
      },
    ],
    [
      'a wrong token',
      'channel-key',
      () => {
        bot = failure('auth');
      },
    ],
    [
      'a messenger that is away',
      'channel-away',
      () => {
        bot = failure('unavailable');
      },
    ],
    [
      'updates that go to somebody else',
      'channel-webhook',
      () => {
        bot = done({
          name: '@till_bot',
          webhook: { expected: `${URL_OF}/webhooks/telegram`, set: null, lastError: null },
          unreachable: [],
        });
      },
    ],
    [
      'wrong keys of a provider',
      'provider-key',
      () => {
        account = failure('auth');
      },
    ],
    [
      'a provider that is away',
      'provider-away',
      () => {
        account = failure('unavailable');
      },
    ],
    [
      'notices that go elsewhere',
      'webhook-wrong',
      () => {
        account = done({
          test: false,
          receipts: true,
          webhooks: [{ expected: HOOK, set: 'https://old.example' }],
        });
      },
    ],
    [
      'a currency that nobody takes',
      'kinds-none',
      () => {
        over = { settings: { ...SETTINGS, kinds: ['cash'], currency: 'JPY' } };
      },
    ],
    [
      'a seller of whom receipts say too little',
      'receipts-seller',
      () => {
        over = { settings: { ...receipts, seller: { ...receipts.seller, inn: '' } } };
      },
    ],
    [
      'receipts that nobody makes',
      'receipts-nobody',
      () => {
        over = { settings: receipts };
      },
    ],
    [
      'receipts that are switched off at the provider',
      'receipts-switched-off',
      () => {
        over = { settings: receipts };
        provider = { can: { ...desk.bank.provider.can, receipts: true } };
        account = done({ test: false, receipts: false, webhooks: [] });
      },
    ],
    [
      'a register with a wrong password',
      'receipts-register-key',
      () => {
        over = { settings: { ...receipts, registers: { ...receipts.registers, own: 'register' } } };
        registers = [{ id: 'register', look: async () => failure('auth') } as unknown as FiscalRegister];
      },
    ],
    [
      'a clock that is minutes off',
      'clock-off',
      () => {
        skew = 180_000;
      },
    ],
    [
      'a test payment that can’t be made',
      'pay-failed',
      () => {
        account = done({ test: true, receipts: null, webhooks: [] });
        desk.bank.answers.start.push(failure('refused'));
      },
    ],
    [
      'a test payment that can’t be voided',
      'pay-left',
      () => {
        account = done({ test: true, receipts: null, webhooks: [] });
        desk.bank.answers.cancel.push(failure('refused'));
      },
    ],
    [
      'a check that breaks',
      'check-broke',
      () => {
        desk.store.staff = () => Promise.reject(new Error('gone'));
      },
    ],
  ])('finds %s', async (_what, code, plant) => {
    plant();
    expect(codes(await examine(), 'fail')).toContain(code);
  });

  it.each<[string, string, () => void]>([
    [
      'test keys',
      'provider-test',
      () => {
        account = done({ test: true, receipts: null, webhooks: [] });
      },
    ],
    [
      'an address for notices that only people can compare',
      'webhook-by-hand',
      () => {
        account = done({ test: false, receipts: null, webhooks: null });
      },
    ],
    [
      'a till on this machine only, which no webhook reaches',
      'webhook-none',
      () => {
        over = { config: { ...desk.deps.config, publicUrl: 'http://localhost:8787' } };
      },
    ],
    [
      'little room on the disk',
      'disk-little',
      () => {
        over = { freeBytes: async () => 500 * 1024 * 1024 };
      },
    ],
    [
      'a database of another time',
      'database-clock',
      () => {
        desk.store.checkup = async () => ({ durable: true, settings: '', now: NOON + 60_000 });
      },
    ],
    [
      'a clock that goes astray',
      'clock-near',
      () => {
        skew = -40_000;
      },
    ],
    [
      'a kind that is offered and taken by nobody',
      'kind-untaken',
      () => {
        const stars = [{ kind: 'stars' as const, providers: [] }];
        const choices = {
          people: stars,
          companies: null,
          hold: false,
          cash: false,
          inPieces: false,
          seller: null,
        };
        over = { settings: { ...SETTINGS, takers: [], policies: { main: choices } } };
      },
    ],
  ])('warns of %s', async (_what, code, plant) => {
    plant();
    expect(codes(await examine(), 'warn')).toContain(code);
  });

  it('trusts webhooks that came more than what is set', async () => {
    account = done({ test: false, receipts: null, webhooks: null });
    await desk.store.commit({ inbox: [inboxRow({ source: webhookSource('sandbox') })] });
    expect(codes(await examine())).toContain('webhook-heard');
  });

  it('asks a vendor that has no call for it about a payment that is not there', async () => {
    provider = { check: undefined } as unknown as Partial<PaymentProvider>;
    desk.bank.answers.look.push(failure('not_found'));
    expect(codes(await examine())).toContain('provider-ok');
    expect(desk.bank.asked).toContain('look till-check');
  });
});

describe('the test payment', () => {
  const calls = () => desk.bank.asked.map((line) => line.split(' ')[0]);

  it('is made with test keys and voided at once', async () => {
    account = done({ test: true, receipts: null, webhooks: [] });
    expect(codes(await examine())).toContain('pay-ok');
    expect(calls()).toEqual(['start', 'cancel']);
  });

  it('is made with live keys only when somebody asked for it', async () => {
    expect(codes(await examine(), 'warn')).toContain('pay-asks');
    expect(calls()).toEqual([]);
    expect(codes(await examine({ pay: true }))).toContain('pay-ok');
    expect(calls()).toEqual(['start', 'cancel']);
  });

  it('is not made where it could not be voided, whatever was asked for', async () => {
    provider = { can: { ...desk.bank.provider.can, cancelsUnpaid: false } };
    expect(codes(await examine({ pay: true }), 'warn')).toContain('pay-by-hand');
    expect(calls()).toEqual([]);
  });

  it('leaves nothing in the inbox when its end is told', async () => {
    const notice = {
      type: 'payment',
      eventKey: 'payment:pay_9:cancelled',
      reference: 'pay_9',
      paymentId: 'check-9',
      state: 'cancelled',
      chargeId: null,
      amount: { minor: 1000n, currency: 'RUB' },
      fee: null,
      at: NOON,
      reason: null,
    } as const;
    desk.bank.reading = { ok: true, notices: [notice], acknowledge: { status: 200, body: 'ok' } };
    await desk.app.request('/webhooks/payments/sandbox', { method: 'POST', body: '{}' });
    expect(await desk.store.unmatched(10, 0)).toEqual([]);
    const paid = { ...notice, state: 'succeeded', chargeId: 'ch_9', eventKey: 'payment:ch_9' } as const;
    desk.bank.reading = { ok: true, notices: [paid], acknowledge: { status: 200, body: 'ok' } };
    await desk.app.request('/webhooks/payments/sandbox', { method: 'POST', body: '{}' });
    expect(await desk.store.unmatched(10, 0)).toHaveLength(1);
  });
});

describe('the words of a check-up', () => {
  const folder = new URL('../../api/doctor/', import.meta.url);
  const written = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
  const found = written.flatMap((text) => [...text.matchAll(/\b(ok|warn|fail)\(\s*'([\w-]+)'/g)]);

  it.each(['ru', 'en'])(
    'say of every line in %s what it is and, where it is not well, what to do',
    (locale) => {
      const texts = createTexts(locale);
      expect(found.length).toBeGreaterThan(40);
      const lines = found.map(([, level, code]) => ({ level, code, args: {} }) as CheckLine);
      const printed = checkupText(lines, texts, { locale, timeZone: 'Europe/Moscow' }).split('\n');
      expect(printed).toHaveLength(lines.length + lines.filter(({ level }) => level !== 'ok').length);
    },
  );

  it('show ways to pay and moments as people say them', () => {
    const lines: CheckLine[] = [
      { level: 'ok', code: 'kinds-offered', args: { currency: 'RUB', kinds: ['sbp', 'card'] } },
      { level: 'ok', code: 'webhook-heard', args: { provider: 'sandbox', at: NOON } },
    ];
    const place = { locale: 'ru', timeZone: 'Europe/Moscow' };
    const text = checkupText(lines, createTexts('ru'), place);
    expect(text).toContain('СБП, карта');
    expect(text).toContain('24 ноября 2026 г.');
  });
});
