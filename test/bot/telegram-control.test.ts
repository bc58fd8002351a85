import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeTelegram, type FakeTelegram } from '../../bot/channels/telegram/fake.ts';
import { startTelegram } from '../support/telegram.ts';

const USER = 5_000_001;
let fake: FakeTelegram;
beforeEach(() => {
  fake = createFakeTelegram();
  fake.person({ id: USER, first_name: 'Anna' });
  fake.people.start(USER);
});
afterEach(() => fake.close());

const call = (method: string, body: object) =>
  fake.app.request(`/bot${fake.token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const send = (body: object) => call('sendMessage', body);

describe('the controls over HTTP', () => {
  const control = async (path: string, body?: object) => {
    const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};
    const response = await fake.app.request(`/control${path}`, init);
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  };

  test('a page plays a person from the first word to the pressed button', async () => {
    await control('/people', { id: 9, first_name: 'Boris', phone: '79000000002' });
    await control('/chats/9/start', { payload: 'x' });
    await send({
      chat_id: 9,
      text: 'Phone?',
      reply_markup: { keyboard: [[{ text: 'Share', request_contact: true }]], one_time_keyboard: true },
    });
    const { json } = await control('/chats/9/key', { text: 'Share' });
    expect((await control('/chats/9')).json).toMatchObject({
      started: true,
      keyboard: null,
      person: { first_name: 'Boris' },
    });
    expect(fake.messages(9).find(({ id }) => id === json.messageId)?.contact?.phone).toBe('79000000002');
    await send({
      chat_id: 9,
      text: '?',
      reply_markup: { inline_keyboard: [[{ text: 'y', callback_data: 'z' }]] },
    });
    const press = control('/chats/9/press', { messageId: fake.messages(9).at(-1)!.id, index: 0 });
    await vi.waitFor(() => expect(fake.updates().at(-1)).toHaveProperty('callback_query'));
    const query = fake.updates().at(-1) as unknown as { callback_query: { id: string } };
    await call('answerCallbackQuery', { callback_query_id: query.callback_query.id, text: 'Ok' });
    expect((await press).json).toMatchObject({ answered: true, text: 'Ok' });
    await control('/chats/9/file', { kind: 'photo', base64: btoa('x'), caption: 'receipt' });
    await control('/chats/9/edit', { messageId: fake.messages(9).at(-1)!.id, text: 'my receipt' });
    expect(fake.messages(9).at(-1)).toMatchObject({
      text: 'my receipt',
      edited: true,
      media: { kind: 'photo' },
    });
  });

  test('a wrong call says what is wrong', async () => {
    expect(await control('/chats/404')).toMatchObject({ status: 404 });
    expect(await control(`/chats/${USER}/text`, { text: 5 })).toMatchObject({ status: 400 });
    expect(await control(`/chats/${USER}/press`, { messageId: 1, index: 0 })).toMatchObject({ status: 404 });
    await control(`/chats/${USER}/block`, {});
    expect(await control(`/chats/${USER}/text`, { text: 'x' })).toMatchObject({ status: 409 });
  });

  test('changes of a chat stream in as they happen', async () => {
    const stand = await startTelegram();
    stand.fake.people.start(USER);
    const response = await fetch(`${stand.root}/control/chats/${USER}/events`);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    const until = async (text: string) => {
      while (!seen.includes(text)) seen += (await reader.read()).value ?? '';
    };
    await until('event: ready');
    stand.fake.people.text(USER, 'live words');
    await until('live words');
    expect(seen).toContain('event: change');
    await reader.cancel();
    await stand.close();
  });
});
