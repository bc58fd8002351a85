import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ProviderDeps } from '../../api/payments/provider-module.ts';
import { tbank } from '../../api/payments/tbank/index.ts';
import { readWebhook } from '../../api/payments/tbank/webhook.ts';
import { readJson } from '../../api/payments/tbank/wire.ts';
import type { WebhookReading } from '../../domain/ports/payment-provider.ts';
import {
  fieldsOf,
  PASSWORD,
  rawWebhook,
  signed,
  startTbank,
  type TbankStand,
  TERMINAL_KEY,
} from '../support/tbank.ts';

const CONFIG = {
  root: 'https://bank.example.com',
  terminalKey: TERMINAL_KEY,
  password: PASSWORD,
  standIn: true,
};
const NOW = Date.UTC(2026, 10, 24, 9);
const read = (raw: Parameters<typeof readWebhook>[2]) => readWebhook(CONFIG, NOW, raw);

const CONFIRMED = {
  TerminalKey: TERMINAL_KEY,
  OrderId: 'A-17',
  Success: true,
  Status: 'CONFIRMED',
  PaymentId: 5309711234,
  ErrorCode: '0',
  Amount: 349000,
  CardId: 865321,
  Pan: '220138******0047',
  ExpDate: '1229',
  RebillId: '1712345678901',
};

describe('a notification', () => {
  test('is verified as the bank’s own example is, and read', async () => {
    const body = {
      TerminalKey: '1321054611234DEMO',
      OrderId: '201709',
      Success: true,
      Status: 'AUTHORIZED',
      PaymentId: 8742591,
      ErrorCode: '0',
      Amount: 9855,
      CardId: 322264,
      Pan: '430000******0777',
      ExpDate: '1122',
      RebillId: 101709,
      Token: 'b906d28e76c6428e37b25fcf86c0adc52c63d503013fdd632e300593d165766b',
    };
    const config = { ...CONFIG, terminalKey: '1321054611234DEMO', password: 'Dfsfh56dgKl' };
    const reading = await readWebhook(config, NOW, rawWebhook(JSON.stringify(body)));
    expect(reading).toMatchObject({
      ok: true,
      acknowledge: { status: 200, body: 'OK' },
      notices: [
        {
          eventKey: 'payment:8742591:authorized',
          state: 'authorized',
          paymentId: '201709',
          amount: { minor: 9855n, currency: 'RUB' },
          savedMethod: { token: '101709', title: 'Visa •• 0777' },
        },
      ],
    });
  });

  test('of money tells the charge, the sum and the kept card', async () => {
    expect(await read(await signed(CONFIRMED))).toEqual({
      ok: true,
      acknowledge: { status: 200, body: 'OK' },
      notices: [
        {
          type: 'payment',
          eventKey: 'payment:5309711234:succeeded',
          reference: '5309711234',
          paymentId: 'A-17',
          state: 'succeeded',
          chargeId: '5309711234',
          amount: { minor: 349000n, currency: 'RUB' },
          fee: null,
          at: NOW,
          reason: null,
          savedMethod: { token: '1712345678901', title: 'Mir •• 0047' },
        },
      ],
    });
  });

  const states = {
    REVERSED: 'cancelled',
    REJECTED: 'failed',
    DEADLINE_EXPIRED: 'expired',
    CANCELED: 'cancelled',
  };
  for (const [Status, state] of Object.entries(states)) {
    test(`${Status} is told as ${state}`, async () => {
      const reading = await read(await signed({ ...CONFIRMED, Status, Success: Status !== 'REJECTED' }));
      expect(reading).toMatchObject({ notices: [{ state, chargeId: null }] });
    });
  }

  for (const Status of ['REFUNDED', 'PARTIAL_REFUNDED', 'ASYNC_REFUNDING']) {
    test(`${Status} makes us ask`, async () => {
      const reading = await read(await signed({ ...CONFIRMED, Status }));
      expect(reading).toMatchObject({ ok: true, notices: [], hints: [{ reference: '5309711234' }] });
    });
  }

  test('of money that did not succeed makes us ask, and moves nothing', async () => {
    const reading = await read(await signed({ ...CONFIRMED, Success: false }));
    expect(reading).toMatchObject({ ok: true, notices: [], hints: [{ paymentId: 'A-17' }] });
  });

  for (const Status of ['NEW', 'FORM_SHOWED', '3DS_CHECKING', 'SOMETHING_NEW']) {
    test(`${Status} is acknowledged, no more`, async () => {
      expect(await read(await signed({ ...CONFIRMED, Status }))).toMatchObject({ ok: true, notices: [] });
    });
  }

  for (const NotificationType of ['LINKCARD', 'LINKACCOUNT', 'FISCALIZATION', 'QR']) {
    test(`of the kind ${NotificationType} is acknowledged, no more`, async () => {
      const other = { TerminalKey: TERMINAL_KEY, NotificationType, Status: 'CONFIRMED', Success: true };
      expect(await read(await signed(other))).toMatchObject({
        ok: true,
        notices: [],
        acknowledge: { body: 'OK' },
      });
    });
  }

  test('without fields of a card, or with more fields than we know, is signed over what came', async () => {
    const { CardId: _, Pan: __, ExpDate: ___, RebillId: ____, ...bySbp } = CONFIRMED;
    const more = { ...bySbp, SpAccumulationId: '7', DATA: { Route: 'ACQ' }, Data: null };
    expect(await read(await signed(more))).toMatchObject({ ok: true, notices: [{ state: 'succeeded' }] });
  });

  test('with ids longer than a float holds is read to the digit', async () => {
    const long = (await signed({ ...CONFIRMED, PaymentId: '12345678901234567891' })).body;
    const text = new TextDecoder().decode(long).replace('"12345678901234567891"', '12345678901234567891');
    expect(await read(rawWebhook(text))).toMatchObject({ notices: [{ reference: '12345678901234567891' }] });
  });
});

