import { describe, expect, test } from 'vitest';
import { whatsappEnv } from '../../bot/channels/whatsapp/config.ts';
import { createWhatsApp } from '../../bot/channels/whatsapp/index.ts';
import { signatureOf } from '../../bot/channels/whatsapp/webhook.ts';
import type { RawWebhook } from '../../domain/ports/payment-provider.ts';
import { whatsappWebhook } from '../support/whatsapp.ts';

const ENV = {
  WHATSAPP_ACCESS_TOKEN: 'EAAtest',
  WHATSAPP_PHONE_NUMBER_ID: '555000111222333',
  WHATSAPP_APP_SECRET: 'appsecret',
  WHATSAPP_VERIFY_TOKEN: 'our-word',
};
const config = whatsappEnv.parse(ENV)!;
const channel = createWhatsApp(config);
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** A webhook as Meta builds it: changes of one entry each. */
const update = (...values: object[]) => ({
  object: 'whatsapp_business_account',
  entry: values.map((value) => ({ id: 'WABA', changes: [{ field: 'messages', value }] })),
});
const head = {
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: '74950001122', phone_number_id: '555000111222333' },
  contacts: [{ profile: { name: 'Анна' }, wa_id: '79000000001', user_id: 'RU.13491208655302741918' }],
};
const message = (content: object, id = 'wamid.A') => ({
  ...head,
  messages: [{ from: '79000000001', id, timestamp: '1789000000', ...content }],
});

async function readAll(body: unknown) {
  const reading = await channel.readWebhook(await whatsappWebhook(config, bytes(body)));
  if (!reading.ok) throw new Error(`${reading.status} ${reading.reason}`);
  return reading;
}
const read = async (content: object) => (await readAll(update(message(content)))).incoming;

describe('the signature', () => {
  test('is the one of the reference', async () => {
    const body = new TextEncoder().encode('{"object":"x"}');
    expect(await signatureOf('appsecret', body)).toBe(
      'sha256=0c75dddff87175f34e2417621a4925d4814f0e325c651a5347c2cc3d28c10a1f',
    );
  });

  test.each([
    'sha1=0c75',
    '0c75dddff87175f34e2417621a4925d4814f0e325c651a5347c2cc3d28c10a1f',
    `sha256=${'f'.repeat(64)}`,
    '',
  ])('%s is refused', async (header) => {
    const raw = await whatsappWebhook(config, bytes(update()));
    const forged = { ...raw, headers: { ...raw.headers, 'x-hub-signature-256': header } };
    expect(await channel.readWebhook(forged)).toMatchObject({ ok: false, status: 401 });
  });

  test('a body that was changed by one byte is refused', async () => {
    const raw = await whatsappWebhook(config, bytes(update()));
    expect(await channel.readWebhook({ ...raw, body: bytes({ ...update(), x: 1 }) })).toMatchObject({
      status: 401,
    });
  });
});

describe('the challenge', () => {
  const ask = (query: string): RawWebhook => ({
    method: 'GET',
    url: `https://shop.example.com/webhooks/whatsapp?${query}`,
    headers: {},
    body: new Uint8Array(),
    kind: null,
    remoteAddress: null,
  });

  test('comes back bare for our word', async () => {
    const reading = await channel.readWebhook(
      ask('hub.mode=subscribe&hub.verify_token=our-word&hub.challenge=1158201444'),
    );
    expect(reading).toMatchObject({ ok: true, acknowledge: { status: 200, body: '1158201444' } });
  });

  test.each([
    'hub.mode=subscribe&hub.verify_token=other&hub.challenge=1',
    'hub.mode=subscribe&hub.challenge=1',
    'hub.mode=unsubscribe&hub.verify_token=our-word&hub.challenge=1',
    '',
  ])('is refused for %s', async (query) => {
    expect(await channel.readWebhook(ask(query))).toMatchObject({ ok: false, status: 403 });
  });
});

