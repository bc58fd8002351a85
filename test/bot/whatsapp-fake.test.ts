import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { whatsappEnv } from '../../bot/channels/whatsapp/config.ts';
import {
  createFakeWhatsApp,
  type FakeWhatsApp,
  type FakeWhatsAppOptions,
} from '../../bot/channels/whatsapp/fake.ts';
import { createWhatsApp } from '../../bot/channels/whatsapp/index.ts';
import type { Channel, Incoming } from '../../domain/ports/channel.ts';
import { startWhatsApp } from '../support/whatsapp.ts';

const USER = 79_000_000_001;
const ROOT = 'http://whatsapp.invalid';

let fake: FakeWhatsApp;
beforeEach(() => {
  fake = createFakeWhatsApp();
  fake.env(ROOT);
  fake.person({ id: USER, first_name: 'Anna' });
  fake.people.text(USER, 'hello');
});
afterEach(() => fake.close());

async function call(path: string, body?: object, token = 'SANDBOX-ACCESS-TOKEN') {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const answer = await fake.app.request(path, { ...init, headers: { authorization: `Bearer ${token}` } });
  const json = (await answer.json()) as { error?: { code: number }; messages?: { id: string }[] };
  return { status: answer.status, code: json.error?.code, json };
}
const NUMBER = '/v24.0/555000111222333';
const send = (body: object, more: object = {}) =>
  call(`${NUMBER}/messages`, { messaging_product: 'whatsapp', to: String(USER), ...body, ...more });
const text = (body: string) => ({ type: 'text', text: { body } });
const body = { text: 'x' };
const reply = (id: string, title = id) => ({ type: 'reply', reply: { id, title } });
const buttons = (...all: object[]) => ({
  type: 'interactive',
  interactive: { type: 'button', body, action: { buttons: all } },
});
const list = (rows: object[], button = 'Open') => ({
  type: 'interactive',
  interactive: { type: 'list', body, action: { button, sections: [{ rows }] } },
});
const rows = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: `r${at}`, title: `Row ${at}` }));
const template = (name: string, ...values: string[]) => ({
  type: 'template',
  template: {
    name,
    language: { code: 'ru' },
    components: [{ type: 'body', parameters: values.map((value) => ({ type: 'text', text: value })) }],
  },
});

describe('what the Cloud API refuses', () => {
  test.each([
    ['an empty text', text(''), 131009],
    ['a text above 4096', text('x'.repeat(4097)), 131009],
    ['a type that there is not', { type: 'poll', poll: {} }, 131009],
    ['no text at all', { type: 'text' }, 131008],
    ['a fourth button', buttons(reply('a'), reply('b'), reply('c'), reply('d')), 131009],
    ['a button’s title above 20', buttons(reply('a', 'x'.repeat(21))), 131009],
    ['two buttons of one title', buttons(reply('a', 'x'), reply('b', 'x')), 131009],
    ['an eleventh row', list(rows(11)), 131009],
    ['a row’s title above 24', list([{ id: 'a', title: 'x'.repeat(25) }]), 131009],
    ['a list’s button above 20', list(rows(1), 'x'.repeat(21)), 131009],
    ['a file that is not there', { type: 'image', image: { id: '1' } }, 131052],
    ['a template that is not there', template('nothing', 'a', 'b'), 132001],
    ['a template with too few values', template('tillbot_paid', 'a'), 132000],
    ['a template without its button', template('tillbot_invoice', 'a', 'b'), 132000],
    ['a line break in a value', template('tillbot_paid', 'a', 'b\nc'), 132012],
    ['a text that gets too long', template('tillbot_message', 'a', 'x'.repeat(1020)), 132005],
  ])('%s', async (_, message, code) => {
    expect((await send(message)).code).toBe(code);
    expect(fake.messages(USER)).toHaveLength(1);
  });

  test('a wrong token, another number, a stranger, itself', async () => {
    expect(await call(`${NUMBER}/messages`, {}, 'other')).toMatchObject({ status: 401, code: 190 });
    expect((await call('/v24.0/1/messages', {})).code).toBe(33);
    expect((await send(text('x'), { to: '79000000099' })).code).toBe(131026);
    expect((await send(text('x'), { to: '79990000000' })).code).toBe(131021);
  });

  test('free words outside the 24 hours, and takes a template all the same', async () => {
    fake.people.wait(USER, 24 * 3_600_000 - 60_000);
    expect((await send(text('x'))).status).toBe(200);
    fake.people.wait(USER, 60_000);
    expect((await send(text('x'))).code).toBe(131047);
    expect((await send(template('tillbot_paid', '1', '2 ₽'))).status).toBe(200);
  });

  test('files of a kind or size that it does not take', async () => {
    const put = async (type: string, size: number) => {
      const form = new FormData();
      form.set('messaging_product', 'whatsapp');
      form.set('type', type);
      form.set('file', new Blob([new Uint8Array(size)], { type }), 'x');
      const headers = { authorization: 'Bearer SANDBOX-ACCESS-TOKEN' };
      const answer = await fake.app.request(`${NUMBER}/media`, { method: 'POST', body: form, headers });
      return ((await answer.json()) as { error?: { code: number } }).error?.code ?? answer.status;
    };
    expect(await put('image/png', 10)).toBe(200);
    expect(await put('text/html', 10)).toBe(100);
    expect(await put('image/png', 5 * 1024 * 1024 + 1)).toBe(131053);
  });
});

