import type { Running } from './process.ts';

/** Given to the process as TELEGRAM_WEBHOOK_SECRET, so that a test may post updates as Telegram does. */
export const UPDATES_SECRET = 'a-secret-of-the-tests';

/** Posts one update, past the emulated messenger. Gives the HTTP status. */
export async function postUpdate(
  till: Running,
  update: Record<string, unknown>,
  secret = UPDATES_SECRET,
): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret };
  const response = await fetch(`${till.url}/webhooks/telegram`, {
    method: 'POST',
    headers,
    body: JSON.stringify(update),
  });
  await response.arrayBuffer();
  return response.status;
}

const who = (id: number) => ({
  chat: { id, type: 'private', first_name: `Person ${id}` },
  from: { id, is_bot: false, first_name: `Person ${id}`, language_code: 'ru' },
});

/** A message that somebody wrote. */
export function wrote(
  updateId: number,
  userId: number,
  text: string,
  messageId = updateId,
): Record<string, unknown> {
  return {
    update_id: updateId,
    message: { message_id: messageId, date: 1_700_000_000, ...who(userId), text },
  };
}

/** The same message, corrected by its writer. */
export function corrected(
  updateId: number,
  userId: number,
  text: string,
  messageId: number,
): Record<string, unknown> {
  const dates = { date: 1_700_000_000, edit_date: 1_700_000_060 };
  return { update_id: updateId, edited_message: { message_id: messageId, ...dates, ...who(userId), text } };
}

/** A press of a button that the person's messages need not hold: any client can send any data. */
export function pressed(
  updateId: number,
  userId: number,
  data: string,
  messageId = 1,
): Record<string, unknown> {
  const { chat, from } = who(userId);
  return {
    update_id: updateId,
    callback_query: {
      id: `press-${updateId}`,
      from,
      chat_instance: '1',
      message: { message_id: messageId, date: 1_700_000_000, chat },
      data,
    },
  };
}
