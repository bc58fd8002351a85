import type { ChannelReading } from '../../../domain/ports/channel.ts';
import type { RawWebhook } from '../../../domain/ports/payment-provider.ts';
import type { TelegramConfig } from './config.ts';
import { toIncoming } from './convert.ts';
import { telegramUpdate } from './update.ts';

/** Header in which Telegram repeats the `secret_token` given to setWebhook (Bot API, setWebhook). */
export const SECRET_HEADER = 'x-telegram-bot-api-secret-token';

const SECRET_LABEL = 'tillbot telegram webhook secret, version 1';

const encoder = new TextEncoder();

/** The secret that setWebhook gets: the configured one, or one that the token gives, the same each time. */
export async function webhookSecret(config: TelegramConfig): Promise<string> {
  if (config.webhookSecret) return config.webhookSecret;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(config.token), algorithm, false, ['sign']);
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(SECRET_LABEL)));
  return Array.from(mac, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Hashes of the secrets that updates must carry: found once, and not anew for each update. */
const expected = new WeakMap<TelegramConfig, Promise<Uint8Array>>();

/** Compares hashes, so that neither length nor the first wrong character shows in the time taken. */
async function isSecret(config: TelegramConfig, given: string): Promise<boolean> {
  const known = expected.get(config) ?? webhookSecret(config).then(digest);
  expected.set(config, known);
  const [a, b] = await Promise.all([digest(given), known]);
  let difference = 0;
  for (let at = 0; at < a.length; at++) difference |= (a[at] ?? 0) ^ (b[at] ?? 0);
  return difference === 0;
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text)));
}

/** 401 unless it carries the secret; 400 for what is no update; else what it says, and an empty 200. */
export async function readWebhook(config: TelegramConfig, raw: RawWebhook): Promise<ChannelReading> {
  const given = raw.headers[SECRET_HEADER];
  if (!(await isSecret(config, given ?? ''))) {
    return { ok: false, status: 401, reason: given === undefined ? 'no secret token' : 'wrong secret token' };
  }
  const update = telegramUpdate.safeParse(readJson(raw.body));
  if (!update.success) return { ok: false, status: 400, reason: 'not a Telegram update' };
  return { ok: true, incoming: toIncoming(update.data), acknowledge: { status: 200, body: '' } };
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
