import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWhatsApp } from '../../bot/channels/whatsapp/index.ts';
import type { Channel, Outgoing } from '../../domain/ports/channel.ts';
import { failureOf, PNG, sentOf } from '../contract/channel-driver.ts';
import { startWhatsApp, type WhatsAppStand, whatsappWebhook } from '../support/whatsapp.ts';

const USER = 79_000_000_001;

let stand: WhatsAppStand;
let channel: Channel;
beforeEach(async () => {
  stand = await startWhatsApp();
  stand.fake.person({ id: USER, first_name: 'Anna' });
  stand.fake.people.text(USER, 'hello');
  channel = createWhatsApp(stand.config, { timeoutMs: 2_000 });
});
afterEach(() => stand.close());

const send = (message: Outgoing, id?: string) => channel.send(String(USER), message, id ? { id } : {});
const shown = () => stand.fake.messages(USER).filter(({ from }) => from === 'bot');
const buttons = (count: number, text = (at: number) => `Button ${at}`) =>
  Array.from({ length: count }, (_, at) => [{ id: `b:${at}`, text: text(at) }]);

async function read(count = 1) {
  const reading = await channel.readWebhook(
    await whatsappWebhook(stand.config, new TextEncoder().encode(stand.fake.lastUpdate(count))),
  );
  if (!reading.ok) throw new Error(reading.reason);
  return reading;
}

describe('what stands under a message', () => {
  test('three short choices are buttons, a fourth makes them a list', async () => {
    sentOf(await send({ text: 'Which?', buttons: buttons(3) }));
    expect(shown().at(-1)).toMatchObject({ list: null, buttons: [[{}], [{}], [{}]] });
    sentOf(await send({ text: 'Which?', buttons: buttons(4) }));
    expect(shown().at(-1)?.list).toBe('Choose');
    expect(shown().at(-1)?.buttons).toHaveLength(4);
  });

  test('a long label is a row of a list, with all its words below the title', async () => {
    const label = 'Счёт №17 за логотип и визитки';
    sentOf(await send({ text: 'Что?', buttons: [[{ id: 'a', text: label }]] }));
    expect(shown().at(-1)).toMatchObject({
      list: 'Выбрать',
      buttons: [[{ callback_data: 'a', hint: label }]],
    });
    expect(shown().at(-1)?.buttons[0]?.[0]?.text.length).toBeLessThanOrEqual(24);
  });

  test('two buttons of one label are a list, which may hold them', async () => {
    sentOf(await send({ text: 'Which?', buttons: buttons(2, () => 'Same') }));
    expect(
      shown()
        .at(-1)
        ?.buttons.flat()
        .map((each) => each.callback_data),
    ).toEqual(['b:0', 'b:1']);
  });

  test('more than ten choices are several lists, and none is lost', async () => {
    sentOf(await send({ text: 'Deals', buttons: buttons(23) }));
    expect(shown()).toHaveLength(3);
    const ids = shown().flatMap((each) => each.buttons.flat().map(({ callback_data }) => callback_data));
    expect(ids).toEqual(buttons(23).map(([button]) => button?.id));
  });

  test('one link is a button, the others are lines, and what another page leads to is left out', async () => {
    const url = (name: string, path = name) => ({
      text: name,
      url: `https://shop.example.com/pay/x_y_z${path}`,
    });
    const rows = [[url('sbp', '/sbp')], [url('card', '/card'), url('all', ''), url('shop', '_2')]];
    sentOf(await send({ text: 'Pay', buttons: rows }));
    expect(shown().at(-1)?.buttons).toEqual([[url('sbp', '/sbp')]]);
    expect(shown().at(-1)?.text).toBe(
      'Pay\nall: https://shop.example.com/pay/x_y_z\nshop: https://shop.example.com/pay/x_y_z_2',
    );
  });

  test('choices beside a link follow in a message of their own', async () => {
    const pay = { text: 'Pay', url: 'https://shop.example.com/pay/x/sbp' };
    const other = { text: 'Other', url: 'https://shop.example.com/pay/x' };
    const { ref } = sentOf(
      await send({ text: 'Invoice', buttons: [[pay, other], [{ id: 'no', text: 'No' }]] }),
    );
    expect(shown()).toMatchObject([
      { wamid: ref, text: 'Invoice', buttons: [[pay]] },
      { text: 'Other: https://shop.example.com/pay/x', buttons: [[{ text: 'No', callback_data: 'no' }]] },
    ]);
  });

  test('an address that only this machine can open is a line at Meta itself', async () => {
    const requests: string[] = [];
    const atMeta = createWhatsApp(
      { ...stand.config, apiRoot: 'https://graph.facebook.com' },
      {
        fetch: async (_url, init) => {
          requests.push(String(init?.body));
          return Response.json({ messages: [{ id: 'wamid.X' }] });
        },
      },
    );
    sentOf(
      await atMeta.send(String(USER), {
        text: 'Pay',
        buttons: [[{ text: 'Go', url: 'http://localhost:1/pay' }]],
      }),
    );
    expect(JSON.parse(requests[0] ?? '')).toMatchObject({
      type: 'text',
      text: { body: 'Pay\nGo: http://localhost:1/pay' },
    });
  });

  test('a picture stands above buttons in one message, and before a list in one of its own', async () => {
    const photo = { bytes: PNG, name: 'qr.png' };
    sentOf(await send({ text: 'Scan', photo, buttons: buttons(2) }));
    expect(shown()).toHaveLength(1);
    expect(shown()[0]).toMatchObject({ text: 'Scan', media: { kind: 'photo' } });
    sentOf(await send({ text: 'Scan', photo, buttons: buttons(5) }));
    expect(shown().slice(1)).toMatchObject([
      { text: '', media: { kind: 'photo' } },
      { text: 'Scan', media: null },
    ]);
  });

  test('one press shares the own number, another says that it is skipped', async () => {
    const { ref } = sentOf(await send({ text: 'Phone?', askContact: { label: 'Share', skip: 'Skip' } }));
    const seq = shown().at(-1)?.id ?? 0;
    stand.fake.people.press(USER, seq, { index: 0 });
    expect((await read()).incoming).toMatchObject([{ type: 'contact', phone: `+${USER}`, own: true }]);
    stand.fake.people.press(USER, seq, { index: 1 });
    expect((await read()).incoming).toMatchObject([{ type: 'text', text: 'Skip', replyTo: ref }]);
  });

  test('the word of a pressed button comes as an answer to the press', async () => {
    sentOf(await send({ text: 'Sure?', buttons: buttons(1) }));
    const pressed = stand.fake.people.press(USER, shown().at(-1)?.id ?? 0, { data: 'b:0' });
    const [incoming] = (await read()).incoming;
    if (incoming?.type !== 'button') throw new Error('no press');
    await channel.answerButton?.(incoming.pressId, 'Taken');
    expect(shown().at(-1)).toMatchObject({ text: 'Taken', replyTo: pressed });
    await channel.answerButton?.(incoming.pressId, null);
    expect(shown().at(-1)).toMatchObject({ text: 'Taken' });
  });
});

