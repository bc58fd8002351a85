import type { BotReport } from '../../../domain/ports/account.ts';
import { done, type Outcome } from '../../../domain/result.ts';
import type { TelegramClient } from './client.ts';
import { chatId } from './send.ts';

/** The bot's own name, where Telegram sends its updates, and who can't be written to (they never pressed Start). */
export async function checkBot(
  client: TelegramClient,
  webhookUrl: string | null,
  addresses: readonly string[],
  abort: AbortSignal | undefined,
): Promise<Outcome<BotReport>> {
  const me = await client.call((api, signal) => api.getMe(signal), abort);
  if (!me.ok) return me;
  const info = await client.call((api, signal) => api.getWebhookInfo(signal), abort);
  if (!info.ok) return info;
  const unreachable: string[] = [];
  for (const address of addresses) {
    const chat = chatId(address);
    const found = chat === null ? null : await client.call((api, signal) => api.getChat(chat, signal), abort);
    if (!found?.ok) unreachable.push(address);
  }
  const { url, last_error_message: lastError = null } = info.value;
  const webhook =
    webhookUrl === null ? null : { expected: webhookUrl, set: url || null, lastError: lastError || null };
  return done({ name: `@${me.value.username}`, webhook, unreachable });
}
