import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { telegramEnv } from '../../bot/channels/telegram/config.ts';
import { toIncoming } from '../../bot/channels/telegram/convert.ts';
import { createTelegram, telegram } from '../../bot/channels/telegram/index.ts';
import { isPublicUrl, toParts } from '../../bot/channels/telegram/outgoing.ts';
import { telegramUpdate } from '../../bot/channels/telegram/update.ts';
import { webhookSecret } from '../../bot/channels/telegram/webhook.ts';
import type { Channel } from '../../domain/ports/channel.ts';
import { failureOf, PNG, sentOf } from '../contract/channel.ts';
import { startTelegram, type TelegramStand } from '../support/telegram.ts';

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

describe('at the Bot API', () => {
  let stand: TelegramStand;
  let channel: Channel;
  beforeEach(async () => {
    stand = await startTelegram();
    stand.fake.person({ id: USER, first_name: 'Anna', language_code: 'ru' });
    stand.fake.people.start(USER);
    channel = createTelegram(stand.config, { timeoutMs: 500 });
  });
  afterEach(() => stand.close());
  const address = String(USER);
  const fromBot = () => stand.fake.messages(USER).filter((one) => one.from === 'bot');

  test('a person who never started the bot, and a wrong address, are unreachable', async () => {
    for (const nobody of ['77', 'x']) {
      expect(failureOf(await channel.send(nobody, { text: 'x' }))).toMatchObject({ category: 'unreachable' });
    }
  });

  test('a wrong token is a matter of authorisation, and is not shown', async () => {
    const other = createTelegram({ ...stand.config, token: '7000001:wrong' });
    const failure = failureOf(await other.send(address, { text: 'x' }));
    expect(failure).toMatchObject({ category: 'auth', retryable: false, code: '401' });
    expect(JSON.stringify(failure)).not.toContain('wrong');
  });

  test('a server that is not there is unavailable: nothing was sent', async () => {
    await stand.close();
    const failure = failureOf(await channel.send(address, { text: 'x' }));
    expect(failure).toMatchObject({ category: 'unavailable', retryable: true, code: 'ECONNREFUSED' });
  });

  test('an empty message is invalid and not tried again', async () => {
    expect(failureOf(await channel.send(address, { text: ' ' }))).toMatchObject({
      category: 'invalid',
      retryable: false,
    });
  });

  test('a short wait is waited out, once', async () => {
    stand.fake.fail('sendMessage', { kind: 'rate_limit', retryAfter: 1 });
    sentOf(await channel.send(address, { text: 'x' }));
    expect(stand.fake.calls('sendMessage')).toBe(2);
  });

  test('a long message that stopped midway goes on where it stopped', async () => {
    const text = `${'a '.repeat(2000)}\n${'b '.repeat(2000)}`;
    let failures = 1;
    const shaky: typeof fetch = (input, init) => {
      const second = String(init?.body).includes('"b b') && failures-- > 0;
      if (second) stand.fake.fail('sendMessage', { kind: 'error', status: 502 });
      return fetch(input, init);
    };
    const halves = createTelegram(stand.config, { fetch: shaky });
    expect(failureOf(await halves.send(address, { text }))).toMatchObject({ category: 'unavailable' });
    const first = fromBot()[0]!;
    expect(sentOf(await halves.send(address, { text }))).toEqual({ ref: String(first.id) });
    expect(fromBot().map((one) => one.text[0])).toEqual(['a', 'b']);
    sentOf(await halves.send(address, { text }));
    expect(fromBot()).toHaveLength(4);
  });

  test('the contact keyboard is shown, and its removal leaves no trace beside buttons', async () => {
    sentOf(await channel.send(address, { text: 'Phone?', askContact: { label: 'Share', skip: 'Skip' } }));
    const keys = stand.fake.chat(USER).keyboard;
    expect(keys).toMatchObject({
      oneTime: true,
      rows: [[{ text: 'Share', request_contact: true }], [{ text: 'Skip' }]],
    });
    const buttons = [[{ text: 'Ok', id: 'ok' }]];
    sentOf(await channel.send(address, { text: 'Thanks', removeKeyboard: true, buttons }));
    expect(stand.fake.chat(USER).keyboard).toBeNull();
    expect(fromBot().map(({ text }) => text)).toEqual(['Phone?', 'Thanks']);
    expect(fromBot().at(-1)?.buttons).toHaveLength(1);
  });

  test('files of every kind are sent again by the method of their kind', async () => {
    const file = { bytes: Uint8Array.of(1, 2, 3), name: 'a.bin', mime: 'application/x-any' };
    for (const kind of [
      'photo',
      'voice',
      'audio',
      'video',
      'document',
      'sticker',
      'animation',
      'video_note',
    ]) {
      stand.fake.people.file(USER, kind, file);
      const [incoming] = toIncoming(telegramUpdate.parse(stand.fake.updates().at(-1)));
      if (incoming?.type !== 'media') throw new Error(`${kind} is no media`);
      sentOf(await channel.send(address, { text: '', media: incoming.media }));
      expect(fromBot().at(-1)?.media?.kind).toBe(kind);
    }
    const sticker = { type: 'sticker' as const, channel: 'telegram', ref: fromBot()[5]!.media!.fileId };
    sentOf(await channel.send(address, { text: 'from Boris', media: sticker }));
    expect(fromBot().at(-1)?.text).toBe('from Boris');
  });

  test('an edit uploads a picture only when it is another one', async () => {
    const photo = { bytes: PNG, name: 'qr.png' };
    const { ref } = sentOf(await channel.send(address, { text: 'Pay', photo }));
    sentOf(await channel.edit!(address, ref, { text: 'Paid', photo }));
    expect(stand.fake.calls('editMessageMedia')).toBe(0);
    sentOf(
      await channel.edit!(address, ref, {
        text: 'Paid',
        photo: { ...photo, bytes: Uint8Array.of(...PNG, 0) },
      }),
    );
    expect(stand.fake.calls('editMessageMedia')).toBe(1);
    expect(fromBot()[0]).toMatchObject({ text: 'Paid', media: { kind: 'photo' } });
  });

  test('what an edit can not hold is refused, so that it is sent anew', async () => {
    const { ref } = sentOf(await channel.send(address, { text: 'Card' }));
    const outcome = await channel.edit!(address, ref, { text: 'x '.repeat(3000) });
    expect(failureOf(outcome)).toMatchObject({ category: 'refused', retryable: false });
  });

  test('the answer to a button is shown, and a late one harms nobody', async () => {
    const { ref } = sentOf(await channel.send(address, { text: '?', buttons: [[{ text: 'Ok', id: 'ok' }]] }));
    const pressed = stand.fake.people.press(USER, Number(ref), { data: 'ok' });
    const [incoming] = toIncoming(telegramUpdate.parse(stand.fake.updates().at(-1)));
    if (incoming?.type !== 'button') throw new Error('no button');
    await channel.answerButton!(incoming.pressId, 'Taken');
    expect(await pressed).toMatchObject({ answered: true, text: 'Taken' });
    await channel.answerButton!(incoming.pressId, 'Again');
    await stand.close();
    await channel.answerButton!(incoming.pressId, null);
  });

  test('the menu is per chat and per language', async () => {
    const menu = (name: string) => [{ name, description: `about ${name}` }];
    sentOf(await channel.setMenu!(menu('help'), null, null));
    expect(stand.fake.chat(USER).commands).toEqual([{ command: 'help', description: 'about help' }]);
    sentOf(await channel.setMenu!(menu('pomosch'), 'ru-RU', null));
    expect(stand.fake.chat(USER).commands[0]?.command).toBe('pomosch');
    sentOf(await channel.setMenu!(menu('deals'), null, address));
    expect(stand.fake.chat(USER).commands[0]?.command).toBe('deals');
    sentOf(await channel.setMenu!([], null, address));
    expect(stand.fake.chat(USER).commands[0]?.command).toBe('pomosch');
  });

  test('a link asks for the name of the bot once', async () => {
    expect(await channel.link('abc')).toBe(`https://t.me/${stand.fake.username}?start=abc`);
    await channel.link('def');
    expect(stand.fake.calls('getMe')).toBe(1);
  });
});
