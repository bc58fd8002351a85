import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { telegramEnv } from '../../bot/channels/telegram/config.ts';
import { toIncoming } from '../../bot/channels/telegram/convert.ts';
import { telegram } from '../../bot/channels/telegram/index.ts';
import { isPublicUrl, toParts } from '../../bot/channels/telegram/outgoing.ts';
import { telegramUpdate } from '../../bot/channels/telegram/update.ts';
import { readWebhook, webhookSecret } from '../../bot/channels/telegram/webhook.ts';
import { telegramWebhook } from '../support/telegram.ts';

const USER = 5_000_001;
const from = { id: USER, is_bot: false, first_name: 'Anna', last_name: 'Example', language_code: 'ru' };
const chat = { id: USER, type: 'private', first_name: 'Anna' };
const read = (content: object) => toIncoming(telegramUpdate.parse({ update_id: 7, ...content }));
const message = (content: object) => read({ message: { message_id: 3, date: 1, from, chat, ...content } });

describe('configuration', () => {
  test('without a token there is no channel', () => {
    expect(telegramEnv.parse({ TELEGRAM_BOT_TOKEN: '' })).toBeNull();
    expect(telegram.open({}, { publicUrl: 'https://shop.example.com' })).toBeNull();
  });

  test('a bad value is named, and never shown', () => {
    const env = {
      TELEGRAM_BOT_TOKEN: 'not a token',
      TELEGRAM_MODE: 'push',
      TELEGRAM_API_ROOT: 'api.telegram.org',
    };
    const { error } = telegramEnv.safeParse(env);
    const names = ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_API_ROOT', 'TELEGRAM_MODE'];
    expect(error?.issues.map(({ path }) => path[0]).sort()).toEqual(names.sort());
    expect(JSON.stringify(error?.issues)).not.toContain('not a token');
  });

  test('updates come by webhook where the world can reach us, unless told otherwise', () => {
    const mode = (publicUrl: string, TELEGRAM_MODE?: string) =>
      telegram.open({ TELEGRAM_BOT_TOKEN: '1:a', TELEGRAM_MODE }, { publicUrl })?.updates;
    expect(mode('http://localhost:8787')).toBe('polling');
    expect(mode('https://shop.example.com')).toBe('webhook');
    expect(mode('https://shop.example.com', 'polling')).toBe('polling');
    expect(mode('http://10.0.0.1', 'webhook')).toBe('webhook');
  });

  test('a webhook secret that is not given comes from the token, the same each time', async () => {
    const config = telegramEnv.parse({ TELEGRAM_BOT_TOKEN: '1:a' })!;
    const secret = await webhookSecret(config);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(await webhookSecret(config)).toBe(secret);
    expect(await webhookSecret({ ...config, token: '1:b' })).not.toBe(secret);
    expect(await webhookSecret({ ...config, webhookSecret: 'given' })).toBe('given');
  });
});

