import { z } from 'zod';
import type { Channel } from '../../../domain/ports/channel.ts';
import type { Outcome } from '../../../domain/result.ts';
import type { ChannelModule } from '../channel-module.ts';
import { addressed } from './body.ts';
import { checkNumber, numberInfo } from './check.ts';
import { createClient, type WhatsAppClient } from './client.ts';
import { WHATSAPP_API_ROOT, type WhatsAppConfig, whatsappEnv } from './config.ts';
import { isAddress } from './convert.ts';
import { downloadMedia } from './download.ts';
import { createFakeWhatsApp } from './fake.ts';
import { MAX_CAPTION, MAX_TEXT } from './outgoing.ts';
import { createSender } from './send.ts';
import { readWebhook } from './webhook.ts';

/** What the channel needs besides its configuration; everything has a default. */
export interface WhatsAppDeps {
  /** Longest wait for one answer, milliseconds; 10 000. */
  readonly timeoutMs?: number;
  /** Keep to the throughput of a number inside this process; else only refusals are honoured. */
  readonly pace?: boolean;
  readonly fetch?: typeof fetch;
  readonly now?: () => number;
}

/** WhatsApp's line in the list of channels. */
export const whatsapp: ChannelModule = {
  id: 'whatsapp',
  open(env, { timeoutMs, fetch, pace }) {
    const config = whatsappEnv.parse(env);
    if (!config) return null;
    const deps = { ...(timeoutMs ? { timeoutMs } : {}), ...(fetch ? { fetch } : {}) };
    return {
      channel: createWhatsApp(config, pace === undefined ? deps : { ...deps, pace }),
      updates: 'webhook',
    };
  },
  fake: createFakeWhatsApp,
};

const success = z.looseObject({ success: z.literal(true) });

/** WhatsApp as a channel, over Meta's Cloud API. */
export function createWhatsApp(config: WhatsAppConfig, deps: WhatsAppDeps = {}): Channel {
  const atMeta = config.apiRoot === WHATSAPP_API_ROOT;
  const client = createClient(config, {
    timeoutMs: deps.timeoutMs ?? 10_000,
    pace: deps.pace ?? atMeta,
    fetch: deps.fetch ?? fetch,
  });
  const number = ownNumber(client, config);
  const now = deps.now ?? Date.now;
  return {
    id: 'whatsapp',
    can: { edit: false, maxText: MAX_TEXT, maxCaption: MAX_CAPTION, links: true },
    send: createSender(client, config, { publicLinksOnly: atMeta }),
    answerButton: (pressId, text) => answerButton(client, pressId, text),
    download: (media, limit) => downloadMedia(client, media, limit),
    readWebhook: (raw) => readWebhook(config, raw, now()),
    setWebhook: (url) => setWebhook(client, config, url),
    check: (webhookUrl, _addresses, options) => checkNumber(client, config, webhookUrl, options?.signal),
    link: async (payload) =>
      `https://wa.me/${await number()}?text=${encodeURIComponent(`/start ${payload}`.trim())}`,
  };
}

/** The number that people write to, asked for once. Throws when WhatsApp does not tell it. */
function ownNumber(client: WhatsAppClient, config: WhatsAppConfig): () => Promise<string> {
  let known: string | null = null;
  return async () => {
    if (known !== null) return known;
    const read = await client.get(`${config.phoneNumberId}?fields=display_phone_number`, numberInfo);
    if (!read.ok) throw new Error(`WhatsApp does not tell our number: ${read.code} ${read.message}`);
    known = read.value.display_phone_number.replace(/\D/g, '');
    return known;
  };
}

/** WhatsApp has no little clock and no bubble on a button: the word is a message, as an answer to the press. */
async function answerButton(client: WhatsAppClient, pressId: string, text: string | null): Promise<void> {
  const [address = '', pressed = ''] = pressId.split(' ');
  if (!text || !isAddress(address)) return;
  const context = pressed ? { context: { message_id: pressed } } : {};
  const body = { ...addressed(address), ...context, type: 'text', text: { body: text, preview_url: false } };
  await client.send(body, undefined);
}

/** An address of the number's own, before that of the app (Meta, Override callback URL). */
async function setWebhook(
  client: WhatsAppClient,
  { phoneNumberId, verifyToken }: WhatsAppConfig,
  url: string,
): Promise<Outcome<null>> {
  const body = { webhook_configuration: { override_callback_uri: url, verify_token: verifyToken } };
  const set = await client.post(phoneNumberId, body, success);
  return set.ok ? { ok: true, value: null } : set;
}