describe('its webhook', () => {
  let till: Hono;
  let channel: Channel;
  let taken: Incoming[];
  let refusals: number;
  let requests: number;

  /** A till at the webhook's address, and the emulation that knows it. */
  function open(options: FakeWhatsAppOptions = {}): void {
    fake.close();
    fake = createFakeWhatsApp({
      retryMs: 5,
      fetch: async (input, init) => till.fetch(new Request(input, init)),
      ...options,
    });
    const inside: typeof fetch = async (input, init) => {
      const request = new Request(input, init);
      return fake.app.fetch(request);
    };
    channel = createWhatsApp(whatsappEnv.parse(fake.env(ROOT))!, { fetch: inside });
    [taken, refusals, requests] = [[], 0, 0];
    till = new Hono();
    till.all('/webhooks/whatsapp', async (c) => {
      requests++;
      const reading = await channel.readWebhook({
        method: c.req.method,
        url: c.req.url,
        headers: Object.fromEntries(c.req.raw.headers),
        body: new Uint8Array(await c.req.arrayBuffer()),
        kind: null,
        remoteAddress: null,
      });
      if (!reading.ok) return c.text(reading.reason, reading.status);
      if (refusals-- > 0) return c.text('not now', 503);
      taken.push(...reading.incoming);
      return c.text(reading.acknowledge.body ?? '', 200);
    });
    fake.person({ id: USER, first_name: 'Anna' });
  }
  const set = () => channel.setWebhook?.('https://till.example.com/webhooks/whatsapp');
  const texts = () => taken.map((each) => (each.type === 'text' ? each.text : each.type));

  test('is taken once it has answered the challenge, and gets all that waited, in order', async () => {
    open();
    fake.people.text(USER, 'one');
    fake.people.text(USER, 'two');
    expect(await set()).toEqual({ ok: true, value: null });
    await vi.waitFor(() => expect(texts()).toEqual(['one', 'two']));
    expect(await channel.check?.('https://till.example.com/webhooks/whatsapp', [])).toMatchObject({
      ok: true,
      value: {
        name: 'Tillbot',
        webhook: { set: 'https://till.example.com/webhooks/whatsapp' },
        wordsMissing: [],
      },
    });
  });

  test('is not taken where nobody answers the challenge', async () => {
    open();
    till = new Hono();
    expect(await set()).toMatchObject({ ok: false, category: 'invalid' });
  });

  test('is called again until it takes what it was told, and again on request under the same key', async () => {
    open();
    await set();
    refusals = 2;
    fake.people.text(USER, 'one');
    await vi.waitFor(() => expect(texts()).toEqual(['one']));
    fake.people.redeliver();
    await vi.waitFor(() => expect(taken).toHaveLength(2));
    expect(taken[1]?.key).toBe(taken[0]?.key);
  });

  test('gets several changes in one call when many wait', async () => {
    open({ batch: 10 });
    for (let at = 0; at < 10; at++) fake.people.text(USER, String(at));
    await set();
    await vi.waitFor(() => expect(taken).toHaveLength(10));
    expect(requests).toBe(2);
  });

  test('a template that is not approved is missed at the check-up', async () => {
    open();
    fake.setTemplate('tillbot_paid', 'PAUSED');
    const told = await channel.check?.(null, []);
    expect(told).toMatchObject({ value: { wordsMissing: ['tillbot_paid (ru)', 'tillbot_paid (en)'] } });
  });
});

describe('the controls over HTTP', () => {
  const control = async (path: string, given?: object) => {
    const init = given ? { method: 'POST', body: JSON.stringify(given) } : {};
    const answer = await fake.app.request(`/control${path}`, init);
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  };

  test('a page plays a person from the first word to the pressed button and a look', async () => {
    await control('/people', { id: 79_000_000_009, first_name: 'Boris', username: 'ignored' });
    await control('/chats/79000000009/start', { payload: 'x' });
    await send(buttons(reply('yes', 'Yes')), { to: '79000000009' });
    const seq = fake.messages(79_000_000_009).at(-1)?.id;
    await control('/chats/79000000009/read', {});
    expect(fake.messages(79_000_000_009).at(-1)?.status).toBe('read');
    const pressed = await control('/chats/79000000009/press', { messageId: seq, data: 'yes' });
    expect(pressed.json).toMatchObject({ answered: true, text: null });
    expect(fake.lastUpdate()).toContain('button_reply');
    await control('/chats/79000000009/wait', { hours: 24 });
    expect((await control('/chats/79000000009')).json).toMatchObject({ open: false, started: true });
  });

  test('a wrong call says what is wrong', async () => {
    expect(await control('/chats/404')).toMatchObject({ status: 404 });
    expect(await control(`/chats/${USER}/text`, { text: 5 })).toMatchObject({ status: 400 });
    expect(await control(`/chats/${USER}/press`, { messageId: 1, data: 'x' })).toMatchObject({ status: 404 });
    await control(`/chats/${USER}/block`, {});
    expect(await control(`/chats/${USER}/text`, { text: 'x' })).toMatchObject({ status: 409 });
  });

  test('what another process left is taken up, and nothing else is', () => {
    const kept = fake.snapshot();
    const again = createFakeWhatsApp();
    again.restore(kept);
    expect(again.messages(USER)).toEqual(fake.messages(USER));
    expect(() => again.restore('{}')).toThrow('not a snapshot');
    again.close();
  });

  test('changes of all chats stream in as they happen', async () => {
    const stand = await startWhatsApp();
    stand.fake.person({ id: USER, first_name: 'Anna' });
    const response = await fetch(`${stand.root}/control/events`);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    const until = async (words: string) => {
      while (!seen.includes(words)) seen += (await reader.read()).value ?? '';
    };
    await until('event: ready');
    stand.fake.people.text(USER, 'live words');
    await until('live words');
    await reader.cancel();
    await stand.close();
  });
});
