import { beforeEach, describe, expect, it } from 'vitest';
import { webhookSource } from '../../api/heard.ts';
import type { FiscalRegister } from '../../domain/ports/fiscal-register.ts';
import { type Desk, failure, openDesk } from '../support/desk.ts';
import { inboxRow } from '../support/rows.ts';
import { account, bot, codesOf, examine, HOOK, type Planted } from '../support/surgery.ts';
import { NOON, SETTINGS, staff } from '../support/world.ts';

let desk: Desk;

beforeEach(async () => {
  desk = openDesk();
  await desk.store.commit({ staff: [staff({ version: 0 })] });
});

const { seller } = SETTINGS;
const law = { ...SETTINGS, seller: { ...seller, receipts: 'law' as const } };
const withRegister = { ...law, registers: { ...law.registers, own: 'register' } };
const register = { id: 'register', look: async () => failure('auth') } as unknown as FiscalRegister;
const { can } = openDesk().bank.provider;
const elsewhere = { expected: 'https://till.example.com/webhooks/telegram', set: null, lastError: null };
const choices = { companies: null, hold: false, cash: false, inPieces: false, seller: null };
const stars = [{ kind: 'stars' as const, providers: [] }];
const away = () => Promise.reject(new TypeError('fetch failed'));

describe('a check-up', () => {
  it('finds nothing to mend where everything is as it should be', async () => {
    const lines = await examine(desk);
    expect(codesOf(lines, 'fail')).toEqual([]);
    expect(codesOf(lines, 'ok')).toEqual([
      'url-https',
      'url-reached',
      'database-durable',
      'owner-set',
      'channel-ok',
      'provider-ok',
      'webhook-set',
      'kinds-offered',
      'clock-ok',
    ]);
  });

  it.each<[string, string, Planted]>([
    ['our address leads elsewhere', 'url-unreachable', { site: async () => new Response('<h1>nginx</h1>') }],
    ['our address can’t be reached', 'url-unreachable', { site: away }],
    [
      'a database that forgets',
      'database-weak',
      { store: { checkup: async () => ({ durable: false, settings: 'fsync=off', now: null }) } },
    ],
    ['a database that does not answer', 'database-away', { store: { checkup: away } }],
    ['a full disk', 'disk-full', { freeBytes: async () => 1024 }],
    ['no owner', 'owner-missing', { store: { staff: async () => [] } }],
    [
      'an owner of a messenger that is not there',
      'owner-channel',
      { store: { staff: async () => [staff({ channel: 'pigeon' })] } },
    ],
    ['an owner who can’t be written to', 'owner-unreachable', { bot: bot({ unreachable: ['1001'] }) }],
    ['a wrong token', 'channel-key', { bot: failure('auth') }],
    ['a messenger that is away', 'channel-away', { bot: failure('unavailable') }],
    ['updates that go to somebody else', 'channel-webhook', { bot: bot({ webhook: elsewhere }) }],
    ['wrong keys of a provider', 'provider-key', { account: failure('auth') }],
    ['a provider that is away', 'provider-away', { account: failure('unavailable') }],
    [
      'notices that go elsewhere',
      'webhook-wrong',
      { account: account({ webhooks: [{ expected: HOOK, set: 'https://old.example' }] }) },
    ],
    ['a currency that nobody takes', 'kinds-none', { settings: { ...SETTINGS, kinds: ['cash'] } }],
    [
      'a seller of whom receipts say too little',
      'receipts-seller',
      { settings: { ...law, seller: { ...law.seller, inn: '' } } },
    ],
    ['receipts that nobody makes', 'receipts-nobody', { settings: law }],
    [
      'receipts that are switched off at the provider',
      'receipts-switched-off',
      { settings: law, provider: { can: { ...can, receipts: true } }, account: account({ receipts: false }) },
    ],
    ['a register that is not there', 'receipts-register-none', { settings: withRegister }],
    [
      'a register with a wrong password',
      'receipts-register-key',
      { settings: withRegister, registers: [register] },
    ],
    ['a clock that is minutes off', 'clock-off', { skew: 180_000 }],
    ['a check that breaks', 'check-broke', { store: { staff: away } }],
  ])('finds %s', async (_what, code, planted) => {
    expect(codesOf(await examine(desk, planted), 'fail')).toContain(code);
  });

  it.each<[string, string, Planted]>([
    ['test keys', 'provider-test', { account: account({ test: true }) }],
    ['an address that only people can compare', 'webhook-by-hand', { account: account({ webhooks: null }) }],
    [
      'a till that no webhook reaches',
      'webhook-none',
      { config: { ...openDesk().deps.config, publicUrl: 'http://localhost:8787' } },
    ],
    ['little room on the disk', 'disk-little', { freeBytes: async () => 500 * 1024 * 1024 }],
    [
      'a database of another time',
      'database-clock',
      { store: { checkup: async () => ({ durable: true, settings: '', now: NOON + 60_000 }) } },
    ],
    ['a clock that goes astray', 'clock-near', { skew: -40_000 }],
    [
      'updates that could not be handed over',
      'channel-trouble',
      { bot: bot({ webhook: { ...elsewhere, set: elsewhere.expected, lastError: 'no route to host' } }) },
    ],
    ['no receipts', 'receipts-off', {}],
    [
      'a kind that is offered and taken by nobody',
      'kind-untaken',
      { settings: { ...SETTINGS, takers: [], policies: { main: { ...choices, people: stars } } } },
    ],
  ])('warns of %s', async (_what, code, planted) => {
    expect(codesOf(await examine(desk, planted), 'warn')).toContain(code);
  });

  it('trusts webhooks that came more than what is set', async () => {
    await desk.store.commit({ inbox: [inboxRow({ source: webhookSource('sandbox') })] });
    const lines = await examine(desk, { account: account({ webhooks: null }) });
    expect(codesOf(lines, 'ok')).toContain('webhook-heard');
  });

  it('asks a vendor that has no call for it about a payment that is not there', async () => {
    desk.bank.answers.look.push(failure('not_found'));
    expect(codesOf(await examine(desk, { provider: { check: undefined } }), 'ok')).toContain('provider-ok');
    expect(desk.bank.asked).toContain('look till-check');
  });
});