describe('what people send', () => {
  const file = { id: '99', mime_type: 'image/jpeg', sha256: 'x' };

  test('who wrote, with the number that WhatsApp vouches for', async () => {
    const [incoming] = await read({ type: 'text', text: { body: 'Здравствуйте' } });
    expect(incoming).toEqual({
      type: 'text',
      text: 'Здравствуйте',
      channel: 'whatsapp',
      key: 'wamid.A',
      replyTo: null,
      edited: false,
      from: {
        address: '79000000001',
        userId: 'RU.13491208655302741918',
        name: 'Анна',
        language: null,
        phone: '+79000000001',
      },
    });
  });

  test('whoever hides the number is known by the user id', async () => {
    const hidden = {
      ...head,
      contacts: [{ profile: { name: 'Anna' }, user_id: 'RU.13491208655302741918' }],
      messages: [
        { from_user_id: 'RU.13491208655302741918', id: 'wamid.B', type: 'text', text: { body: 'x' } },
      ],
    };
    const [incoming] = (await readAll(update(hidden))).incoming;
    expect(incoming?.from).toMatchObject({ address: 'RU.13491208655302741918' });
    expect(incoming?.from).not.toHaveProperty('phone');
  });

  test.each([
    ['image', { image: { ...file, caption: 'Look' } }, { type: 'photo', mime: 'image/jpeg' }, 'Look'],
    ['document', { document: { ...file, filename: 'a.pdf' } }, { type: 'document', name: 'a.pdf' }, ''],
    ['audio', { audio: { ...file, mime_type: 'audio/mpeg' } }, { type: 'audio' }, ''],
    [
      'audio',
      { audio: { ...file, mime_type: 'audio/ogg; codecs=opus', voice: true } },
      { type: 'voice', mime: 'audio/ogg' },
      '',
    ],
    ['video', { video: file }, { type: 'video' }, ''],
    ['sticker', { sticker: file }, { type: 'sticker' }, ''],
  ])('a file: %s', async (type, content, media, text) => {
    expect(await read({ type, ...content })).toMatchObject([
      { type: 'media', text, media: { channel: 'whatsapp', ref: '99', ...media } },
    ]);
  });

  test.each([
    ['button_reply', { id: 'take:1', title: 'Take' }],
    ['list_reply', { id: 'take:1', title: 'Take', description: 'more' }],
  ])('a pressed button: %s', async (type, reply) => {
    const content = {
      type: 'interactive',
      interactive: { type, [type]: reply },
      context: { id: 'wamid.OURS' },
    };
    expect(await read(content)).toMatchObject([
      { type: 'button', id: 'take:1', messageRef: 'wamid.OURS', pressId: '79000000001 wamid.A' },
    ]);
  });

  test('the quick reply of a template, with what it carries or with its words', async () => {
    expect(await read({ type: 'button', button: { payload: 'tom:1', text: 'Tomorrow' } })).toMatchObject([
      { type: 'button', id: 'tom:1' },
    ]);
    expect(await read({ type: 'button', button: { text: 'Tomorrow' } })).toMatchObject([
      { type: 'text', text: 'Tomorrow' },
    ]);
  });

  test('a command, a start with its payload, an answer to a message of ours', async () => {
    expect(await read({ type: 'text', text: { body: '/Invoice 1 500 Лого' } })).toMatchObject([
      { type: 'command', name: 'invoice', args: '1 500 Лого' },
    ]);
    expect(await read({ type: 'text', text: { body: '/start src_autumn' } })).toMatchObject([
      { type: 'start', payload: 'src_autumn' },
    ]);
    expect(await read({ type: 'text', text: { body: 'Да' }, context: { id: 'wamid.OURS' } })).toMatchObject([
      { type: 'text', replyTo: 'wamid.OURS' },
    ]);
  });

  test('the own card is the own number, another card is not', async () => {
    const card = (phones: object[]) => ({
      type: 'contacts',
      contacts: [{ name: { formatted_name: 'Анна К' }, phones }],
    });
    expect(await read(card([{ phone: '+7 900 000-00-01', wa_id: '79000000001' }]))).toMatchObject([
      { type: 'contact', phone: '+79000000001', name: 'Анна К', own: true },
    ]);
    expect(await read(card([{ phone: '+7 900 000-00-02' }]))).toMatchObject([
      { type: 'contact', phone: '+7 900 000-00-02', own: false },
    ]);
  });

  test.each(['location', 'order', 'unsupported', 'unknown'])(
    'what we can’t use is named: %s',
    async (type) => {
      expect(await read({ type, [type]: {} })).toMatchObject([{ type: 'unsupported', what: type }]);
    },
  );

  test.each(['reaction', 'system'])('what nobody wants answered says nothing: %s', async (type) => {
    expect(await read({ type, [type]: {} })).toEqual([]);
  });
});

