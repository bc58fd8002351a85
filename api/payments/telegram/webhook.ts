import type { RawWebhook, WebhookReading } from '../../../domain/ports/payment-provider.ts';
import type { TelegramPaymentsConfig } from './config.ts';
import { toChatMoney, toNotice } from './convert.ts';
import { readJson, wireUpdate } from './wire.ts';

/** Header in which Telegram repeats the `secret_token` given to setWebhook (Bot API, setWebhook). */
const SECRET_HEADER = 'x-telegram-bot-api-secret-token';
/** The same as the channel's: it is the channel that gives the secret to Telegram. */
const SECRET_LABEL = 'tillbot telegram webhook secret, version 1';

const encoder = new TextEncoder();

/**
 * Reads an update of the bot for what it says of money. Telegram has one address for a bot, so updates come
 * to the channel, which tells of money by `readChat`; this is for who splits the bot's updates by kind.
 */
export async function readWebhook(config: TelegramPaymentsConfig, raw: RawWebhook): Promise<WebhookReading> {
  const given = raw.headers[SECRET_HEADER];
  if (!(await sameText(given ?? '', await secretOf(config)))) {
    return { ok: false, status: 401, reason: given === undefined ? 'no secret token' : 'wrong secret token' };
  }
  const update = wireUpdate.safeParse(readJson(textOf(raw.body)));
  if (!update.success) return { ok: false, status: 400, reason: 'not a Telegram update' };
  return { ok: true, notices: noticesOf(update.data.message), acknowledge: { status: 200, body: '' } };
}

function noticesOf(message: ReturnType<typeof wireUpdate.parse>['message']) {
  if (message?.successful_payment)
    return [toNotice('paid', toChatMoney(message.successful_payment, message))];
  if (message?.refunded_payment)
    return [toNotice('refunded', toChatMoney(message.refunded_payment, message))];
  return [];
}

/** Undecodable bytes are no JSON either. */
function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return '';
  }
}

async function secretOf({ webhookSecret, token }: TelegramPaymentsConfig): Promise<string> {
  if (webhookSecret) return webhookSecret;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(token), algorithm, false, ['sign']);
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(SECRET_LABEL)));
  return Array.from(mac, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Compares hashes, so that neither length nor the first wrong character shows in the time taken. */
async function sameText(left: string, right: string): Promise<boolean> {
  const [a, b] = await Promise.all([digest(left), digest(right)]);
  return a.reduce((difference, byte, at) => difference | (byte ^ (b[at] ?? 0)), 0) === 0;
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text)));
}