describe('what comes in', () => {
  test('a sender has a full name, a language and an address', () => {
    const sender = { address: String(USER), userId: String(USER), name: 'Anna Example', language: 'ru' };
    expect(message({ text: 'hi' })).toEqual([
      { channel: 'telegram', key: '7', from: sender, type: 'text', text: 'hi', replyTo: null, edited: false },
    ]);
  });

  test.each([
    ['/start', { type: 'start', payload: '' }],
    ['/start lead_1-a', { type: 'start', payload: 'lead_1-a' }],
    ['/Deals@tillbot_bot', { type: 'command', name: 'deals', args: '' }],
    ['/invoice@tillbot_bot 5 100\nSite', { type: 'command', name: 'invoice', args: '5 100\nSite' }],
    ['/usr/bin/env', { type: 'text', text: '/usr/bin/env' }],
    ['/ hello', { type: 'text', text: '/ hello' }],
  ])('%j is read for what it is', (text, expected) => {
    expect(message({ text })).toMatchObject([expected]);
  });

  test('an edited command is words, never a command again', () => {
    const edited_message = { message_id: 3, date: 1, from, chat, text: '/refund 7' };
    expect(read({ edited_message })).toMatchObject([{ type: 'text', text: '/refund 7', edited: true }]);
    const live = { message_id: 3, date: 1, from, chat, location: { latitude: 1, longitude: 1 } };
    expect(read({ edited_message: live })).toEqual([]);
  });

  test('of a photo the largest is taken, and what it answers is told', () => {
    const photo = [
      { file_id: 'big', width: 800, height: 600, file_size: 9 },
      { file_id: 'small', width: 80, height: 60 },
    ];
    const media = { type: 'photo', channel: 'telegram', ref: 'big', size: 9 };
    const reply_to_message = { message_id: 2 };
    expect(message({ photo, caption: 'paid', reply_to_message })).toMatchObject([
      { type: 'media', media, text: 'paid', replyTo: '2' },
    ]);
  });

  test.each([
    ['voice', 'voice', 'f'],
    ['audio', 'audio', 'f'],
    ['video', 'video', 'f'],
    ['document', 'document', 'f'],
    ['sticker', 'sticker', 'f'],
    ['video_note', 'video', 'video_note:f'],
    ['animation', 'video', 'animation:f'],
  ])('%s comes as %s', (field, type, ref) => {
    const file = { file_id: 'f', file_name: 'a.bin', mime_type: 'x/y', file_size: 5 };
    const [incoming] = message({ [field]: file, ...(field === 'animation' ? { document: file } : {}) });
    expect(incoming).toMatchObject({
      type: 'media',
      media: { type, ref, name: 'a.bin', mime: 'x/y', size: 5 },
    });
  });

  test("only the sender's own contact counts as own", () => {
    const contact = { phone_number: '79000000001', first_name: 'Anna', user_id: USER };
    expect(message({ contact })).toMatchObject([{ type: 'contact', phone: '+79000000001', own: true }]);
    expect(message({ contact: { ...contact, user_id: 8 } })).toMatchObject([
      { phone: '79000000001', own: false },
    ]);
  });

  test('blocking and coming back are told, membership of other kinds is not', () => {
    const member = (status: string, type = 'private') =>
      read({
        my_chat_member: { chat: { ...chat, type }, from, date: 1, new_chat_member: { status, user: from } },
      });
    expect(member('kicked')).toMatchObject([{ type: 'blocked' }]);
    expect(member('member')).toMatchObject([{ type: 'unblocked' }]);
    expect(member('kicked', 'group')).toEqual([]);
  });

  test('what is said in a group is not for us', () => {
    expect(message({ chat: { id: -5, type: 'group' }, text: '/deals' })).toEqual([]);
    const inGroup = {
      id: '1',
      from,
      data: 'x',
      message: { message_id: 1, chat: { id: -5, type: 'supergroup' } },
    };
    expect(read({ callback_query: inGroup })).toEqual([]);
  });

  test('what we do not treat is named once, what nobody wrote is left out', () => {
    expect(message({ location: { latitude: 1, longitude: 1 } })).toMatchObject([
      { type: 'unsupported', what: 'location' },
    ]);
    expect(message({ poll: { id: '1' } })).toMatchObject([{ type: 'unsupported', what: 'poll' }]);
    expect(message({ pinned_message: { message_id: 1 } })).toEqual([]);
  });
});

describe('what goes out', () => {
  test('an address that only this machine opens becomes a line, at the real Telegram only', () => {
    const pay = { text: 'Pay', url: 'http://localhost:8787/pay/abc?a=1&b=2' };
    const outgoing = { text: 'Invoice', buttons: [[pay], [{ text: 'Ok', id: 'ok' }]] };
    expect(toParts(outgoing, { publicLinksOnly: true })).toEqual([
      {
        kind: 'text',
        html: 'Invoice\nPay: http://localhost:8787/pay/abc?a=1&amp;b=2',
        markup: { inline_keyboard: [[{ text: 'Ok', callback_data: 'ok' }]] },
      },
    ]);
    expect(toParts(outgoing, { publicLinksOnly: false })[0]?.markup).toEqual({
      inline_keyboard: [[pay], [{ text: 'Ok', callback_data: 'ok' }]],
    });
  });

  test.each([
    ['https://shop.example.com/x', true],
    ['https://8.8.8.8/', true],
    ['tg://resolve?domain=x', true],
    ['http://localhost/', false],
    ['http://127.0.0.1:8787', false],
    ['http://10.1.2.3', false],
    ['http://172.20.0.1', false],
    ['http://192.168.1.1', false],
    ['http://[::1]/', false],
    ['http://till/', false],
    ['http://till.local/', false],
    ['javascript:alert(1)', false],
    ['nonsense', false],
  ])('whether people can open %s: %s', (url, open) => {
    expect(isPublicUrl(url)).toBe(open);
  });
});