describe('one webhook', () => {
  const text = (id: string) => message({ type: 'text', text: { body: id } }, id);

  test('may carry several messages and statuses, each with its own key', async () => {
    const both = { ...text('wamid.1'), messages: [...text('wamid.1').messages, ...text('wamid.2').messages] };
    const status = { id: 'wamid.OURS', status: 'delivered', timestamp: '1789000005', recipient_id: '1' };
    const reading = await readAll(update(both, text('wamid.3'), { ...head, statuses: [status] }));
    expect(reading.incoming.map(({ key }) => key)).toEqual(['wamid.1', 'wamid.2', 'wamid.3']);
    expect(reading.statuses).toEqual([
      {
        ref: 'wamid.OURS',
        id: null,
        state: 'delivered',
        at: 1_789_000_005_000,
        failure: null,
        wantsApproved: false,
      },
    ]);
  });

  test('for another number of the app, or about other things, says nothing', async () => {
    const other = { ...text('wamid.1'), metadata: { phone_number_id: '1' } };
    expect((await readAll(update(other))).incoming).toEqual([]);
    const field = { field: 'message_template_status_update', value: { event: 'APPROVED' } };
    const body = { object: 'whatsapp_business_account', entry: [{ id: 'WABA', changes: [field] }] };
    expect(await readAll(body)).toMatchObject({ incoming: [], statuses: [] });
  });

  test('a change that can’t be read does not hold back the others', async () => {
    expect((await readAll(update({ messages: 'no list' }, text('wamid.9')))).incoming).toHaveLength(1);
  });

  test('a voice message that was played was read, an unknown state says nothing', async () => {
    const status = (state: string) => ({ id: 'wamid.OURS', status: state, timestamp: '1789000005' });
    const { statuses = [] } = await readAll(
      update({ ...head, statuses: [status('played'), status('warmed')] }),
    );
    expect(statuses.map(({ state }) => state)).toEqual(['read']);
  });
});

describe('the settings', () => {
  test('without the token there is no channel, with it the others are needed', () => {
    expect(whatsappEnv.parse({})).toBeNull();
    expect(whatsappEnv.parse({ WHATSAPP_ACCESS_TOKEN: '' })).toBeNull();
    const read = whatsappEnv.safeParse({ WHATSAPP_ACCESS_TOKEN: 'EAAsecret' });
    expect(read.error?.issues.map(({ path }) => path[0])).toEqual([
      'WHATSAPP_PHONE_NUMBER_ID',
      'WHATSAPP_APP_SECRET',
      'WHATSAPP_VERIFY_TOKEN',
    ]);
    expect(JSON.stringify(read.error)).not.toContain('EAAsecret');
  });

  test('templates have names and languages of their own, each by itself', () => {
    const given = '{"paid":{"name":"my_paid","languages":{"ru":"ru"}},"refund":{"name":"my_refund"}}';
    expect(whatsappEnv.parse({ ...ENV, WHATSAPP_TEMPLATES: given })?.templates).toMatchObject({
      paid: { name: 'my_paid', languages: { ru: 'ru' } },
      refund: { name: 'my_refund', languages: { ru: 'ru', en: 'en' } },
      reminder: { name: 'tillbot_reminder' },
    });
  });

  test.each(['{', '{"paid":1}', '{"other":{"name":"x"}}', '{"paid":{"name":"With Spaces"}}'])(
    'templates %s are refused with what was expected',
    (given) => {
      const read = whatsappEnv.safeParse({ ...ENV, WHATSAPP_TEMPLATES: given });
      expect(read.error?.issues[0]).toMatchObject({ path: ['WHATSAPP_TEMPLATES'] });
      expect(read.error?.issues[0]?.message).toMatch(/^expected JSON like/);
    },
  );
});
