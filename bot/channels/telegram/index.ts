import type { Channel, MenuCommand } from '../../../domain/ports/channel.ts';
import type { Outcome } from '../../../domain/result.ts';
import type { ChannelModule } from '../channel-module.ts';
import { checkBot } from './check.ts';
import { createClient, type TelegramClient } from './client.ts';
import { TELEGRAM_API_ROOT, type TelegramConfig, telegramEnv } from './config.ts';
import { ALLOWED_UPDATES } from './convert.ts';
import { downloadFile } from './download.ts';
import { createEditor } from './edit.ts';
import { createFakeTelegram } from './fake.ts';
import { MAX_CAPTION, MAX_TEXT } from './outgoing.ts';
import { createPhotoMemory } from './photo-memory.ts';
import { type Pause, pollUpdates } from './poll.ts';
import { chatId, createSender, failure } from './send.ts';
import { readWebhook, webhookSecret } from './webhook.ts';

/** What the channel needs besides its configuration; everything has a default. */
export interface TelegramDeps {
  /** Longest wait for one answer, milliseconds; 10 000. */
  readonly timeoutMs?: number;
  /** Length of one long poll, seconds; 25. */
  readonly longPollSeconds?: number;
  /**
   * Keep to Telegram's sending limits inside this process. Off where timers do not outlive a request
   * (Workers) and for an API root on this machine; a 429 is honoured either way.
   */
  readonly pace?: boolean;
  readonly fetch?: typeof fetch;
  readonly pause?: Pause;
  /** Told of trouble while polling, for the log. */
  readonly report?: (event: string, detail: Readonly<Record<string, unknown>>) => void;
}

/** Telegram's line in the list of channels. */
export const telegram: ChannelModule = {
  id: 'telegram',
  open(env, options) {
    const config = telegramEnv.parse(env);
    if (!config) return null;
    const { publicUrl, ...deps } = options;
    const updates = config.mode ?? (publicUrl.startsWith('https://') ? 'webhook' : 'polling');
    return { channel: createTelegram(config, deps), updates };
  },
  fake: createFakeTelegram,
};

/** Time for the answer of a long poll beyond the poll itself. */
const POLL_MARGIN_MS = 15_000;
/** A payer waits ten seconds in all (Bot API, answerPreCheckoutQuery): so there is time for a second try. */
const URGENT_MS = 3_000;
/** A file of some megabytes takes longer than an answer. */
const DOWNLOAD_MS = 30_000;
/** Limits of answerCallbackQuery and BotCommand (Bot API). */
const MAX_ANSWER = 200;
const MAX_DESCRIPTION = 256;

/** Telegram as a channel, over grammY's client of the Bot API. */
export function createTelegram(config: TelegramConfig, deps: TelegramDeps = {}): Channel {
  const timeoutMs = deps.timeoutMs ?? 10_000;
  const longPollSeconds = deps.longPollSeconds ?? 25;
  const transport = deps.fetch ? { fetch: deps.fetch } : {};
  const client = createClient(config, { timeoutMs, pace: deps.pace ?? shouldPace(config), ...transport });
  const pollTimeout = longPollSeconds * 1000 + POLL_MARGIN_MS;
  const poller = createClient(config, { timeoutMs: pollTimeout, pace: false, ...transport });
  // Nothing that is being sent may keep a payer waiting, so these calls are not paced.
  const urgent = createClient(config, {
    timeoutMs: Math.min(timeoutMs, URGENT_MS),
    pace: false,
    ...transport,
  });
  const files = { fetch: deps.fetch ?? fetch, timeoutMs: Math.max(timeoutMs, DOWNLOAD_MS) };
  const { providerToken } = config;
  const rules = { publicLinksOnly: config.apiRoot === TELEGRAM_API_ROOT, providerToken };
  const photos = createPhotoMemory();
  const edit = createEditor(client, rules, photos);
  const userName = botName(client);
  return {
    id: 'telegram',
    can: { edit: true, maxText: MAX_TEXT, maxCaption: MAX_CAPTION, links: true, invoices: true },
    send: createSender(client, rules, photos),
    edit: (address, ref, message, options) => edit(address, ref, message, options?.signal),
    answerButton: (pressId, text) => answerButton(client, pressId, text),
    answerCheckout: (queryId, refusal) => answerCheckout(urgent, queryId, refusal),
    download: (media, limit) => downloadFile(client, config, files, media, limit),
    readWebhook: (raw) => readWebhook(config, raw),
    poll: (take, signal) =>
      pollUpdates(poller, take, signal, {
        longPollSeconds,
        pause: deps.pause ?? pause,
        report: deps.report ?? (() => {}),
      }),
    setWebhook: (url) => setWebhook(client, config, url),
    setMenu: (commands, language, address) => setMenu(client, commands, language, address),
    check: (webhookUrl, addresses, options) => checkBot(client, webhookUrl, addresses, options?.signal),
    link: async (payload) => `https://t.me/${await userName()}?start=${encodeURIComponent(payload)}`,
  };
}

