import type { MessageView } from '../../bot/channels/whatsapp/fake.ts';
import { createWhatsApp } from '../../bot/channels/whatsapp/index.ts';
import { SIGNATURE_HEADER } from '../../bot/channels/whatsapp/webhook.ts';
import { startWhatsApp, whatsappWebhook } from '../support/whatsapp.ts';
import type { ChannelDriver, ChannelFault, Shown } from './channel-driver.ts';

const USER = 79_000_000_001;

function show(message: MessageView): Shown {
  const bold = message.entities.filter(({ type }) => type === 'bold');
  return {
    ref: message.wamid,
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
    edited: false,
  };
}

function faultOf(fault: ChannelFault) {
  return fault.kind === 'rate_limit' ? { kind: 'rate_limit' as const, retryAfter: fault.seconds } : fault;
}

/** WhatsApp put through the contract: one person with a phone. */
export async function whatsappDriver(): Promise<ChannelDriver> {
  const { fake, config, close } = await startWhatsApp();
  fake.person({ id: USER, first_name: 'Anna', language_code: 'ru' });
  fake.people.start(USER);
  const fromBot = () => fake.messages(USER).filter(({ from }) => from === 'bot');
  return {
    channel: createWhatsApp(config, { timeoutMs: 1_200 }),
    address: String(USER),
    secrets: [config.accessToken, config.appSecret],
    shown: async () => fromBot().map(show),
    start: async (payload) => void fake.people.start(USER, payload),
    write: async (text) => void fake.people.text(USER, text),
    press: async (ref, id) => {
      const message = fromBot().find(({ wamid }) => wamid === ref);
      fake.people.press(USER, message?.id ?? 0, { data: id });
    },
    shareContact: async () => {
      fake.people.contact(USER);
      return `+${USER}`;
    },
    sendPhoto: async (bytes, caption) =>
      void fake.people.file(USER, 'photo', { bytes, name: 'p.png', mime: 'image/png' }, caption),
    block: async () => fake.people.block(USER, true),
    fail: async (fault, times) => fake.fail('messages', faultOf(fault), times),
    webhook: () => whatsappWebhook(config, new TextEncoder().encode(fake.lastUpdate())),
    signed: (body) => whatsappWebhook(config, body),
    forged: (raw) => ({
      ...raw,
      headers: { ...raw.headers, [SIGNATURE_HEADER]: `sha256=${'0'.repeat(64)}` },
    }),
    close,
  };
}
