import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toIncoming } from '../../bot/channels/telegram/convert.ts';
import { createTelegram, telegram } from '../../bot/channels/telegram/index.ts';
import { telegramUpdate } from '../../bot/channels/telegram/update.ts';
import { webhookSecret } from '../../bot/channels/telegram/webhook.ts';
import type { Channel } from '../../domain/ports/channel.ts';
import { failureOf, PNG, sentOf } from '../contract/channel-driver.ts';
import { startTelegram, type TelegramStand } from '../support/telegram.ts';

const USER = 5_000_001;

describe('at the Bot API', () => {
  let stand: TelegramStand;
  let channel: Channel;
  beforeEach(async () => {
    stand = await startTelegram();
    stand.fake.person({ id: USER, first_name: 'Anna', language_code: 'ru' });
    stand.fake.people.start(USER);
    channel = createTelegram(stand.config, { timeoutMs: 1_200 });
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

  test('updates that a webhook was set for carry the secret that is asked of them', async () => {
    sentOf(await channel.setWebhook!('https://shop.example.com/webhooks/telegram'));
    const state = JSON.parse(stand.fake.snapshot());
    expect(state.webhook).toMatchObject({ secret: await webhookSecret(stand.config) });
    expect(state.allowed).toEqual([
      'message',
      'edited_message',
      'callback_query',
      'my_chat_member',
      'pre_checkout_query',
    ]);
    expect(failureOf(await channel.setWebhook!('nonsense'))).toMatchObject({ category: 'invalid' });
  });

  test('more than a chat takes at once waits a little, and the rest is told to come later', async () => {
    const { fake } = stand;
    const options = { publicUrl: 'http://localhost', pace: true };
    const direct: typeof fetch = async (input, init) => fake.app.fetch(new Request(input, init));
    const paced = telegram.open(fake.env('http://sandbox.example'), { ...options, fetch: direct })!.channel;
    const outcomes = await Promise.all(
      Array.from({ length: 9 }, (_, at) => paced.send(address, { text: `${at}` })),
    );
    const refused = outcomes.filter((outcome) => !outcome.ok);
    // Four at once, three that wait up to three seconds; two wait longer than a call may.
    for (const outcome of refused)
      expect(outcome).toMatchObject({ category: 'rate_limited', code: 'crowded' });
    expect(refused).toHaveLength(2);
    expect(fromBot().map(({ text }) => text)).toEqual(['0', '1', '2', '3', '4', '5', '6']);
  });

  test('a link asks for the name of the bot once', async () => {
    expect(await channel.link('abc')).toBe(`https://t.me/${stand.fake.username}?start=abc`);
    await channel.link('def');
    expect(stand.fake.calls('getMe')).toBe(1);
  });
});