function shouldPace(config: TelegramConfig): boolean {
  const onWorkers = globalThis.navigator?.userAgent === 'Cloudflare-Workers';
  const host = new URL(config.apiRoot).hostname;
  return !onWorkers && host !== 'localhost' && host !== '127.0.0.1' && host !== '[::1]';
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}

/** The bot's user name, asked for once. Throws when Telegram does not tell it. */
function botName(client: TelegramClient): () => Promise<string> {
  let known: string | null = null;
  return async () => {
    if (known !== null) return known;
    const me = await client.call((api, signal) => api.getMe(signal));
    if (!me.ok) throw new Error(`Telegram does not tell the bot's name: ${me.code} ${me.message}`);
    known = me.value.username;
    return known;
  };
}

async function answerButton(client: TelegramClient, pressId: string, text: string | null): Promise<void> {
  const answer = text ? { text: text.slice(0, MAX_ANSWER) } : {};
  await client.call((api, signal) => api.answerCallbackQuery(pressId, answer, signal)).catch(() => null);
}

/** Once more when nobody knows whether the first answer arrived: a second one is refused and harms nobody. */
async function answerCheckout(
  client: TelegramClient,
  queryId: string,
  refusal: string | null,
): Promise<Outcome<null>> {
  const words = refusal === null ? {} : { error_message: refusal };
  const answer = () =>
    client.call((api, signal) => api.answerPreCheckoutQuery(queryId, refusal === null, words, signal));
  const first = await answer();
  return asNull(!first.ok && first.retryable ? await answer() : first);
}

async function setWebhook(
  client: TelegramClient,
  config: TelegramConfig,
  url: string,
): Promise<Outcome<null>> {
  const settings = {
    secret_token: await webhookSecret(config),
    allowed_updates: [...ALLOWED_UPDATES],
    max_connections: 40,
  };
  return asNull(await client.call((api, signal) => api.setWebhook(url, settings, signal)));
}

/** `language` is cut to ISO 639-1, the only form that setMyCommands takes. */
async function setMenu(
  client: TelegramClient,
  commands: readonly MenuCommand[],
  language: string | null,
  address: string | null,
): Promise<Outcome<null>> {
  const chat = address === null ? null : chatId(address);
  if (address !== null && chat === null)
    return failure('unreachable', 'bad_address', 'the address is no chat id');
  const code = language?.split('-')[0]?.toLowerCase();
  const options = {
    scope: chat === null ? { type: 'default' as const } : { type: 'chat' as const, chat_id: chat },
    ...(code && /^[a-z]{2}$/.test(code) ? { language_code: code as 'en' } : {}),
  };
  const menu = commands.map(({ name, description }) => ({
    command: name,
    description: description.slice(0, MAX_DESCRIPTION),
  }));
  return asNull(
    await client.call((api, signal) =>
      menu.length > 0 ? api.setMyCommands(menu, options, signal) : api.deleteMyCommands(options, signal),
    ),
  );
}

function asNull(outcome: Outcome<unknown>): Outcome<null> {
  return outcome.ok ? { ok: true, value: null } : outcome;
}