describe('money', () => {
  const stars = {
    currency: 'XTR',
    total_amount: 500,
    invoice_payload: 'payment-1',
    telegram_payment_charge_id: 'tg_1',
    provider_payment_charge_id: '',
  };
  const told = {
    payload: 'payment-1',
    chargeId: 'tg_1',
    bankChargeId: null,
    payerId: String(USER),
    amount: { minor: 500n, currency: 'XTR' },
    at: 1000,
  };

  test('what was paid and what went back is told with whose it is', () => {
    const card = { ...stars, currency: 'RUB', total_amount: 349_000, provider_payment_charge_id: 'bank_1' };
    expect(message({ successful_payment: stars })).toMatchObject([{ type: 'paid', money: told }]);
    expect(message({ refunded_payment: stars })).toMatchObject([{ type: 'refunded', money: told }]);
    expect(message({ successful_payment: card })).toMatchObject([
      { money: { bankChargeId: 'bank_1', amount: { minor: 349_000n, currency: 'RUB' } } },
    ]);
  });

  test('money counts in every chat, and whoever tells of it', () => {
    const group = { id: -100_500, type: 'supergroup' };
    expect(message({ chat: group, successful_payment: stars })).toMatchObject([
      { type: 'paid', money: told },
    ]);
    const bot = { id: 1, is_bot: true, first_name: 'Till' };
    expect(message({ from: bot, refunded_payment: stars })).toMatchObject([
      { type: 'refunded', money: told },
    ]);
  });

  test('a checkout is asked by a person, in no chat', () => {
    const query = { id: 'q1', from, currency: 'XTR', total_amount: 500, invoice_payload: 'payment-1' };
    expect(read({ pre_checkout_query: query })).toEqual([
      {
        channel: 'telegram',
        key: '7',
        from: { address: String(USER), userId: String(USER), name: 'Anna Example', language: 'ru' },
        type: 'pre_checkout',
        queryId: 'q1',
        payload: 'payment-1',
        amount: { minor: 500n, currency: 'XTR' },
      },
    ]);
  });

  test('a sum that is no whole number is no update of Telegram’s', () => {
    const parse = (total_amount: unknown) =>
      telegramUpdate.safeParse({
        update_id: 7,
        message: { message_id: 3, date: 1, from, chat, successful_payment: { ...stars, total_amount } },
      });
    for (const sum of [-1, 0.5, '500', null, 2 ** 60]) expect(parse(sum).success).toBe(false);
  });
});

test('no body makes the webhook throw: it is an update, or it is refused', async () => {
  const config = telegramEnv.parse({ TELEGRAM_BOT_TOKEN: '1:a' })!;
  const any = fc.jsonValue({ maxDepth: 3 });
  const bodies = fc.oneof(
    any,
    fc.record({ update_id: fc.oneof(fc.nat(), any), message: any }),
    fc.record({
      update_id: fc.nat(),
      message: fc.record({ message_id: fc.nat(), chat: any, from: any, photo: any, text: any }),
    }),
    fc.record({
      update_id: fc.nat(),
      callback_query: fc.record({ id: fc.string(), from: any, message: any, data: any }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      const raw = await telegramWebhook(config, new TextEncoder().encode(JSON.stringify(body)));
      const reading = await readWebhook(config, raw);
      expect(reading.ok || reading.status === 400).toBe(true);
    }),
    { numRuns: 300 },
  );
});
