import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Bot, InputFile } from 'grammy';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeTelegram, type FakeTelegram } from '../../bot/channels/telegram/fake.ts';
import { PNG } from '../contract/channel-driver.ts';

const USER = 5_000_001;
let fake: FakeTelegram;
beforeEach(() => {
  fake = createFakeTelegram({ retryMs: 5, checkoutMs: 200 });
  fake.person({ id: USER, first_name: 'Anna', language_code: 'ru' });
  fake.people.start(USER);
});
afterEach(() => fake.close());

interface Answer {
  ok: boolean;
  error_code?: number;
  description?: string;
  parameters?: { retry_after?: number };
  // biome-ignore lint/suspicious/noExplicitAny: answers of every method
  result?: any;
}

async function call(method: string, payload: object = {}, token = fake.token): Promise<Answer> {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
  };
  const response = await fake.app.request(`/bot${token}/${method}`, request);
  return (await response.json()) as Answer;
}
const say = (text: string, more: object = {}) => call('sendMessage', { chat_id: USER, text, ...more });

describe('what Telegram refuses', () => {
  test('a wrong token, an unknown method', async () => {
    expect(await call('getMe', {}, '1:x')).toEqual({
      ok: false,
      error_code: 401,
      description: 'Unauthorized',
    });
    expect(await call('sendLove')).toMatchObject({ error_code: 404 });
    expect(await call('constructor')).toMatchObject({ error_code: 404 });
  });

  test.each([
    [{ chat_id: 77, text: 'x' }, 'chat not found'],
    [{ chat_id: USER, text: ' \n ' }, 'message text is empty'],
    [{ chat_id: USER, text: 'x'.repeat(4097) }, 'message is too long'],
    [
      { chat_id: USER, text: '<b>x', parse_mode: 'HTML' },
      'can\'t parse entities: Can\'t find end tag corresponding to start tag "b"',
    ],
    [
      { chat_id: USER, text: 'ы<foo>', parse_mode: 'HTML' },
      'can\'t parse entities: Unsupported start tag "foo" at byte offset 2',
    ],
    [
      { chat_id: USER, text: '<b>x</i>', parse_mode: 'HTML' },
      'can\'t parse entities: Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    ],
    [
      {
        chat_id: USER,
        text: 'x',
        reply_markup: { inline_keyboard: [[{ text: 'y', callback_data: 'ы'.repeat(33) }]] },
      },
      'BUTTON_DATA_INVALID',
    ],
    [
      { chat_id: USER, text: 'x', reply_markup: { inline_keyboard: [[{ text: 'y' }]] } },
      'Text buttons are unallowed in the inline keyboard',
    ],
  ])('%j', async (payload, why) => {
    expect(await call('sendMessage', payload)).toEqual({
      ok: false,
      error_code: 400,
      description: `Bad Request: ${why}`,
    });
  });

  test('length is counted after entities', async () => {
    expect(await say(`<b>${'&amp;'.repeat(4096)}</b>`, { parse_mode: 'HTML' })).toMatchObject({ ok: true });
  });

  test('edits of nothing, of the same, of what is not there', async () => {
    const { message_id } = (await say('x')).result;
    const edit = (id: number, text: string) =>
      call('editMessageText', { chat_id: USER, message_id: id, text });
    expect((await edit(message_id, 'x')).description).toMatch(/^Bad Request: message is not modified/);
    expect((await edit(99_999, 'y')).description).toBe('Bad Request: message to edit not found');
    expect((await edit(fake.messages(USER)[0]!.id, 'y')).description).toBe(
      "Bad Request: message can't be edited",
    );
    expect((await edit(message_id, 'y')).result).toMatchObject({ message_id, text: 'y' });
  });

  test('who blocked the bot, until they come back', async () => {
    fake.people.block(USER);
    expect(await say('x')).toMatchObject({
      error_code: 403,
      description: 'Forbidden: bot was blocked by the user',
    });
    fake.people.start(USER);
    expect(await say('x')).toMatchObject({ ok: true });
    const kinds = fake.updates().map((update) => Object.keys(update)[1]);
    expect(kinds).toEqual(['message', 'my_chat_member', 'my_chat_member', 'message']);
  });

  test('a file of another kind, a file nobody has', async () => {
    fake.people.file(USER, 'photo', { bytes: PNG, name: 'p.png', mime: 'image/png' });
    const document = fake.messages(USER).at(-1)!.media!.fileId;
    const send = (file: string) => call('sendDocument', { chat_id: USER, document: file });
    expect((await send(document)).description).toBe("Bad Request: can't use file of type Photo as Document");
    expect((await send('nope')).description).toContain('wrong file identifier');
  });

  test('too much at once, when limits are on', async () => {
    let now = 0;
    fake = createFakeTelegram({ rateLimits: true, now: () => now });
    fake.people.start(USER);
    for (let at = 0; at < 5; at++) expect((await say('x')).ok).toBe(true);
    expect(await say('x')).toMatchObject({ error_code: 429, parameters: { retry_after: 1 } });
    now += 1000;
    expect((await say('x')).ok).toBe(true);
  });
});

test('uploads, downloads and forms work as clients send them', async () => {
  const form = new FormData();
  form.set('chat_id', String(USER));
  form.set('photo', 'attach://p');
  form.set('p', new File([PNG], 'q r.png', { type: 'image/png' }));
  const sent = await fake.app.request(`/bot${fake.token}/sendPhoto`, { method: 'POST', body: form });
  const { result } = (await sent.json()) as Answer;
  expect(result.photo[0]).toMatchObject({ width: 1, height: 1, file_size: PNG.length });
  const { file_path } = (await call('getFile', { file_id: result.photo[0].file_id })).result;
  const bytes = await (await fake.app.request(`/file/bot${fake.token}/${file_path}`)).arrayBuffer();
  expect(new Uint8Array(bytes)).toEqual(PNG);
  const shown = await fake.app.request(`/${fake.messages(USER).at(-1)!.media!.path}`);
  expect(shown.headers.get('content-type')).toBe('image/png');
  const body = new URLSearchParams({ chat_id: String(USER), text: 'form' });
  expect((await fake.app.request(`/bot${fake.token}/sendMessage`, { method: 'POST', body })).status).toBe(
    200,
  );
});

describe('updates', () => {
  test('a confirmed one is gone, a kind that was not asked for never comes', async () => {
    const first = (await call('getUpdates', { allowed_updates: ['message'] })).result;
    expect(first).toHaveLength(1);
    fake.people.block(USER);
    expect((await call('getUpdates', { offset: first[0].update_id + 1 })).result).toEqual([]);
  });

  test('a long poll ends with the update it waited for, and a second one ends the first', async () => {
    await call('getUpdates', { offset: -1 });
    const { update_id } = fake.updates().at(-1)!;
    const first = call('getUpdates', { offset: update_id + 1, timeout: 5 });
    await new Promise((resolve) => setTimeout(resolve, 10));
    const second = call('getUpdates', { offset: update_id + 1, timeout: 5 });
    expect(await first).toMatchObject({ error_code: 409 });
    fake.people.text(USER, 'hello');
    expect((await second).result).toMatchObject([{ message: { text: 'hello' } }]);
  });

  test('a webhook gets them in order, with the secret, again until it answers 2xx', async () => {
    const got: string[] = [];
    let refusals = 2;
    const bot = new Hono().post('/hook', async (c) => {
      expect(c.req.header('x-telegram-bot-api-secret-token')).toBe('s3cret');
      if (refusals-- > 0) return c.body(null, 500);
      const update = await c.req.json();
      got.push(update.message.text);
      return c.json({ method: 'sendMessage', chat_id: USER, text: `you said ${update.message.text}` });
    });
    const server = createAdaptorServer({ fetch: bot.fetch }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    await call('setWebhook', { url, secret_token: 's3cret' });
    expect(await call('getUpdates')).toMatchObject({ error_code: 409 });
    fake.people.text(USER, 'one');
    fake.people.text(USER, 'two');
    await vi.waitFor(() => expect(got).toEqual(['/start', 'one', 'two']));
    fake.people.redeliver();
    await vi.waitFor(() => expect(got).toEqual(['/start', 'one', 'two', 'two']));
    expect(fake.messages(USER).filter(({ from }) => from === 'bot')).toHaveLength(4);
    expect((await call('getWebhookInfo')).result).toMatchObject({ url, pending_update_count: 0 });
    server.close();
  });
});

test('what a process saved, another one goes on with', async () => {
  await say('<b>hi</b> &lt;', {
    parse_mode: 'HTML',
    reply_markup: { inline_keyboard: [[{ text: 'y', callback_data: 'z' }]] },
  });
  const other = createFakeTelegram();
  other.restore(fake.snapshot());
  expect(other.chat(USER)).toEqual(fake.chat(USER));
  expect(other.messages(USER).at(-1)?.html).toBe('<b>hi</b> &lt;');
  expect(other.people.text(USER, 'more')).toBeGreaterThan(fake.messages(USER).at(-1)!.id);
  expect(() => other.restore('{}')).toThrow('not a snapshot');
});

test('an ordinary grammY bot runs against it, mounted under a path', async () => {
  const app = new Hono().route('/sandbox/telegram', fake.app);
  const server = createAdaptorServer({ fetch: app.fetch }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sandbox/telegram`;
  const bot = new Bot(fake.token, { client: { apiRoot } });
  bot.command('start', (ctx) => ctx.reply('Welcome'));
  bot.on('message:photo', async (ctx) => {
    const { file_path } = await ctx.getFile();
    const reply_markup = { inline_keyboard: [[{ text: 'Ok', callback_data: 'ok' }]] };
    await ctx.replyWithPhoto(new InputFile(PNG, 'qr.png'), { caption: `got ${file_path}`, reply_markup });
  });
  bot.on('callback_query:data', (ctx) => ctx.answerCallbackQuery(`pressed ${ctx.callbackQuery.data}`));
  const running = bot.start();
  fake.people.file(USER, 'photo', { bytes: PNG, name: 'p.png', mime: 'image/png' });
  await vi.waitFor(() =>
    expect(fake.messages(USER).at(-1)).toMatchObject({ from: 'bot', media: { kind: 'photo' } }),
  );
  expect(fake.messages(USER).map(({ text }) => text)).toEqual([
    '/start',
    '',
    'Welcome',
    'got photos/file_1.png',
  ]);
  const pressed = await fake.people.press(USER, fake.messages(USER).at(-1)!.id, { index: 0 });
  expect(pressed).toMatchObject({ answered: true, text: 'pressed ok' });
  await bot.stop();
  await running;
  server.close();
});

test('a chat keeps its last 500 messages', async () => {
  for (let at = 0; at < 520; at++) fake.people.text(USER, `n${at}`);
  expect(fake.messages(USER)).toHaveLength(500);
  expect(fake.messages(USER).at(-1)?.text).toBe('n519');
});