describe('sending', () => {
  test('what failed midway goes on where it stopped', async () => {
    const text = Array.from({ length: 1_200 }, (_, at) => `word${at}`).join(' ');
    let calls = 0;
    const shaky = createWhatsApp(stand.config, {
      fetch: async (...given) => (++calls === 2 ? new Response('', { status: 502 }) : fetch(...given)),
    });
    const long = () => shaky.send(String(USER), { text }, { id: 'long' });
    expect(failureOf(await long())).toMatchObject({ category: 'unavailable' });
    sentOf(await long());
    expect(shown().flatMap((each) => each.text.split(' '))).toEqual(text.split(' '));
  });

  test('whoever has no number is written to by the user id', async () => {
    const bodies: unknown[] = [];
    const spied = createWhatsApp(stand.config, {
      fetch: async (_url, init) => {
        bodies.push(JSON.parse(String(init?.body)));
        return Response.json({ messages: [{ id: 'wamid.X' }] });
      },
    });
    sentOf(await spied.send('RU.13491208655302741918', { text: 'x' }));
    expect(bodies).toMatchObject([{ recipient: 'RU.13491208655302741918' }]);
    expect(bodies[0]).not.toHaveProperty('to');
    expect(failureOf(await spied.send('nobody', { text: 'x' }))).toMatchObject({ category: 'unreachable' });
  });

  test('a file that WhatsApp keeps no more is stored anew, when it can still be fetched', async () => {
    stand.fake.people.file(USER, 'document', { bytes: PNG, name: 'a.pdf', mime: 'application/pdf' }, 'Look');
    const [incoming] = (await read()).incoming;
    if (incoming?.type !== 'media') throw new Error('no file');
    stand.fake.fail('messages', { kind: 'error', status: 400, code: 131052 });
    sentOf(await send({ text: 'From the customer', media: incoming.media }));
    expect(shown().at(-1)).toMatchObject({
      text: 'From the customer',
      media: { kind: 'document', name: 'a.pdf' },
    });
    expect(stand.fake.calls('media')).toBe(1);
  });

  test('the bytes of a file come whole, within a limit', async () => {
    stand.fake.people.file(USER, 'photo', { bytes: PNG, name: 'a.png', mime: 'image/png' });
    const [incoming] = (await read()).incoming;
    if (incoming?.type !== 'media' || !channel.download) throw new Error('no file');
    expect(await channel.download(incoming.media, 1_000)).toEqual({ ok: true, value: PNG });
    expect(await channel.download(incoming.media, 5)).toMatchObject({
      category: 'invalid',
      code: 'too_large',
    });
    expect(await channel.download({ ...incoming.media, ref: '1' }, 5)).toMatchObject({ ok: false });
  });

  test('our own key goes along and comes back with what became of the message', async () => {
    const { ref } = sentOf(await send({ text: 'x' }, 'paid:1:customer'));
    stand.fake.people.read(USER);
    const { statuses = [] } = await read(3);
    expect(statuses.map(({ state }) => state)).toEqual(['sent', 'delivered', 'read']);
    expect(statuses.every((each) => each.ref === ref && each.id === 'paid:1:customer')).toBe(true);
  });

  test('a number’s throughput is kept to, and the rest waits in the outbox', async () => {
    const paced = createWhatsApp(stand.config, {
      pace: true,
      fetch: async () => Response.json({ messages: [{ id: 'wamid.X' }] }),
    });
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, at) => paced.send(String(USER + at), { text: 'x' })),
    );
    const late = outcomes.filter(({ ok }) => !ok);
    expect(late.length).toBeGreaterThan(20);
    for (const each of late)
      expect(each).toMatchObject({ category: 'rate_limited', retryable: true, code: 'crowded' });
  });
});