/** What a reading would book. */
function moneyOf(reading: WebhookReading) {
  const notices = reading.ok ? reading.notices : [];
  return notices.map((each) => ({ ...each, savedMethod: null }));
}

describe('what the bank never sends', () => {
  const sums = [
    -1,
    4900.005,
    1e21,
    '1e5',
    '1e309',
    '0x10',
    ' 5',
    '',
    null,
    true,
    [1],
    { a: 1 },
    '1'.repeat(40),
  ];
  for (const Amount of sums) {
    test(`a signed sum of ${JSON.stringify(Amount)} is refused`, async () => {
      expect(await read(await signed({ ...CONFIRMED, Amount }))).toMatchObject({ ok: false, status: 400 });
    });
  }

  for (const field of ['PaymentId', 'OrderId', 'Status', 'Success', 'Amount']) {
    test(`a signed body without ${field} is refused`, async () => {
      const { [field as 'Status']: _, ...rest } = CONFIRMED;
      expect(await read(await signed(rest))).toMatchObject({ ok: false, status: 400 });
    });
  }

  test('a password of its own in the body opens nothing', async () => {
    const forged = await signed({ ...CONFIRMED, Password: 'mine' }, 'mine');
    expect(await read(forged)).toMatchObject({ ok: false, status: 401 });
  });

  test('a body with one byte changed is refused or tells the same money, whichever byte', async () => {
    const { body } = await signed(CONFIRMED);
    const right = await read(rawWebhook(body));
    const byte = fc.tuple(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(byte, async ([at, change]) => {
        const flipped = body.slice();
        flipped[at]! ^= change;
        const reading = await read(rawWebhook(flipped));
        // The bank signs values and not their names: a member that we can do without may lose its own.
        if (reading.ok) expect(moneyOf(reading)).toEqual(moneyOf(right));
        else expect([400, 401]).toContain(reading.status);
      }),
      { numRuns: 500 },
    );
  });

  test('rubbish of any kind is refused without a throw', async () => {
    const rubbish = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json().map((text) => new TextEncoder().encode(text)),
    );
    await fc.assert(
      fc.asyncProperty(rubbish, async (body) => {
        expect(await read(rawWebhook(Uint8Array.from(body)))).toMatchObject({ ok: false });
      }),
      { numRuns: 500 },
    );
  });

  test('five megabytes of text do not stop it', async () => {
    const reading = await read(rawWebhook(JSON.stringify({ ...CONFIRMED, Pan: '\\"'.repeat(2_500_000) })));
    expect(reading.ok).toBe(false);
  });

  test('JSON keeps its numbers as they were written, and texts as they are', () => {
    const given = '{"a":1540.50,"b":"7 \\"8\\"","c":[1e5,-0],"1":{"d":12345678901234567890},"e":null}';
    const kept = { a: '1540.50', b: '7 "8"', c: ['1e5', '-0'], 1: { d: '12345678901234567890' }, e: null };
    expect(readJson(given)).toEqual(kept);
    expect(readJson('{1:2}')).toBeUndefined();
  });
});

describe('deliveries', () => {
  let stand: TbankStand;
  beforeEach(() => {
    stand = startTbank({ pace: 0 });
  });
  afterEach(() => stand.close());

  test('are repeated until the answer is OK and nothing else', async () => {
    stand.fake.books.init({
      orderId: 'A-1',
      amount: 100,
      payType: 'O',
      recurrent: false,
      language: 'ru',
      description: '',
      notificationUrl: 'https://shop.example.com/webhooks/payments/tbank',
      successUrl: 'https://shop.example.com',
      failUrl: 'https://shop.example.com',
      dueAt: stand.now() + 60_000,
      receipt: undefined,
    });
    const [payment] = stand.fake.books.all();
    stand.answer('<b>OK</b>', 'ok', 'OK\n');
    stand.fake.books.decline(payment!.id, '1051');
    await expect.poll(async () => (await stand.webhooks()).length).toBe(4);
    const told = (await stand.webhooks()).map((raw) => fieldsOf(raw).Status);
    expect(new Set(told)).toEqual(new Set(['REJECTED']));
  });
});

describe('the variables', () => {
  const deps: ProviderDeps = { fetch, now: () => NOW, timeoutMs: 100 };
  const open = (environment: Record<string, string>) => tbank.open(environment, deps);

  test('that are not set, or empty, open nothing', () => {
    expect(open({})).toBeNull();
    expect(
      open({ TBANK_TERMINAL_KEY: '', TBANK_PASSWORD: ' ', TBANK_API_ROOT: 'https://x.example.com' }),
    ).toBeNull();
  });

  test('that are half set are named, without a value', () => {
    expect(() => open({ TBANK_TERMINAL_KEY: 'secret-key' })).toThrow(/TBANK_PASSWORD/);
    expect(() => open({ TBANK_PASSWORD: 'secret-word' })).toThrow(/TBANK_TERMINAL_KEY/);
    const keys = { TBANK_TERMINAL_KEY: 'secret-key', TBANK_PASSWORD: 'secret-word' };
    expect(() => open({ ...keys, TBANK_API_ROOT: 'ftp://x' })).toThrow(/TBANK_API_ROOT/);
    expect(() => open({ ...keys, TBANK_API_ROOT: 'ftp://x' })).not.toThrow(/secret/);
    expect(open(keys)?.id).toBe('tbank');
  });
});
