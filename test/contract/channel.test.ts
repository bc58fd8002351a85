import { expect, test } from 'vitest';
import { channels } from '../../bot/channels/index.ts';
import type { MessageView } from '../../bot/channels/telegram/fake.ts';
import { createTelegram } from '../../bot/channels/telegram/index.ts';
import { SECRET_HEADER } from '../../bot/channels/telegram/webhook.ts';
import { startTelegram, telegramWebhook } from '../support/telegram.ts';
import { channelContract } from './channel.ts';
import type { ChannelDriver, ChannelFault, Shown } from './channel-driver.ts';
import { whatsappDriver } from './whatsapp-driver.ts';

const USER = 5_000_001;

function show(message: MessageView): Shown {
  const bold = message.entities.filter(({ type }) => type === 'bold');
  return {
    ref: String(message.id),
    text: message.text,
    bold: bold.map(({ offset, length }) => message.text.slice(offset, offset + length)),
    buttons: message.buttons.map((row) =>
      row.map(({ text, callback_data, url }) => ({
        text,
        ...(callback_data === undefined ? {} : { id: callback_data }),
        ...(url === undefined ? {} : { url }),
      })),
    ),
    media: (message.media?.kind ?? null) as Shown['media'],
    edited: message.edited,
  };
}

function faultOf(fault: ChannelFault) {
  return fault.kind === 'rate_limit' ? { kind: 'rate_limit' as const, retryAfter: fault.seconds } : fault;
}

async function telegramDriver(): Promise<ChannelDriver> {
  const { fake, config, close } = await startTelegram();
  fake.person({ id: USER, first_name: 'Anna', language_code: 'ru', phone: '79000000001' });
  fake.people.start(USER);
  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  return {
    channel: createTelegram(config, { timeoutMs: 1_200 }),
    address: String(USER),
    secrets: [config.token],
    shown: async () =>
      fake
        .messages(USER)
        .filter(({ from }) => from === 'bot')
        .map(show),
    start: async (payload) => void fake.people.start(USER, payload),
    write: async (text) => void fake.people.text(USER, text),
    press: async (ref, id) => void (await fake.people.press(USER, Number(ref), { data: id }, 0)),
    shareContact: async () => {
      fake.people.key(USER, 'Share');
      return '+79000000001';
    },
    sendPhoto: async (picture, caption) =>
      void fake.people.file(USER, 'photo', { bytes: picture, name: 'p.png', mime: 'image/png' }, caption),
    block: async () => fake.people.block(USER),
    fail: async (fault, times) => fake.fail('sendMessage', faultOf(fault), times),
    webhook: () => telegramWebhook(config, bytes(fake.updates().at(-1))),
    signed: (body) => telegramWebhook(config, body),
    forged: (raw) => ({ ...raw, headers: { ...raw.headers, [SECRET_HEADER]: 'x' } }),
    close,
  };
}

const drivers: Readonly<Record<string, () => Promise<ChannelDriver>>> = {
  telegram: telegramDriver,
  whatsapp: whatsappDriver,
};

for (const [id, make] of Object.entries(drivers)) channelContract(id, make);

test('every channel on the list is put through the contract', () => {
  expect(Object.keys(drivers).sort()).toEqual(channels.map(({ id }) => id).sort());
});
